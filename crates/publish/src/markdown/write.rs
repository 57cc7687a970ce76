//! Out: the whole postmortem as one Markdown document.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
};

use postmortem::{ActionId, ActorId, CauseId, EntryId, EvidenceId, Locale, Part};

use super::{
    VERSION, actions, causes, guarded, heading, lessons, timeline,
    yaml::{Yaml, quoted, scalar},
};
use crate::{Full, full::EvidenceRef, words};

/// Writes everything that people wrote, in a form that `parse` reads back. Histories, accounts and access stay here.
pub fn export(full: &Full, locale: Locale) -> String {
    let mut out = format!("---\n{}---\n\n# {}\n", front_matter(full, locale), heading(&full.postmortem.title));
    for part in Part::ALL {
        for (_, text) in full.narrative.iter().filter(|(p, text)| *p == part && !text.is_empty()) {
            let _ = write!(out, "\n## {}\n\n{}\n", words::part(locale, part), guarded(text));
        }
    }
    let index = Index::new(full);
    timeline::write(&mut out, &full.entries, &index, locale);
    causes::write(&mut out, full, &index, locale);
    lessons::write(&mut out, full, &index, locale);
    actions::write(&mut out, full, &index, locale);
    out
}

fn front_matter(full: &Full, locale: Locale) -> String {
    let p = &full.postmortem;
    let mut yaml = Yaml::default();
    yaml.line(0, &format!("inquest: {VERSION}"));
    yaml.line(0, &format!("number: {}", p.number));
    yaml.text(0, "title", &p.title);
    yaml.text(0, "severity", &p.severity);
    if full.severity.code == p.severity {
        yaml.filled(0, "severity_name", &full.severity.name);
    }
    yaml.text(0, "occasion", p.occasion.as_str());
    yaml.text(0, "zone", p.zone.as_str());
    yaml.text(0, "language", locale.as_str());
    for (key, names) in
        [("services", &p.services), ("teams", &p.teams), ("departments", &p.departments), ("tags", &p.tags)]
    {
        yaml.list(0, key, names.iter().map(String::as_str));
    }
    let actors: Vec<_> = full
        .actors
        .iter()
        .map(|actor| {
            let mut fields = vec![("handle", scalar(&actor.handle)), ("name", scalar(&actor.name))];
            fields.extend(actor.role.as_ref().map(|role| ("role", scalar(role))));
            fields.extend(actor.team.as_ref().map(|team| ("team", scalar(team))));
            fields
        })
        .collect();
    yaml.items(0, "actors", &actors);
    yaml.finish()
}

/// Ids of this installation, by what stands for them in the document.
pub(super) struct Index<'f> {
    handles: HashMap<ActorId, &'f str>,
    entries: HashMap<EntryId, u32>,
    causes: HashMap<CauseId, u32>,
    actions: HashMap<ActionId, u32>,
    evidence: HashMap<EvidenceId, &'f EvidenceRef>,
}

impl<'f> Index<'f> {
    fn new(full: &'f Full) -> Self {
        Self {
            handles: full.actors.iter().map(|a| (a.id, a.handle.as_str())).collect(),
            entries: full.entries.iter().map(|e| e.id).zip(1..).collect(),
            causes: full.causes.causes().iter().map(|c| c.id).zip(1..).collect(),
            actions: full.actions.iter().map(|a| a.id).zip(1..).collect(),
            evidence: full.evidence.iter().map(|e| (e.id, e)).collect(),
        }
    }

    pub(super) fn entry(&self, id: EntryId) -> Option<u32> {
        self.entries.get(&id).copied()
    }

    pub(super) fn cause(&self, id: CauseId) -> Option<u32> {
        self.causes.get(&id).copied()
    }

    pub(super) fn action(&self, id: ActionId) -> Option<u32> {
        self.actions.get(&id).copied()
    }

    pub(super) fn handle(&self, id: ActorId) -> Option<&'f str> {
        self.handles.get(&id).copied()
    }

    pub(super) fn handles<'a>(&'a self, ids: &'a [ActorId]) -> impl Iterator<Item = &'f str> + 'a {
        ids.iter().filter_map(|id| self.handles.get(id).copied())
    }

    pub(super) fn evidence(&self, ids: &[EvidenceId]) -> Vec<Vec<(&'static str, String)>> {
        let mut seen = HashSet::new();
        ids.iter()
            .filter(|id| seen.insert(**id))
            .filter_map(|id| self.evidence.get(id))
            .map(|e| vec![("sha256", quoted(&e.hash)), ("source", scalar(&e.source)), ("key", scalar(&e.key))])
            .collect()
    }
}
