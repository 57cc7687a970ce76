//! An entry as lines of text, one field a line: what histories and conflicts compare.

use std::collections::HashMap;

use postmortem::{ActorId, EntryDraft, EntryId, EvidenceId, Moment, Sureness, Zone};

use super::rows::Ground;
use crate::Ui;

/// Names for the ids that an entry holds.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Actors.
    pub actors: HashMap<ActorId, String>,
    /// Entries, by the beginning of their text.
    pub entries: HashMap<EntryId, String>,
    /// Evidence.
    pub evidence: HashMap<EvidenceId, Ground>,
}

impl Names {
    fn actor(&self, ui: &Ui, id: ActorId) -> String {
        self.actors.get(&id).cloned().unwrap_or_else(|| ui.t("gone"))
    }

    fn evidence(&self, ui: &Ui, id: EvidenceId) -> String {
        match self.evidence.get(&id) {
            Some(ground) => format!("{}: {}", ground.chip(), ground.excerpt().replace('\n', " ")),
            None => ui.t("gone"),
        }
    }
}

/// One field a line; empty fields are left out.
pub fn describe(ui: &Ui, draft: &EntryDraft, names: &Names, zone: &Zone) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut say = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push(format!("{}: {value}", ui.t(key)));
        }
    };
    say("entry-kind", ui.word("kind", draft.kind.as_str()));
    say("entry-occurred", moment(ui, &draft.occurred, zone));
    say("entry-ended", draft.ended.as_ref().map(|m| moment(ui, m, zone)).unwrap_or_default());
    say("entry-key-moment", draft.key_moment.map(|m| ui.word("key-moment", m.as_str())).unwrap_or_default());
    for line in draft.text.lines() {
        say("entry-text", line.to_owned());
    }
    for actor in &draft.actors {
        say("entry-actor", names.actor(ui, *actor));
    }
    for known in &draft.knowledge {
        let mut line = format!("{}, {}", names.actor(ui, known.actor), moment(ui, &known.learned, zone));
        if !known.channel.is_empty() {
            line = format!("{line}, {}", known.channel);
        }
        if known.sureness == Sureness::May {
            line = format!("{line}, {}", ui.word("sureness", known.sureness.as_str()));
        }
        say("entry-learned", line);
    }
    for item in &draft.evidence {
        say("entry-evidence", names.evidence(ui, *item));
    }
    if let Some(decision) = &draft.decision {
        say("decision-faced", decision.faced.clone());
        say("decision-knew", decision.known.clone());
        for id in &decision.known_entries {
            say("decision-knew", names.entries.get(id).cloned().unwrap_or_else(|| ui.t("gone")));
        }
        for id in &decision.known_evidence {
            say("decision-knew", names.evidence(ui, *id));
        }
        for option in &decision.options {
            say(if option.is_chosen { "decision-chosen" } else { "decision-instead" }, option.text.clone());
        }
        for id in &decision.deciders {
            say("decision-decided", names.actor(ui, *id));
        }
        say("decision-because", decision.reason.clone());
        say("decision-expected", decision.expected.clone());
        say("decision-actual", decision.actual.clone());
    }
    lines.join("\n")
}

fn moment(ui: &Ui, moment: &Moment, zone: &Zone) -> String {
    let zoned = moment.in_zone(zone);
    let precision = ui.word("precision", moment.precision.as_str());
    format!("{} {} ({precision}, {})", zoned.strftime("%Y-%m-%d %H:%M:%S"), zone.abbreviation(moment.at), moment.zone)
}
