//! Which items look like key moments, and why. Fed in order of time, in bounded memory; same input, same answers.
//! Proposes only: people decide. The words stand in the `.toml` of each language.

mod memory;
mod words;

use jiff::{SignedDuration, Timestamp};

use crate::item::{Item, ItemKind, Revision, UnknownName};
use memory::{Cooldowns, Places};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident => $name:literal, $score:literal, $hint:literal;)+) => {
        /// Why an item is proposed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule { $($(#[$doc])* $variant),+ }

        impl Rule {
            /// All rules.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name, for storage and for the sentence shown.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// How much weight it has by itself, up to 100.
            pub const fn score(self) -> u8 {
                match self { $(Self::$variant => $score),+ }
            }

            /// The kind of entry that it most often becomes, by the product's name.
            pub const fn entry_kind(self) -> &'static str {
                match self { $(Self::$variant => $hint),+ }
            }
        }

        impl std::str::FromStr for Rule {
            type Err = UnknownName;
            fn from_str(name: &str) -> Result<Self, UnknownName> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(UnknownName { what: "rule", name: name.to_owned() }),
                }
            }
        }
    };
}

rules! {
    /// An alert fires that did not fire before.
    AlertFirstTime => "alert_first_time", 90, "alert";
    /// An alert that fired is resolved.
    AlertResolved => "alert_resolved", 60, "observation";
    /// A deployment or release.
    Deploy => "deploy", 80, "change";
    /// Someone speaks of going back.
    RollbackWord => "rollback_word", 85, "response";
    /// Someone speaks of a deployment.
    DeployWord => "deploy_word", 55, "change";
    /// Someone speaks of recovery.
    RecoveryWord => "recovery_word", 75, "observation";
    /// Someone declares an incident or its severity.
    DeclarationWord => "declaration_word", 95, "decision";
    /// Someone speaks of a decision.
    DecisionWord => "decision_word", 70, "decision";
    /// Someone tells a symptom.
    DetectionWord => "detection_word", 50, "observation";
    /// Someone calls for help.
    EscalationWord => "escalation_word", 65, "communication";
    /// Someone speaks of the status page.
    StatusPageWord => "status_page_word", 60, "communication";
    /// Many messages within a short time.
    Burst => "burst", 45, "communication";
    /// A person's first words in the place, while an incident is talked about.
    FirstMessageOfPerson => "first_message_of_person", 35, "communication";
    /// Talk begins again after a long silence.
    SilenceEnds => "silence_ends", 25, "communication";
}

/// An item that looks like a key moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The key of the item.
    pub key: String,
    /// Why it is proposed.
    pub rule: Rule,
    /// Its weight, up to 100.
    pub score: u8,
    /// The kind of entry it would most often become.
    pub entry_kind: &'static str,
    /// What the sentence shown to people needs: `word`, `alert`, `n`, `minutes`, `person` and the like.
    pub data: Vec<(String, String)>,
}

const LONG_TEXT: usize = 4_000;
const SAME_AUTHOR: SignedDuration = SignedDuration::from_mins(10);
const SAME_PLACE: SignedDuration = SignedDuration::from_mins(8);
const PER_RULE_AND_HOUR: u32 = 3;

/// Takes items in order of time and proposes some of them.
#[derive(Debug, Default)]
pub struct Suggester {
    cooldowns: Cooldowns,
    places: Places,
}

impl Suggester {
    /// Begins with nothing seen.
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks at the next item; what it gives may also speak of an item a little earlier.
    pub fn feed(&mut self, item: &Item) -> Vec<Suggestion> {
        let mut out = Vec::new();
        if item.revision != Revision::Original {
            return out;
        }
        let is_bot = item.author.as_ref().is_some_and(|a| a.is_bot);
        match item.kind {
            ItemKind::Alert => self.alert(item, &mut out),
            ItemKind::Deploy | ItemKind::Release => self.deploy(item, &mut out),
            ItemKind::Change => self.words(item, &mut out),
            ItemKind::Message | ItemKind::File | ItemKind::Topic | ItemKind::Row | ItemKind::Note => {
                if !(is_bot && self.chat_alert(item, &mut out)) {
                    self.words(item, &mut out);
                }
                if item.kind == ItemKind::Message && !is_bot {
                    self.places.talk(item, &mut out);
                }
            }
            ItemKind::Join | ItemKind::Check => {}
        }
        let heats = out
            .iter()
            .any(|s| matches!(s.rule, Rule::AlertFirstTime | Rule::DeclarationWord | Rule::RollbackWord | Rule::Burst));
        if heats {
            self.places.heat(item);
        }
        out
    }

