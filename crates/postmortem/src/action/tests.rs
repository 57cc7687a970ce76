//! The states that an action can reach, and those it cannot.

use jiff::{SignedDuration, civil::date};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{PostmortemId, WeaknessId};

fn person(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(n)))
}

fn plan(strength: Strength) -> Plan {
    Plan {
        kind: ActionKind::Prevent,
        strength,
        due_on: Some(date(2026, 12, 1)),
        expected: "No release shrinks the pool".into(),
        measure: "The release check refuses one in a drill".into(),
        tracker: Some("https://github.com/acme/gateway/issues/2310".parse().unwrap()),
    }
}

fn soaked_at() -> Timestamp {
    "2026-11-17T00:00:00Z".parse().unwrap()
}

fn hand(by: u8, is_soaked: bool) -> Hand {
    let early = SignedDuration::from_hours(if is_soaked { 0 } else { -1 });
    Hand { by: Some(person(by)), now: soaked_at() + early, soaked_at: soaked_at() }
}

fn commit(owner: u8, skip: Option<&str>) -> Move {
    Move::Commit { plan: plan(Strength::Medium), owner: person(owner), skip: skip.map(str::to_owned) }
}

fn refusal(reason: &str) -> Refusal {
    Refusal { reason: reason.into(), owner: Some(person(1)), review_on: date(2027, 3, 1) }
}

fn action(state: State) -> Action {
    let recorded_at = soaked_at();
    let id = ActionId(Uuid::from_u128(1));
    Action { id, text: "Canary".into(), state, causes: vec![], recorded_at, recorded_by: None, version: 1 }
}

fn committed(strength: Strength) -> Action {
    let step = Move::Commit { plan: plan(strength), owner: person(1), skip: None };
    action(State::Idea.after(step, hand(1, true)).unwrap())
}

#[test]
fn an_idea_soaks_unless_a_reason_is_given() {
    assert_eq!(State::Idea.after(commit(1, None), hand(1, false)), Err(CannotMove::Soaking(soaked_at())));
    let blank = State::Idea.after(commit(1, Some(" ")), hand(1, false));
    assert_eq!(blank, Err(CannotMove::Text(Field::Skip, InvalidLine::Empty)));
    let skipped = action(State::Idea.after(commit(1, Some("It burns again")), hand(1, false)).unwrap());
    assert_eq!(skipped.commitment().unwrap().skipped.as_deref(), Some("It burns again"));
    let soaked = action(State::Idea.after(commit(1, Some("not needed any more")), hand(1, true)).unwrap());
    assert_eq!(soaked.commitment().unwrap().skipped, None);
}

#[test]
fn an_owner_accepts_for_themselves_only() {
    let asked = State::Idea.after(commit(2, None), hand(1, true)).unwrap();
    assert_eq!(action(asked.clone()).commitment().unwrap().ownership, Ownership::Asked(person(2)));
    assert_eq!(asked.after(Move::Accept, hand(1, true)), Err(CannotMove::NotAsked));
    let accepted = asked.after(Move::Accept, hand(2, true)).unwrap();
    assert_eq!(action(accepted.clone()).commitment().unwrap().ownership, Ownership::Accepted(person(2)));
    let back = accepted.after(Move::GiveBack, hand(2, true)).unwrap();
    assert_eq!(action(back).owner(), None);
}

#[test]
fn only_what_is_done_is_judged_and_with_evidence() {
    let open = committed(Strength::Medium).state;
    let judge = |text: &str| Move::Judge(Verdict::Worked, text.into());
    assert_eq!(open.after(judge("A drill"), hand(1, true)), Err(CannotMove::From(ActionStatus::Open)));
    let done = open.after(Move::Finish, hand(1, true)).unwrap();
    let none = done.after(judge("  "), hand(1, true));
    assert_eq!(none, Err(CannotMove::Text(Field::Evidence, InvalidLine::Empty)));
    let judged = action(done.after(judge("A drill"), hand(1, true)).unwrap());
    assert_eq!(judged.commitment().unwrap().judgement().unwrap().verdict, Verdict::Worked);
    let again = action(judged.state.after(Move::Reopen, hand(1, true)).unwrap());
    assert_eq!((again.status(), again.commitment().unwrap().judgement()), (ActionStatus::InProgress, None));
}

fn recurrence(postmortem: u128) -> Recurrence {
    let (postmortem, weakness) = (Uuid::from_u128(postmortem), Uuid::from_u128(1));
    Recurrence { postmortem: PostmortemId(postmortem), weakness: WeaknessId(weakness), at: soaked_at() }
}

