//! Lessons and actions as an audience reads them.

use jiff::civil::Date;
use postmortem::{
    Action, ActionKind, ActionStatus, LessonKind, Luck, PersonId, State, Strength, Telling, TrackerLink, Verdict,
};
use serde::{Deserialize, Serialize};

use crate::{PracticeRef, causes, publication::Work, words};

/// A lesson.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedLesson {
    /// Of what kind.
    pub kind: LessonKind,
    /// Its Markdown.
    pub text: String,
    /// The entries that show it, by place in `Publication::entries`.
    pub entries: Vec<usize>,
    /// What luck ended in, where it is one of luck.
    pub luck: Option<PublishedLuck>,
    /// The practices that it cites.
    #[serde(default)]
    pub practices: Vec<PublishedPractice>,
    /// The practice that it became.
    #[serde(default)]
    pub became: Option<PublishedPractice>,
}

/// A practice of the organisation's register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPractice {
    /// What it is called.
    pub name: String,
    /// Who answers for it, as they are shown.
    pub owner: Option<String>,
}

/// What luck ended in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublishedLuck {
    /// Nothing that goes out.
    Open,
    /// An action, by place in `Publication::actions`.
    Action(usize),
    /// A mitigator that is not told among the causes.
    Mitigator,
    /// A mitigator: it was no coincidence after all. By place in `PublishedCauses::causes`.
    MitigatorAt(usize),
    /// A risk that is accepted.
    Accepted {
        /// What makes it bearable.
        reason: String,
        /// When it is looked at again.
        review_on: Date,
    },
}

/// An action, or what will not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedAction {
    /// What is to be done.
    pub text: String,
    /// Where it stands.
    pub status: ActionStatus,
    /// Who has accepted it, or declined it, as they are shown.
    pub owner: Option<String>,
    /// The causes that it addresses, by place in `PublishedCauses::causes`.
    #[serde(default)]
    pub causes: Vec<usize>,
    /// The plan, where somebody committed.
    pub plan: Option<PublishedPlan>,
    /// Why it will not be done, and when that is looked at again.
    pub refusal: Option<PublishedRefusal>,
}

/// What somebody committed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPlan {
    /// What it is for.
    pub kind: ActionKind,
    /// How strong it is.
    pub strength: Strength,
    /// When it is due.
    pub due_on: Option<Date>,
    /// What is expected of it.
    pub expected: String,
    /// How one will see that it worked.
    pub measure: String,
    /// Where it is tracked; left out where the address names someone.
    pub tracker: Option<String>,
    /// Whether it had its effect, and what shows that.
    pub verdict: Option<(Verdict, String)>,
}

/// Why something will not be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedRefusal {
    /// Why.
    pub reason: String,
    /// When it is looked at again.
    pub review_on: Date,
}

/// What goes out of the ideas and actions: all that was decided.
fn decided(actions: &[Action]) -> impl Iterator<Item = &Action> {
    actions.iter().filter(|a| a.state != State::Idea)
}

impl Work<'_> {
    pub(crate) fn lessons(&mut self) -> Vec<PublishedLesson> {
        let full = self.full;
        let told = causes::told(&full.causes);
        let lesson = |(n, lesson): (usize, &postmortem::Lesson)| {
            let place = format!("lesson {n}");
            let at = |id| full.entries.iter().position(|e| e.id == id);
            let luck = match &lesson.telling {
                Telling::WentWell | Telling::WentWrong => None,
                Telling::GotLucky(Luck::Open) => Some(PublishedLuck::Open),
                Telling::GotLucky(Luck::Mitigator(id)) => {
                    let place = told.iter().position(|c| c.id == *id);
                    Some(place.map_or(PublishedLuck::Mitigator, PublishedLuck::MitigatorAt))
                }
                Telling::GotLucky(Luck::Action(id)) => {
                    let place = decided(&full.actions).position(|a| a.id == *id);
                    Some(place.map_or(PublishedLuck::Open, PublishedLuck::Action))
                }
                Telling::GotLucky(Luck::Accepted(a)) => Some(PublishedLuck::Accepted {
                    reason: self.text(&format!("{place} reason"), &a.reason),
                    review_on: a.review_on,
                }),
            };
            PublishedLesson {
                kind: lesson.telling.kind(),
                text: self.text(&place, &lesson.text),
                entries: lesson.entries.iter().filter_map(|id| at(*id)).collect(),
                luck,
                practices: full.cited(lesson).map(|p| self.practice(&place, p)).collect(),
                became: full.became(lesson.id).map(|p| self.practice(&place, p)),
            }
        };
        (1..).zip(&full.lessons).map(lesson).collect()
    }

    fn practice(&mut self, place: &str, practice: &PracticeRef) -> PublishedPractice {
        let name = self.text(&format!("{place} practice"), &practice.name);
        PublishedPractice { name, owner: practice.owner.map(|id| self.person(id)) }
    }

    pub(crate) fn actions(&mut self) -> Vec<PublishedAction> {
        let full = self.full;
        let told = causes::told(&full.causes);
        let places = |action: &Action| {
            let place = |id| told.iter().position(|c| c.id == id);
            action.causes.iter().filter_map(|id| place(*id)).collect()
        };
        (1..).zip(decided(&full.actions)).map(|(n, action)| self.action(n, action, places(action))).collect()
    }

    fn action(&mut self, n: usize, action: &Action, causes: Vec<usize>) -> PublishedAction {
        let place = format!("action {n}");
        let (mut plan, mut refusal) = (None, None);
        match &action.state {
            State::Idea => {}
            State::Declined(r) => {
                let reason = self.text(&format!("{place} reason"), &r.reason);
                refusal = Some(PublishedRefusal { reason, review_on: r.review_on });
            }
            State::Committed(c) => {
                let tracker = c.plan.tracker.as_ref().map(TrackerLink::as_str);
                let is_telling = |url: &&str| self.scrubber.as_ref().is_some_and(|s| s.is_telling(url));
                let tracker = tracker.filter(|url| !is_telling(url)).map(str::to_owned);
                plan = Some(PublishedPlan {
                    kind: c.plan.kind,
                    strength: c.plan.strength,
                    due_on: c.plan.due_on,
                    expected: self.text(&format!("{place} expected"), &c.plan.expected),
                    measure: self.text(&format!("{place} measure"), &c.plan.measure),
                    tracker,
                    verdict: c.judgement().map(|j| (j.verdict, self.text(&format!("{place} evidence"), &j.evidence))),
                });
            }
        }
        // whoever is only asked has taken nothing on
        let owner = match action.commitment().map(|c| c.ownership) {
            Some(postmortem::Ownership::Asked(_)) => None,
            _ => action.owner(),
        };
        PublishedAction {
            text: self.text(&place, &action.text),
            status: action.status(),
            owner: owner.map(|id| self.person(id)),
            causes,
            plan,
            refusal,
        }
    }

    /// Someone with an account: by the label of the actor that they are, by name where names are shown.
    fn person(&self, id: PersonId) -> String {
        let actor = self.full.actors.iter().find(|a| a.person == Some(id));
        if let Some(label) = actor.and_then(|a| self.labels.get(&a.id)) {
            return label.clone();
        }
        let name = self.full.people.iter().find(|p| p.id == id).map(|p| p.name.clone());
        name.filter(|_| self.scrubber.is_none()).unwrap_or_else(|| words::words(self.locale).colleague.to_owned())
    }
}
