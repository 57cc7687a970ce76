//! GitHub webhook bodies: push (with one item a commit), pull_request, deployment, deployment_status,
//! workflow_run, release and check_run. Other events are skipped by name. Keys survive redelivery.

mod events;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::input::Input;
use crate::item::{Author, Item, ItemKind, Revision, SourceKind, sha256};
use crate::reason::{RefuseReason, Rejected};
use crate::run::{Options, Place, Run, SkipReason, Stop};
use crate::scrub::scrub_bytes;
use crate::sources::bodies;
use crate::time::{Moment, TimeFlaw, TimeReader};

pub(crate) fn read(input: Input, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    bodies::each(input, options, run, &mut |raw, place, run| body(raw, &place, options, run))?;
    if run.is_empty() {
        return Err(Rejected::nothing_found(SourceKind::Github).into());
    }
    Ok(())
}

fn body(raw: &[u8], place: &Place, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    let clean = scrub_bytes(raw);
    let is_scrubbed = matches!(clean, Cow::Owned(_));
    let value: Value = match serde_json::from_slice(&clean) {
        Ok(value) => value,
        Err(e) => return run.refuse(place.clone(), e.into()),
    };
    let event = options.event.as_deref().unwrap_or_else(|| detect(&value));
    let drafts = match event {
        "push" => events::push(&value),
        "pull_request" => events::pull_request(&value).map(one),
        "deployment" => events::deployment(&value).map(one),
        "deployment_status" => events::deployment_status(&value).map(one),
        "workflow_run" => events::workflow_run(&value).map(one),
        "release" => events::release(&value).map(one),
        "check_run" => events::check_run(&value).map(one),
        other => return run.skip(place.clone(), SkipReason::OtherEvent(other.to_owned())),
    };
    let drafts = match drafts {
        Ok(drafts) => drafts,
        Err(reason) => {
            let reason = RefuseReason::Event { event: event.to_owned(), reason: Box::new(reason) };
            return run.refuse(place.clone(), reason);
        }
    };
    let commits = match drafts.len() {
        1 => Vec::new(),
        _ => serde_json::from_slice::<Commits<'_>>(&clean).map(|c| c.commits).unwrap_or_default(),
    };
    for draft in drafts {
        // a commit's own part of a push is its raw content; of all else the whole body
        let raw = match draft.part.and_then(|n| commits.get(n)) {
            Some(part) => part.get().as_bytes().to_vec(),
            None => clean.to_vec(),
        };
        let item = Box::new(Item {
            source: SourceKind::Github,
            key: draft.key,
            revision: Revision::Original,
            kind: draft.kind,
            author: draft.author,
            occurred: draft.moment.at,
            zone: draft.moment.zone,
            place: draft.repository,
            thread: draft.thread,
            text: draft.text,
            link: draft.link,
            details: draft.details,
            hash: sha256(&raw),
            raw,
            is_scrubbed,
        });
        run.item_once(options, item, place.clone())?;
    }
    Ok(())
}

fn one(draft: Draft) -> Vec<Draft> {
    vec![draft]
}

/// Tells the event by the shape of the body, for files that came without headers.
pub fn detect(body: &Value) -> &'static str {
    let has = |name: &str| body.get(name).is_some_and(|v| !v.is_null());
    match () {
        () if has("zen") => "ping",
        () if has("deployment_status") => "deployment_status",
        () if has("deployment") => "deployment",
        () if has("check_run") => "check_run",
        () if has("check_suite") => "check_suite",
        () if has("workflow_run") => "workflow_run",
        () if has("workflow_job") => "workflow_job",
        () if has("release") => "release",
        () if has("review") => "pull_request_review",
        () if has("comment") => "comment",
        () if has("thread") => "pull_request_review_thread",
        () if has("pull_request") => "pull_request",
        () if has("issue") => "issues",
        () if has("ref") && has("before") && has("after") => "push",
        () => "unknown",
    }
}

/// The commits of a push as they stand in the body.
#[derive(Deserialize)]
struct Commits<'a> {
    #[serde(borrow, default)]
    commits: Vec<&'a RawValue>,
}

/// An item in the making.
struct Draft {
    key: String,
    kind: ItemKind,
    author: Option<Author>,
    moment: Moment,
    repository: Option<String>,
    thread: Option<String>,
    text: String,
    link: Option<String>,
    details: Vec<(String, String)>,
    /// The place of a commit within its push.
    part: Option<usize>,
}

fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    value.pointer(path).unwrap_or(&Value::Null)
}

fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    at(value, path).as_str().filter(|t| !t.is_empty())
}

fn person(user: &Value) -> Option<Author> {
    let handle = text(user, "/login").or(text(user, "/username"))?;
    let is_bot = text(user, "/type") == Some("Bot") || handle.ends_with("[bot]");
    Some(Author { handle: handle.to_owned(), name: text(user, "/name").map(str::to_owned), is_bot })
}

fn repository(body: &Value) -> Result<String, RefuseReason> {
    text(body, "/repository/full_name").map(str::to_owned).ok_or_else(|| RefuseReason::no("repository"))
}

/// The first of these that holds a time; GitHub writes RFC 3339, and seconds in old pushes.
fn moment(body: &Value, paths: &[&str]) -> Result<Moment, RefuseReason> {
    let times = TimeReader::default();
    for path in paths {
        let read = match at(body, path) {
            Value::String(time) => times.read(time),
            Value::Number(seconds) => times.read(&seconds.to_string()),
            _ => continue,
        };
        return Ok(read?);
    }
    Err(TimeFlaw::Empty.into())
}

fn detail(details: &mut Vec<(String, String)>, name: &str, value: Option<impl Into<String>>) {
    if let Some(value) = value {
        details.push((name.to_owned(), value.into()));
    }
}

#[cfg(test)]
mod tests;
