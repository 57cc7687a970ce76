//! Slack's markup and blocks as text that people can read.

use std::fmt::Write;

use serde_json::Value;

use super::export::Directory;
use super::shape::Attachment;

/// Adds a text with its mentions, links and entities resolved.
pub(super) fn plain(text: &str, directory: &Directory, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'<', b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let from = &rest[at..];
        rest = if from.starts_with('&') { entity(from, out) } else { angle(from, directory, out) };
    }
    out.push_str(rest);
}

fn entity<'a>(from: &'a str, out: &mut String) -> &'a str {
    for (name, sign) in [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')] {
        if let Some(rest) = from.strip_prefix(name) {
            out.push(sign);
            return rest;
        }
    }
    out.push('&');
    &from[1..]
}

fn angle<'a>(from: &'a str, directory: &Directory, out: &mut String) -> &'a str {
    let Some(end) = from.find(['>', '\n']).filter(|end| from.as_bytes()[*end] == b'>') else {
        out.push('<');
        return &from[1..];
    };
    let inner = &from[1..end];
    let (target, label) = match inner.split_once('|') {
        Some((target, label)) => (target, Some(label).filter(|l| !l.is_empty())),
        None => (inner, None),
    };
    if let Some(id) = target.strip_prefix('@') {
        out.push('@');
        out.push_str(label.unwrap_or_else(|| directory.person(id).map_or(id, |p| p.name.as_str())));
    } else if let Some(id) = target.strip_prefix('#') {
        out.push('#');
        out.push_str(label.unwrap_or_else(|| directory.channel_name(id).unwrap_or(id)));
    } else if let Some(command) = target.strip_prefix('!') {
        match (command.split('^').next().unwrap_or(command), label) {
            ("here" | "channel" | "everyone", _) => {
                out.push('@');
                out.push_str(command);
            }
            (_, Some(label)) => entities(label, out),
            (word, None) => {
                out.push('@');
                out.push_str(word);
            }
        }
    } else {
        link(target, label, out);
    }
    &from[end + 1..]
}

fn link(target: &str, label: Option<&str>, out: &mut String) {
    let bare = target.strip_prefix("mailto:").or_else(|| target.strip_prefix("tel:")).unwrap_or(target);
    match label {
        Some(label) if label != target && label != bare && !target.ends_with(label) => {
            entities(label, out);
            out.push_str(" (");
            entities(bare, out);
            out.push(')');
        }
        _ => entities(bare, out),
    }
}

fn entities(mut text: &str, out: &mut String) {
    while let Some(at) = text.find('&') {
        out.push_str(&text[..at]);
        text = entity(&text[at..], out);
    }
    out.push_str(text);
}

fn new_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Adds what an attachment says: bots often say everything there.
pub(super) fn attachment(attachment: &Attachment<'_>, directory: &Directory, out: &mut String) {
    let before = out.len();
    for part in [&attachment.pretext, &attachment.author_name] {
        if let Some(text) = part.text() {
            new_line(out);
            plain(text, directory, out);
        }
    }
    if let Some(title) = attachment.title.text() {
        new_line(out);
        plain(title, directory, out);
        if let Some(link) = attachment.title_link.text().filter(|l| !title.contains(*l)) {
            let _ = write!(out, " ({link})");
        }
    }
    if let Some(text) = attachment.text.text() {
        new_line(out);
        plain(text, directory, out);
    }
    for field in attachment.fields.iter().flatten() {
        new_line(out);
        if let Some(title) = field.title.text() {
            plain(title, directory, out);
            out.push_str(": ");
        }
        plain(field.value.text().unwrap_or_default(), directory, out);
    }
    if let Some(raw) = attachment.blocks {
        blocks(raw.get(), directory, out);
    }
    if out.len() == before
        && let Some(text) = attachment.fallback.text().or(attachment.footer.text())
    {
        new_line(out);
        plain(text, directory, out);
    }
}

