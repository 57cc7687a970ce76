//! Questions: their page, what stands beside things, what each means, what administrators choose, and for programs.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use app::{causes, narrative, questions, timeline};
use postmortem::{
    BecauseDraft, CauseClass, CauseDraft, Effect, EntryDraft, EntryKind, Moment, Number, Part, Role, questions::Code,
};
use testkit::{Answer, TestHouse, Visitor, on_both};

async fn begun(house: &TestHouse) -> (Visitor, Number) {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Cards <b>declined</b>").await.number;
    (ada, number)
}

async fn entry(ada: &Visitor, number: Number, text: &str) {
    let draft = EntryDraft {
        kind: EntryKind::Decision,
        text: text.to_owned(),
        occurred: Moment::parse("2026-11-13 14:02", &"Asia/Seoul".parse().unwrap()).unwrap(),
        ended: None,
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
    };
    timeline::insert(ada.ctx(), number, draft).await.unwrap();
}

fn json(answer: &Answer) -> serde_json::Value {
    serde_json::from_slice(&answer.body).unwrap()
}

on_both! {
    async fn a_question_is_shown_dismissed_in_place_and_taken_back(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let path = format!("/pm/{number}/questions");
        let page = ada.get(&path).await;
        page.assert_status(200);
        assert!(page.find(".questions p a").iter().any(|s| s.contains("The summary is empty")), "{}", page.text());
        assert!(page.attributes(".questions .row a", "href").contains(&"/questions/P01".to_owned()));
        let key = "P01 part summary";
        assert!(page.attributes("input[name=key]", "value").contains(&key.to_owned()));
        let refused = ada.post(&format!("{path}/dismiss"), &[("key", key), ("reason", " ")]).await;
        refused.assert_status(422);
        assert_eq!(refused.find(".banner-bad p"), ["Please give a reason."]);
        let done = ada.post(&format!("{path}/dismiss"), &[("key", key), ("reason", "told <elsewhere>")]).await;
        done.assert_status(303);
        assert!(done.location().starts_with(&format!("{path}#P01-")), "{}", done.location());
        let page = ada.get(&path).await;
        assert_eq!(page.find(".is-dismissed .row a"), ["P01"]);
        assert!(page.find(".dismissal").concat().contains("told <elsewhere>"));
        assert!(page.find(".dismissal").concat().contains("Ada"));
        // who comes second sees how it stands
        ada.post(&format!("{path}/dismiss"), &[("key", key), ("reason", "again")]).await.assert_status(409);
        ada.post(&format!("{path}/take-back"), &[("key", key)]).await.assert_status(303);
        assert!(ada.get(&path).await.find(".is-dismissed").is_empty());
    }

    async fn the_rail_counts_what_weighs_and_markers_stand_beside(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        entry(&ada, number, "Roll back 2.9").await;
        narrative::write(ada.ctx(), number, Part::Impact, "Human error stopped all cards.", 0).await.unwrap();
        let draft = CauseDraft { class: CauseClass::Condition, text: "Operator error".into(), meaning: String::new() };
        causes::answer(ada.ctx(), number, Effect::Impact, draft, BecauseDraft::default()).await.unwrap();
        let found = questions::list(ada.ctx(), number).await.unwrap();
        let page = ada.get(&format!("/pm/{number}/timeline")).await;
        let counted = format!("Questions (begun){}", found.n_weighty());
        assert!(page.find(".rail li").iter().any(|part| part.replace(' ', "") == counted.replace(' ', "")), "{:?}", page.find(".rail li"));
        let beside = page.find(".entry .asks li");
        assert!(beside.iter().any(|s| s.starts_with("T05")), "{beside:?}");
        assert!(page.find("main > .asks li").iter().any(|s| s.starts_with("T02")));
        assert!(page.attributes(".entry .asks li a", "href").iter().all(|href| href.contains("/questions#T")));
        assert_eq!(page.find(".entry .asks-notes summary").len(), 1, "notes are folded");
        let page = ada.get(&format!("/pm/{number}/narrative")).await;
        assert!(page.find("#impact .asks li").iter().any(|s| s.starts_with("W01")), "{:?}", page.find(".asks li"));
        let page = ada.get(&format!("/pm/{number}/causes")).await;
        assert!(page.find(".causes .asks li").iter().any(|s| s.starts_with("C02")), "{:?}", page.find(".asks li"));
        let page = ada.get(&format!("/pm/{number}/lessons")).await;
        assert!(page.find("main > .asks li").iter().any(|s| s.starts_with("L03")));
        let page = ada.get(&format!("/pm/{number}/actions")).await;
        assert!(page.find("main > .asks li").iter().any(|s| s.starts_with("A01")));
    }

    async fn what_was_known_then_is_not_asked_about_from_today(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        entry(&ada, number, "Roll back 2.9").await;
        let page = ada.get(&format!("/pm/{number}/timeline?as_known=2026-11-13T14:05:00")).await;
        page.assert_status(200);
        assert!(page.find("main .asks").is_empty());
    }

    async fn members_who_only_read_see_questions_and_no_forms(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let ben = house.visitor("Ben", Role::Member).await;
        ben.get(&format!("/pm/{number}/questions")).await.assert_not_found();
        app::stewardship::set_visibility(ada.ctx(), number, postmortem::Visibility::Members).await.unwrap();
        let page = ben.get(&format!("/pm/{number}/questions")).await;
        page.assert_status(200);
        assert!(!page.find(".questions li").is_empty() && page.find(".questions form").is_empty());
    }

    async fn every_question_is_explained(house: TestHouse) {
        let rae = house.visitor("Rae", Role::Reader).await;
        let page = rae.get("/questions").await;
        page.assert_status(200);
        assert_eq!(page.find("main .records a").len(), Code::ALL.len());
        let page = rae.get("/questions/c02").await;
        page.assert_status(200);
        assert!(page.text().contains("Source: NPSF, RCA2"));
        rae.get("/questions/X01").await.assert_not_found();
    }

    async fn programs_read_what_the_page_shows(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let path = format!("/api/v1/postmortems/{number}/questions");
        questions::dismiss(ada.ctx(), number, "P01 part summary", "told elsewhere").await.unwrap();
        let answer = ada.get(&path).await;
        answer.assert_status(200);
        assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
        let told = json(&answer);
        let found = questions::list(ada.ctx(), number).await.unwrap();
        assert_eq!(told["checked"][0]["name"], number.to_string());
        assert_eq!(told["checked"][0]["questions"].as_array().unwrap().len(), found.open.len());
        assert_eq!(told["open"]["must"], found.count(postmortem::questions::Level::Must));
        let dismissed = &told["checked"][0]["dismissed"][0];
        assert_eq!((&dismissed["code"], &dismissed["dismissed"]["by"]), (&"P01".into(), &"Ada".into()));
        let korean = json(&ada.get(&format!("{path}?language=ko")).await);
        assert!(korean["checked"][0]["questions"][0]["sentence"].as_str().unwrap().contains('까'));
        let ben = house.visitor("Ben", Role::Member).await;
        for (visitor, status) in [(&ben, 404), (&house.stranger(), 401)] {
            let problem = visitor.get(&path).await;
            problem.assert_status(status);
            assert_eq!(problem.headers["content-type"], "application/problem+json");
            assert_eq!(json(&problem)["status"], status);
        }
        let (hidden, absent) = (ben.get(&path).await, ben.get("/api/v1/postmortems/PM-2031-999/questions").await);
        assert_eq!(json(&hidden)["title"], json(&absent)["title"]);
    }

    async fn administrators_choose_levels_and_see_what_someone_else_chose(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let keeper = house.visitor("Kim", Role::Administrator).await;
        let path = "/settings/questions";
        ada.get(path).await.assert_not_found();
        let page = keeper.get(path).await;
        assert_eq!(page.find("select").len(), Code::ALL.len());
        let chosen = [("version", "0"), ("P01", "note"), ("T02", "off"), ("gap_minutes", "25"), ("untold_minutes", "30"),
            ("unpublished_days", "7")];
        ada.post(path, &chosen).await.assert_not_found();
        keeper.post(path, &chosen).await.assert_redirect("/settings/questions?done=1");
        let page = keeper.get(path).await;
        assert_eq!(page.attributes("#gap_minutes", "value"), ["25"]);
        assert_eq!(page.attributes("#T02 option[selected]", "value"), ["off"]);
        let found = questions::list(ada.ctx(), number).await.unwrap();
        assert!(found.open.iter().all(|q| q.code != Code::T02));
        let late = keeper.post(path, &[("version", "0"), ("P01", "must"), ("gap_minutes", "5"), ("untold_minutes", "30"),
            ("unpublished_days", "7")]).await;
        late.assert_status(409);
        assert_eq!(late.find("tbody tr").len(), 2, "{:?}", late.find("tbody tr"));
        assert_eq!(late.attributes("#gap_minutes", "value"), ["5"], "what was typed is kept");
        for (field, value) in [("gap_minutes", "0"), ("unpublished_days", "many")] {
            let mut fields = vec![("version", "1"), ("untold_minutes", "30")];
            let other = if field == "gap_minutes" { ("unpublished_days", "7") } else { ("gap_minutes", "5") };
            fields.extend([(field, value), other]);
            keeper.post(path, &fields).await.assert_status(422);
        }
        for wrong in [("T99", "must"), ("T05", "loud")] {
            keeper.post(path, &[("version", "1"), wrong]).await.assert_status(400);
        }
    }

    async fn publishing_shows_what_is_to_be_settled_first(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        entry(&ada, number, "Roll back 2.9").await;
        let path = format!("/pm/{number}/publication");
        let page = ada.get(&path).await;
        let asked = page.find("#unsettled li");
        assert!(asked.iter().any(|s| s.starts_with("P01")) && asked.iter().any(|s| s.starts_with("T02")), "{asked:?}");
        let digest = page.attributes("#confirm input[name=digest]", "value").remove(0);
        let mut fields = vec![("digest", digest.as_str()), ("names", "as_roles"), ("language", "en"), ("reason", "small")];
        let refused = ada.post(&path, &fields).await;
        refused.assert_status(422);
        assert_eq!(refused.find("#overridden-error"), ["Say why it is published although questions are open."]);
        fields.push(("overridden", "the law gives us a day"));
        ada.post(&path, &fields).await.assert_status(303);
        assert!(ada.get(&path).await.text().contains("the law gives us a day"));
        let read = ada.get(&format!("/library/{number}")).await;
        assert!(!read.text().contains("the law gives us a day"), "readers are not told");
    }
}
