//! The causes of a document: a heading each, the answers in the data of what they answer for, out and back in.

use std::{collections::HashMap, fmt::Write, str::FromStr};

use jiff::Timestamp;
use postmortem::{
    Because, BecauseId, Cause, CauseClass, CauseId, CauseMap, Confidence, Effect, EvidenceId, Locale, Necessity,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    CAUSE_FENCE, EvidenceKey, IMPACT_FENCE, Imported, entry_heading, guarded, heading,
    read::{Problem, Reader, body_text},
    section, unguarded,
    write::Index,
    yaml::Yaml,
};
use crate::{Full, words};

/// How the impact became possible, as a document tells it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedCauses {
    /// The answers at the impact.
    pub because: Vec<ImportedBecause>,
    /// The causes.
    pub causes: Vec<ImportedCause>,
}

/// A cause of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedCause {
    /// What part it played.
    pub class: CauseClass,
    /// What it is.
    pub text: String,
    /// What that means.
    pub meaning: String,
    /// Why the walk ends here.
    pub deep_enough: Option<String>,
    /// The name of the weakness that it is tied to.
    pub weakness: Option<String>,
    /// When it was first written down.
    pub recorded_at: Option<Timestamp>,
    /// How it became possible itself.
    pub because: Vec<ImportedBecause>,
}