/// Adds the text of Block Kit blocks.
pub(super) fn blocks(raw: &str, directory: &Directory, out: &mut String) {
    // the depth was bounded when the element was cut out
    let Ok(Value::Array(blocks)) = serde_json::from_str(raw) else {
        return;
    };
    for block in &blocks {
        new_line(out);
        element(block, directory, out);
    }
    out.truncate(out.trim_end_matches('\n').len());
}

fn element(value: &Value, directory: &Directory, out: &mut String) {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    match text("type").unwrap_or_default() {
        "text" => out.push_str(text("text").unwrap_or_default()),
        "plain_text" | "mrkdwn" => plain(text("text").unwrap_or_default(), directory, out),
        "link" => link(text("url").unwrap_or_default(), text("text"), out),
        "user" => {
            let id = text("user_id").unwrap_or_default();
            out.push('@');
            out.push_str(directory.person(id).map_or(id, |p| p.name.as_str()));
        }
        "channel" => {
            let id = text("channel_id").unwrap_or_default();
            out.push('#');
            out.push_str(directory.channel_name(id).unwrap_or(id));
        }
        "usergroup" => {
            let _ = write!(out, "@{}", text("usergroup_id").unwrap_or_default());
        }
        "broadcast" => {
            let _ = write!(out, "@{}", text("range").unwrap_or("channel"));
        }
        "emoji" => {
            let _ = write!(out, ":{}:", text("name").unwrap_or_default());
        }
        "image" => out.push_str(text("alt_text").unwrap_or_default()),
        "rich_text_list" => {
            for item in value.get("elements").and_then(Value::as_array).into_iter().flatten() {
                new_line(out);
                out.push_str("- ");
                element(item, directory, out);
            }
        }
        _ => {
            for name in ["title", "text", "label", "description"] {
                match value.get(name) {
                    Some(Value::String(text)) => plain(text, directory, out),
                    Some(inner @ Value::Object(_)) => element(inner, directory, out),
                    _ => {}
                }
            }
            for name in ["fields", "elements"] {
                for item in value.get(name).and_then(Value::as_array).into_iter().flatten() {
                    if name == "fields" {
                        new_line(out);
                    }
                    element(item, directory, out);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let mut directory = Directory::default();
        directory.add_person("U1", "Ada Obi", false);
        directory.add_channel("C1", "payments");
        let mut out = String::new();
        plain(text, &directory, &mut out);
        out
    }

    #[test]
    fn markup_becomes_readable() {
        assert_eq!(read("<@U1> &lt;b&gt; &amp;amp; <@U9|ben> <@U7>"), "@Ada Obi <b> &amp; @ben @U7");
        assert_eq!(read("<#C1> <#C2|db> <#C3> <!here> <!subteam^S1|@oncall>"), "#payments #db #C3 @here @oncall");
        assert_eq!(
            read("<https://a.example/?x=1&amp;y=2> <https://a.example/|graph> <mailto:a@b.example|a@b.example>"),
            "https://a.example/?x=1&y=2 graph (https://a.example/) a@b.example"
        );
        assert_eq!(read("<!date^1^{date}|Nov 13> a < b <unclosed\n> &nbsp;"), "Nov 13 a < b <unclosed\n> &nbsp;");
    }

    #[test]
    fn blocks_become_lines() {
        let mut out = String::new();
        let mut directory = Directory::default();
        directory.add_person("U1", "Ada Obi", false);
        blocks(
            r#"[{"type":"header","text":{"type":"plain_text","text":"SEV2 &amp; more"}},
                {"type":"rich_text","elements":[{"type":"rich_text_section","elements":[
                    {"type":"user","user_id":"U1"},{"type":"text","text":" rolls back "},{"type":"emoji","name":"fire"}]},
                    {"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]}]}]},
                {"type":"section","fields":[{"type":"mrkdwn","text":"*a*"},{"type":"mrkdwn","text":"b"}]}]"#,
            &directory,
            &mut out,
        );
        assert_eq!(out, "SEV2 & more\n@Ada Obi rolls back :fire:\n- one\n*a*\nb");
    }
}
