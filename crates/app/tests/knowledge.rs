//! Who learned of an entry: written down, taken over from evidence, and read back, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error,
    actors::{self, ActorDraft},
    groups,
    timeline::{self, Revised},
};
use postmortem::{EntryDraft, EntryKind, EvidenceId, GroupKind, Knowledge, Moment, Number, Role, Sureness};
use store::evidence::NewEvidence;
use testkit::TestHouse;

fn at(clock: &str) -> Moment {
    Moment::parse(&format!("2026-11-13 {clock}"), &"Asia/Seoul".parse().unwrap()).unwrap()
}

fn draft(clock: &str, text: &str) -> EntryDraft {
    EntryDraft {
        kind: EntryKind::Observation,
        text: text.to_owned(),
        occurred: at(clock),
        ended: None,
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
    }
}

async fn said(house: &TestHouse, number: Number, who: &str, place: &str, clock: &str, details: &str) -> EvidenceId {
    let item = NewEvidence {
        handle: Some(format!("U-{who}")),
        author: Some(who.to_owned()),
        place: Some(place.to_owned()),
        details: details.to_owned(),
        ..testkit::message(&format!("{who} at {clock}"), at(clock).at)
    };
    house.keep(number, item).await
}

async fn begun(house: &TestHouse) -> (Ctx, Number) {
    let ada = house.person("Ada", Role::Member).await;
    let number = house.postmortem(&ada, "Checkout refused cards").await.number;
    (ada, number)
}

testkit::on_both! {
    async fn channel_and_sureness_are_kept_and_the_surest_fact_stays(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let ben = actors::ensure(&ada, number, "ben", "Ben").await.unwrap().id;
        let fact = |clock: &str, channel: &str, sureness| {
            Knowledge { actor: ben, learned: at(clock), channel: channel.into(), sureness }
        };
        let knowledge = vec![fact("14:10", "#inc", Sureness::May), fact("14:20", "  phone ", Sureness::Sure)];
        let entry = timeline::insert(&ada, number, EntryDraft { knowledge, ..draft("14:05", "Cards fail") }).await.unwrap();
        assert_eq!(entry.knowledge, [fact("14:20", "phone", Sureness::Sure)]);
        assert_eq!(timeline::get(&ada, number, entry.id).await.unwrap(), entry);
        let mut changed = entry.to_draft();
        changed.knowledge = vec![fact("14:12", &"x".repeat(201), Sureness::May)];
        let error = timeline::revise(&ada, number, entry.id, changed.clone(), 1).await.unwrap_err();
        assert!(matches!(&error, Error::Rejected(f) if f[0].field == "knowledge"), "{error:?}");
        changed.knowledge[0].channel = "#ops".into();
        let after = timeline::revise(&ada, number, entry.id, changed, 1).await.unwrap();
        assert!(matches!(after, Revised::Saved(_)));
        let past = timeline::history(&ada, number, entry.id).await.unwrap().past;
        assert_eq!(past.iter().map(|p| p.entry.knowledge[0].channel.as_str()).collect::<Vec<_>>(), ["#ops", "phone"]);
    }

    async fn what_the_evidence_tells_is_proposed_and_taken_over_once(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let linked = said(&house, number, "Ben", "#inc", "14:05", r#"[["reaction","eyes 1"],["reacted_by","U-Dan"],["reacted_by","U-Gil"]]"#).await;
        said(&house, number, "Cho", "#inc", "14:09", "[]").await;
        said(&house, number, "Dan", "#inc", "14:11", "[]").await;
        said(&house, number, "Eve", "#inc", "14:40", "[]").await;
        said(&house, number, "Gil", "#elsewhere", "18:00", "[]").await;
        said(&house, number, "Fay", "#other", "14:06", "[]").await;
        let entry = EntryDraft { evidence: vec![linked], is_machine_written: true, ..draft("14:05", "Cards fail") };
        let entry = timeline::insert(&ada, number, entry).await.unwrap();
        let told = |proposals: Vec<postmortem::Proposal>| -> Vec<String> {
            proposals.iter().map(|p| format!("{} {} {}", p.name, p.sureness.as_str(), p.channel)).collect()
        };
        let proposals = timeline::proposed(&ada, number, entry.id).await.unwrap();
        assert_eq!(told(proposals), ["Ben sure #inc", "Dan sure #inc", "Gil sure #inc", "Cho may #inc"]);

        let chosen = ["U-Ben".to_owned(), "U-Cho".to_owned(), "U-Nobody".to_owned()];
        let after = timeline::take_over(&ada, number, entry.id, &chosen, 1).await.unwrap();
        assert_eq!((after.version, after.is_machine_written), (2, true), "the words are still the machine's");
        let actors = actors::list(&ada, number).await.unwrap().listed;
        let name = |k: &Knowledge| actors.iter().find(|l| l.actor.id == k.actor).unwrap().actor.name.clone();
        let facts: Vec<_> = after.knowledge.iter().map(|k| (name(k), k.learned.at, k.sureness)).collect();
        assert_eq!(facts, [
            ("Ben".to_owned(), at("14:05").at, Sureness::Sure),
            ("Cho".to_owned(), at("14:09").at, Sureness::May),
        ]);
        assert_eq!(told(timeline::proposed(&ada, number, entry.id).await.unwrap()), ["Dan sure #inc", "Gil sure #inc"]);

        // corrected by a person: what was taken over does not come back by itself
        let mut corrected = after.to_draft();
        corrected.knowledge[0].learned = at("14:30");
        timeline::revise(&ada, number, entry.id, corrected, 2).await.unwrap();
        let stale = timeline::take_over(&ada, number, entry.id, &["U-Dan".to_owned()], 2).await.unwrap_err();
        assert!(matches!(stale, Error::Conflict), "{stale:?}");
        let last = timeline::take_over(&ada, number, entry.id, &["U-Ben".to_owned()], 3).await.unwrap();
        assert_eq!((last.version, last.knowledge[0].learned.at.min(last.knowledge[1].learned.at)), (3, at("14:09").at));
        let eve = house.person("Eve", Role::Reader).await;
        assert!(timeline::take_over(&eve, number, entry.id, &chosen, 3).await.is_err());
    }

    async fn the_team_is_written_or_that_of_the_person(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let owner = house.person("Owner", Role::Administrator).await;
        let me = ada.person_id().unwrap();
        let platform = groups::add(&owner, GroupKind::Team, "Platform").await.unwrap();
        groups::revise(&owner, platform.id, platform.version, "Platform", &[me]).await.unwrap();
        let actor = actors::ensure(&ada, number, "ada", "Ada").await.unwrap();
        let named = |team: &str| ActorDraft { name: "Ada".into(), role: String::new(), team: team.into(), person: Some(me) };
        actors::revise(&ada, number, actor.id, named("")).await.unwrap();
        let team = |view: timeline::View| view.timeline.actors[0].team.clone();
        assert_eq!(team(timeline::view(&ada, number, None).await.unwrap()).as_deref(), Some("Platform"));
        assert_eq!(actors::list(&ada, number).await.unwrap().listed[0].actor.team, None, "what is derived is not written");
        actors::revise(&ada, number, actor.id, named(" Payments ")).await.unwrap();
        assert_eq!(team(timeline::view(&ada, number, None).await.unwrap()).as_deref(), Some("Payments"));
    }
}
