//! Commits, merges and tags of a local repository in a window, newest first.
//! Reads objects only: no hooks, no shell, no configuration but the repository's own.

use std::path::Path;

use gix::bstr::ByteSlice;
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::input::Input;
use crate::item::{Author, Item, ItemKind, Revision, SourceKind, sha256};
use crate::reason::{RefuseReason, Rejected};
use crate::run::{Options, Place, Run, SkipReason, Stop};
use crate::scrub::{scrub_bytes, scrub_text};
use crate::time::offset_name;

const MAX_OBJECT: usize = 4 << 20;

pub(crate) fn read(input: Input, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    let Input::Folder(path) = input else {
        return Err(Rejected::wrong_input(SourceKind::Git).into());
    };
    let shown = path.display().to_string();
    let damaged = |reason: String| Rejected::Repository { path: shown.clone(), reason };
    let repository = gix::open_opts(&path, gix::open::Options::isolated()).map_err(|e| damaged(e.to_string()))?;
    let name = name_of(&path);
    let mut tips = Vec::new();
    {
        let references = repository.references().map_err(|e| damaged(e.to_string()))?;
        for reference in references.all().map_err(|e| damaged(e.to_string()))? {
            let mut reference = match reference {
                Ok(reference) => reference,
                Err(e) => {
                    run.refuse(Place::file(&name), RefuseReason::git(e))?;
                    continue;
                }
            };
            let full = reference.name().as_bstr().to_string();
            if let Some(tag) = full.strip_prefix("refs/tags/") {
                match tag_item(&repository, reference.clone(), tag, &name) {
                    Ok(Some(item)) => run.item_once(options, item, Place::file(&full))?,
                    Ok(None) => run.skip(Place::file(&full), SkipReason::OtherEvent("tag of no commit".to_owned()))?,
                    Err(reason) => run.refuse(Place::file(&full), reason)?,
                }
            }
            match reference.peel_to_id() {
                Ok(id) if is_commit(&repository, id.detach()) => tips.push(id.detach()),
                Ok(_) => {}
                Err(e) => run.refuse(Place::file(&full), RefuseReason::git(e))?,
            }
        }
    }
    if let Ok(head) = repository.head_id() {
        tips.push(head.detach());
    }
    tips.sort_unstable();
    tips.dedup();
    walk(&repository, tips, &name, options, run, &damaged)
}

fn walk(
    repository: &gix::Repository,
    tips: Vec<gix::ObjectId>,
    name: &str,
    options: &Options,
    run: &mut Run<'_>,
    damaged: &dyn Fn(String) -> Rejected,
) -> Result<(), Stop> {
    use gix::revision::walk::Sorting;
    use gix::traverse::commit::simple::CommitTimeOrder;
    if tips.is_empty() {
        return Ok(());
    }
    let order = CommitTimeOrder::NewestFirst;
    let sorting = match options.from {
        Some(from) => Sorting::ByCommitTimeCutoff { order, seconds: from.as_second() },
        None => Sorting::ByCommitTime(order),
    };
    let commits = repository.rev_walk(tips).sorting(sorting).all().map_err(|e| damaged(e.to_string()))?;
    let mut n = 0;
    for info in commits {
        let info = info.map_err(|e| damaged(e.to_string()))?;
        // what is newer than the window is passed by without a word
        if let (Some(to), Some(at)) = (options.to, info.commit_time)
            && at >= to.as_second()
            && Timestamp::from_second(at).is_ok_and(|at| at >= to)
        {
            continue;
        }
        let place = Place::file(info.id.to_string());
        match commit_item(repository, info.id, name) {
            Ok(item) => run.item_within(options, item, place)?,
            Err(reason) => run.refuse(place, reason)?,
        }
        n += 1;
        if n % 1000 == 0 {
            run.progress(name, n, None)?;
        }
    }
    run.progress(name, n, Some(n))
}

fn name_of(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let base = path.file_name().map_or_else(|| "repository".to_owned(), |n| n.to_string_lossy().into_owned());
    match base.as_str() {
        ".git" => path.parent().and_then(Path::file_name).map_or(base, |n| n.to_string_lossy().into_owned()),
        _ => base.trim_end_matches(".git").to_owned(),
    }
}

fn is_commit(repository: &gix::Repository, id: gix::ObjectId) -> bool {
    repository.find_header(id).is_ok_and(|header| header.kind() == gix::object::Kind::Commit)
}

/// Size is looked at before an object is held in memory.
fn bounded(repository: &gix::Repository, id: gix::ObjectId) -> Result<(), RefuseReason> {
    let header = repository.find_header(id).map_err(RefuseReason::git)?;
    if header.size() > MAX_OBJECT as u64 { Err(RefuseReason::ObjectTooLarge { mib: MAX_OBJECT >> 20 }) } else { Ok(()) }
}

struct When {
    at: Timestamp,
    zone: String,
}

fn when(seconds: i64, offset: i32) -> Result<When, RefuseReason> {
    let at = Timestamp::from_second(seconds).map_err(|_| RefuseReason::NoInstant { seconds })?;
    Ok(When { at, zone: Offset::from_seconds(offset).map_or_else(|_| "+00:00".to_owned(), offset_name) })
}