#[test]
fn a_recurrence_puts_an_effect_in_question_until_it_is_judged_again() {
    let after = soaked_at() + SignedDuration::from_mins(1);
    let open = committed(Strength::Medium).state;
    assert_eq!(
        open.after(Move::Recur(recurrence(9), after), hand(1, true)),
        Err(CannotMove::From(ActionStatus::Open)),
        "what is not done had no effect yet"
    );
    let done = open.after(Move::Finish, hand(1, true)).unwrap();
    let judge = |verdict| done.after(Move::Judge(verdict, "A drill".into()), hand(1, true)).unwrap();
    let worked = judge(Verdict::Worked);
    let again = action(worked.after(Move::Recur(recurrence(9), after), hand(2, true)).unwrap());
    let commitment = again.commitment().unwrap();
    assert_eq!(commitment.judgement(), None);
    let (was, why) = commitment.reopened().unwrap();
    assert_eq!((was.verdict, was.evidence.as_str(), why), (Verdict::Worked, "A drill", recurrence(9)));
    assert_eq!(again.state.after(Move::Stand, hand(1, true)), Ok(worked.clone()));
    assert!(again.state.after(Move::Recur(recurrence(8), after), hand(1, true)).is_err(), "it is open already");
    let anew = action(again.state.after(Move::Judge(Verdict::DidNot, "It came back".into()), hand(1, true)).unwrap());
    assert_eq!(anew.commitment().unwrap().reopened(), None);
    assert_eq!(anew.commitment().unwrap().judgement().unwrap().verdict, Verdict::DidNot);
    // an incident that began before it was done says nothing of its effect
    assert!(worked.after(Move::Recur(recurrence(9), soaked_at()), hand(1, true)).is_err());
    for verdict in [Verdict::DidNot, Verdict::CannotTell] {
        assert!(judge(verdict).after(Move::Recur(recurrence(9), after), hand(1, true)).is_err(), "{verdict:?}");
    }
    assert!(done.after(Move::Recur(recurrence(9), after), hand(1, true)).is_err(), "nothing was judged");
    assert!(worked.after(Move::Stand, hand(1, true)).is_err(), "it stands");
}

#[test]
fn a_state_from_outside_holds_only_texts_that_a_form_would_take() {
    let mut done = committed(Strength::Medium).state.after(Move::Finish, hand(1, true)).unwrap();
    done = done.after(Move::Judge(Verdict::Worked, "A drill".into()), hand(1, true)).unwrap();
    let State::Committed(given) = done.clone() else { panic!("it is committed") };
    assert_eq!(done.clone().checked(), Ok(done));
    let with = |change: &dyn Fn(&mut Commitment)| {
        let mut changed = given.clone();
        change(&mut changed);
        State::Committed(changed).checked().unwrap_err().0
    };
    assert_eq!(with(&|c| c.plan.expected = "x".repeat(501)), Field::Expected);
    assert_eq!(with(&|c| c.plan.measure = "two\nlines".into()), Field::Measure);
    assert_eq!(with(&|c| c.skipped = Some(" ".into())), Field::Skip);
    let judge = |c: &mut Commitment| {
        let Progress::Done(Completion { judgement: Some(judged), .. }) = &mut c.progress else {
            panic!("it is judged")
        };
        judged.evidence = "x".repeat(501);
    };
    assert_eq!(with(&judge), Field::Evidence);
    let declined = State::Declined(Refusal { reason: String::new(), ..refusal("Rare") });
    assert_eq!(declined.checked().unwrap_err().0, Field::Reason);
}

#[test]
fn not_acting_takes_a_reason_and_can_be_reconsidered() {
    let none = State::Idea.after(Move::Decline(refusal(" ")), hand(1, true));
    assert_eq!(none, Err(CannotMove::Text(Field::Reason, InvalidLine::Empty)));
    let declined = action(State::Idea.after(Move::Decline(refusal("Too rare")), hand(1, true)).unwrap());
    assert!(!declined.is_overdue(date(2027, 3, 1)) && declined.is_overdue(date(2027, 3, 2)));
    assert_eq!(declined.state.after(Move::Reconsider, hand(1, true)), Ok(State::Idea));
}

