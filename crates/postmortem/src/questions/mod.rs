//! Questions: what is still open in a postmortem, found by rules. One file a question, its page in Markdown beside it.
//!
//! A pure function of what is told and of the present, which is handed in. No sentence for people lives here: a
//! question carries its code, its place and the data for a sentence.

mod asked;
mod phrases;
mod rules;
mod subject;
#[cfg(test)]
pub(crate) mod testing;

mod a01_no_actions;
mod a02_action_without_owner;
mod a03_action_without_date;
mod a04_actions_without_measure;
mod a05_only_weak_actions;
mod a06_action_without_cause;
mod a07_action_overdue;
mod a08_done_without_verdict;
mod c01_no_causes;
mod c02_ends_at_person;
mod c03_ends_at_procedure;
mod c04_ends_at_omission;
mod c05_branch_without_end;
mod c06_single_chain;
mod c07_because_without_evidence;
mod c08_cause_without_consequence;
mod c09_no_condition;
mod c10_nothing_slowed_or_kept;
mod c11_necessary_by_guess;
mod c12_loose_cause;
mod l01_nothing_went_well;
mod l02_luck_without_consequence;
mod l03_no_lessons;
mod p01_summary_empty;
mod p02_part_empty;
mod p03_impact_without_numbers;
mod p04_duration_contradicts;
mod p05_date_outside_incident;
mod p06_unclear_date;
mod p07_names_in_text;
mod p08_nobody_concerned;
mod p09_unpublished_for_long;
mod p10_placeholder_left;
mod p11_summary_too_long;
mod t01_no_timeline;
mod t02_impact_start_not_set;
mod t03_key_moment_missing;
mod t04_impossible_order;
mod t05_decision_without_reason;
mod t06_decision_without_options;
mod t07_decision_without_known;
mod t08_gap_in_impact;
mod t09_entry_without_evidence;
mod t10_mixed_zones;
mod t11_too_coarse;
mod t12_no_communication;
mod t13_measures_pending;
mod t14_decision_without_decider;
mod t15_entry_in_the_future;
mod t16_decision_cites_the_unknown;
mod t17_learned_too_early;
mod t18_no_change_before_impact;
mod t19_time_unreadable;
mod t20_rows_out_of_order;
mod t21_zone_not_named;
mod t22_machine_written;
mod w01_blame;
mod w02_counterfactual;
mod w03_normative;
mod w04_hindsight;
mod w05_vigilance;
mod w06_single_cause;
mod w07_accusing_question;
mod w08_vague;

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use asked::{Asked, Place, Question, Room, Value};
pub use rules::{InvalidRules, Rules};
pub use subject::{
    Learned, Origin, Subject, Told, ToldAction, ToldLesson, ToldLessonKind, ToldRow, Worded, WordingFamily,
};

use crate::work::words;

words! {
    /// How much a question weighs.
    Level {
        /// To be settled before publication.
        Must = "must",
        /// To be settled, or dismissed with a reason.
        Should = "should",
        /// Worth a thought.
        Note = "note",
    }
}

words! {
    /// What a question is about; the first letter of its code.
    Family {
        /// The timeline.
        Timeline = "timeline",
        /// Causes.
        Causes = "causes",
        /// Lessons.
        Lessons = "lessons",
        /// Actions.
        Actions = "actions",
        /// The meeting.
        Meeting = "meeting",
        /// Wording.
        Wording = "wording",
        /// Publication.
        Publication = "publication",
    }
}

/// Lists every question once: its code, its level unless the organisation chose another, and its file. A code that is
/// there twice, or a file or a page that is missing, does not compile.
macro_rules! registry {
    ($($code:ident $level:ident $module:ident),* $(,)?) => {
        /// The stable code of a question. Codes are never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Code { $(#[doc = stringify!($module)] $code),* }

        impl Code {
            /// Every code, in the order in which questions are shown.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// The code as it is written.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => stringify!($code)),* }
            }

            /// The name of its file, such as `t05_decision_without_reason`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$code => stringify!($module)),* }
            }

            /// Its level, unless the organisation chose another.
            pub fn level(self) -> Level {
                match self { $(Self::$code => Level::$level),* }
            }

            /// Its page: what it asks, why it matters, how to settle it, when to ignore it. Markdown.
            pub fn page(self) -> &'static str {
                match self { $(Self::$code => include_str!(concat!(stringify!($module), ".md"))),* }
            }

            fn ask(self, subject: &Subject, asked: &mut Asked<'_>) {
                match self { $(Self::$code => $module::ask(subject, asked)),* }
            }
        }
    };
}

