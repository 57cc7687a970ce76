//! The fields of the forms, read into drafts and written from entries.

use app::{Ctx, FieldError, actors, timeline::Split};
use postmortem::{
    ActorId, Decision, Entry, EntryDraft, EntryKind, EvidenceId, InvalidMoment, Knowledge, Moment, Number, Opt,
    Precision, Sureness, Zone,
};
use serde::Deserialize;
use views::pages::{EntryForm, KnowledgeFields, input_of};

use super::act::SplitFields;
use crate::pages::commas;

/// The form of an entry as it is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    pub kind: String,
    pub text: String,
    pub occurred: String,
    /// The day that a time alone is of.
    #[serde(default)]
    pub day: String,
    pub zone: String,
    #[serde(default)]
    pub about: Option<String>,
    #[serde(default)]
    pub ended: String,
    #[serde(default)]
    pub key_moment: String,
    #[serde(default)]
    pub actors: Vec<String>,
    #[serde(default)]
    pub others: String,
    #[serde(default)]
    pub evidence: Vec<String>,
    #[serde(default)]
    pub knowledge_actor: Vec<String>,
    #[serde(default)]
    pub knowledge_at: Vec<String>,
    #[serde(default)]
    pub knowledge_channel: Vec<String>,
    #[serde(default)]
    pub knowledge_sureness: Vec<String>,
    #[serde(default)]
    pub faced: String,
    #[serde(default)]
    pub known: String,
    #[serde(default)]
    pub known_entries: Vec<String>,
    #[serde(default)]
    pub known_evidence: Vec<String>,
    #[serde(default)]
    pub option: Vec<String>,
    #[serde(default)]
    pub option_chosen: Vec<usize>,
    #[serde(default)]
    pub deciders: Vec<String>,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub expected: String,
    #[serde(default)]
    pub actual: String,
    /// Where a new entry stands in the list while it is written.
    #[serde(default)]
    pub after: String,
    #[serde(default)]
    pub version: i64,
    #[serde(default)]
    pub restore: Option<String>,
}

impl Fields {
    /// The knowledge facts line by line, empty ones among them.
    fn knowledge(&self) -> Vec<KnowledgeFields> {
        let nth = |list: &[String], n: usize| list.get(n).cloned().unwrap_or_default();
        let line = |(n, who): (usize, &String)| KnowledgeFields {
            who: who.clone(),
            at: nth(&self.knowledge_at, n),
            channel: nth(&self.knowledge_channel, n),
            sureness: nth(&self.knowledge_sureness, n),
        };
        self.knowledge_actor.iter().enumerate().map(line).collect()
    }

    /// The fields as the form shows them again.
    pub fn form(self) -> EntryForm {
        let is_chosen = |at: usize| self.option_chosen.contains(&at);
        let knowledge = self.knowledge();
        EntryForm {
            options: self
                .option
                .iter()
                .enumerate()
                .map(|(at, text)| (text.clone(), is_chosen(at)))
                .filter(|o| !o.0.trim().is_empty())
                .collect(),
            knowledge: knowledge.into_iter().filter(|k| !k.who.is_empty() || !k.at.is_empty()).collect(),
            kind: self.kind,
            text: self.text,
            occurred: self.occurred,
            day: self.day,
            zone: self.zone,
            is_about: self.about.is_some(),
            ended: self.ended,
            key_moment: self.key_moment,
            actors: self.actors,
            others: self.others,
            evidence: self.evidence,
            faced: self.faced,
            known: self.known,
            known_entries: self.known_entries,
            known_evidence: self.known_evidence,
            deciders: self.deciders,
            reason: self.reason,
            expected: self.expected,
            actual: self.actual,
            version: self.version,
        }
    }
}

