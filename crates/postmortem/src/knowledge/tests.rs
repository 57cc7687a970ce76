//! What follows from knowledge facts, example by example.

use uuid::Uuid;

use super::*;
use crate::{
    entry::EntryKind,
    questions::testing::{at, entry},
};

fn time(clock: &str) -> Timestamp {
    at(clock).at
}

fn ada() -> ActorId {
    ActorId(Uuid::from_u128(1))
}

fn ben() -> ActorId {
    ActorId(Uuid::from_u128(2))
}

fn trace(handle: &str, act: Act, clock: &str, place: Option<&str>, is_linked: bool) -> Trace {
    let place = place.map(Into::into);
    Trace { handle: handle.into(), name: handle.to_uppercase(), act, at: time(clock), place, is_linked }
}

fn told(proposals: &[Proposal]) -> Vec<String> {
    let line = |p: &Proposal| {
        format!("{} {} {} {}", p.handle, p.at.strftime("%H:%M"), p.sureness.as_str(), p.channel).trim().to_owned()
    };
    proposals.iter().map(line).collect()
}

#[test]
fn whoever_wrote_or_reacted_knew_and_whoever_was_there_may_have() {
    let traces = [
        trace("ada", Act::Wrote, "14:05", Some("#inc"), true),
        trace("ben", Act::Reacted, "14:05", Some("#inc"), true),
        trace("cho", Act::Wrote, "14:01", Some("#inc"), false),
        trace("dan", Act::Wrote, "14:18", Some("#inc"), false),
        trace("eve", Act::Wrote, "14:21", Some("#inc"), false),
        trace("fay", Act::Wrote, "14:06", Some("#other"), false),
        trace("gil", Act::Reacted, "14:06", Some("#inc"), false),
        trace("ada", Act::Wrote, "14:07", Some("#inc"), false),
    ];
    let expected = ["ada 14:05 sure #inc", "ben 14:05 sure #inc", "cho 14:05 may #inc", "dan 14:18 may #inc"];
    assert_eq!(told(&proposals(time("14:05"), &traces)), expected);
}

#[test]
fn of_several_traces_the_surest_counts_and_among_them_the_earliest() {
    let traces = [
        trace("ada", Act::Wrote, "14:02", Some("#inc"), false),
        trace("ben", Act::Wrote, "14:03", Some("#inc"), true),
        trace("ada", Act::Wrote, "14:09", Some("#ops"), true),
        trace("ada", Act::Reacted, "14:07", Some("#inc"), true),
    ];
    assert_eq!(told(&proposals(time("14:00"), &traces)), ["ben 14:03 sure #inc", "ada 14:07 sure #inc"]);
}

#[test]
fn nobody_knew_before_it_occurred_and_a_message_of_nowhere_has_no_bystanders() {
    let traces = [trace("ada", Act::Wrote, "14:01", None, true), trace("ben", Act::Wrote, "14:01", None, false)];
    assert_eq!(told(&proposals(time("14:02"), &traces)), ["ada 14:02 sure"]);
    assert!(proposals(time("14:02"), &traces[1..]).is_empty());
}

#[test]
fn for_anyone_the_first_fact_counts_and_without_a_sure_one_the_time_itself() {
    let mut e = entry(1, "14:00", EntryKind::Change, None);
    assert_eq!(learned(&e, &Eyes::Anyone), Some((time("14:00"), Sureness::Sure)));
    e.knowledge = vec![Knowledge { sureness: Sureness::May, ..Knowledge::sure(ben(), at("14:20")) }];
    assert_eq!(learned(&e, &Eyes::Anyone), Some((time("14:00"), Sureness::Sure)), "that one may have says of no other");
    let may = Knowledge { sureness: Sureness::May, ..Knowledge::sure(ben(), at("14:20")) };
    e.knowledge = vec![Knowledge::sure(ada(), at("14:31")), may];
    assert_eq!(learned(&e, &Eyes::Anyone), Some((time("14:20"), Sureness::May)));
    e.knowledge.remove(1);
    assert_eq!(learned(&e, &Eyes::Anyone), Some((time("14:31"), Sureness::Sure)));
    e.actors = vec![ben()];
    assert_eq!(learned(&e, &Eyes::Anyone), Some((time("14:00"), Sureness::Sure)), "whoever took part knew at once");
}

#[test]
fn for_a_person_only_facts_and_own_deeds_count() {
    let mut e = entry(1, "14:00", EntryKind::Change, None);
    let eyes = Eyes::Of(vec![ada()]);
    assert_eq!(learned(&e, &eyes), None);
    e.actors = vec![ada()];
    assert_eq!(learned(&e, &eyes), Some((time("14:00"), Sureness::Sure)));
    e.knowledge = vec![Knowledge::sure(ada(), at("14:10")), Knowledge::sure(ben(), at("14:02"))];
    assert_eq!(learned(&e, &eyes), Some((time("14:10"), Sureness::Sure)), "what is written down outweighs");
    e.knowledge[0].learned = at("13:50");
    assert_eq!(learned(&e, &eyes), Some((time("14:00"), Sureness::Sure)), "nobody knows before it occurs");
}

