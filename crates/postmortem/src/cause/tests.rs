//! What holds for every map, whatever was done to it.

use std::collections::{HashMap, HashSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn id(n: u64) -> CauseId {
    CauseId(Uuid::from_u64_pair(1, n))
}

fn cause(n: u64) -> Cause {
    Cause {
        id: id(n),
        class: CauseClass::Condition,
        text: format!("cause {n}"),
        meaning: String::new(),
        deep_enough: None,
        weakness: None,
        recorded_at: Timestamp::UNIX_EPOCH,
        recorded_by: None,
        version: 1,
    }
}

fn because(n: u64, effect: Effect, cause: CauseId) -> Because {
    let BecauseDraft { necessity, confidence, evidence } = BecauseDraft::default();
    Because { id: BecauseId(Uuid::from_u64_pair(2, n)), effect, cause, necessity, confidence, evidence, version: 1 }
}

/// A map of so many causes, with these ties; 0 is the impact.
fn map(n: u64, ties: &[(u64, u64)]) -> CauseMap {
    let effect = |e| if e == 0 { Effect::Impact } else { Effect::Cause(id(e)) };
    let ties = ties.iter().zip(1..).map(|((e, c), n)| because(n, effect(*e), id(*c))).collect();
    CauseMap::new((1..=n).map(cause).collect(), ties).unwrap()
}

/// What someone does to a map; the numbers choose among what is there.
#[derive(Debug, Clone)]
enum Step {
    Answer(usize),
    Link(usize, usize),
    Unlink(usize),
    Remove(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => any::<usize>().prop_map(Step::Answer),
        5 => (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Step::Link(a, b)),
        1 => any::<usize>().prop_map(Step::Unlink),
        1 => any::<usize>().prop_map(Step::Remove),
    ];
    prop::collection::vec(step, 0..60)
}

fn pick<T: Copy>(of: &[T], n: usize) -> Option<T> {
    if of.is_empty() { None } else { Some(of[n % of.len()]) }
}

/// Whether one cause leads to another, found the slow way: every pair, again and again.
fn leads(map: &CauseMap, from: CauseId, to: CauseId) -> bool {
    let mut reached: HashSet<CauseId> = HashSet::from([from]);
    loop {
        let more: Vec<CauseId> = map
            .becauses()
            .iter()
            .filter(|b| b.effect.cause().is_some_and(|e| reached.contains(&e)) && !reached.contains(&b.cause))
            .map(|b| b.cause)
            .collect();
        if more.is_empty() {
            return reached.contains(&to);
        }
        reached.extend(more);
    }
}

/// Does a step and checks what the map says to it.
fn take(map: &mut CauseMap, step: &Step, n: u64) {
    let ids: Vec<CauseId> = map.causes().iter().map(|c| c.id).collect();
    let effects: Vec<Effect> = [Effect::Impact].into_iter().chain(ids.iter().map(|id| Effect::Cause(*id))).collect();
    match step {
        Step::Answer(at) => {
            let effect = pick(&effects, *at).unwrap();
            map.answer(cause(n), because(n, effect, id(n))).unwrap();
        }
        Step::Link(a, b) => {
            let (Some(effect), Some(to)) = (pick(&effects, *a), pick(&ids, *b)) else { return };
            let before = map.clone();
            let is_there = before.becauses().iter().any(|x| x.effect == effect && x.cause == to);
            let is_cycle = effect.cause().is_some_and(|effect| leads(&before, to, effect));
            match map.link(because(n, effect, to)) {
                Ok(()) => assert!(!is_there && !is_cycle),
                Err(CannotLink::AlreadyThere(there)) => {
                    assert!(is_there);
                    assert_eq!(before.because(there).map(|b| (b.effect, b.cause)), Some((effect, to)));
                }
                Err(CannotLink::Cycle(path)) => {
                    assert!(is_cycle && !is_there);
                    check_path(&before, effect, to, &path);
                }
                Err(other) => panic!("{other:?}"),
            }
            if is_there || is_cycle {
                assert_eq!(*map, before, "a refused tie changes nothing");
            }
        }
        Step::Unlink(at) => {
            let ties: Vec<BecauseId> = map.becauses().iter().map(|b| b.id).collect();
            if let Some(tie) = pick(&ties, *at) {
                assert!(map.unlink(tie).is_some());
                assert!(map.because(tie).is_none());
            }
        }
        Step::Remove(at) => {
            if let Some(gone) = pick(&ids, *at) {
                assert!(map.remove(gone).is_some());
                assert!(map.becauses().iter().all(|b| b.cause != gone && b.effect != Effect::Cause(gone)));
            }
        }
    }
}

/// The path that a refusal shows is the cycle that there would be.
fn check_path(map: &CauseMap, effect: Effect, cause: CauseId, path: &[CauseId]) {
    assert_eq!(Effect::Cause(path[0]), effect);
    assert_eq!(path[1], cause);
    assert_eq!(path.first(), path.last());
    for pair in path[1..].windows(2) {
        assert!(map.answers(Effect::Cause(pair[0])).any(|b| b.cause == pair[1]), "{path:?}");
    }
    assert_eq!(path[1..].iter().collect::<HashSet<_>>().len(), path.len() - 1, "no cause twice: {path:?}");
}

/// No cycle, every tie in one line, every cause told once.
fn check(map: &CauseMap) {
    for cause in map.causes() {
        let below: Vec<CauseId> = map.answers(Effect::Cause(cause.id)).map(|b| b.cause).collect();
        assert!(below.iter().all(|b| !leads(map, *b, cause.id)), "{} leads to itself", cause.text);
    }
    let (tied, loose) = map.outline();
    let lines: Vec<_> = tied.iter().chain(&loose).collect();
    let told: Vec<CauseId> = lines.iter().filter(|l| !l.is_again).map(|l| l.cause.id).collect();
    assert_eq!(told.len(), map.causes().len(), "every cause is told once");
    assert_eq!(told.iter().collect::<HashSet<_>>().len(), map.causes().len());
    let ties: HashSet<BecauseId> = lines.iter().filter_map(|l| l.because).map(|b| b.id).collect();
    assert_eq!(ties.len(), map.becauses().len(), "every tie is shown");
    assert_eq!(lines.iter().filter(|l| l.because.is_some()).count(), map.becauses().len(), "and once");
    let layers = map.layers();
    let shown: HashSet<CauseId> = tied.iter().map(|l| l.cause.id).collect();
    assert_eq!(layers.keys().copied().collect::<HashSet<_>>(), shown, "what hangs on the impact has a layer");
    for tie in map.becauses() {
        let above = tie.effect.cause().map_or(Some(0), |e| layers.get(&e).copied());
        if let Some(above) = above {
            assert!(layers[&tie.cause] > above, "a tie leads further from the impact");
        }
    }
    let again: HashMap<BecauseId, Because> = map.becauses().iter().map(|b| (b.id, b.clone())).collect();
    assert_eq!(again.len(), map.becauses().len());
    assert_eq!(CauseMap::new(map.causes().to_vec(), map.becauses().to_vec()).as_ref(), Ok(map));
}

proptest! {
    #[test]
    fn no_sequence_of_steps_makes_a_cycle_or_hides_a_cause(steps in steps()) {
        let mut map = CauseMap::default();
        for (step, n) in steps.iter().zip(1..) {
            take(&mut map, step, n);
            check(&map);
        }
    }
}

#[test]
fn a_refused_cycle_shows_its_path() {
    let map = map(4, &[(0, 1), (1, 2), (2, 3), (0, 4)]);
    assert_eq!(map.can_link(Effect::Cause(id(3)), id(1)), Err(CannotLink::Cycle(vec![id(3), id(1), id(2), id(3)])));
    assert_eq!(map.can_link(Effect::Cause(id(1)), id(1)), Err(CannotLink::Cycle(vec![id(1), id(1)])));
    assert_eq!(map.can_link(Effect::Cause(id(4)), id(3)), Ok(()));
    assert_eq!(map.can_link(Effect::Cause(id(9)), id(3)), Err(CannotLink::Unknown(id(9))));
}

#[test]
fn joining_branches_are_told_once_and_named_again() {
    let map = map(4, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]);
    let (tied, loose) = map.outline();
    let lines: Vec<_> = tied.iter().map(|l| (l.depth, l.cause.text.as_str(), l.is_again)).collect();
    let expected = [
        (1, "cause 1", false),
        (2, "cause 3", false),
        (3, "cause 4", false),
        (1, "cause 2", false),
        (2, "cause 3", true),
    ];
    assert_eq!(lines, expected);
    assert!(loose.is_empty());
    assert_eq!(map.layers()[&id(4)], 3);
}

