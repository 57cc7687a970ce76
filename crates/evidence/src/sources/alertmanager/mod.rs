//! Alertmanager webhook bodies, version 4: one item for each alert and state.
//! The same alert told again (`repeat_interval`) has the same key.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::input::Input;
use crate::item::{Author, Item, ItemKind, Revision, SourceKind, sha256};
use crate::reason::{RefuseReason, Rejected};
use crate::run::{Options, Place, Run, SkipReason, Stop};
use crate::scrub::scrub_bytes;
use crate::sources::bodies;
use crate::time::TimeReader;

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    alerts: Option<Vec<&'a RawValue>>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    receiver: Option<String>,
    #[serde(rename = "groupKey", default)]
    group_key: Option<String>,
    #[serde(rename = "externalURL", default)]
    external_url: Option<String>,
    #[serde(default)]
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: Option<BTreeMap<String, String>>,
    starts_at: Option<String>,
    #[serde(default)]
    ends_at: Option<String>,
    #[serde(default, rename = "generatorURL")]
    generator_url: Option<String>,
    #[serde(default)]
    fingerprint: Option<String>,
}

pub(crate) fn read(input: Input, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    let mut n_bodies = 0u64;
    bodies::each(input, options, run, &mut |raw, place, run| {
        let taken = body(raw, &place, options, run)?;
        n_bodies += u64::from(taken);
        Ok(())
    })?;
    if n_bodies == 0 && run.is_empty() {
        return Err(Rejected::nothing_found(SourceKind::Alertmanager).into());
    }
    Ok(())
}

fn body(raw: &[u8], place: &Place, options: &Options, run: &mut Run<'_>) -> Result<bool, Stop> {
    let clean = scrub_bytes(raw);
    let is_scrubbed = matches!(clean, std::borrow::Cow::Owned(_));
    let body: Body<'_> = match serde_json::from_slice(&clean) {
        Ok(body) => body,
        Err(e) => return run.refuse(place.clone(), e.into()).map(|()| false),
    };
    match &body.alerts {
        Some(alerts) => {
            for (n, alert) in alerts.iter().enumerate() {
                match item(alert.get().as_bytes(), &body, is_scrubbed) {
                    Ok(item) => run.item_once(options, item, place.clone())?,
                    Err(reason) => {
                        let reason = Box::new(reason);
                        run.refuse(place.clone(), RefuseReason::Alert { n: n + 1, reason })?;
                    }
                }
            }
        }
        // an alert by itself, as the deprecated version and the API write it
        None if body.labels.is_some() => match item(&clean, &body, is_scrubbed) {
            Ok(item) => run.item_once(options, item, place.clone())?,
            Err(reason) => run.refuse(place.clone(), reason)?,
        },
        None => {
            run.skip(place.clone(), SkipReason::OtherEvent("no alerts".to_owned()))?;
            return Ok(false);
        }
    }
    Ok(true)
}

fn item(raw: &[u8], body: &Body<'_>, is_scrubbed: bool) -> Result<Box<Item>, RefuseReason> {
    let alert: Alert = serde_json::from_slice(raw)?;
    let times = TimeReader::default();
    let starts = alert.starts_at.as_deref().ok_or_else(|| RefuseReason::no("startsAt"))?;
    let starts = times.read(starts)?;
    let ends = match alert.ends_at.as_deref().filter(|e| !e.is_empty() && !e.starts_with("0001-")) {
        Some(ends) => Some(times.read(ends)?),
        None => None,
    };
    let status = alert.status.as_deref().or(body.status.as_deref()).unwrap_or("firing");
    let is_resolved = match status {
        "resolved" => true,
        "firing" => false,
        other => return Err(RefuseReason::UnknownStatus { status: other.to_owned() }),
    };
    let fingerprint = alert.fingerprint.clone().filter(|f| !f.is_empty()).unwrap_or_else(|| of_labels(&alert.labels));
    let mut key = format!("{fingerprint}/{}", starts.at);
    let moment = match (is_resolved, ends) {
        (true, Some(ends)) => {
            key.push_str("/resolved/");
            key.push_str(&ends.at.to_string());
            ends
        }
        (true, None) => {
            key.push_str("/resolved");
            starts.clone()
        }
        (false, _) => starts.clone(),
    };
    let details = details(&alert, body, is_resolved, starts.at);
    let raw = raw.to_vec();
    Ok(Box::new(Item {
        source: SourceKind::Alertmanager,
        key,
        revision: Revision::Original,
        kind: ItemKind::Alert,
        author: Some(Author { handle: "alertmanager".to_owned(), name: None, is_bot: true }),
        occurred: moment.at,
        zone: moment.zone,
        place: ["service", "job", "namespace", "cluster"].iter().find_map(|name| alert.labels.get(*name)).cloned(),
        thread: is_resolved.then(|| format!("{fingerprint}/{}", starts.at)),
        text: text(&alert, is_resolved),
        link: [alert.generator_url, body.external_url.clone()].into_iter().flatten().find(|l| l.starts_with("http")),
        details,
        hash: sha256(&raw),
        raw,
        is_scrubbed,
    }))
}

/// Stands in for a missing fingerprint: the same labels give the same one.
fn of_labels(labels: &BTreeMap<String, String>) -> String {
    let joined: String = labels.iter().flat_map(|(name, value)| [name, "\u{1f}", value, "\u{1e}"]).collect();
    format!("labels-{}", hex::encode(&sha256(joined.as_bytes())[..8]))
}

fn text(alert: &Alert, is_resolved: bool) -> String {
    let name = alert.labels.get("alertname").map_or("alert", String::as_str);
    let state = if is_resolved { "RESOLVED" } else { "FIRING" };
    let mut text = format!("[{state}] {name}");
    let whence =
        ["service", "job", "instance"].iter().filter_map(|l| alert.labels.get(*l)).cloned().collect::<Vec<_>>();
    if !whence.is_empty() {
        text.push_str(" (");
        text.push_str(&whence.join(", "));
        text.push(')');
    }
    let annotations = alert.annotations.iter().flatten();
    for wanted in ["summary", "title", "message", "description"] {
        for (_, value) in annotations.clone().filter(|(name, value)| *name == wanted && !value.is_empty()) {
            text.push('\n');
            text.push_str(value);
        }
    }
    text
}

fn details(alert: &Alert, body: &Body<'_>, is_resolved: bool, starts: Timestamp) -> Vec<(String, String)> {
    let mut details = vec![("state".to_owned(), if is_resolved { "resolved" } else { "firing" }.to_owned())];
    let mut add = |name: &str, value: &str| details.push((name.to_owned(), value.to_owned()));
    if let Some(severity) = alert.labels.get("severity") {
        add("severity", severity);
    }
    if let Some(name) = alert.labels.get("alertname") {
        add("alert", name);
    }
    if is_resolved {
        add("started", &starts.to_string());
    }
    if let Some(receiver) = &body.receiver {
        add("receiver", receiver);
    }
    if let Some(group) = &body.group_key {
        add("group", group);
    }
    if let Some(runbook) = alert.annotations.iter().flatten().find(|(name, _)| *name == "runbook_url") {
        add("runbook", runbook.1);
    }
    for (name, value) in &alert.labels {
        add(&format!("label:{name}"), value);
    }
    details
}

#[cfg(test)]
mod tests;