#[test]
fn steps_are_the_moments_of_learning_each_once() {
    let mut entries = [1, 2, 3].map(|n| entry(n, "14:00", EntryKind::Change, None));
    entries[1].occurred = at("14:05");
    entries[2].knowledge = vec![Knowledge::sure(ada(), at("14:40"))];
    assert_eq!(steps(&entries, &Eyes::Anyone), ["14:00", "14:05", "14:40"].map(time));
    assert_eq!(steps(&entries, &Eyes::Of(vec![ada()])), [time("14:40")]);
}

fn actor(id: ActorId, team: Option<&str>) -> Actor {
    Actor { id, handle: id.to_string(), name: id.to_string(), role: None, team: team.map(Into::into), person: None }
}

#[test]
fn hand_overs_lie_between_the_first_of_each_party() {
    let cho = ActorId(Uuid::from_u128(3));
    let actors = [actor(ada(), Some("Platform")), actor(ben(), Some("Payments")), actor(cho, None)];
    let mut e = entry(1, "14:00", EntryKind::Change, None);
    e.knowledge = vec![
        Knowledge::sure(ben(), at("14:31")),
        Knowledge::sure(ada(), at("14:05")),
        Knowledge { sureness: Sureness::May, ..Knowledge::sure(cho, at("14:50")) },
    ];
    let min = SignedDuration::from_mins;
    let found = hand_overs(std::slice::from_ref(&e), &actors, min(10));
    let team = |name: &str| Party::Team(name.into());
    let expected = HandOver { entry: e.id, before: team("Platform"), after: team("Payments"), lasts: min(26) };
    assert_eq!(found, [expected]);
    assert!(hand_overs(&[e.clone()], &actors, min(27)).is_empty());
    let same = [actor(ada(), Some("Platform")), actor(ben(), Some("Platform"))];
    assert!(hand_overs(&[e], &same, min(1)).is_empty(), "within one team nothing is handed over");
}

fn decided(clock: &str, known: &Entry, deciders: Vec<ActorId>) -> (Entry, Decision) {
    let decision = Decision { known_entries: vec![known.id], deciders, ..Decision::default() };
    (entry(9, clock, EntryKind::Decision, None), decision)
}

#[test]
fn a_decision_that_cites_what_no_decider_had_learned_is_found() {
    let mut known = entry(1, "14:00", EntryKind::Change, None);
    known.knowledge = vec![Knowledge::sure(ben(), at("14:05")), Knowledge::sure(ada(), at("14:31"))];
    let found = |clock: &str, known: &Entry, deciders: &[ActorId]| {
        let (taken, decision) = decided(clock, known, deciders.to_vec());
        hindsight(&taken, &decision, std::slice::from_ref(known))
    };
    assert_eq!(found("14:20", &known, &[ada()]), [Cited::Entry(known.id)]);
    assert!(found("14:20", &known, &[ada(), ben()]).is_empty(), "one of them is enough");
    assert!(found("14:31", &known, &[ada()]).is_empty());
    assert!(found("14:20", &known, &[]).is_empty(), "nobody is said to have decided");
    assert_eq!(found("13:59", &known, &[]), [Cited::Entry(known.id)], "it had not happened yet");
    known.knowledge.remove(1);
    assert_eq!(found("14:59", &known, &[ada()]), [Cited::Entry(known.id)], "only others are said to have learned");
    known.knowledge.clear();
    assert!(found("14:20", &known, &[ada()]).is_empty(), "nothing is written down");
}

#[test]
fn cited_evidence_counts_by_the_entries_that_rest_on_it() {
    let mut known = entry(1, "14:00", EntryKind::Change, None);
    known.knowledge = vec![Knowledge::sure(ada(), at("14:31"))];
    let (taken, mut decision) = decided("14:20", &known, vec![ada()]);
    decision.known_entries.clear();
    decision.known_evidence = known.evidence.clone();
    assert_eq!(hindsight(&taken, &decision, std::slice::from_ref(&known)), [Cited::Evidence(known.evidence[0])]);
    let mut other = entry(2, "14:01", EntryKind::Observation, None);
    other.evidence = known.evidence.clone();
    assert!(hindsight(&taken, &decision, &[known, other]).is_empty(), "it was known by way of another entry");
    assert!(hindsight(&taken, &decision, &[]).is_empty(), "no entry tells when it was learned of");
}
