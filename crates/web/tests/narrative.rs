//! Writing the narrative, and what its owner decides.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use postmortem::Role;
use testkit::on_both;

on_both! {
    async fn a_part_is_written_and_keeps_what_it_said(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Down").await;
        let path = format!("/pm/{}/narrative/summary", pm.number);
        let saved = format!("{path}?saved=1");
        ada.post(&path, &[("text", "Cards were refused."), ("version", "0")]).await.assert_redirect(&saved);
        ada.post(&path, &[("text", "Cards were refused for 47 minutes."), ("version", "1")]).await.assert_redirect(&saved);
        let read = ada.get(&format!("/pm/{}/narrative", pm.number)).await;
        assert_eq!(read.find("#summary .prose p"), ["Cards were refused for 47 minutes."]);
        let history = ada.get(&format!("{path}/history")).await;
        assert_eq!(history.find("ol.records > li").len(), 2);
        assert_eq!(history.find("ol.records > li:first-child ins").concat(), " for 47 minutes".trim());
    }

    async fn who_was_slower_sees_both_and_overwrites_nothing(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Down").await;
        let path = format!("/pm/{}/narrative/impact", pm.number);
        ada.post(&path, &[("text", "First"), ("version", "0")]).await.assert_status(303);
        let page = ada.post(&path, &[("text", "Second"), ("version", "0")]).await;
        page.assert_status(409);
        assert_eq!(page.find("textarea"), ["Second"]);
        assert_eq!(page.find(".diff-lines .is-out"), ["First"]);
        assert_eq!(page.attributes("input[name=version]", "value"), ["1"]);
        assert_eq!(ada.get(&path).await.find("textarea"), ["First"]);
    }

    async fn hostile_markdown_stays_text(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Down").await;
        let path = format!("/pm/{}/narrative/summary", pm.number);
        let text = "</textarea><script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>";
        ada.post(&path, &[("text", text), ("version", "0")]).await.assert_status(303);
        for page in [path.clone(), format!("/pm/{}/narrative", pm.number), format!("{path}/history")] {
            let page = ada.get(&page).await;
            assert!(page.find("main script, main [onerror]").is_empty());
            assert!(page.attributes("main a", "href").iter().all(|href| !href.starts_with("javascript")));
        }
        assert_eq!(ada.get(&path).await.find("textarea"), [text]);
    }

    async fn a_reader_of_the_draft_cannot_write(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Down").await;
        let path = format!("/pm/{}/narrative/summary", pm.number);
        ben.post(&path, &[("text", "x"), ("version", "0")]).await.assert_not_found();
        ada.post(&format!("/pm/{}/visibility", pm.number), &[("visibility", "members")]).await.assert_status(303);
        ben.get(&format!("/pm/{}/narrative", pm.number)).await.assert_status(200);
        ben.post(&path, &[("text", "x"), ("version", "0")]).await.assert_status(403);
        let ben_id = ben.ctx().person_id().unwrap().to_string();
        ada.post(&format!("/pm/{}/editors", pm.number), &[("person", &ben_id)]).await.assert_status(303);
        ben.post(&path, &[("text", "x"), ("version", "0")]).await.assert_status(303);
        ben.post(&format!("/pm/{}/delete", pm.number), &[("typed", &pm.number.to_string())]).await.assert_status(403);
    }

    async fn deleting_asks_for_the_number_and_removes_all(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Down").await;
        app::narrative::write(ada.ctx(), pm.number, postmortem::Part::Summary, "x", 0).await.unwrap();
        let path = format!("/pm/{}/delete", pm.number);
        ada.post(&path, &[("typed", "PM-2030-999")]).await.assert_status(422);
        ada.post(&path, &[("typed", &pm.number.to_string())]).await.assert_redirect("/pm");
        ada.get(&format!("/pm/{}", pm.number)).await.assert_not_found();
        assert_eq!(house.postmortem(ada.ctx(), "Next").await.number.count, pm.number.count + 1);
    }

    async fn two_that_tell_the_same_incident_become_one(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let one = house.postmortem(ada.ctx(), "One").await;
        let two = house.postmortem(ada.ctx(), "Two").await;
        for (pm, text) in [(&one, "From one."), (&two, "From two.")] {
            app::narrative::write(ada.ctx(), pm.number, postmortem::Part::Summary, text, 0).await.unwrap();
            let moment = postmortem::Moment::parse("2026-11-13 14:02", &pm.zone).unwrap();
            let draft = postmortem::EntryDraft {
                kind: postmortem::EntryKind::Impact, text: text.to_owned(), occurred: moment, ended: None,
                key_moment: Some(postmortem::KeyMoment::ImpactStart), actors: vec![], evidence: vec![], knowledge: vec![],
                decision: None, is_machine_written: false,
            };
            app::timeline::insert(ada.ctx(), pm.number, draft).await.unwrap();
        }
        let path = format!("/pm/{}/merge", one.number);
        ada.post(&path, &[("into", "PM-2030-999")]).await.assert_status(422);
        ada.post(&path, &[("into", &two.number.to_string())]).await.assert_redirect(&format!("/pm/{}", two.number));
        let merged = app::narrative::get(ada.ctx(), two.number, postmortem::Part::Summary).await.unwrap();
        assert_eq!(merged.text, "From two.\n\nFrom one.");
        let entries = app::timeline::list(ada.ctx(), two.number).await.unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries.iter().filter(|e| e.key_moment.is_some()).count(), 1);
        assert!(app::workbench::get(ada.ctx(), one.number).await.unwrap().archived_at.is_some());
    }
}