/// An entry as its form shows it.
pub(super) fn form_of(entry: &Entry) -> EntryForm {
    let zone = &entry.occurred.zone;
    let ids = |list: &[ActorId]| list.iter().map(ToString::to_string).collect();
    let decision = entry.decision.clone().unwrap_or_default();
    EntryForm {
        kind: entry.kind.as_str().to_owned(),
        text: entry.text.clone(),
        occurred: input_of(&entry.occurred, zone),
        day: entry.occurred.in_zone(zone).date().to_string(),
        zone: zone.to_string(),
        is_about: entry.occurred.precision == Precision::Hour,
        ended: entry.ended.as_ref().map(|m| input_of(m, zone)).unwrap_or_default(),
        key_moment: entry.key_moment.map(|m| m.as_str().to_owned()).unwrap_or_default(),
        actors: ids(&entry.actors),
        others: String::new(),
        evidence: entry.evidence.iter().map(ToString::to_string).collect(),
        knowledge: entry.knowledge.iter().map(|k| known(k, zone)).collect(),
        faced: decision.faced,
        known: decision.known,
        known_entries: decision.known_entries.iter().map(ToString::to_string).collect(),
        known_evidence: decision.known_evidence.iter().map(ToString::to_string).collect(),
        options: decision.options.into_iter().map(|o| (o.text, o.is_chosen)).collect(),
        deciders: ids(&decision.deciders),
        reason: decision.reason,
        expected: decision.expected,
        actual: decision.actual,
        version: entry.version,
    }
}

fn known(fact: &Knowledge, zone: &Zone) -> KnowledgeFields {
    KnowledgeFields {
        who: fact.actor.to_string(),
        at: input_of(&fact.learned, zone),
        channel: fact.channel.clone(),
        sureness: fact.sureness.as_str().to_owned(),
    }
}

/// Reads the form into a draft. What the viewer left as it was keeps what the form cannot show, such as microseconds.
pub(super) async fn draft(
    ctx: &Ctx,
    number: Number,
    fields: &Fields,
    before: Option<&Entry>,
) -> Result<EntryDraft, app::Error> {
    let zone = zone(&fields.zone)?;
    let kind: EntryKind = fields.kind.parse().map_err(|_| FieldError::new("kind", "empty"))?;
    let key_moment = match fields.key_moment.as_str() {
        "" => None,
        word => Some(word.parse().map_err(|_| FieldError::new("key_moment", "empty"))?),
    };
    let read = |text: &str| match fields.day.parse() {
        Ok(day) => Moment::parse_on(text, &zone, day),
        Err(_) => Moment::parse(text, &zone),
    };
    let mut occurred = kept_or_read("occurred", &fields.occurred, &zone, before.map(|b| &b.occurred), read)?;
    occurred.zone = zone.clone();
    match (fields.about.is_some(), occurred.precision) {
        (true, _) => occurred.precision = Precision::Hour,
        (false, Precision::Hour) => occurred.precision = Precision::Minute,
        _ => {}
    }
    let start = occurred.clone();
    let read = |text: &str| Moment::parse_after(text, &zone, &start);
    let ended = match fields.ended.trim() {
        "" => None,
        text => Some(kept_or_read("ended", text, &zone, before.and_then(|b| b.ended.as_ref()), read)?),
    };
    let mut knowledge = Vec::new();
    for line in fields.knowledge() {
        if line.who.is_empty() || line.at.trim().is_empty() {
            continue;
        }
        let actor = id("knowledge", &line.who)?;
        let old = before.and_then(|b| b.knowledge.iter().find(|k| k.actor == actor)).map(|k| &k.learned);
        let learned = kept_or_read("knowledge", &line.at, &zone, old, read)?;
        let sureness = line.sureness.parse().unwrap_or(Sureness::Sure);
        knowledge.push(Knowledge { actor, learned, channel: line.channel, sureness });
    }
    let decision = (kind == EntryKind::Decision).then(|| decision(fields)).transpose()?;
    let evidence = fields.evidence.iter().map(|e| evidence("evidence", e)).collect::<Result<_, _>>()?;
    let mut actors = fields.actors.iter().map(|a| id("actors", a)).collect::<Result<Vec<_>, _>>()?;
    actors.extend(others(ctx, number, &fields.others).await?);
    Ok(EntryDraft {
        kind,
        text: fields.text.clone(),
        occurred,
        ended,
        key_moment,
        actors,
        evidence,
        knowledge,
        decision,
        is_machine_written: false,
    })
}

