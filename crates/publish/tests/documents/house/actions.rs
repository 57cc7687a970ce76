//! Arbitrary ideas and actions, in every state.

use jiff::{Timestamp, civil::Date};
use postmortem::{
    Action, ActionId, ActionKind, CauseId, Commitment, Completion, Judgement, Ownership, PersonId, Plan, Progress,
    Refusal, State, Strength, Verdict,
};
use proptest::prelude::*;

use super::{hostile, id, timeline::ids};

/// Any day of some years.
pub fn a_day() -> impl Strategy<Value = Date> {
    (2026i16..2031, 1i8..13, 1i8..29).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn an_instant() -> impl Strategy<Value = Timestamp> {
    (0i64..4_000_000_000_000_000).prop_map(|us| Timestamp::from_microsecond(us).unwrap())
}

fn a_plan() -> impl Strategy<Value = Plan> {
    let trackers =
        &["https://x.example/1?a=b#c", "https://github.com/acme/gateway/issues/2310", "https://x.example/%EC"];
    let tracker = prop::option::of(prop::sample::select(&trackers[..]));
    let kinds = (prop::sample::select(ActionKind::ALL), prop::sample::select(Strength::ALL));
    (kinds, prop::option::of(a_day()), hostile(), hostile(), tracker).prop_map(
        |((kind, strength), due_on, expected, measure, tracker)| Plan {
            kind,
            strength,
            due_on,
            expected,
            measure,
            tracker: tracker.map(|url| url.parse().unwrap()),
        },
    )
}

fn a_progress() -> impl Strategy<Value = Progress> {
    let judged = (prop::sample::select(Verdict::ALL), hostile(), an_instant());
    let judged =
        judged.prop_map(|(verdict, evidence, at)| Judgement { verdict, evidence, at, by: None, recurrence: None });
    let done = (an_instant(), prop::option::of(judged));
    prop_oneof![
        Just(Progress::Open),
        Just(Progress::InProgress),
        done.prop_map(|(at, judgement)| Progress::Done(Completion { at, judgement })),
    ]
}

fn a_state() -> impl Strategy<Value = State> {
    let person = PersonId(id(900));
    let ownership =
        prop::sample::select(vec![Ownership::Nobody, Ownership::Asked(person), Ownership::Accepted(person)]);
    let committed = (a_plan(), ownership, an_instant(), prop::option::of(hostile()), a_progress());
    let declined = (hostile(), any::<bool>(), a_day());
    prop_oneof![
        Just(State::Idea),
        declined.prop_map(move |(reason, is_owned, review_on)| {
            State::Declined(Refusal { reason, owner: is_owned.then_some(person), review_on })
        }),
        committed.prop_map(|(plan, ownership, at, skipped, progress)| {
            State::Committed(Box::new(Commitment { plan, ownership, at, skipped, progress }))
        }),
    ]
}

/// An action in any state, that addresses some of the causes.
pub fn an_action() -> impl Strategy<Value = Action> {
    (hostile(), a_state(), ids(), an_instant()).prop_map(|(text, state, mut causes, recorded_at)| {
        causes.sort_unstable();
        causes.dedup();
        Action {
            id: ActionId(id(400)),
            text,
            state,
            causes: causes.into_iter().rev().map(|n| CauseId(id(400 + n as u128))).collect(),
            recorded_at,
            recorded_by: None,
            version: 1,
        }
    })
}