#[test]
fn a_cause_that_answers_for_nothing_is_shown_as_loose() {
    let mut map = map(3, &[(0, 1), (1, 2), (2, 3)]);
    map.remove(id(1));
    let (tied, loose) = map.outline();
    assert!(tied.is_empty());
    assert_eq!(loose.iter().map(|l| (l.depth, l.cause.id)).collect::<Vec<_>>(), [(1, id(2)), (2, id(3))]);
    assert_eq!(map.ends(), []);
}

#[test]
fn a_branch_ends_open_deep_enough_or_at_a_mitigator() {
    let mut causes: Vec<Cause> = (1..=3).map(cause).collect();
    causes[1].deep_enough = Some("A change can remove it".into());
    causes[2].class = CauseClass::Mitigator;
    let ties = (1..=3).map(|n| because(n, Effect::Impact, id(n))).collect();
    let map = CauseMap::new(causes, ties).unwrap();
    let states: Vec<EndState> = map.ends().iter().map(|e| e.state).collect();
    assert_eq!(states, [EndState::Open, EndState::DeepEnough, EndState::Mitigator]);
}

#[test]
fn going_no_further_needs_a_reason() {
    assert_eq!(Cause::checked_reason("  "), Err(InvalidCause::Reason(InvalidLine::Empty)));
    assert_eq!(Cause::checked_reason(" 조직 개편으로 없앨 수 있습니다 "), Ok("조직 개편으로 없앨 수 있습니다".into()));
    let draft = CauseDraft { class: CauseClass::Trigger, text: "\n".into(), meaning: String::new() };
    assert_eq!(draft.checked(), Err(InvalidCause::Text(InvalidLine::Empty)));
}