registry! {
    T01 Must t01_no_timeline,
    T02 Must t02_impact_start_not_set,
    T03 Should t03_key_moment_missing,
    T04 Must t04_impossible_order,
    T05 Should t05_decision_without_reason,
    T06 Should t06_decision_without_options,
    T07 Should t07_decision_without_known,
    T08 Should t08_gap_in_impact,
    T09 Should t09_entry_without_evidence,
    T10 Should t10_mixed_zones,
    T11 Should t11_too_coarse,
    T12 Should t12_no_communication,
    T13 Note t13_measures_pending,
    T14 Note t14_decision_without_decider,
    T15 Must t15_entry_in_the_future,
    T16 Should t16_decision_cites_the_unknown,
    T17 Should t17_learned_too_early,
    T18 Note t18_no_change_before_impact,
    T19 Should t19_time_unreadable,
    T20 Should t20_rows_out_of_order,
    T21 Should t21_zone_not_named,
    T22 Note t22_machine_written,
    C01 Should c01_no_causes,
    C02 Should c02_ends_at_person,
    C03 Should c03_ends_at_procedure,
    C04 Note c04_ends_at_omission,
    C05 Should c05_branch_without_end,
    C06 Should c06_single_chain,
    C07 Should c07_because_without_evidence,
    C08 Should c08_cause_without_consequence,
    C09 Should c09_no_condition,
    C10 Note c10_nothing_slowed_or_kept,
    C11 Note c11_necessary_by_guess,
    C12 Note c12_loose_cause,
    L01 Should l01_nothing_went_well,
    L02 Should l02_luck_without_consequence,
    L03 Should l03_no_lessons,
    A01 Should a01_no_actions,
    A02 Should a02_action_without_owner,
    A03 Should a03_action_without_date,
    A04 Note a04_actions_without_measure,
    A05 Should a05_only_weak_actions,
    A06 Should a06_action_without_cause,
    A07 Should a07_action_overdue,
    A08 Note a08_done_without_verdict,
    W01 Should w01_blame,
    W02 Should w02_counterfactual,
    W03 Should w03_normative,
    W04 Note w04_hindsight,
    W05 Should w05_vigilance,
    W06 Note w06_single_cause,
    W07 Should w07_accusing_question,
    W08 Note w08_vague,
    P01 Must p01_summary_empty,
    P02 Should p02_part_empty,
    P03 Should p03_impact_without_numbers,
    P04 Should p04_duration_contradicts,
    P05 Note p05_date_outside_incident,
    P06 Note p06_unclear_date,
    P07 Should p07_names_in_text,
    P08 Should p08_nobody_concerned,
    P09 Note p09_unpublished_for_long,
    P10 Should p10_placeholder_left,
    P11 Note p11_summary_too_long,
}

impl Code {
    /// What it is about.
    pub fn family(self) -> Family {
        match self.as_str().as_bytes()[0] {
            b'T' => Family::Timeline,
            b'C' => Family::Causes,
            b'L' => Family::Lessons,
            b'A' => Family::Actions,
            b'M' => Family::Meeting,
            b'W' => Family::Wording,
            _ => Family::Publication,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = UnknownCode;
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let wanted = text.trim();
        let found = Self::ALL.iter().find(|code| code.as_str().eq_ignore_ascii_case(wanted));
        found.copied().ok_or_else(|| UnknownCode(wanted.to_owned()))
    }
}

/// The text is no code of a question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no code of a question; they look like T05")]
pub struct UnknownCode(pub String);

/// Finds what is open, in the order of the codes and, within one, of the places.
pub fn questions(subject: &Subject, now: Timestamp, rules: &Rules) -> Vec<Question> {
    let mut open = Vec::new();
    for code in Code::ALL {
        let Some(level) = rules.level(*code) else { continue };
        let mut asked = Asked { code: *code, level, now, rules, open: &mut open };
        code.ask(subject, &mut asked);
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_a_page_of_its_own_with_all_that_belongs_to_it() {
        for code in Code::ALL {
            let (page, name) = (code.page(), code.name());
            assert!(name.starts_with(&format!("{}_", code.as_str().to_lowercase())), "{name} is the file of {code:?}");
            assert!(page.starts_with(&format!("# {} ", code.as_str())), "{name}.md begins with another heading");
            let first = page.lines().next().unwrap();
            assert!(first.contains(" / ") && first.chars().any(|c| ('가'..='힣').contains(&c)), "{name}: {first}");
            for heading in ["## What it asks", "## Why it matters", "## How to settle it", "## When to ignore it"] {
                let body = page.split_once(heading).unwrap_or_else(|| panic!("{name}.md lacks {heading}")).1;
                assert!(body.split("\n## ").next().unwrap().trim().len() > 30, "{name}.md: {heading} says nothing");
            }
            assert!(page.contains("Source: "), "{name}.md names no source");
        }
    }

    #[test]
    fn every_file_of_a_question_is_in_the_registry() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/questions");
        let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        let pages = names.filter_map(|name| name.strip_suffix(".md").map(str::to_owned));
        for page in pages {
            assert!(Code::ALL.iter().any(|code| code.name() == page), "{page}.md belongs to no question");
        }
    }

    #[test]
    fn the_manual_lists_every_question() {
        let manual = include_str!("../../../../docs/src/use/questions.md");
        for code in Code::ALL {
            let title = code.page().lines().next().unwrap().split(" / ").next().unwrap();
            let row = format!("| {code} | {} | `{}` |", &title[6..], code.level().as_str());
            assert!(manual.lines().any(|line| line == row), "docs/src/use/questions.md lacks {row}");
        }
    }

    #[test]
    fn codes_read_back_and_stand_together_by_family() {
        let mut families: Vec<Family> = Vec::new();
        for code in Code::ALL {
            assert_eq!(code.as_str().parse::<Code>().unwrap(), *code);
            if families.last() != Some(&code.family()) {
                assert!(!families.contains(&code.family()), "{code:?} stands apart from its family");
                families.push(code.family());
            }
        }
        assert_eq!("t05".parse::<Code>().unwrap(), Code::T05);
        assert!("T99".parse::<Code>().is_err());
    }

    #[test]
    fn a_complete_postmortem_leaves_nothing_open() {
        for subject in [testing::house(), testing::document()] {
            assert_eq!(questions(&subject, testing::now(), &Rules::default()), []);
        }
    }

    #[test]
    fn an_organisation_chooses_levels_and_what_is_not_asked() {
        let mut subject = testing::house();
        subject.narrative.clear();
        let mut rules = Rules::default();
        rules.levels.insert(Code::P01, Some(Level::Note));
        rules.levels.insert(Code::P02, None);
        let open = questions(&subject, testing::now(), &rules);
        assert_eq!(open.iter().find(|q| q.code == Code::P01).unwrap().level, Level::Note);
        assert!(open.iter().all(|q| q.code != Code::P02));
    }
}