    fn alert(&mut self, item: &Item, out: &mut Vec<Suggestion>) {
        let name = item.detail("alert").unwrap_or(&item.text);
        let whence = item.detail("label:service").or(item.detail("label:job")).unwrap_or_default();
        let is_resolved = item.detail("state") == Some("resolved");
        self.alert_state(item, &format!("{name} {whence}"), is_resolved, out);
    }

    /// An alert that a bot tells in a chat: `[FIRING:1] HighErrorRate (checkout)`.
    fn chat_alert(&mut self, item: &Item, out: &mut Vec<Suggestion>) -> bool {
        let line = item.text.lines().next().unwrap_or_default();
        let Some((state, rest)) = line.trim_start().strip_prefix('[').and_then(|l| l.split_once(']')) else {
            return false;
        };
        let state = state.split(':').next().unwrap_or(state).to_ascii_lowercase();
        let is_resolved = match state.as_str() {
            "resolved" | "ok" | "recovered" | "closed" => true,
            "firing" | "alerting" | "triggered" | "critical" | "warning" => false,
            _ => return false,
        };
        let name = rest.split(" (http").next().unwrap_or(rest).trim();
        self.alert_state(item, name, is_resolved, out);
        true
    }

    fn alert_state(&mut self, item: &Item, name: &str, is_resolved: bool, out: &mut Vec<Suggestion>) {
        let is_known = self.cooldowns.is_known(("fired", name));
        let at = item.occurred;
        if !is_resolved && !is_known {
            self.cooldowns.know(("fired", name));
            if self.cooldowns.may_in_hour(Rule::AlertFirstTime, "", at, 4 * PER_RULE_AND_HOUR) {
                out.push(made(item, Rule::AlertFirstTime, 0, &[("alert", name.trim())]));
            }
        } else if is_resolved && is_known && !self.cooldowns.is_known(("resolved", name)) {
            self.cooldowns.know(("resolved", name));
            if self.cooldowns.may_in_hour(Rule::AlertResolved, "", at, 2 * PER_RULE_AND_HOUR) {
                out.push(made(item, Rule::AlertResolved, 0, &[("alert", name.trim())]));
            }
        }
    }

    fn deploy(&mut self, item: &Item, out: &mut Vec<Suggestion>) {
        let state = item.detail("state").unwrap_or_default();
        let has_failed = matches!(state, "failure" | "error");
        // one deployment tells many states: its beginning and its failure matter
        let of = item.thread.as_deref().unwrap_or(&item.key);
        let about = item.detail("environment").or(item.detail("tag")).unwrap_or_default();
        if self.cooldowns.is_known((if has_failed { "failed" } else { "deployed" }, of)) {
            return;
        }
        self.cooldowns.know((if has_failed { "failed" } else { "deployed" }, of));
        out.push(made(item, Rule::Deploy, 0, &[("state", state), ("what", about)]));
    }

    fn words(&mut self, item: &Item, out: &mut Vec<Suggestion>) {
        if item.text.len() > LONG_TEXT {
            return;
        }
        let who = item.author.as_ref().map_or("", |a| a.handle.as_str());
        let place = item.place.as_deref().unwrap_or_default();
        let at = item.occurred;
        for (rule, word) in words::find(&item.text) {
            if self.cooldowns.may((rule.as_str(), who), at, SAME_AUTHOR)
                && self.cooldowns.may((rule.as_str(), &format!("\u{0}{place}")), at, SAME_PLACE)
                && self.cooldowns.may_in_hour(rule, place, at, PER_RULE_AND_HOUR)
            {
                // a question asks for it, nobody has done it yet
                let doubt = if item.text.trim_end().ends_with('?') { 20 } else { 0 };
                out.push(made(item, rule, doubt, &[("word", word)]));
            }
        }
    }
}

fn made(item: &Item, rule: Rule, doubt: u8, data: &[(&str, &str)]) -> Suggestion {
    suggestion(item.key.clone(), rule, doubt, data)
}

fn suggestion(key: String, rule: Rule, doubt: u8, data: &[(&str, &str)]) -> Suggestion {
    Suggestion {
        key,
        rule,
        score: rule.score().saturating_sub(doubt),
        entry_kind: rule.entry_kind(),
        data: data.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    }
}

fn after(earlier: Timestamp, later: Timestamp) -> SignedDuration {
    later.duration_since(earlier)
}

#[cfg(test)]
mod tests;