fn author(name: &[u8], address: &[u8]) -> Option<Author> {
    let name = Some(scrub_text(name.to_str_lossy().trim()).into_owned()).filter(|n| !n.is_empty());
    // only what stands before the @: the address itself is not needed to tell people apart here
    let local = address.to_str_lossy().split('@').next().unwrap_or_default().trim().to_owned();
    // GitHub's 123+login@users.noreply.github.com
    let local = local
        .split_once('+')
        .filter(|(id, _)| id.bytes().all(|b| b.is_ascii_digit()))
        .map_or(local.clone(), |(_, login)| login.to_owned());
    let handle = Some(local).filter(|l| !l.is_empty()).or_else(|| name.clone())?;
    let is_bot = handle.ends_with("[bot]") || name.as_deref().is_some_and(|n| n.ends_with("[bot]"));
    Some(Author { name: name.filter(|n| *n != handle), handle, is_bot })
}

fn commit_item(repository: &gix::Repository, id: gix::ObjectId, name: &str) -> Result<Box<Item>, RefuseReason> {
    bounded(repository, id)?;
    let commit = repository.find_commit(id).map_err(RefuseReason::git)?;
    let written = commit.author().map_err(RefuseReason::git)?;
    let committer = commit.committer().map_err(RefuseReason::git)?;
    let time = committer.time().map_err(RefuseReason::git)?;
    let moment = when(time.seconds, time.offset)?;
    let authored = written.time().ok().and_then(|t| when(t.seconds, t.offset).ok());
    let parents: Vec<_> = commit.parent_ids().map(|p| p.detach().to_string()).collect();
    let message = commit.message_raw_sloppy().to_str_lossy();
    let mut details = Vec::new();
    let mut add = |name: &str, value: String| details.push((name.to_owned(), value));
    add("event", if parents.len() > 1 { "merge" } else { "commit" }.to_owned());
    add("commit", id.to_string());
    for parent in parents {
        add("parent", parent);
    }
    if let Some(authored) = authored.filter(|a| a.at != moment.at) {
        add("authored", authored.at.to_string());
    }
    Ok(build(
        name,
        id.to_string(),
        ItemKind::Change,
        author(written.name, written.email),
        moment,
        &message,
        details,
        &commit.data,
    ))
}

fn tag_item(
    repository: &gix::Repository,
    mut reference: gix::Reference<'_>,
    tag: &str,
    name: &str,
) -> Result<Option<Box<Item>>, RefuseReason> {
    let direct = reference.follow_to_object().map_err(RefuseReason::git)?.detach();
    bounded(repository, direct)?;
    let target = reference.peel_to_id().map_err(RefuseReason::git)?.detach();
    if !is_commit(repository, target) {
        return Ok(None);
    }
    bounded(repository, target)?;
    let commit = repository.find_commit(target).map_err(RefuseReason::git)?;
    let mut details = vec![
        ("event".to_owned(), "tag".to_owned()),
        ("tag".to_owned(), tag.to_owned()),
        ("commit".to_owned(), target.to_string()),
    ];
    let object = repository.find_object(direct).map_err(RefuseReason::git)?;
    if object.kind == gix::object::Kind::Tag {
        let object = object.into_tag();
        let decoded = object.decode().map_err(RefuseReason::git)?;
        if let Some(tagger) = object.tagger().map_err(RefuseReason::git)? {
            let time = tagger.time().map_err(RefuseReason::git)?;
            let text = format!("tag {tag}\n{}", decoded.message.to_str_lossy());
            let key = format!("tag/{tag}/{direct}");
            let who = author(tagger.name, tagger.email);
            return Ok(Some(build(
                name,
                key,
                ItemKind::Release,
                who,
                when(time.seconds, time.offset)?,
                &text,
                details,
                &object.data,
            )));
        }
    }
    // a light tag has no time of its own: that of its commit stands for it, and the item says so
    details.push(("time_of".to_owned(), "commit".to_owned()));
    let time = commit.committer().and_then(|c| c.time()).map_err(RefuseReason::git)?;
    let raw = format!("{target} refs/tags/{tag}");
    let text = format!("tag {tag}");
    let key = format!("tag/{tag}/{direct}");
    Ok(Some(build(
        name,
        key,
        ItemKind::Release,
        None,
        when(time.seconds, time.offset)?,
        &text,
        details,
        raw.as_bytes(),
    )))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one item, each of another type")]
fn build(
    name: &str,
    key: String,
    kind: ItemKind,
    author: Option<Author>,
    moment: When,
    text: &str,
    details: Vec<(String, String)>,
    raw: &[u8],
) -> Box<Item> {
    let clean = scrub_bytes(raw);
    let is_scrubbed = matches!(clean, std::borrow::Cow::Owned(_));
    let raw = clean.into_owned();
    Box::new(Item {
        source: SourceKind::Git,
        key,
        revision: Revision::Original,
        kind,
        author,
        occurred: moment.at,
        zone: Some(moment.zone),
        place: Some(name.to_owned()),
        thread: None,
        text: scrub_text(text.trim()).into_owned(),
        link: None,
        details,
        hash: sha256(&raw),
        raw,
        is_scrubbed,
    })
}

#[cfg(test)]
mod tests;