fn decision(fields: &Fields) -> Result<Decision, FieldError> {
    let option =
        |(at, text): (usize, &String)| Opt { text: text.clone(), is_chosen: fields.option_chosen.contains(&at) };
    Ok(Decision {
        faced: fields.faced.clone(),
        known: fields.known.clone(),
        known_entries: fields
            .known_entries
            .iter()
            .map(|e| e.parse().map_err(|_| FieldError::new("known_entries", "unknown-entry")))
            .collect::<Result<_, _>>()?,
        known_evidence: fields
            .known_evidence
            .iter()
            .map(|e| evidence("known_evidence", e))
            .collect::<Result<_, _>>()?,
        options: fields.option.iter().enumerate().map(option).collect(),
        deciders: fields.deciders.iter().map(|a| id("deciders", a)).collect::<Result<_, _>>()?,
        reason: fields.reason.clone(),
        expected: fields.expected.clone(),
        actual: fields.actual.clone(),
    })
}

/// Finds those typed by name among the actors, or adds them.
async fn others(ctx: &Ctx, number: Number, names: &str) -> Result<Vec<ActorId>, app::Error> {
    let names = commas(names);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let known = actors::list(ctx, number).await?.listed;
    let mut ids = Vec::with_capacity(names.len());
    for name in names {
        let folded = name.to_lowercase();
        let found = known.iter().find(|l| l.actor.name.to_lowercase() == folded || l.actor.handle == name);
        ids.push(match found {
            Some(listed) => listed.actor.id,
            None => actors::ensure(ctx, number, &name, &name).await?.id,
        });
    }
    Ok(ids)
}

/// Reads the form in which an entry is parted.
pub(super) fn split(fields: &SplitFields, entry: &Entry) -> Result<Split, FieldError> {
    let zone = zone(&fields.zone)?;
    Ok(Split {
        first_text: fields.first_text.clone(),
        second_text: fields.second_text.clone(),
        second_kind: fields.second_kind.parse().map_err(|_| FieldError::new("second_kind", "empty"))?,
        second_occurred: kept_or_read(
            "second_occurred",
            &fields.second_occurred,
            &zone,
            Some(&entry.occurred),
            |text| Moment::parse_after(text, &zone, &entry.occurred),
        )?,
        second_evidence: fields.evidence.iter().map(|e| evidence("evidence", e)).collect::<Result<_, _>>()?,
    })
}

fn zone(text: &str) -> Result<Zone, FieldError> {
    text.parse().map_err(|_| FieldError::new("zone", "zone").with("text", text))
}

fn id(field: &str, text: &str) -> Result<ActorId, FieldError> {
    text.parse().map_err(|_| FieldError::new(field, "unknown-actor"))
}

fn evidence(field: &str, text: &str) -> Result<EvidenceId, FieldError> {
    text.parse().map_err(|_| FieldError::new(field, "unknown-evidence"))
}

/// The old moment where the form still shows it, else what was typed.
fn kept_or_read(
    field: &str,
    text: &str,
    zone: &Zone,
    before: Option<&Moment>,
    read: impl FnOnce(&str) -> Result<Moment, InvalidMoment>,
) -> Result<Moment, FieldError> {
    match before {
        Some(old) if input_of(old, zone) == text.trim() => Ok(old.clone()),
        _ => read(text).map_err(|why| unread(field, text, zone, &why)),
    }
}

/// Reads a moment, or says why it does not read.
pub(super) fn moment(field: &str, text: &str, zone: &Zone) -> Result<Moment, FieldError> {
    Moment::parse(text, zone).map_err(|why| unread(field, text, zone, &why))
}

fn unread(field: &str, text: &str, zone: &Zone, why: &InvalidMoment) -> FieldError {
    let code = match why {
        InvalidMoment::Skipped(..) => "moment-skipped",
        InvalidMoment::Twice(..) => "moment-twice",
        InvalidMoment::Precision(_) | InvalidMoment::Unreadable(_) => "moment",
    };
    FieldError::new(field, code).with("text", text).with("zone", zone.as_str())
}
