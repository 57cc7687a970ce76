//! All that people wrote, as JSON for programs. No accounts, no access, no history.

use publish::Full;
use serde_json::{Value, json};

use crate::{Error, Result};

/// The version of this form; a field may be added within a version, never changed.
const VERSION: u32 = 1;

/// Writes the document: `{"schema": "inquest.postmortem", "version": 1, "postmortem": {…}, …}`.
pub(super) fn document(full: &Full) -> Result<String> {
    let p = &full.postmortem;
    let actors = full
        .actors
        .iter()
        .map(|a| json!({ "id": a.id, "handle": a.handle, "name": a.name, "role": a.role, "team": a.team }));
    let narrative = full.narrative.iter().map(|(part, text)| json!({ "part": part, "text": text }));
    let evidence = full.evidence.iter().map(|e| {
        json!({
            "id": e.id, "sha256": e.hash, "source": e.source, "key": e.key, "occurred": e.occurred, "zone": e.zone,
            "author": e.author, "place": e.place, "link": e.link, "text": e.text,
        })
    });
    let files = full
        .files
        .iter()
        .map(|f| json!({ "sha256": f.hash, "name": f.name, "media_type": f.media_type, "size": f.size }));
    let practices = full.practices.iter().map(|p| json!({ "id": p.id, "name": p.name, "made_from": p.made_from }));
    let document = json!({
        "schema": "inquest.postmortem",
        "version": VERSION,
        "postmortem": {
            "number": p.number, "title": p.title, "severity": p.severity, "severity_name": full.severity.name,
            "occasion": p.occasion, "zone": p.zone, "services": p.services, "teams": p.teams,
            "departments": p.departments, "tags": p.tags,
        },
        "actors": actors.collect::<Value>(),
        "narrative": narrative.collect::<Value>(),
        "entries": bare(&full.entries)?,
        "causes": causes(full)?,
        "because": bare(full.causes.becauses())?,
        "lessons": bare(&full.lessons)?,
        "actions": bare(&full.actions)?,
        "practices": practices.collect::<Value>(),
        "evidence": evidence.collect::<Value>(),
        "files": files.collect::<Value>(),
    });
    serde_json::to_string_pretty(&document).map_err(Error::internal)
}

/// Causes, each with the name of its weakness: ids of the register tell a program nothing.
fn causes(full: &Full) -> Result<Value> {
    let mut all = bare(full.causes.causes())?;
    for (value, cause) in all.as_array_mut().into_iter().flatten().zip(full.causes.causes()) {
        if let Some(fields) = value.as_object_mut() {
            fields.insert("weakness".to_owned(), json!(full.weakness(cause).map(|w| &w.name)));
        }
    }
    Ok(all)
}

/// Things without who recorded them and how often they changed: these belong to the accounts and the history here.
fn bare<T: serde::Serialize>(all: &[T]) -> Result<Value> {
    let bare = |it: &T| {
        let mut value = serde_json::to_value(it).map_err(Error::internal)?;
        if let Some(fields) = value.as_object_mut() {
            fields.remove("recorded_by");
            fields.remove("version");
        }
        Ok(value)
    };
    all.iter().map(bare).collect()
}
