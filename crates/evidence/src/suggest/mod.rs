//! Which items look like key moments, and why. Fed in order of time within each place, in bounded memory;
//! same input, same answers.
//! Proposes only: people decide. The words stand in the `.toml` of each language.

mod memory;
mod words;

use jiff::{SignedDuration, Timestamp};

use crate::item::{Item, ItemKind, Revision, UnknownName};
use memory::{Cooldowns, PlaceId, Places, Sign};

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
pub struct Suggestion<T> {
    /// What the caller calls the item by.
    pub tag: T,
    /// When the item happened.
    pub at: Timestamp,
    /// Why it is proposed.
    pub rule: Rule,
    /// Its weight, up to 100.
    pub score: u8,
    /// What the sentence shown to people needs: `word`, `alert`, `n`, `minutes`, `person` and the like.
    pub data: Vec<(&'static str, String)>,
}

impl<T> Suggestion<T> {
    fn new(tag: T, at: Timestamp, rule: Rule, data: &[(&'static str, &str)]) -> Self {
        let data = data.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| (*k, (*v).to_owned())).collect();
        Self { tag, at, rule, score: rule.score(), data }
    }

    fn doubted(self, doubt: u8) -> Self {
        Self { score: self.score.saturating_sub(doubt), ..self }
    }
}

const LONG_TEXT: usize = 4_000;
const SAME_AUTHOR: SignedDuration = SignedDuration::from_mins(10);
const SAME_PLACE: SignedDuration = SignedDuration::from_mins(8);
const PER_RULE_AND_HOUR: u32 = 3;

/// Takes items in order of time within each place and proposes some of them. Places do not know of each other: they may
/// come one after the other, as a chat export has them, or mixed, and the answers are the same.
#[derive(Debug)]
pub struct Suggester<T> {
    cooldowns: Cooldowns,
    places: Places<T>,
}

impl<T: Copy> Default for Suggester<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy> Suggester<T> {
    /// Begins with nothing seen.
    pub fn new() -> Self {
        Self { cooldowns: Cooldowns::default(), places: Places::default() }
    }

    /// Whether each place came in the order of time and all fit into memory: then it doesn't matter how the places were
    /// mixed.
    pub fn is_sure(&self) -> bool {
        !self.cooldowns.has_forgotten && !self.places.has_forgotten && !self.places.went_back
    }

    /// Looks at the next item, which the caller calls `tag`; what it gives may also speak of an item a little earlier.
    pub fn feed(&mut self, item: &Item, tag: T) -> Vec<Suggestion<T>> {
        if item.revision != Revision::Original {
            return Vec::new();
        }
        let place = PlaceId::of(item);
        self.places.pass(place, item.occurred);
        let mut look = Look { place, item, tag, out: Vec::new(), memory: self };
        look.at();
        look.out
    }
}

/// One item under the rules.
struct Look<'a, T> {
    place: PlaceId,
    item: &'a Item,
    tag: T,
    out: Vec<Suggestion<T>>,
    memory: &'a mut Suggester<T>,
}

impl<T: Copy> Look<'_, T> {
    fn at(&mut self) {
        let is_bot = self.item.author.as_ref().is_some_and(|a| a.is_bot);
        match self.item.kind {
            ItemKind::Alert => self.alert(),
            ItemKind::Deploy | ItemKind::Release => self.deploy(),
            ItemKind::Change => self.words(),
            ItemKind::Message | ItemKind::File | ItemKind::Topic | ItemKind::Row | ItemKind::Note => {
                if !(is_bot && self.chat_alert()) {
                    self.words();
                }
                if self.item.kind == ItemKind::Message && !is_bot {
                    self.talk();
                }
            }
            ItemKind::Join | ItemKind::Check => {}
        }
        let heats = self
            .out
            .iter()
            .any(|s| matches!(s.rule, Rule::AlertFirstTime | Rule::DeclarationWord | Rule::RollbackWord | Rule::Burst));
        if heats {
            self.memory.places.heat(self.place, self.item.occurred);
        }
    }