#[test]
fn changes_are_ranked_by_time_service_and_mentions() {
    let at = |clock: &str| format!("2026-11-13T{clock}:00Z").parse::<Timestamp>().unwrap();
    let change = |of, clock, told: &str| Change { of, at: at(clock), told: told.to_owned() };
    let changes = vec![
        change("old", "01:00", "search 1.2.9"),
        change("near", "04:50", "cron of billing"),
        change("named", "04:40", "card-gateway 3.0.1 (9f31c2a)"),
        change("late", "05:30", "card-gateway rolled back"),
    ];
    let services = ["card-gateway".to_owned(), "payments".to_owned()];
    let said = ["혹시 9f31c2a에서 풀 크기가 바뀌었나요?".to_owned(), "1.2.90 is fine".into(), "3.0.1 looks odd".into()];
    let found = preceding(changes, at("05:02"), &services, &said);
    assert_eq!(found.iter().map(|p| p.of).collect::<Vec<_>>(), ["named", "near", "old"]);
    assert_eq!((found[0].minutes_before, found[0].n_mentions), (22, 2));
    assert_eq!(found[0].services, ["card-gateway"]);
    assert_eq!(found[2].n_mentions, 0, "1.2.9 is not named by 1.2.90");
}

#[test]
fn only_a_condition_is_tied_to_a_weakness() {
    let weakness = crate::WeaknessId(Uuid::from_u128(7));
    for class in CauseClass::ALL.iter().copied() {
        let tied = Cause { class, ..cause(1) }.tied(weakness);
        assert_eq!(tied.is_some(), class == CauseClass::Condition, "{class:?}");
    }
    let tied = cause(1).tied(weakness).unwrap();
    let text = CauseDraft { text: "said otherwise".into(), ..tied.to_draft() };
    assert_eq!(tied.clone().revised(text).weakness, Some(weakness));
    let hindrance = CauseDraft { class: CauseClass::Hindrance, ..tied.to_draft() };
    assert_eq!(tied.revised(hindrance).weakness, None);
}

#[test]
fn what_was_written_before_there_were_weaknesses_is_read() {
    let mut old = serde_json::to_value(cause(1)).unwrap();
    old.as_object_mut().unwrap().remove("weakness");
    assert_eq!(serde_json::from_value::<Cause>(old).unwrap(), cause(1));
}