#[test]
fn only_weak_actions_after_a_severe_incident_are_noticed() {
    let weak = committed(Strength::Weak);
    assert!(is_only_weak(&[weak.clone(), action(State::Idea)], 1));
    assert!(is_only_weak(std::slice::from_ref(&weak), 2) && !is_only_weak(std::slice::from_ref(&weak), 3));
    assert!(!is_only_weak(&[weak, committed(Strength::Medium)], 1));
    assert!(!is_only_weak(&[action(State::Idea)], 1));
}

#[test]
fn what_is_due_is_overdue_until_it_is_done() {
    let open = committed(Strength::Strong);
    assert!(!open.is_overdue(date(2026, 12, 1)) && open.is_overdue(date(2026, 12, 2)));
    let done = action(open.state.after(Move::Finish, hand(1, true)).unwrap());
    assert!(!done.is_overdue(date(2026, 12, 2)));
    // Friday 13 November: 14 days later is a Friday, 30 a Sunday
    assert_eq!(default_due(1, date(2026, 11, 13)), date(2026, 11, 27));
    assert_eq!(default_due(2, date(2026, 11, 13)), date(2026, 12, 14));
    assert!(default_due(3, date(2026, 11, 13)) < default_due(4, date(2026, 11, 13)));
}

#[test]
fn trackers_are_plain_https() {
    let link: TrackerLink = " https://jira.example.com:8443/browse/PAY-12?x=1 ".parse().unwrap();
    assert_eq!((link.as_str(), link.label()), ("https://jira.example.com:8443/browse/PAY-12?x=1", "PAY-12"));
    assert_eq!("https://추적.example".parse::<TrackerLink>().unwrap().label(), "추적.example");
    for odd in [
        "http://x.example/1",
        "javascript:alert(1)",
        "https://",
        "https://user:pw@x.example/",
        "https:///x",
        "https://x.example/a b",
        "https://x.example/\"onclick",
        "//x.example",
        "data:text/html,x",
        "https://x.example\\@y",
    ] {
        assert_eq!(odd.parse::<TrackerLink>(), Err(InvalidTracker), "{odd}");
    }
}

fn any_move() -> impl Strategy<Value = Move> {
    let reason = prop_oneof![Just(String::new()), Just("a reason".to_owned())];
    prop_oneof![
        (1_u8..4, proptest::option::of(reason.clone())).prop_map(|(n, skip)| commit(n, skip.as_deref())),
        reason.clone().prop_map(|r| Move::Decline(refusal(&r))),
        Just(Move::Reconsider),
        Just(Move::Accept),
        Just(Move::GiveBack),
        (1_u8..4).prop_map(|n| Move::HandTo(person(n))),
        Just(Move::Start),
        Just(Move::Finish),
        reason.prop_map(|r| Move::Judge(Verdict::Partly, r)),
        Just(Move::Reopen),
        Just(Move::Recur(recurrence(9), soaked_at() + SignedDuration::from_hours(1))),
        Just(Move::Stand),
    ]
}

proptest! {
    #[test]
    fn no_way_leads_around_a_rule(steps in proptest::collection::vec((any_move(), 1_u8..4, any::<bool>()), 0..40)) {
        let mut now = action(State::Idea);
        for (step, by, is_soaked) in steps {
            let before = now.status();
            let Ok(state) = now.state.after(step.clone(), hand(by, is_soaked)) else { continue };
            now.state = state;
            match step {
                Move::Commit { .. } => {
                    let c = now.commitment().unwrap();
                    prop_assert!(before == ActionStatus::Idea && (is_soaked || c.skipped.is_some()));
                    prop_assert_eq!(c.ownership == Ownership::Accepted(person(by)), now.owner() == Some(person(by)));
                }
                Move::Decline(_) => prop_assert_ne!(before, ActionStatus::Done),
                Move::Accept => prop_assert_eq!(now.commitment().unwrap().ownership, Ownership::Accepted(person(by))),
                Move::Judge(..) => prop_assert_eq!(before, ActionStatus::Done),
                Move::Recur(..) => {
                    let c = now.commitment().unwrap();
                    prop_assert!(c.judgement().is_none() && c.reopened().is_some_and(|(was, _)| was.is_effective()));
                }
                Move::Stand => prop_assert!(now.commitment().unwrap().judgement().is_some()),
                Move::Finish => prop_assert!(now.commitment().unwrap().last_judgement().is_none()),
                _ => {}
            }
            let written = serde_json::to_string(&now).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Action>(&written).unwrap(), &now);
        }
    }
}