    fn propose(&mut self, rule: Rule, data: &[(&'static str, &str)]) {
        self.out.push(Suggestion::new(self.tag, self.item.occurred, rule, data));
    }

    fn alert(&mut self) {
        let item = self.item;
        let name = item.detail("alert").unwrap_or(&item.text);
        let whence = item.detail("label:service").or(item.detail("label:job")).unwrap_or_default();
        let is_resolved = item.detail("state") == Some("resolved");
        self.alert_state(&format!("{name} {whence}"), is_resolved);
    }

    /// An alert that a bot tells in a chat: `[FIRING:1] HighErrorRate (checkout)`.
    fn chat_alert(&mut self) -> bool {
        let item = self.item;
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
        self.alert_state(name, is_resolved);
        true
    }

    fn alert_state(&mut self, name: &str, is_resolved: bool) {
        let (place, at) = (self.place, self.item.occurred);
        let memory = &mut self.memory.cooldowns;
        let (rule, most) = if is_resolved {
            if !memory.is_known((place, "fired", name)) || memory.meets_again((place, "resolved", name)) {
                return;
            }
            (Rule::AlertResolved, 2 * PER_RULE_AND_HOUR)
        } else {
            if memory.meets_again((place, "fired", name)) {
                return;
            }
            (Rule::AlertFirstTime, 4 * PER_RULE_AND_HOUR)
        };
        if memory.may_in_hour(place, rule, at, most) {
            self.propose(rule, &[("alert", name.trim())]);
        }
    }

    fn deploy(&mut self) {
        let item = self.item;
        let state = item.detail("state").unwrap_or_default();
        // one deployment tells many states: its beginning and its failure matter
        let stage = if matches!(state, "failure" | "error") { "failed" } else { "deployed" };
        let of = item.thread.as_deref().unwrap_or(&item.key);
        if self.memory.cooldowns.meets_again((self.place, stage, of)) {
            return;
        }
        let about = item.detail("environment").or(item.detail("tag")).unwrap_or_default();
        self.propose(Rule::Deploy, &[("state", state), ("what", about)]);
    }

    fn words(&mut self) {
        let item = self.item;
        if item.text.len() > LONG_TEXT {
            return;
        }
        let (place, at) = (self.place, item.occurred);
        let who = item.author.as_ref().map_or("", |a| a.handle.as_str());
        for (rule, word) in words::find(&item.text) {
            let memory = &mut self.memory.cooldowns;
            if memory.may((place, rule, who), at, SAME_AUTHOR)
                && memory.may((place, rule, "\0"), at, SAME_PLACE)
                && memory.may_in_hour(place, rule, at, PER_RULE_AND_HOUR)
            {
                // a question asks for it, nobody has done it yet
                let doubt = if item.text.trim_end().ends_with('?') { 20 } else { 0 };
                self.out.push(Suggestion::new(self.tag, at, rule, &[("word", word)]).doubted(doubt));
            }
        }
    }

    fn talk(&mut self) {
        let item = self.item;
        for sign in self.memory.places.talk(self.place, item, self.tag) {
            match sign {
                Sign::Burst(n) => self.propose(Rule::Burst, &[("n", &n.to_string()), ("minutes", "5")]),
                Sign::Newcomer => {
                    let name = item.author.as_ref().map_or("", |a| a.name.as_deref().unwrap_or(&a.handle));
                    self.propose(Rule::FirstMessageOfPerson, &[("person", name)]);
                }
                Sign::SilenceEnded { by, at, minutes } => {
                    let minutes = minutes.to_string();
                    self.out.push(Suggestion::new(by, at, Rule::SilenceEnds, &[("minutes", &minutes)]));
                }
            }
        }
    }
}

fn after(earlier: Timestamp, later: Timestamp) -> SignedDuration {
    later.duration_since(earlier)
}

#[cfg(test)]
mod tests;