/// An answer to "how did this become possible?".
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedBecause {
    /// The cause, by place in `ImportedCauses::causes`.
    pub cause: usize,
    /// Whether the effect needed it.
    pub necessity: Necessity,
    /// How sure people are.
    pub confidence: Confidence,
    /// What shows it.
    pub evidence: Vec<EvidenceKey>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ImpactBlock {
    #[serde(default)]
    because: Vec<BecauseBlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseBlock {
    class: String,
    text: Option<String>,
    recorded: Option<String>,
    deep_enough: Option<String>,
    weakness: Option<String>,
    #[serde(default)]
    because: Vec<BecauseBlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BecauseBlock {
    cause: u32,
    necessity: Option<String>,
    confidence: Option<String>,
    #[serde(default)]
    evidence: Vec<EvidenceKey>,
}

/// Writes the causes: first what answers at the impact, then each cause with what answers for it.
pub(super) fn write(out: &mut String, full: &Full, index: &Index<'_>, locale: Locale) {
    let map = &full.causes;
    if map.is_empty() {
        return;
    }
    let numbers: HashMap<CauseId, usize> = map.causes().iter().zip(1..).map(|(c, n)| (c.id, n)).collect();
    let _ = writeln!(out, "\n## {}", words::words(locale).causes);
    let mut yaml = Yaml::default();
    answers(&mut yaml, map, Effect::Impact, &numbers, index);
    let _ = write!(out, "\n{IMPACT_FENCE}\n{}```\n", yaml.finish());
    for (number, cause) in (1..).zip(map.causes()) {
        let title = heading(&cause.text);
        let mut yaml = Yaml::default();
        yaml.text(0, "class", cause.class.as_str());
        if title != cause.text {
            yaml.text(0, "text", &cause.text);
        }
        yaml.line(0, &format!("recorded: {}", cause.recorded_at));
        if let Some(why) = &cause.deep_enough {
            yaml.text(0, "deep_enough", why);
        }
        if let Some(weakness) = full.weakness(cause) {
            yaml.text(0, "weakness", &weakness.name);
        }
        answers(&mut yaml, map, Effect::Cause(cause.id), &numbers, index);
        let meaning = if cause.meaning.is_empty() { String::new() } else { format!("{}\n\n", guarded(&cause.meaning)) };
        let _ = write!(out, "\n### {number}. {title}\n\n{meaning}{CAUSE_FENCE}\n{}```\n", yaml.finish());
    }
}

fn answers(yaml: &mut Yaml, map: &CauseMap, effect: Effect, numbers: &HashMap<CauseId, usize>, index: &Index<'_>) {
    let item = |because: &Because| {
        let mut fields = vec![
            ("cause", numbers.get(&because.cause)?.to_string()),
            ("necessity", because.necessity.as_str().to_owned()),
            ("confidence", because.confidence.as_str().to_owned()),
        ];
        let shown = index.evidence(&because.evidence).into_iter().map(|key| {
            let pairs: Vec<String> = key.into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{{{}}}", pairs.join(", "))
        });
        let shown: Vec<String> = shown.collect();
        if !shown.is_empty() {
            fields.push(("evidence", format!("[{}]", shown.join(", "))));
        }
        Some(fields)
    };
    let items: Vec<_> = map.answers(effect).filter_map(item).collect();
    yaml.items(0, "because", &items);
}

/// What was read of one cause, before the numbers of its answers are places.
struct Draft {
    line: usize,
    number: u32,
    text: String,
    meaning: String,
    block: CauseBlock,
}

/// Reads the section that begins at a line; gives the line behind it.
pub(super) fn read(reader: &mut Reader<'_>, from: usize, imported: &mut Imported) -> usize {
    let mut at = from;
    let mut impact: Option<(usize, ImpactBlock)> = None;
    let mut drafts: Vec<Draft> = Vec::new();
    while let Some(line) = reader.lines.get(at).copied().filter(|line| section(line).is_none()) {
        if let Some((number, title)) = entry_heading(line) {
            let (next, draft) = cause(reader, at, number, title);
            drafts.extend(draft);
            at = next;
        } else if line.trim_end() == IMPACT_FENCE {
            if impact.is_some() {
                reader.refuse(at, Problem::Twice(IMPACT_FENCE.to_owned()));
            }
            let (next, block) = block(reader, at);
            impact = block.map(|block| (at, block));
            at = next;
        } else {
            if !line.trim().is_empty() {
                reader.refuse(at, Problem::StrayText);
            }
            at += 1;
        }
    }
    imported.causes = settle(reader, from, impact, drafts);
    at
}

/// Reads the heading, the meaning and the data of one cause.
fn cause(reader: &mut Reader<'_>, at: usize, number: u32, title: &str) -> (usize, Option<Draft>) {
    let fence = reader.next_mark(at + 1);
    if reader.lines.get(fence).is_none_or(|line| line.trim_end() != CAUSE_FENCE) {
        reader.refuse(at, Problem::NoBlock);
        return (fence, None);
    }
    let meaning = unguarded(body_text(&reader.lines[at + 1..fence].concat(), false));
    let (next, block): (usize, Option<CauseBlock>) = block(reader, fence);
    let draft = block.map(|mut block| {
        let text = block.text.take().unwrap_or_else(|| title.to_owned());
        if heading(&text) != title {
            reader.refuse(at, Problem::OtherCause(text.clone()));
        }
        Draft { line: at, number, text, meaning, block }
    });
    (next, draft)
}

/// Reads the data that a fence opens; gives the line behind it.
fn block<T: serde::de::DeserializeOwned>(reader: &mut Reader<'_>, fence: usize) -> (usize, Option<T>) {
    let end = (fence + 1..reader.lines.len()).find(|n| reader.lines[*n].trim_end() == "```");
    let Some(end) = end else {
        reader.refuse(fence, Problem::OpenBlock);
        return (reader.lines.len(), None);
    };
    if end == fence + 1 {
        // nothing between the fences is nothing said
        return (end + 1, serde_saphyr::from_str("{}").ok());
    }
    (end + 1, reader.yaml(fence + 1, end))
}

/// Puts places where the document has numbers, and makes sure that it is a map.
fn settle(
    reader: &mut Reader<'_>,
    from: usize,
    impact: Option<(usize, ImpactBlock)>,
    drafts: Vec<Draft>,
) -> ImportedCauses {
    let mut places: HashMap<u32, usize> = HashMap::new();
    for (place, draft) in drafts.iter().enumerate() {
        if places.insert(draft.number, place).is_some() {
            reader.refuse(draft.line, Problem::Duplicate(format!("the cause {}", draft.number)));
        }
    }
    let mut imported = ImportedCauses::default();
    if let Some((line, block)) = impact {
        imported.because = ties(reader, line, block.because, &places);
    }
    for draft in drafts {
        let Draft { line, text, meaning, block, .. } = draft;
        let class = reader.value("class", line, CauseClass::from_str(&block.class));
        let weakness = block.weakness.and_then(|name| {
            let is_of_condition = class.is_none_or(|class| class == CauseClass::Condition);
            reader.value("weakness", line, if is_of_condition { Ok(name) } else { Err("only a condition has one") })
        });
        let recorded = block.recorded.map(|text| reader.value("recorded", line, text.parse::<Timestamp>()));
        let because = ties(reader, line, block.because, &places);
        imported.causes.push(ImportedCause {
            class: class.unwrap_or(CauseClass::Condition),
            text,
            meaning,
            deep_enough: block.deep_enough,
            weakness,
            recorded_at: recorded.flatten(),
            because,
        });
    }
    if let Err(why) = imported.map(|_| Vec::new()) {
        reader.refuse(from.saturating_sub(1), Problem::NoMap(why));
    }
    reader.causes = places;
    imported
}

fn ties(
    reader: &mut Reader<'_>,
    line: usize,
    blocks: Vec<BecauseBlock>,
    places: &HashMap<u32, usize>,
) -> Vec<ImportedBecause> {
    let mut ties = Vec::with_capacity(blocks.len());
    for block in blocks {
        let necessity = block.necessity.as_deref().map_or(Ok(Necessity::Contributed), Necessity::from_str);
        let necessity = reader.value("necessity", line, necessity);
        let confidence = block.confidence.as_deref().map_or(Ok(Confidence::Medium), Confidence::from_str);
        let confidence = reader.value("confidence", line, confidence);
        let Some(cause) = places.get(&block.cause).copied() else {
            reader.refuse(line, Problem::Unknown(format!("the cause {}", block.cause)));
            continue;
        };
        if let (Some(necessity), Some(confidence)) = (necessity, confidence) {
            ties.push(ImportedBecause { cause, necessity, confidence, evidence: block.evidence });
        }
    }
    ties
}

impl ImportedCauses {
    /// The causes and their ties as a map with ids by place, or which rule of maps they break.
    pub(crate) fn map(&self, mut evidence: impl FnMut(&[EvidenceKey]) -> Vec<EvidenceId>) -> Result<CauseMap, String> {
        let id = |place: usize| CauseId(Uuid::from_u128(place as u128 + 1));
        let causes = self.causes.iter().enumerate().map(|(place, c)| Cause {
            id: id(place),
            class: c.class,
            text: c.text.clone(),
            meaning: c.meaning.clone(),
            deep_enough: c.deep_enough.clone(),
            weakness: None,
            recorded_at: c.recorded_at.unwrap_or(Timestamp::UNIX_EPOCH),
            recorded_by: None,
            version: 1,
        });
        let at_impact = self.because.iter().map(|b| (Effect::Impact, b));
        let below = self.causes.iter().enumerate().flat_map(|(n, c)| {
            c.because.iter().map(move |b| (Effect::Cause(CauseId(Uuid::from_u128(n as u128 + 1))), b))
        });
        let ties = at_impact.chain(below).zip(1..).map(|((effect, b), n)| Because {
            id: BecauseId(Uuid::from_u128(n)),
            effect,
            cause: id(b.cause),
            necessity: b.necessity,
            confidence: b.confidence,
            evidence: evidence(&b.evidence),
            version: 1,
        });
        CauseMap::new(causes.collect(), ties.collect()).map_err(|why| match why {
            postmortem::CannotLink::Cycle(path) => {
                let text = |id: &CauseId| self.causes.get(crate::place_of(*id)).map(|c| c.text.clone());
                path.iter().filter_map(text).collect::<Vec<_>>().join(" ← ")
            }
            other => other.to_string(),
        })
    }
}
