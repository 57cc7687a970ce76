//! Stories of the timeline, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error,
    actors::{self, ActorDraft},
    timeline::{self, Revised, Split, Window},
};
use jiff::{SignedDuration, Timestamp};
use postmortem::{
    Decision, Entry, EntryDraft, EntryKind, EvidenceId, KeyMoment, Knowledge, Measure, MeasureKind, Moment, Number,
    Opt, Role,
};
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

/// Puts one item of evidence into a postmortem.
async fn item(house: &TestHouse, number: Number, kind: &'static str, author: Option<&str>, clock: &str) -> EvidenceId {
    let item = NewEvidence {
        kind,
        handle: author.map(|a| format!("U-{a}")),
        author: author.map(str::to_owned),
        zone: Some("Asia/Seoul".to_owned()),
        place: Some("#inc-041".to_owned()),
        ..testkit::message(&format!("{kind} at {clock}"), at(clock).at)
    };
    house.keep(number, item).await
}

async fn begun(house: &TestHouse) -> (Ctx, Number) {
    let ada = house.person("Ada", Role::Member).await;
    let number = house.postmortem(&ada, "Checkout refused cards").await.number;
    (ada, number)
}

fn saved(revised: Revised) -> Entry {
    match revised {
        Revised::Saved(entry) => *entry,
        Revised::Stale(stale) => panic!("stale: {stale:?}"),
    }
}

