//! Stories of the map of causes, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error,
    causes::{self, Origin, Revised},
    timeline,
};
use jiff::SignedDuration;
use postmortem::{
    BecauseDraft, Cause, CauseClass, CauseDraft, CauseId, Confidence, Effect, EntryDraft, EntryKind, EvidenceId,
    KeyMoment, Moment, Necessity, Number, Role,
};
use store::evidence::{NewEvidence, Target, Word};
use testkit::TestHouse;

fn at(clock: &str) -> Moment {
    Moment::parse(&format!("2026-11-13 {clock}"), &"Asia/Seoul".parse().unwrap()).unwrap()
}

fn draft(text: &str) -> CauseDraft {
    CauseDraft { class: CauseClass::Condition, text: text.to_owned(), meaning: String::new() }
}

async fn begun(house: &TestHouse) -> (Ctx, Number) {
    let ada = house.person("Ada", Role::Member).await;
    let number = house.postmortem(&ada, "Checkout refused cards").await.number;
    (ada, number)
}

async fn answer(ctx: &Ctx, number: Number, effect: Effect, text: &str) -> Cause {
    // what is written down later comes later
    let cause = causes::answer(ctx, number, effect, draft(text), BecauseDraft::default()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    cause
}

async fn item(house: &TestHouse, number: Number, kind: &'static str, clock: &str, text: &str) -> EvidenceId {
    let id = EvidenceId(house.house.id());
    let mut tx = house.house.db.write().await.unwrap();
    let postmortem = store::postmortem::find(&mut tx, number).await.unwrap().unwrap().id;
    let target = Target { postmortem, import: None, source: "slack".to_owned() };
    let new = NewEvidence {
        id,
        key: id.to_string(),
        word: Word::Original,
        kind,
        handle: None,
        author: None,
        is_bot: false,
        occurred: at(clock).at,
        zone: Some("Asia/Seoul".to_owned()),
        place: Some("#deploys".to_owned()),
        thread: None,
        text: text.to_owned(),
        link: None,
        details: "[]".to_owned(),
        hash: [7; 32],
        is_scrubbed: false,
        raw: b"{}".to_vec(),
    };
    let dice = house.house.clone();
    store::evidence::insert(&mut tx, &target, vec![new], &mut || dice.id()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// The outline as lines of text; loose causes after a `-`.
async fn outline(ctx: &Ctx, number: Number) -> Vec<String> {
    let view = causes::view(ctx, number).await.unwrap();
    let (tied, loose) = view.map.outline();
    let line = |mark: &str, l: &postmortem::Line<'_>| {
        format!("{mark}{}{}{}", "  ".repeat(l.depth - 1), l.cause.text, if l.is_again { " (again)" } else { "" })
    };
    tied.iter().map(|l| line("", l)).chain(loose.iter().map(|l| line("- ", l))).collect()
}

fn codes(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Rejected(fields) => fields.iter().map(|f| (f.field.as_str(), f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

fn below(cause: &Cause) -> Effect {
    Effect::Cause(cause.id)
}

testkit::on_both! {
    async fn causes_go_along_when_two_postmortems_are_merged(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let into = house.postmortem(&ada, "The same, told again").await.number;
        let there = answer(&ada, into, Effect::Impact, "Told here").await;
        let pool = answer(&ada, number, Effect::Impact, "Pool exhausted").await;
        let size = answer(&ada, number, Effect::Cause(pool.id), "3.0 halves the pool").await;
        let shown = item(&house, number, "deploy", "13:57", "card-gateway 3.0.1").await;
        let tie = causes::view(&ada, number).await.unwrap().map.effects(size.id).next().unwrap().clone();
        let draft = BecauseDraft { evidence: vec![shown], ..tie.to_draft() };
        causes::weigh(&ada, number, tie.id, draft, tie.version).await.unwrap();
        app::stewardship::merge(&ada, number, into).await.unwrap();
        assert_eq!(outline(&ada, into).await, ["Told here", "Pool exhausted", "  3.0 halves the pool"]);
        let map = causes::view(&ada, into).await.unwrap().map;
        assert_eq!(map.effects(size.id).next().unwrap().evidence, [shown]);
        assert_eq!(causes::history(&ada, into, size.id).await.unwrap().past.len(), 1);
        assert!(causes::view(&ada, number).await.unwrap().map.is_empty());
        assert!(map.effects(there.id).next().is_some());
    }

    async fn the_walk_back_is_kept(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let proof = item(&house, number, "deploy", "13:57", "ArgoCD sync, 24/24 pods").await;
        let evidence = vec![proof, proof];
        let because = BecauseDraft { necessity: Necessity::Necessary, confidence: Confidence::High, evidence };
        let (text, meaning) = (" Gateway pool exhausted ".into(), "All 24 pods\r\nat once".into());
        let written = CauseDraft { class: CauseClass::Mechanism, text, meaning };
        let pool = causes::answer(&ada, number, Effect::Impact, written, because).await.unwrap();
        house.advance(SignedDuration::from_secs(1));
        let slow = answer(&ada, number, Effect::Impact, "41 min to mitigate").await;
        house.advance(SignedDuration::from_secs(1));
        let canary = answer(&ada, number, below(&pool), "No canary").await;
        let tie = causes::link(&ada, number, below(&slow), canary.id, BecauseDraft::default()).await.unwrap();
        assert_eq!(
            outline(&ada, number).await,
            ["Gateway pool exhausted", "  No canary", "41 min to mitigate", "  No canary (again)"]
        );
        let view = causes::view(&ada, number).await.unwrap();
        assert_eq!(view.map.cause(pool.id), Some(&pool));
        assert_eq!((pool.text.as_str(), pool.meaning.as_str()), ("Gateway pool exhausted", "All 24 pods\nat once"));
        assert_eq!(pool.recorded_by, ada.person_id());
        let first = view.map.answers(Effect::Impact).next().unwrap();
        assert_eq!((first.necessity, first.confidence), (Necessity::Necessary, Confidence::High));
        assert_eq!(first.evidence, [proof]);
        assert_eq!(view.ground[&proof].text, "ArgoCD sync, 24/24 pods");
        assert_eq!(view.map.because(tie.id), Some(&tie));
        assert_eq!(view.map.layers()[&canary.id], 2);
    }

    async fn a_cause_that_would_lead_to_itself_is_refused_with_the_path(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let a = answer(&ada, number, Effect::Impact, "A").await;
        let b = answer(&ada, number, below(&a), "B").await;
        let c = answer(&ada, number, below(&b), "C").await;
        let before = house.digest().await;
        let error = causes::link(&ada, number, below(&c), a.id, BecauseDraft::default()).await.unwrap_err();
        match &error {
            Error::Rejected(fields) => {
                assert_eq!((fields[0].field.as_str(), fields[0].code), ("cause", "cause-cycle"));
                assert_eq!(fields[0].args, [("path", "C ← A ← B ← C".to_owned())]);
            }
            other => panic!("{other:?}"),
        }
        let error = causes::link(&ada, number, Effect::Impact, a.id, BecauseDraft::default()).await.unwrap_err();
        assert_eq!(codes(&error), [("cause", "cause-answers-already")]);
        let nobody = CauseId(house.house.id());
        let error = causes::link(&ada, number, Effect::Impact, nobody, BecauseDraft::default()).await;
        assert_eq!(codes(&error.unwrap_err()), [("cause", "unknown-cause")]);
        let foreign = BecauseDraft { evidence: vec![EvidenceId(house.house.id())], ..BecauseDraft::default() };
        let error = causes::answer(&ada, number, Effect::Impact, draft("D"), foreign).await.unwrap_err();
        assert_eq!(codes(&error), [("evidence", "unknown-evidence")]);
        assert_eq!(house.digest().await, before, "nothing was written");
    }

    async fn two_who_write_at_once_see_both(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let cause = answer(&ada, number, Effect::Impact, "No canary").await;
        let revised = causes::revise(&ada, number, cause.id, draft("No canary on the gateway"), 1).await.unwrap();
        assert!(matches!(revised, Revised::Saved(c) if c.version == 2));
        let revised = causes::revise(&ada, number, cause.id, draft("No staged rollout"), 1).await.unwrap();
        let Revised::Stale(stale) = revised else { panic!("overwritten") };
        assert_eq!(stale.current.text, "No canary on the gateway");
        assert_eq!((stale.is_deleted, stale.changed_by), (false, ada.person_id()));
        let again = causes::revise(&ada, number, cause.id, draft("No canary on the gateway"), 1).await.unwrap();
        assert!(matches!(again, Revised::Saved(c) if c.version == 2), "the same words twice are no conflict");
        let view = causes::view(&ada, number).await.unwrap();
        let tie = view.map.becauses()[0].clone();
        let sure = BecauseDraft { confidence: Confidence::High, ..tie.to_draft() };
        let revised = causes::weigh(&ada, number, tie.id, sure, 1).await.unwrap();
        assert!(matches!(revised, Revised::Saved(b) if b.version == 2));
        let unsure = BecauseDraft { confidence: Confidence::Low, ..tie.to_draft() };
        let Revised::Stale(stale) = causes::weigh(&ada, number, tie.id, unsure, 1).await.unwrap() else { panic!() };
        assert_eq!(stale.current.confidence, Confidence::High);
        assert!(matches!(causes::unlink(&ada, number, tie.id, 1).await, Err(Error::Conflict)));
        assert!(matches!(causes::remove(&ada, number, cause.id, 1).await, Err(Error::Conflict)));
        let past = causes::history(&ada, number, cause.id).await.unwrap().past;
        let texts: Vec<_> = past.iter().map(|p| p.it.text.as_str()).collect();
        assert_eq!(texts, ["No canary on the gateway", "No canary"]);
    }

    async fn what_was_removed_or_untied_comes_back(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let a = answer(&ada, number, Effect::Impact, "A").await;
        let b = answer(&ada, number, below(&a), "B").await;
        let c = answer(&ada, number, below(&b), "C").await;
        causes::remove(&ada, number, b.id, 1).await.unwrap();
        assert_eq!(outline(&ada, number).await, ["A", "- C"]);
        assert!(matches!(causes::get(&ada, number, b.id).await, Err(Error::NotFound)));
        causes::restore(&ada, number, b.id).await.unwrap();
        assert_eq!(outline(&ada, number).await, ["A", "  B", "    C"]);
        let view = causes::view(&ada, number).await.unwrap();
        let tie = view.map.effects(c.id).next().unwrap().clone();
        causes::unlink(&ada, number, tie.id, 1).await.unwrap();
        assert_eq!(outline(&ada, number).await, ["A", "  B", "- C"]);
        causes::relink(&ada, number, tie.id).await.unwrap();
        assert_eq!(outline(&ada, number).await, ["A", "  B", "    C"]);
    }

    async fn what_would_make_a_cycle_does_not_come_back(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let a = answer(&ada, number, Effect::Impact, "A").await;
        let b = answer(&ada, number, below(&a), "B").await;
        let view = causes::view(&ada, number).await.unwrap();
        let tie = view.map.effects(b.id).next().unwrap().clone();
        causes::unlink(&ada, number, tie.id, 1).await.unwrap();
        causes::link(&ada, number, Effect::Impact, b.id, BecauseDraft::default()).await.unwrap();
        causes::link(&ada, number, below(&b), a.id, BecauseDraft::default()).await.unwrap();
        let error = causes::relink(&ada, number, tie.id).await.unwrap_err();
        assert_eq!(codes(&error), [("cause", "cause-cycle")]);
        // the same by a cause between: B goes, C answers for A and leads to B's answer
        let c = answer(&ada, number, below(&a), "C").await;
        causes::remove(&ada, number, b.id, 1).await.unwrap();
        let d = answer(&ada, number, below(&c), "D").await;
        causes::restore(&ada, number, b.id).await.unwrap();
        assert_eq!(outline(&ada, number).await.len(), 5, "{:?}", outline(&ada, number).await);
        assert!(causes::link(&ada, number, below(&d), b.id, BecauseDraft::default()).await.is_err());
    }

    async fn deep_enough_needs_a_reason_and_ends_when_someone_walks_on(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let a = answer(&ada, number, Effect::Impact, "A").await;
        let error = causes::set_deep_enough(&ada, number, a.id, Some("  "), 1).await.unwrap_err();
        assert_eq!(codes(&error), [("reason", "cause-reason-missing")]);
        let saved = causes::set_deep_enough(&ada, number, a.id, Some("A change can remove it"), 1).await.unwrap();
        assert!(matches!(saved, Revised::Saved(c) if c.deep_enough.as_deref() == Some("A change can remove it")));
        answer(&ada, number, below(&a), "B").await;
        let walked = causes::get(&ada, number, a.id).await.unwrap();
        assert_eq!((walked.deep_enough, walked.version), (None, 3));
        let error = causes::set_deep_enough(&ada, number, a.id, Some("after all"), 3).await.unwrap_err();
        assert_eq!(codes(&error), [("reason", "cause-has-answers")]);
    }

    async fn who_may_not_write_writes_nothing(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let a = answer(&ada, number, Effect::Impact, "A").await;
        let bob = house.person("Bob", Role::Member).await;
        let other = house.postmortem(&bob, "Another").await.number;
        let before = house.digest().await;
        assert!(matches!(causes::view(&bob, number).await, Err(Error::NotFound)));
        assert!(matches!(causes::remove(&bob, number, a.id, 1).await, Err(Error::NotFound)));
        assert!(matches!(causes::get(&bob, other, a.id).await, Err(Error::NotFound)), "ids of another find nothing");
        assert!(matches!(causes::remove(&bob, other, a.id, 1).await, Err(Error::NotFound)));
        assert_eq!(house.digest().await, before);
    }

    async fn changes_before_the_impact_are_suggested(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        assert_eq!(causes::suggestions(&ada, number).await.unwrap(), None, "an impact start is never inferred");
        let entry = |kind, clock: &str, text: &str, key_moment| EntryDraft {
            kind,
            text: text.to_owned(),
            occurred: at(clock),
            ended: None,
            key_moment,
            actors: vec![],
            evidence: vec![],
            knowledge: vec![],
            decision: None,
            is_machine_written: false,
        };
        let impact = entry(EntryKind::Impact, "14:02", "Cards refused", Some(KeyMoment::ImpactStart));
        timeline::insert(&ada, number, impact).await.unwrap();
        timeline::insert(&ada, number, entry(EntryKind::Change, "14:20", "Rolled back", None)).await.unwrap();
        let deploy = entry(EntryKind::Change, "13:40", "payments-api 3.0.1 deployed", None);
        timeline::insert(&ada, number, deploy).await.unwrap();
        let cron = item(&house, number, "deploy", "13:58", "cron of billing").await;
        item(&house, number, "deploy", "14:30", "roll back of payments-api").await;
        item(&house, number, "message", "14:10", "혹시 3.0.1에서 바뀌었나요?").await;
        let found = causes::suggestions(&ada, number).await.unwrap().unwrap();
        let texts: Vec<_> = found.iter().map(|s| (s.text.as_str(), s.minutes_before, s.n_mentions)).collect();
        assert_eq!(texts, [("payments-api 3.0.1 deployed", 22, 1), ("cron of billing", 4, 0)]);
        assert_eq!(found[0].services, ["payments-api"]);
        assert_eq!((&found[1].origin, found[1].evidence()), (&Origin::Evidence(cron), vec![cron]));
    }
}
