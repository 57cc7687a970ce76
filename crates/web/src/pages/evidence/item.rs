//! One item with all that is known of it, and its original.

use app::{evidence_rows, imports, terms::Evidence, timeline, workbench};
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderValue, header},
    response::Response,
};
use postmortem::{EvidenceId, Number};
use views::{
    pages::{ItemLink, ItemPage, ItemRevision},
    routes,
};

use super::rows::{cut, note, row_of};
use crate::{
    Failure,
    extract::Visitor,
    pages::{Answer, rail::rail, show},
};

/// The original is shown up to so many bytes.
const SHOWN: usize = 64 * 1024;
/// Items on each side of it.
const NEAR: i64 = 5;
/// Letters of the items beside it.
const SHORT: usize = 140;

pub(super) async fn show_item(visitor: Visitor, Path((number, id)): Path<(Number, EvidenceId)>) -> Answer {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let ctx = &visitor.ctx;
    let closeup = app::evidence::get(ctx, number, id).await?;
    let item = closeup.item;
    let thread = evidence_rows::thread(ctx, number, &item).await?;
    let near = app::evidence::near(ctx, number, item.occurred, NEAR).await?;
    let open = closeup.suggestions.iter().find(|s| s.state == app::terms::SuggestionState::Open);
    let is_absent = app::exchange::is_absent(&item);
    let is_shown = closeup.is_editable && !is_absent;
    let (raw, is_raw_cut) = if is_shown { original(ctx, number, id).await? } else { (None, false) };
    let entries = timeline::list(ctx, number).await?;
    let entries = entries.into_iter().filter(|entry| entry.evidence.contains(&id));
    let link = |other: Evidence| ItemLink {
        is_this: other.id == id,
        id: other.id,
        at: other.occurred,
        author: other.author.or(other.handle),
        place: other.place,
        text: cut(&other.text, SHORT),
    };
    let file = app::files::list(ctx, number).await?.into_iter().find(|file| file.evidence == Some(id));
    let file = file.map(|file| {
        let shown = file.shown_hash.as_deref();
        (routes::file(number, shown.unwrap_or(&file.hash)), shown.is_some(), file.name.clone())
    });
    let import = match item.import {
        Some(import) => Some((routes::import(number, import), imports::get(ctx, number, import).await?.name)),
        None => None,
    };
    show(&ItemPage {
        number,
        rail: rail(&visitor, &readable, "evidence").await?,
        zone: readable.zone.clone(),
        is_editable: closeup.is_editable,
        row: row_of(&visitor.ui, &item, 0, open.map(note)),
        source_zone: item.zone.as_deref().and_then(|zone| zone.parse().ok()),
        link: item.link.clone().filter(|link| is_web(link)),
        raw,
        is_raw_cut,
        is_absent,
        revisions: revisions(&closeup.revisions, id),
        thread_items: thread.into_iter().map(link).collect(),
        near: near.into_iter().map(link).collect(),
        entries: entries.map(|entry| (entry.id, entry.occurred.at, cut(&entry.text, SHORT))).collect(),
        file,
        import,
        key: item.key,
        handle: item.handle,
        thread: item.thread,
        revision: item.revision,
        hash: hex::encode(&item.hash),
        details: if is_absent { Vec::new() } else { item.details },
        text: item.text,
        ui: visitor.0.ui,
    })
}

/// Only addresses of the web are made links: others could run what a source wrote.
fn is_web(link: &str) -> bool {
    let lower = link.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")) && !link.chars().any(char::is_control)
}

/// Each content beside the one before it; the latest first.
fn revisions(found: &[Evidence], this: EvidenceId) -> Vec<ItemRevision> {
    let before = found.iter().skip(1).map(Some).chain([None]);
    let made = found.iter().zip(before).map(|(one, before)| ItemRevision {
        id: one.id,
        revision: one.revision,
        at: one.occurred,
        is_deleted: one.is_deleted,
        is_this: one.id == this,
        diff: before.map(|before| prose::diff(&before.text, &one.text)).filter(|diff| !diff.hunks.is_empty()),
    });
    made.collect()
}

/// The beginning of the original: JSON set apart, text as it is, nothing of other bytes.
async fn original(ctx: &app::Ctx, number: Number, id: EvidenceId) -> Result<(Option<String>, bool), Failure> {
    let bytes = app::evidence::raw(ctx, number, id).await?;
    if bytes.len() <= 4 * SHOWN
        && let Ok(json) = serde_json::from_slice::<serde_json::Value>(&bytes)
        && let Ok(pretty) = serde_json::to_string_pretty(&json)
    {
        return Ok(bounded(&pretty));
    }
    let head = &bytes[..bytes.len().min(SHOWN)];
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // cut within a letter
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return Ok((None, true)),
    };
    Ok((Some(text.to_owned()), bytes.len() > text.len()))
}

fn bounded(text: &str) -> (Option<String>, bool) {
    let end = text.floor_char_boundary(SHOWN);
    (Some(text[..end].to_owned()), end < text.len())
}

/// The original as a download: nothing that a source wrote is ever run here.
pub(super) async fn raw(visitor: Visitor, Path((number, id)): Path<(Number, EvidenceId)>) -> Answer {
    let bytes = app::evidence::raw(&visitor.ctx, number, id).await?;
    let name =
        format!("{number}-{id}.{}", if bytes.starts_with(b"{") || bytes.starts_with(b"[") { "json" } else { "bin" });
    Ok(download(bytes, "application/octet-stream", &name, false))
}

/// Bytes of others: sandboxed, never sniffed, in place only where the caller knows that it is a picture drawn anew.
pub(crate) fn download(bytes: Vec<u8>, media_type: &'static str, name: &str, is_inline: bool) -> Response {
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => encoded.push(byte as char),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    let how = if is_inline { "inline" } else { "attachment" };
    let disposition = format!("{how}; filename*=UTF-8''{encoded}");
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert!(is_web("https://a.example/x") && is_web("HTTP://a.example"));
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//a.example",
            "https://a\n.example",
            " https://a",
            "file:///etc/passwd",
        ] {
            assert!(!is_web(bad), "{bad}");
        }
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let response = download(Vec::new(), "application/octet-stream", "a\"\r\nSet-Cookie: x; .html", false);
        let said = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert_eq!(said, "attachment; filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20x%3B%20.html");
    }
}