fn fields(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Rejected(fields) => fields.iter().map(|f| (f.field.as_str(), f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

testkit::on_both! {
    async fn an_entry_keeps_everything_that_was_written(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let ben = actors::ensure(&ada, number, "U-ben", "Ben").await.unwrap();
        let proof = item(&house, number, "message", Some("Ben"), "14:15:52.123456").await;
        let first = timeline::insert(&ada, number, draft("14:02", "Errors rise")).await.unwrap();
        let written = EntryDraft {
            kind: EntryKind::Decision,
            ended: Some(at("14:20:30")),
            key_moment: Some(KeyMoment::Acknowledged),
            actors: vec![ben.id],
            evidence: vec![proof],
            knowledge: vec![Knowledge::sure(ben.id, at("14:17:09.000001"))],
            decision: Some(Decision {
                faced: "Timeouts only on processor A".into(),
                known: "A's status page is green".into(),
                known_entries: vec![first.id],
                known_evidence: vec![proof],
                options: vec![
                    Opt { text: "Fail over".into(), is_chosen: true },
                    Opt { text: "Roll back".into(), is_chosen: false },
                ],
                deciders: vec![ben.id],
                reason: "같은 증상이 9월 2일에도 있었다".into(),
                expected: "90 s".into(),
                actual: String::new(),
            }),
            ..draft("14:17", "Fail over to the second processor")
        };
        let entry = timeline::insert(&ada, number, written.clone()).await.unwrap();
        assert_eq!(entry.to_draft(), written);
        let listed = timeline::list(&ada, number).await.unwrap();
        assert_eq!(listed, vec![first, entry.clone()]);
        assert_eq!(timeline::get(&ada, number, entry.id).await.unwrap(), entry);
        assert_eq!(entry.recorded_by, ada.person_id());
    }

    async fn a_late_revision_shows_both_and_writes_nothing(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let entry = timeline::insert(&ada, number, draft("14:02", "Errors rise")).await.unwrap();
        let mine = draft("14:02", "Errors rise to 5 %");
        let theirs = saved(timeline::revise(&ada, number, entry.id, mine, 1).await.unwrap());
        assert_eq!((theirs.version, theirs.recorded_at), (2, entry.recorded_at));
        let late = timeline::revise(&ada, number, entry.id, draft("14:03", "Timeouts"), 1).await.unwrap();
        let Revised::Stale(stale) = late else { panic!("it was written over") };
        assert_eq!(stale.current, theirs);
        assert_eq!(stale.base.map(|b| b.text), Some("Errors rise".to_owned()));
        assert_eq!(stale.changed_by, ada.person_id());
        assert!(!stale.is_deleted);
        assert_eq!(timeline::list(&ada, number).await.unwrap(), vec![theirs.clone()]);
        // the same words once more, from a form sent twice, are no conflict and no new version
        let again = timeline::revise(&ada, number, entry.id, draft("14:02", "Errors rise to 5 %"), 1).await.unwrap();
        assert_eq!(saved(again), theirs);
        // and an entry deleted in between is told so
        timeline::delete(&ada, number, entry.id, 2).await.unwrap();
        let late = timeline::revise(&ada, number, entry.id, draft("14:03", "Timeouts"), 2).await.unwrap();
        assert!(matches!(late, Revised::Stale(stale) if stale.is_deleted));
    }

    async fn eight_people_at_once_lose_no_words(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let entry = timeline::insert(&ada, number, draft("14:02", "Words:")).await.unwrap();
        let tasks: Vec<_> = (0..8).map(|who| {
            let ada = ada.clone();
            tokio::spawn(async move {
                for n in 0..5 {
                    loop {
                        let now = timeline::get(&ada, number, entry.id).await.unwrap();
                        let mine = EntryDraft { text: format!("{} {who}.{n}", now.text), ..now.to_draft() };
                        match timeline::revise(&ada, number, entry.id, mine, now.version).await {
                            Ok(Revised::Saved(_)) => break,
                            Ok(Revised::Stale(stale)) => assert!(stale.current.version > now.version),
                            Err(Error::Busy(_)) => {}
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                }
            })
        }).collect();
        for task in tasks {
            task.await.unwrap();
        }
        let last = timeline::get(&ada, number, entry.id).await.unwrap();
        let mut words: Vec<&str> = last.text.split_whitespace().skip(1).collect();
        words.sort_unstable();
        let mut wanted: Vec<String> = (0..8).flat_map(|w| (0..5).map(move |n| format!("{w}.{n}"))).collect();
        wanted.sort_unstable();
        assert_eq!(words, wanted);
        assert_eq!(last.version, 41);
        let history = timeline::history(&ada, number, entry.id).await.unwrap();
        assert_eq!(history.past.len(), 41);
    }

    async fn what_belongs_to_another_postmortem_is_refused(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let eve = house.person("Eve", Role::Member).await;
        let hers = house.postmortem(&eve, "Another one").await.number;
        let proof = item(&house, hers, "alert", None, "14:00").await;
        let actor = actors::ensure(&eve, hers, "U-eve", "Eve").await.unwrap().id;
        let own = actors::ensure(&ada, number, "U-ada", "Ada").await.unwrap().id;
        let entry = timeline::insert(&eve, hers, draft("14:02", "Hers")).await.unwrap();
        let with = |change: &dyn Fn(&mut EntryDraft)| {
            let mut d = EntryDraft { kind: EntryKind::Decision, ..draft("14:05", "Mine") };
            change(&mut d);
            d
        };
        let learned = Knowledge::sure(actor, at("14:06"));
        let cases: Vec<(&str, &str, EntryDraft)> = vec![
            ("evidence", "unknown-evidence", with(&|d| d.evidence = vec![proof])),
            ("actors", "unknown-actor", with(&|d| d.actors = vec![actor])),
            ("knowledge", "unknown-actor", with(&|d| d.knowledge = vec![learned.clone()])),
            ("known_entries", "unknown-entry",
                with(&|d| d.decision = Some(Decision { known_entries: vec![entry.id], ..Decision::default() }))),
            ("known_evidence", "unknown-evidence",
                with(&|d| d.decision = Some(Decision { known_evidence: vec![proof], ..Decision::default() }))),
            ("deciders", "unknown-actor",
                with(&|d| d.decision = Some(Decision { deciders: vec![actor], ..Decision::default() }))),
        ];
        let mine = timeline::insert(&ada, number, draft("14:04", "Mine")).await.unwrap();
        for (field, code, bad) in cases {
            let error = timeline::insert(&ada, number, bad.clone()).await.unwrap_err();
            assert_eq!(fields(&error), [(field, code)]);
            let error = timeline::revise(&ada, number, mine.id, bad, 1).await.unwrap_err();
            assert_eq!(fields(&error), [(field, code)]);
        }
        let error = timeline::from_evidence(&ada, number, &[proof]).await.unwrap_err();
        assert_eq!(fields(&error), [("evidence", "unknown-evidence")]);
        assert!(timeline::pin(&ada, number, mine.id, &[proof]).await.is_err());
        // her entry, reached through my number, is not there
        for error in [
            timeline::get(&ada, number, entry.id).await.unwrap_err(),
            timeline::history(&ada, number, entry.id).await.unwrap_err(),
            timeline::delete(&ada, number, entry.id, 1).await.unwrap_err(),
            timeline::restore(&ada, number, entry.id).await.unwrap_err(),
            timeline::revise(&ada, number, entry.id, draft("14:02", "x"), 1).await.unwrap_err(),
            timeline::merge(&ada, number, (mine.id, 1), (entry.id, 1)).await.unwrap_err(),
            actors::merge(&ada, number, actor, own).await.unwrap_err(),
            actors::merge(&ada, number, own, actor).await.unwrap_err(),
            actors::delete(&ada, number, actor).await.unwrap_err(),
            timeline::list(&ada, hers).await.unwrap_err(),
        ] {
            assert!(matches!(error, Error::NotFound), "{error:?}");
        }
        assert_eq!(timeline::list(&ada, number).await.unwrap(), vec![mine]);
    }

    async fn what_was_deleted_comes_back(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let proof = item(&house, number, "alert", None, "14:08").await;
        let entry = timeline::from_evidence(&ada, number, &[proof]).await.unwrap();
        let entry = timeline::set_key_moment(&ada, number, entry.id, Some(KeyMoment::Detected), 1).await.unwrap();
        assert!(matches!(timeline::delete(&ada, number, entry.id, 1).await, Err(Error::Conflict)));
        timeline::delete(&ada, number, entry.id, entry.version).await.unwrap();
        assert!(timeline::list(&ada, number).await.unwrap().is_empty());
        assert!(matches!(timeline::get(&ada, number, entry.id).await, Err(Error::NotFound)));
        let back = timeline::restore(&ada, number, entry.id).await.unwrap();
        assert_eq!(back, Entry { version: 4, ..entry.clone() });
        assert_eq!(timeline::list(&ada, number).await.unwrap(), vec![back.clone()]);
        // deleted again, its moment is taken over: it comes back without
        timeline::delete(&ada, number, back.id, back.version).await.unwrap();
        let other = EntryDraft { key_moment: Some(KeyMoment::Detected), ..draft("14:09", "Someone calls") };
        let other = timeline::insert(&ada, number, other).await.unwrap();
        let back = timeline::restore(&ada, number, back.id).await.unwrap();
        assert_eq!((back.key_moment, back.evidence.as_slice()), (None, [proof].as_slice()));
        assert_eq!(timeline::get(&ada, number, other.id).await.unwrap().key_moment, Some(KeyMoment::Detected));
        assert_eq!(timeline::get(&ada, number, back.id).await.unwrap(), back);
    }

    async fn a_key_moment_moves_and_both_say_so(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let one = timeline::insert(&ada, number, draft("14:02", "One")).await.unwrap();
        let two = timeline::insert(&ada, number, draft("14:08", "Two")).await.unwrap();
        let start = Some(KeyMoment::ImpactStart);
        timeline::set_key_moment(&ada, number, one.id, start, 1).await.unwrap();
        timeline::set_key_moment(&ada, number, two.id, start, 1).await.unwrap();
        let entries = timeline::list(&ada, number).await.unwrap();
        assert_eq!(entries.iter().map(|e| e.key_moment).collect::<Vec<_>>(), [None, start]);
        let past = timeline::history(&ada, number, one.id).await.unwrap().past;
        assert_eq!(past.iter().map(|p| p.entry.key_moment).collect::<Vec<_>>(), [None, start, None]);
        let detected = EntryDraft { key_moment: Some(KeyMoment::Detected), ..draft("14:09", "Three") };
        timeline::insert(&ada, number, detected).await.unwrap();
        let view = timeline::view(&ada, number, None).await.unwrap();
        assert_eq!(view.timeline.measures[0], (MeasureKind::TimeToDetect, Measure::Seconds(60)));
        assert_eq!(view.timeline.measures[2].1, Measure::Pending);
        // eight at once: exactly one marks it in the end, and all entries are still there
        let tasks: Vec<_> = entries.iter().cycle().take(8).cloned().map(|entry| {
            let ada = ada.clone();
            tokio::spawn(async move {
                let now = timeline::get(&ada, number, entry.id).await.unwrap();
                match timeline::set_key_moment(&ada, number, now.id, start, now.version).await {
                    Ok(_) | Err(Error::Conflict | Error::Busy(_)) => {}
                    Err(error) => panic!("{error:?}"),
                }
            })
        }).collect();
        for task in tasks {
            task.await.unwrap();
        }
        let entries = timeline::list(&ada, number).await.unwrap();
        assert_eq!((entries.len(), entries.iter().filter(|e| e.key_moment == start).count()), (3, 1));
    }

    async fn splitting_and_merging_keep_the_evidence(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let a = item(&house, number, "message", Some("Ben"), "14:10").await;
        let b = item(&house, number, "message", Some("Cho"), "14:12").await;
        let whole = timeline::from_evidence(&ada, number, &[b, a]).await.unwrap();
        assert_eq!(whole.evidence, [a, b]);
        assert_eq!(whole.text, "Ben: message at 14:10\n\nCho: message at 14:12");
        assert_eq!((whole.actors.len(), whole.knowledge.len()), (2, 2));
        let split = Split {
            first_text: "Ben: message at 14:10".into(),
            second_text: "Cho: message at 14:12".into(),
            second_kind: EntryKind::Communication,
            second_occurred: at("14:12"),
            second_evidence: vec![b],
        };
        let (first, second) = timeline::split(&ada, number, whole.id, split.clone(), 1).await.unwrap();
        assert_eq!((first.evidence.as_slice(), second.evidence.as_slice()), ([a].as_slice(), [b].as_slice()));
        assert_eq!((first.id, first.is_machine_written, second.is_machine_written), (whole.id, true, true));
        assert_eq!(second.knowledge.len(), 1, "who learned before it happened cannot have learned of it");
        let error = timeline::split(&ada, number, first.id, split.clone(), 2).await.unwrap_err();
        assert_eq!(fields(&error), [("evidence", "unknown-evidence")]);
        let early = Split { second_occurred: at("14:09"), second_evidence: vec![a], ..split };
        let error = timeline::split(&ada, number, first.id, early, 2).await.unwrap_err();
        assert_eq!(fields(&error), [("second_occurred", "second-before-first")]);

        let cites = EntryDraft {
            kind: EntryKind::Decision,
            decision: Some(Decision { known_entries: vec![second.id], ..Decision::default() }),
            ..draft("14:17", "Fail over")
        };
        let cites = timeline::insert(&ada, number, cites).await.unwrap();
        let merged = timeline::merge(&ada, number, (first.id, first.version), (second.id, 1)).await.unwrap();
        assert_eq!(merged.evidence, [a, b]);
        assert_eq!((merged.text.as_str(), merged.knowledge.len()), (whole.text.as_str(), 2));
        let cites = timeline::get(&ada, number, cites.id).await.unwrap();
        assert_eq!(cites.decision.clone().unwrap().known_entries, [first.id], "the citation follows");
        assert_eq!(timeline::list(&ada, number).await.unwrap(), vec![merged.clone(), cites.clone()]);

        let other = EntryDraft {
            kind: EntryKind::Decision,
            decision: Some(Decision { reason: "another".into(), ..Decision::default() }),
            ..draft("14:18", "Roll back")
        };
        let other = timeline::insert(&ada, number, other).await.unwrap();
        let error = timeline::merge(&ada, number, (cites.id, cites.version), (other.id, 1)).await.unwrap_err();
        assert_eq!(fields(&error), [("other", "two-decisions")]);
        let error = timeline::merge(&ada, number, (merged.id, merged.version), (other.id, 9)).await.unwrap_err();
        assert!(matches!(error, Error::Conflict));
    }

    async fn a_machine_written_text_says_so_until_it_is_rewritten(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let alert = item(&house, number, "alert", None, "14:08").await;
        let deploy = item(&house, number, "deploy", Some("Ben"), "13:57").await;
        let entry = timeline::from_evidence(&ada, number, &[alert]).await.unwrap();
        assert_eq!((entry.kind, entry.is_machine_written, entry.key_moment), (EntryKind::Alert, true, None));
        let changed = timeline::from_evidence(&ada, number, &[alert, deploy]).await.unwrap();
        assert_eq!((changed.kind, &changed.occurred), (EntryKind::Change, &at("13:57:00")));
        let moved = EntryDraft { occurred: at("14:07"), ..entry.to_draft() };
        let moved = saved(timeline::revise(&ada, number, entry.id, moved, 1).await.unwrap());
        assert!(moved.is_machine_written, "another time is no other text");
        let told = EntryDraft { text: "The budget alert fires".into(), ..moved.to_draft() };
        let told = saved(timeline::revise(&ada, number, entry.id, told, 2).await.unwrap());
        assert!(!told.is_machine_written);
        let past = timeline::history(&ada, number, entry.id).await.unwrap().past;
        let versions: Vec<_> = past.iter().map(|p| (p.entry.version, p.entry.occurred.clone())).collect();
        assert_eq!(versions, [(3, at("14:07")), (2, at("14:07")), (1, at("14:08:00"))]);
        let error = timeline::from_evidence(&ada, number, &[]).await.unwrap_err();
        assert_eq!(fields(&error), [("evidence", "nothing-chosen")]);
    }

    async fn actors_are_matched_merged_and_kept_while_named(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let slack = actors::ensure(&ada, number, "U-ben", "ben").await.unwrap();
        let github = actors::ensure(&ada, number, "ben-gh", "Ben G").await.unwrap();
        let both = EntryDraft {
            kind: EntryKind::Decision,
            actors: vec![github.id, slack.id],
            knowledge: vec![
                Knowledge::sure(github.id, at("14:05")),
                Knowledge::sure(slack.id, at("14:03")),
            ],
            decision: Some(Decision { deciders: vec![github.id], ..Decision::default() }),
            ..draft("14:02", "Look")
        };
        let entry = timeline::insert(&ada, number, both).await.unwrap();
        let gone = EntryDraft { actors: vec![github.id], ..draft("14:03", "Deleted") };
        let gone = timeline::insert(&ada, number, gone).await.unwrap();
        timeline::delete(&ada, number, gone.id, 1).await.unwrap();
        let error = actors::delete(&ada, number, github.id).await.unwrap_err();
        assert_eq!(fields(&error), [("actor", "actor-in-use")]);
        let person = ada.person_id();
        let named = ActorDraft { name: "Ben".into(), role: " on-call (checkout) ".into(), team: String::new(), person };
        let named = actors::revise(&ada, number, slack.id, named).await.unwrap();
        assert_eq!(named.role.as_deref(), Some("on-call (checkout)"));
        actors::merge(&ada, number, github.id, slack.id).await.unwrap();
        let entry = timeline::get(&ada, number, entry.id).await.unwrap();
        assert_eq!(entry.actors, [slack.id]);
        assert_eq!(entry.knowledge, [Knowledge::sure(slack.id, at("14:03"))]);
        assert_eq!(entry.decision.unwrap().deciders, [slack.id]);
        let back = timeline::restore(&ada, number, gone.id).await.unwrap();
        assert_eq!(back.actors, [slack.id], "what was deleted follows too");
        let listed = actors::list(&ada, number).await.unwrap().listed;
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].n_entries, listed[0].handles.as_slice()), (2, ["ben-gh".to_owned()].as_slice()));
        assert_eq!(listed[0].person.as_ref().map(|p| p.id), person);
        // the old handle still leads to the one it was merged into
        assert_eq!(actors::ensure(&ada, number, "ben-gh", "x").await.unwrap().id, slack.id);
        let cho = actors::ensure(&ada, number, "cho", "조").await.unwrap();
        actors::delete(&ada, number, cho.id).await.unwrap();
        assert_eq!(actors::list(&ada, number).await.unwrap().listed.len(), 1);
    }

    async fn members_read_an_open_draft_and_do_not_write(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let entry = timeline::insert(&ada, number, draft("14:02", "x")).await.unwrap();
        let ben = house.person("Ben", Role::Member).await;
        let rae = house.person("Rae", Role::Reader).await;
        for ctx in [&ben, &rae] {
            assert!(matches!(timeline::view(ctx, number, None).await, Err(Error::NotFound)));
            assert!(matches!(timeline::insert(ctx, number, draft("14:03", "y")).await, Err(Error::NotFound)));
        }
        let mut tx = house.house.db.write().await.unwrap();
        let id = store::postmortem::find(&mut tx, number).await.unwrap().unwrap().id;
        store::postmortem::update_visibility(&mut tx, id, postmortem::Visibility::Members).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(timeline::list(&ben, number).await.unwrap().len(), 1);
        assert!(matches!(timeline::list(&rae, number).await, Err(Error::NotFound)));
        for result in [
            timeline::insert(&ben, number, draft("14:03", "y")).await.map(|_| ()),
            timeline::delete(&ben, number, entry.id, 1).await,
            timeline::set_key_moment(&ben, number, entry.id, Some(KeyMoment::ImpactStart), 1).await.map(|_| ()),
            actors::ensure(&ben, number, "h", "n").await.map(|_| ()),
        ] {
            assert!(matches!(result, Err(Error::Denied("needs-editor"))), "{result:?}");
        }
    }

    async fn what_is_remembered_of_a_timeline_ends_with_the_next_change(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let ben = house.person("Ben", Role::Member).await;
        let entry = timeline::insert(&ada, number, draft("14:02", "x")).await.unwrap();
        let told = async || timeline::view(&ada, number, None).await.unwrap().timeline;
        let first = told().await;
        // other tests write to the same PostgreSQL, which is a change too
        if matches!(house.house.db, store::Db::Sqlite { .. }) {
            assert!(std::sync::Arc::ptr_eq(&first, &told().await), "nothing changed, nothing is read again");
        }
        assert!(matches!(timeline::view(&ben, number, None).await, Err(Error::NotFound)), "not for strangers");
        timeline::insert(&ada, number, draft("14:03", "y")).await.unwrap();
        assert_eq!(told().await.entries.len(), 2);
        timeline::delete(&ada, number, entry.id, 1).await.unwrap();
        assert_eq!(told().await.entries.len(), 1);
        item(&house, number, "message", Some("Ben"), "14:03").await;
        assert_eq!(told().await.counts.iter().map(|c| c.n).sum::<i64>(), 1);
    }

    async fn the_view_counts_evidence_and_finds_gaps(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        assert!(timeline::view(&ada, number, None).await.unwrap().timeline.span.is_none());
        let start = EntryDraft { key_moment: Some(KeyMoment::ImpactStart), ..draft("14:02", "start") };
        timeline::insert(&ada, number, start).await.unwrap();
        for clock in ["14:03", "14:03:01", "14:30"] {
            item(&house, number, "message", Some("Ben"), clock).await;
        }
        item(&house, number, "alert", None, "20:00").await;
        timeline::insert(&ada, number, draft("14:40", "later")).await.unwrap();
        let view = timeline::view(&ada, number, None).await.unwrap();
        assert_eq!(view.timeline.gaps.len(), 1);
        let n: i64 = view.timeline.counts.iter().map(|c| c.n).sum();
        assert_eq!((n, view.timeline.counts.iter().all(|c| c.kind == "message")), (3, true));
        let from = at("14:10").at;
        let window = Window { from, to: from.checked_add(SignedDuration::from_hours(1)).unwrap() };
        let view = timeline::view(&ada, number, Some(window)).await.unwrap();
        assert_eq!((view.timeline.entries.len(), view.timeline.n_entries, view.timeline.moments.len()), (1, 2, 1));
        assert_eq!(view.timeline.counts.iter().map(|c| c.n).sum::<i64>(), 1);
        let near = timeline::nearby(&ada, number, &[], Some(at("14:03").at), None, 2).await.unwrap();
        assert_eq!((near.items.len(), near.n), (2, 3));
        assert!(near.items.iter().all(|i| i.occurred_at < at("14:04").at), "the nearest ones");
    }

    async fn hostile_drafts_are_refused(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let cases = [
            (draft("14:02", " \n "), ("text", "empty")),
            (draft("14:02", &"가".repeat(7_000)), ("text", "too-long")),
            (draft("14:02", "nul \0"), ("text", "control-character")),
            (EntryDraft { ended: Some(at("14:01")), ..draft("14:02", "x") }, ("ended", "ends-before-begin")),
            (EntryDraft {
                kind: EntryKind::Decision,
                decision: Some(Decision { reason: "\u{1b}[31m".into(), ..Decision::default() }),
                ..draft("14:02", "x")
            }, ("reason", "control-character")),
        ];
        for (bad, expected) in cases {
            assert_eq!(fields(&timeline::insert(&ada, number, bad).await.unwrap_err()), [expected]);
        }
        let far = EntryDraft { occurred: Moment::new(Timestamp::MAX, postmortem::Zone::utc()), ..draft("14:02", "x") };
        timeline::insert(&ada, number, far).await.unwrap();
        timeline::view(&ada, number, None).await.unwrap();
    }
}
