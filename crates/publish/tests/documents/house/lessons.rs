//! Arbitrary lessons with all that luck may end in, and the practices that they cite and became.

use jiff::Timestamp;
use postmortem::{Acceptance, ActionId, CauseId, EntryId, Lesson, LessonId, Luck, PersonId, PracticeId, Telling};
use proptest::prelude::*;
use publish::PracticeRef;

use super::{actions::a_day, hostile, id};

/// A lesson of any kind; luck ends in an action, a mitigator, an accepted risk, or in nothing.
pub fn a_lesson() -> impl Strategy<Value = Lesson> {
    let luck = prop_oneof![
        Just(Luck::Open),
        (400u128..403).prop_map(|n| Luck::Action(ActionId(id(n)))),
        (400u128..406).prop_map(|n| Luck::Mitigator(CauseId(id(n)))),
        (hostile(), a_day()).prop_map(|(reason, review_on)| Luck::Accepted(Acceptance { reason, review_on })),
    ];
    let telling = prop_oneof![Just(Telling::WentWell), Just(Telling::WentWrong), luck.prop_map(Telling::GotLucky)];
    let some = || prop::sample::subsequence(vec![0u128, 1, 2], 0..=3);
    (telling, hostile(), some(), some(), 0i64..4_000_000_000_000_000).prop_map(
        |(telling, text, entries, practices, recorded)| Lesson {
            id: LessonId(id(500)),
            telling,
            text,
            entries: entries.into_iter().rev().map(|n| EntryId(id(200 + n))).collect(),
            practices: practices.into_iter().rev().map(|n| PracticeId(id(600 + n))).collect(),
            position: 1,
            recorded_at: Timestamp::from_microsecond(recorded).unwrap(),
            recorded_by: None,
            version: 1,
        },
    )
}

/// Three practices; the first may have been made of the first lesson, and so on.
pub fn practices() -> impl Strategy<Value = Vec<PracticeRef>> {
    prop::collection::vec((hostile(), any::<bool>()), 3).prop_map(|all| {
        let practice = |(n, (name, is_made)): (u128, (String, bool))| PracticeRef {
            id: PracticeId(id(600 + n)),
            name: format!("{name}{n}"),
            owner: Some(PersonId(id(900))),
            made_from: is_made.then(|| LessonId(id(500 + n))),
        };
        (0u128..).zip(all).map(practice).collect()
    })
}
