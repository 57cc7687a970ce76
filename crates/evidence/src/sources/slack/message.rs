//! One event of a day file: an item, or the reason why it is none.

use std::borrow::Cow;

use jiff::Timestamp;

use super::export::{Channel, Directory};
use super::retries::Retries;
use super::shape::{File, Loose, Message};
use super::text;
use crate::item::{Author, Item, ItemKind, Revision, SourceKind, sha256};
use crate::reason::RefuseReason;
use crate::run::SkipReason;
use crate::scrub::scrub_bytes;

/// The most people who are told of one reaction.
const REACTED: usize = 50;

pub(super) enum Read {
    Item(Box<Item>),
    Skipped(SkipReason),
    Refused(RefuseReason),
}

/// Reads one element. Secrets go first: nothing below sees them.
pub(super) fn read(raw: &[u8], channel: &Channel, directory: &Directory, retries: &mut Retries) -> Read {
    let clean = scrub_bytes(raw);
    let Ok(source) = std::str::from_utf8(&clean) else {
        return Read::Refused(RefuseReason::TextEncoding);
    };
    match event(source, channel, directory, retries) {
        Ok(Ok(draft)) => {
            let is_scrubbed = matches!(clean, Cow::Owned(_));
            let raw = clean.into_owned();
            Read::Item(Box::new(Item { hash: sha256(&raw), raw, is_scrubbed, ..draft }))
        }
        Ok(Err(reason)) => Read::Skipped(reason),
        Err(reason) => Read::Refused(reason),
    }
}

fn parse(source: &str) -> Result<Message<'_>, RefuseReason> {
    Ok(serde_json::from_str(source)?)
}

fn event(
    source: &str,
    channel: &Channel,
    directory: &Directory,
    retries: &mut Retries,
) -> Result<Result<Item, SkipReason>, RefuseReason> {
    let message = parse(source)?;
    let subtype = message.subtype.text().unwrap_or_default();
    match subtype {
        "message_replied" => return Ok(Err(SkipReason::Notice("message_replied".to_owned()))),
        "message_changed" => {
            let inner = message.changed.ok_or(RefuseReason::EditWithoutMessage)?;
            let changed = parse(inner.get())?;
            let mut item = draft(&changed, channel, directory, retries, Revision::Edit)?;
            if let Ok(item) = &mut item {
                item.details.push(("edited".to_owned(), instant(message.ts.text())?.to_string()));
            }
            return Ok(item);
        }
        "message_deleted" => {
            let previous = message.previous.map(|p| parse(p.get())).transpose()?;
            let ts = message
                .deleted_ts
                .text()
                .or(previous.as_ref().and_then(|p| p.ts.text()))
                .ok_or(RefuseReason::DeletionWithoutTime)?;
            let mut item = match &previous {
                Some(previous) => {
                    draft(previous, channel, directory, retries, Revision::Deletion)?.unwrap_or_else(|_| blank(channel))
                }
                None => blank(channel),
            };
            item.key = key(channel, ts);
            item.occurred = instant(Some(ts))?;
            item.revision = Revision::Deletion;
            item.details.push(("deleted".to_owned(), instant(message.ts.text())?.to_string()));
            return Ok(Ok(item));
        }
        _ => {}
    }
    draft(&message, channel, directory, retries, Revision::Original)
}

fn draft(
    message: &Message<'_>,
    channel: &Channel,
    directory: &Directory,
    retries: &mut Retries,
    revision: Revision,
) -> Result<Result<Item, SkipReason>, RefuseReason> {
    let ts = message.ts.text().ok_or_else(|| RefuseReason::no("ts"))?;
    let occurred = instant(Some(ts))?;
    if revision == Revision::Original
        && let Some(id) = message.client_msg_id.text()
        && let Some(first) = retries.earlier(id, ts)
    {
        return Ok(Err(SkipReason::Retry { of: key(channel, first) }));
    }
    let subtype = message.subtype.text().unwrap_or_default();
    let text = readable(message, directory);
    let has_files = message.file.is_some() || message.files.as_ref().is_some_and(|f| !f.is_empty());
    let kind = kind_of(subtype, has_files, text.is_empty());
    if text.is_empty() && !has_files && !is_known(subtype) && revision == Revision::Original {
        return Ok(Err(SkipReason::UnknownSubtype(subtype.to_owned())));
    }
    let text = if text.is_empty() { file_names(message) } else { text };
    let (details, link) = details(message, subtype);
    Ok(Ok(Item {
        key: key(channel, ts),
        revision,
        kind,
        author: author(message, directory),
        occurred,
        thread: message.thread_ts.text().filter(|root| *root != ts).map(|root| key(channel, root)),
        text,
        link,
        details,
        ..blank(channel)
    }))
}

fn blank(channel: &Channel) -> Item {
    Item {
        source: SourceKind::Slack,
        key: String::new(),
        revision: Revision::Original,
        kind: ItemKind::Message,
        author: None,
        occurred: Timestamp::UNIX_EPOCH,
        zone: None,
        place: Some(["#", &channel.name].concat()),
        thread: None,
        text: String::new(),
        link: None,
        details: Vec::new(),
        raw: Vec::new(),
        hash: [0; 32],
        is_scrubbed: false,
    }
}

fn key(channel: &Channel, ts: &str) -> String {
    [&channel.id, "/", ts].concat()
}

