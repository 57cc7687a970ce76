//! The timeline through the router: each route, each outcome.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use postmortem::{EntryDraft, EntryKind, EvidenceId, KeyMoment, Moment, Number, Role};
use store::evidence::NewEvidence;
use testkit::{TestHouse, Visitor, on_both};

fn draft(clock: &str, text: &str) -> EntryDraft {
    EntryDraft {
        kind: EntryKind::Observation,
        text: text.to_owned(),
        occurred: Moment::parse(&format!("2026-11-13 {clock}"), &"Asia/Seoul".parse().unwrap()).unwrap(),
        ended: None,
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
    }
}

async fn item(house: &TestHouse, number: Number, text: &str) -> EvidenceId {
    let message = testkit::message(text, "2026-11-13T05:15:52.5Z".parse().unwrap());
    house.keep(number, NewEvidence { author: Some("Ben <i>".to_owned()), ..message }).await
}

async fn begun(house: &TestHouse) -> (Visitor, Number, String) {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
    (ada, number, format!("/pm/{number}/timeline"))
}

on_both! {
    async fn every_route_is_closed_to_those_without_access(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let entry = app::timeline::insert(ada.ctx(), number, draft("14:02", "x")).await.unwrap();
        let actor = app::actors::ensure(ada.ctx(), number, "U9", "Cho").await.unwrap().id;
        let one = format!("{list}/{}", entry.id);
        let actors = format!("/pm/{number}/actors");
        let fields = [("kind", "alert"), ("text", "y"), ("occurred", "2026-11-13 14:02"), ("zone", "UTC"), ("version", "1")];
        let gets: [(String, bool); 6] = [
            (list.clone(), false), (format!("{list}/new"), true), (one.clone(), true),
            (format!("{one}/split"), true), (format!("{one}/history"), false), (actors.clone(), false),
        ];
        let id = entry.id.to_string();
        let posts: Vec<(String, Vec<(&str, &str)>)> = vec![
            (list.clone(), fields.to_vec()),
            (one.clone(), fields.to_vec()),
            (format!("/pm/{number}/entries/from-evidence"), vec![]),
            (format!("{one}/split"), vec![("first_text", "a"), ("second_text", "b"), ("second_kind", "alert"),
                ("second_occurred", "2026-11-13 14:05"), ("zone", "Asia/Seoul"), ("version", "1")]),
            (format!("{one}/merge"), vec![("version", "1"), ("other", &id), ("other_version", "1")]),
            (format!("{one}/delete"), vec![("version", "1")]),
            (format!("{one}/restore"), vec![]),
            (actors.clone(), vec![("name", "n")]),
            (format!("{actors}/{actor}"), vec![("name", "n")]),
            (format!("{actors}/{actor}/merge"), vec![("into", &id)]),
            (format!("{actors}/{actor}/delete"), vec![]),
        ];
        let ben = house.visitor("Ben", Role::Member).await;
        let closed = [ben.clone(), house.visitor("Rae", Role::Reader).await, house.visitor("Adm", Role::Administrator).await];
        for visitor in &closed {
            for (path, _) in &gets {
                visitor.get(path).await.assert_not_found();
            }
            for (path, fields) in &posts {
                visitor.post(path, fields).await.assert_not_found();
            }
        }
        for (path, _) in &gets {
            house.stranger().get(path).await.assert_status(303);
        }
        for (path, fields) in &posts {
            house.stranger().post(path, fields).await.assert_status(401);
        }
        // a member who may read the draft reads it and changes nothing
        app::stewardship::set_visibility(ada.ctx(), number, postmortem::Visibility::Members).await.unwrap();
        for (path, edits) in &gets {
            ben.get(path).await.assert_status(if *edits { 403 } else { 200 });
        }
        for (path, fields) in &posts {
            ben.post(path, fields).await.assert_status(403);
        }
        assert!(ben.get(&list).await.find(".entry form").is_empty());
        assert_eq!(app::timeline::list(ada.ctx(), number).await.unwrap(), vec![entry]);
    }

    async fn an_entry_is_written_changed_and_its_history_read(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let proof = item(&house, number, "status is <b>green</b>").await.to_string();
        assert_eq!(ada.get(&list).await.find(".empty h2"), ["The timeline is still empty"]);
        ada.get(&format!("{list}/new")).await.assert_status(200);
        let done = ada.post(&list, &[
            ("kind", "decision"), ("text", "Fail over <script>alert(1)</script>"), ("occurred", "2026-11-13 14:17"),
            ("zone", "Asia/Seoul"), ("key_moment", "impact_start"), ("others", "Ben, 김하나"), ("evidence", &proof),
            ("reason", "<img src=x onerror=1>"), ("option", "Fail over"), ("option", "Roll back"), ("option", ""),
            ("option_chosen", "0"), ("version", "0"),
        ]).await;
        done.assert_status(303);
        let entry = app::timeline::list(ada.ctx(), number).await.unwrap().remove(0);
        assert_eq!(done.location(), format!("{list}#entry-{}", entry.id));
        let page = ada.get(&list).await;
        assert!(!page.text().contains("<script>alert") && !page.text().contains("<img src=x"), "{}", page.text());
        assert!(page.find(".decision dd").contains(&"<img src=x onerror=1>".to_owned()));
        assert_eq!(page.find(".entry > time"), ["14:17"]);
        assert_eq!(page.find(".day"), ["Fri 13 Nov 2026"]);
        assert_eq!(page.find(".entry .key"), ["Impact starts"]);
        assert_eq!(page.attributes(".entry .meta .chip", "href"), [format!("/pm/{number}/evidence/{proof}")]);
        assert_eq!(page.find(".measures dd.is-pending").len(), 4);
        let dt = page.find(".decision dt");
        assert_eq!(dt, ["Because", "Chosen", "Instead of"]);
        let one = format!("{list}/{}", entry.id);
        let form = ada.get(&one).await;
        assert_eq!(form.attributes("#occurred", "value"), ["2026-11-13 14:17"]);
        assert_eq!(form.attributes("input[name=evidence][checked]", "value").as_slice(), std::slice::from_ref(&proof));
        assert_eq!(form.attributes("input[name=actors][checked]", "value").len(), 2);
        let actor = entry.actors[0].to_string();
        let fields = [
            ("kind", "decision"), ("text", "Fail over"), ("occurred", "2026-11-13 14:17"), ("zone", "Asia/Seoul"),
            ("knowledge_actor", &actor), ("knowledge_at", "2026-11-13 14:18"), ("knowledge_actor", ""), ("knowledge_at", ""),
            ("about", "1"), ("version", "1"),
        ];
        ada.post(&one, &fields).await.assert_redirect(&format!("{list}#entry-{}", entry.id));
        let page = ada.get(&list).await;
        assert_eq!(page.find(".entry > time"), ["about 14:17"]);
        assert!(page.find(".entry .meta").iter().any(|m| m.starts_with("Learned:") && m.ends_with("14:18")));
        let history = ada.get(&format!("{one}/history")).await;
        assert_eq!(history.find("ol.records > li").len(), 2);
        assert!(history.find("li.is-out").iter().any(|l| l.contains("Key moment: Impact starts")), "{}", history.text());
        // what does not read is named, and what was typed stays
        let bad = [("kind", "alert"), ("text", "Kept"), ("occurred", "yesterday"), ("zone", "Asia/Seoul"), ("version", "2")];
        let page = ada.post(&one, &bad).await;
        page.assert_status(422);
        assert_eq!((page.find("#text"), page.attributes("#occurred", "value")), (vec!["Kept".into()], vec!["yesterday".into()]));
        assert_eq!(page.find("#occurred-error").len(), 1);
        let korean = Ctx::in_korean(&house, &ada).await;
        let page = korean.get(&list).await;
        assert_eq!(page.find(".day"), ["2026년 11월 13일 (금)"]);
        assert_eq!(page.find(".measures dt")[0], "탐지까지");
    }

    async fn a_late_form_shows_both_and_can_be_combined(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let entry = app::timeline::insert(ada.ctx(), number, draft("14:02", "First")).await.unwrap();
        let one = format!("{list}/{}", entry.id);
        let with = |text: &'static str, version: &'static str| [
            ("kind", "observation"), ("text", text), ("occurred", "2026-11-13 14:02"), ("zone", "Asia/Seoul"), ("version", version),
        ];
        ada.post(&one, &with("Theirs & more", "1")).await.assert_status(303);
        let page = ada.post(&one, &with("Mine", "1")).await;
        page.assert_status(409);
        let both = page.find(".versus section");
        assert!(both[0].contains("What happened: Mine") && both[1].contains("What happened: Theirs & more"), "{both:?}");
        assert_eq!(page.attributes("input[name=version]", "value"), ["2"]);
        assert_eq!(page.find("textarea#text"), ["Mine"]);
        assert!(!page.find(".diff-lines .is-in").is_empty());
        ada.post(&one, &with("Theirs & mine", "2")).await.assert_status(303);
        // deleted in between: saving brings it back
        app::timeline::delete(ada.ctx(), number, entry.id, 3).await.unwrap();
        let page = ada.post(&one, &with("Still mine", "3")).await;
        page.assert_status(409);
        assert_eq!(page.attributes("input[name=restore]", "value"), ["1"]);
        let mut again = with("Still mine", "4").to_vec();
        again.push(("restore", "1"));
        ada.post(&one, &again).await.assert_status(303);
        assert_eq!(app::timeline::get(ada.ctx(), number, entry.id).await.unwrap().text, "Still mine");
    }

    async fn deleting_offers_to_undo(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let entry = app::timeline::insert(ada.ctx(), number, draft("14:02", "Gone?")).await.unwrap();
        let one = format!("{list}/{}", entry.id);
        let done = ada.post(&format!("{one}/delete"), &[("version", "1")]).await;
        done.assert_redirect(&format!("{list}?deleted={}", entry.id));
        let page = ada.get(done.location()).await;
        assert!(page.find(".entry").is_empty());
        let undo = page.attributes(".banner form", "action");
        assert_eq!(undo, [format!("{one}/restore")]);
        ada.get(&one).await.assert_not_found();
        ada.post(&undo[0], &[]).await.assert_redirect(&format!("{list}#entry-{}", entry.id));
        assert_eq!(ada.get(&list).await.find(".entry").len(), 1);
        ada.post(&format!("{one}/delete"), &[("version", "1")]).await.assert_status(409);
        // without the token of the session nothing happens
        ada.post_raw(&format!("{one}/delete"), &[("version", "3")]).await.assert_status(403);
    }

    async fn entries_are_made_split_and_merged(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let a = item(&house, number, "one").await.to_string();
        let b = item(&house, number, "two").await.to_string();
        let made = ada.post(&format!("/pm/{number}/entries/from-evidence"), &[("evidence", &a), ("evidence", &b), ("evidence", &a)]).await;
        made.assert_status(303);
        let whole = app::timeline::list(ada.ctx(), number).await.unwrap().remove(0);
        let page = ada.get(&list).await;
        assert_eq!(page.find(".by-machine").len(), 1);
        assert!(!page.text().contains("Ben <i>"));
        let one = format!("{list}/{}", whole.id);
        let form = ada.get(&format!("{one}/split")).await;
        assert!(form.find("#second_text")[0].starts_with("Ben <i>: "));
        let bad = [("first_text", "one"), ("second_text", "two"), ("second_kind", "alert"),
            ("second_occurred", "2026-11-13 14:00"), ("zone", "Asia/Seoul"), ("evidence", &b), ("version", "1")];
        let page = ada.post(&format!("{one}/split"), &bad).await;
        page.assert_status(422);
        assert_eq!(page.find("#second_occurred-error"), ["The second cannot lie before the first."]);
        let mut good = bad;
        good[3].1 = "2026-11-13 14:20";
        ada.post(&format!("{one}/split"), &good).await.assert_status(303);
        let page = ada.get(&list).await;
        assert_eq!(page.find(".entry").len(), 2);
        let page = ada.get(&format!("{one}/tools")).await;
        let value = |name: &str| page.attributes(&format!("form[action$=merge] input[name={name}]"), "value").remove(0);
        let (version, other, other_version) = (value("version"), value("other"), value("other_version"));
        let merge = [("version", version.as_str()), ("other", &other), ("other_version", &other_version)];
        ada.post(&format!("{one}/merge"), &merge).await.assert_redirect(&format!("{list}#entry-{}", whole.id));
        let merged = app::timeline::list(ada.ctx(), number).await.unwrap();
        assert_eq!((merged.len(), merged[0].evidence.len()), (1, 2));
        ada.post(&format!("/pm/{number}/entries/from-evidence"), &[]).await.assert_status(422);
    }

    async fn each_of_several_items_becomes_an_entry(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let ids = [item(&house, number, "one").await.to_string(), item(&house, number, "two").await.to_string()];
        let path = format!("/pm/{number}/entries/from-evidence");
        let both = [("evidence", ids[0].as_str()), ("evidence", &ids[1]), ("evidence", &ids[0]), ("each", "1")];
        let none = [both.to_vec(), vec![("evidence", "018f0000-0000-7000-8000-000000000000")]].concat();
        ada.post(&path, &none).await.assert_status(422);
        assert!(app::timeline::list(ada.ctx(), number).await.unwrap().is_empty(), "all or none");
        let made = ada.post(&path, &both).await;
        let entries = app::timeline::list(ada.ctx(), number).await.unwrap();
        let places: Vec<String> = entries.iter().map(|e| format!("{list}#entry-{}", e.id)).collect();
        assert!(places.contains(&made.assert_status(303).location().to_owned()), "to the first of them");
        let mut texts: Vec<&str> = entries.iter().map(|e| e.text.as_str()).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["one", "two"]);
        assert!(entries.iter().all(|e| e.evidence.len() == 1 && e.is_machine_written));
        let rows = format!("/pm/{number}/evidence/items?offset=0&limit=10");
        assert_eq!(ada.get(&rows).await.find(".chip-note"), ["in the timeline", "in the timeline"]);
        app::timeline::delete(ada.ctx(), number, entries[0].id, 1).await.unwrap();
        assert_eq!(ada.get(&rows).await.find(".chip-note"), ["in the timeline"], "a deleted entry counts no more");
        ada.post(&path, &[("each", "1")]).await.assert_status(422);
    }

    async fn a_time_alone_is_of_the_day_at_hand(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        assert_eq!(ada.get(&format!("{list}/new")).await.attributes("input[name=day]", "value"), [""]);
        app::timeline::insert(ada.ctx(), number, draft("14:02", "x")).await.unwrap();
        let cho = app::actors::ensure(ada.ctx(), number, "U9", "Cho").await.unwrap().id.to_string();
        let day = ada.get(&format!("{list}/new")).await.attributes("input[name=day]", "value").remove(0);
        assert_eq!(day, "2026-11-13");
        let fields = [
            ("kind", "impact"), ("text", "y"), ("occurred", "23:50"), ("ended", "0:20"), ("zone", "Asia/Seoul"),
            ("day", day.as_str()), ("knowledge_actor", cho.as_str()), ("knowledge_at", "23:55"),
            ("knowledge_channel", ""), ("knowledge_sureness", "sure"),
        ];
        ada.post(&list, &fields).await.assert_status(303);
        let entry = app::timeline::list(ada.ctx(), number).await.unwrap().pop().unwrap();
        let input = |m: &postmortem::Moment| m.to_input();
        assert_eq!(input(&entry.occurred), "2026-11-13 23:50");
        assert_eq!(entry.ended.as_ref().map(input).as_deref(), Some("2026-11-14 00:20"));
        assert_eq!(input(&entry.knowledge[0].learned), "2026-11-13 23:55");
        let mut odd = fields;
        odd[2].1 = "25:00";
        let odd = ada.post(&list, &odd).await;
        assert!(odd.assert_status(422).find("#occurred-error")[0].contains("25:00"));
        assert_eq!(odd.attributes("input[name=day]", "value"), ["2026-11-13"], "kept for the next try");
    }

    async fn a_decision_offers_what_can_have_been_known(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        app::timeline::insert(ada.ctx(), number, draft("14:02", "before")).await.unwrap();
        let later = app::timeline::insert(ada.ctx(), number, draft("15:00", "after")).await.unwrap().id;
        let mut decision = postmortem::EntryDraft { kind: postmortem::EntryKind::Decision, ..draft("14:10", "fail over") };
        decision.decision = Some(postmortem::Decision::default());
        let one = app::timeline::insert(ada.ctx(), number, decision.clone()).await.unwrap();
        let offered = ada.get(&format!("{list}/{}", one.id)).await.find("label.check:has(input[name=known_entries])");
        assert!(offered.len() == 1 && offered[0].contains("before"), "{offered:?}");
        // what is cited already stays to be seen, and can be taken off
        decision.decision.as_mut().unwrap().known_entries = vec![later];
        app::timeline::revise(ada.ctx(), number, one.id, decision, 1).await.unwrap();
        let offered = ada.get(&format!("{list}/{}", one.id)).await.find("label.check:has(input[name=known_entries])");
        assert_eq!(offered.len(), 2, "{offered:?}");
    }

    async fn the_page_shows_the_strip_gaps_zones_and_a_range(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        item(&house, number, "chat").await;
        let insert = |clock: &'static str, moment: Option<KeyMoment>| {
            let ctx = ada.ctx().clone();
            async move {
                let d = EntryDraft { key_moment: moment, ..draft(clock, clock) };
                app::timeline::insert(&ctx, number, d).await.unwrap()
            }
        };
        insert("14:02", Some(KeyMoment::ImpactStart)).await;
        insert("14:08", Some(KeyMoment::Detected)).await;
        insert("14:49", Some(KeyMoment::Mitigated)).await;
        let mut elsewhere = draft("15:30", "Seen in Berlin");
        elsewhere.occurred.zone = "Europe/Berlin".parse().unwrap();
        app::timeline::insert(ada.ctx(), number, elsewhere).await.unwrap();
        let page = ada.get(&list).await;
        assert_eq!(page.find(".measures dd")[2], "47 min Impact starts → Mitigated".replace("min ", "min"));
        assert_eq!(page.find("li.gap").len(), 1);
        assert_eq!(page.find("svg .moment text"), ["Impact starts", "Detected", "Mitigated"]);
        assert_eq!(page.find("svg .impact-name"), ["47 min to mitigation"]);
        assert_eq!(page.attributes("svg.chart", "data-zone"), ["Asia/Seoul"]);
        assert_eq!(page.find("svg a").len(), 4);
        assert_eq!(page.attributes("svg .bar", "data-kind"), ["communication"]);
        assert!(page.find("p.banner")[0].contains("Europe/Berlin"));
        assert!(page.find(".entry > time").iter().any(|t| t.contains("07:30 CET")));
        let ranged = ada.get(&format!("{list}?from=2026-11-13+14:05&to=2026-11-13+15:00")).await;
        assert_eq!(ranged.find(".entry p"), ["Detected 14:08", "Mitigated 14:49"]);
        assert_eq!(ranged.find(".measures dd")[2], page.find(".measures dd")[2]);
        let wrong = ada.get(&format!("{list}?from=2026-11-13+15:00&to=2026-11-13+14:00")).await;
        assert_eq!((wrong.find(".banner-warn").len(), wrong.find(".entry").len()), (1, 4));
        assert_eq!(ada.get(&format!("{list}?from=2020-01-01&to=2020-01-02")).await.find(".empty").len(), 1);
        assert!(!page.text().contains("style=\"") && !page.text().contains("onclick"));
    }

    async fn actors_are_named_matched_and_merged(house: TestHouse) {
        let (ada, number, _) = begun(&house).await;
        let path = format!("/pm/{number}/actors");
        let added = ada.post(&path, &[("name", "Ben"), ("handle", "U1")]).await.location().to_owned();
        ada.post(&path, &[("name", "ben-gh")]).await.assert_status(303);
        let listed = app::actors::list(ada.ctx(), number).await.unwrap().listed;
        let (one, two) = (listed[0].actor.id, listed[1].actor.id.to_string());
        // back to where one was
        let card = format!("{path}#actor-{one}");
        assert_eq!(added, card);
        let person = ada.ctx().person_id().unwrap().to_string();
        let fields = [("name", "Ben <b>"), ("role", "on-call"), ("person", person.as_str())];
        ada.post(&format!("{path}/{one}"), &fields).await.assert_redirect(&card);
        let page = ada.get(&path).await;
        assert_eq!(page.find(".card h2"), ["Ben <b>", "ben-gh"]);
        assert!(page.find(".card .meta")[0].contains("is Ada"));
        let page = ada.post(&format!("{path}/{one}"), &[("name", " ")]).await;
        page.assert_status(422);
        ada.post(&format!("{path}/{two}/merge"), &[("into", &one.to_string())]).await.assert_redirect(&card);
        assert!(ada.get(&path).await.find(".card .meta")[0].contains("ben-gh"));
        ada.post(&format!("{path}/{one}/delete"), &[]).await.assert_redirect(&path);
        assert!(ada.get(&path).await.find(".card h2").is_empty());
    }
}

struct Ctx;

impl Ctx {
    /// Someone who edits with Ada and reads Korean.
    async fn in_korean(house: &TestHouse, ada: &Visitor) -> Visitor {
        let person = ada.ctx().person().unwrap();
        let zone = person.zone.clone();
        app::people::set_profile(ada.ctx(), &person.name, postmortem::Locale::Ko, &zone).await.unwrap();
        house.sign_in(ada.ctx()).await
    }
}