/// Slack's `1517439122.000710`: seconds and microseconds.
fn instant(ts: Option<&str>) -> Result<Timestamp, RefuseReason> {
    let ts = ts.ok_or_else(|| RefuseReason::no("ts"))?;
    let bad = || RefuseReason::SlackTime { text: ts.chars().take(40).collect() };
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if seconds.is_empty() || fraction.len() > 9 || !is_number(seconds) || !is_number(fraction) {
        return Err(bad());
    }
    let seconds: i64 = seconds.parse().map_err(|_| bad())?;
    let nanos =
        fraction.bytes().fold(0i32, |sum, b| sum * 10 + i32::from(b - b'0')) * 10i32.pow(9 - fraction.len() as u32);
    Timestamp::new(seconds, nanos).map_err(|_| bad())
}

fn kind_of(subtype: &str, has_files: bool, is_silent: bool) -> ItemKind {
    match subtype {
        "channel_join" | "channel_leave" | "group_join" | "group_leave" | "bot_add" | "bot_remove" => ItemKind::Join,
        "channel_topic"
        | "channel_purpose"
        | "channel_name"
        | "channel_archive"
        | "channel_unarchive"
        | "group_topic"
        | "group_purpose"
        | "group_name"
        | "group_archive"
        | "group_unarchive"
        | "channel_convert_to_private" => ItemKind::Topic,
        "file_share" | "file_comment" | "file_mention" => ItemKind::File,
        _ if has_files && is_silent => ItemKind::File,
        _ => ItemKind::Message,
    }
}

/// Subtypes that mean something even without a text.
fn is_known(subtype: &str) -> bool {
    matches!(
        subtype,
        "" | "bot_message" | "me_message" | "thread_broadcast" | "pinned_item" | "unpinned_item" | "tombstone"
    ) || kind_of(subtype, false, false) != ItemKind::Message
}

fn author(message: &Message<'_>, directory: &Directory) -> Option<Author> {
    let comment_by = message.comment.as_ref().and_then(|c| c.user.text());
    let bot = message.bot_id.text();
    let user = message.user.text().or(comment_by);
    let handle = user.or(bot).or(message.username.text())?;
    let known = directory.person(handle);
    let profile = message.user_profile.as_ref();
    let name = message
        .username
        .text()
        .filter(|_| user.is_none())
        .or(known.map(|p| p.name.as_str()))
        .or_else(|| profile.and_then(|p| p.display_name.text().or(p.real_name.text()).or(p.name.text())))
        .or(message.username.text());
    Some(Author {
        handle: handle.to_owned(),
        name: name.filter(|n| *n != handle).map(str::to_owned),
        is_bot: user.is_none() || known.is_some_and(|p| p.is_bot) || message.subtype.text() == Some("bot_message"),
    })
}

fn readable(message: &Message<'_>, directory: &Directory) -> String {
    let mut out = String::new();
    if let Some(text) = message.text.text() {
        out.reserve(text.len() + 16);
        text::plain(text, directory, &mut out);
    } else if let Some(blocks) = message.blocks {
        text::blocks(blocks.get(), directory, &mut out);
    }
    for attachment in message.attachments.iter().flatten() {
        text::attachment(attachment, directory, &mut out);
    }
    if out.is_empty()
        && let Some(comment) = message.comment.as_ref().and_then(|c| c.comment.text())
    {
        text::plain(comment, directory, &mut out);
    }
    out
}

fn details(message: &Message<'_>, subtype: &str) -> (Vec<(String, String)>, Option<String>) {
    let mut details = Vec::new();
    let mut add = |name: &str, value: String| details.push((name.to_owned(), value));
    let mut link = message.permalink.text().map(str::to_owned);
    if !subtype.is_empty() {
        add("subtype", subtype.to_owned());
    }
    for file in message.file.iter().chain(message.files.iter().flatten()) {
        add("file", file_name(file).to_owned());
        if let Some(kind) = file.mimetype.text().or(file.filetype.text()) {
            add("file_type", kind.to_owned());
        }
        if let Some(at) = file.permalink.text() {
            // the query of a file's address may open it to anyone
            let at = at.split(['?', '#']).next().unwrap_or(at).to_owned();
            link.get_or_insert_with(|| at.clone());
            add("file_link", at);
        }
    }
    for reaction in message.reactions.iter().flatten() {
        if let Some(name) = reaction.name.text() {
            add("reaction", format!("{name} {}", reaction.count.unwrap_or(1)));
        }
        for user in reaction.users.iter().flatten().filter_map(Loose::text).take(REACTED) {
            add("reacted_by", user.to_owned());
        }
    }
    if message.pinned_to.is_some_and(|to| to.get().contains('"')) {
        add("pinned", "true".to_owned());
    }
    if let Some(at) = message.edited.as_ref().and_then(|e| instant(e.ts.text()).ok()) {
        add("edited", at.to_string());
    }
    (details, link)
}

fn file_name<'a>(file: &'a File<'_>) -> &'a str {
    file.name.text().or(file.title.text()).or(file.mode.text()).unwrap_or("file")
}

/// What stands in place of a text where only files were shared.
fn file_names(message: &Message<'_>) -> String {
    let files = message.file.iter().chain(message.files.iter().flatten());
    files.map(file_name).collect::<Vec<_>>().join(", ")
}
