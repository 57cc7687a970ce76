//! Ideas and actions through the router: without a script, refusals, conflicts, the owner's way.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use postmortem::{ActionId, Number, Role, Visibility};
use testkit::{Answer, TestHouse, Visitor, on_both};

async fn begun(house: &TestHouse) -> (Visitor, Number, String) {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
    (ada, number, format!("/pm/{number}/actions"))
}

async fn idea(ada: &Visitor, number: Number, text: &str) -> ActionId {
    app::actions::collect(ada.ctx(), number, text).await.unwrap().id
}

fn contains(answer: &Answer, text: &str) {
    let shown = answer.text();
    assert!(shown.contains(text), "{text} is not in {shown}");
}

fn plan<'a>(owner: &'a str, strength: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("then", "commit"),
        ("version", version),
        ("owner", owner),
        ("kind", "prevent"),
        ("strength", strength),
        ("due_on", "2031-01-10"),
        ("expected", "No <i>shrinking</i>"),
        ("measure", "A drill"),
        ("tracker", "https://github.com/acme/gateway/issues/2310"),
    ]
}

on_both! {
    async fn an_idea_is_taken_on_done_and_judged_without_a_script(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        ada.post(&page, &[("text", "Canary for the <b>gateway</b>")]).await.assert_status(303);
        contains(ada.get(&page).await.assert_status(200), "soaks until");
        let id = app::actions::view(ada.ctx(), number).await.unwrap().actions[0].id;
        let (one, state) = (format!("{page}/{id}"), format!("{page}/{id}/state"));
        contains(ada.get(&one).await.assert_status(200), "Reason for not waiting");
        let me = ada.ctx().person_id().unwrap().to_string();
        let soaking = ada.post(&state, &plan(&me, "weak", "1")).await;
        contains(soaking.assert_status(422), "This idea still soaks");
        contains(&soaking, "value=\"A drill\"");
        let odd = [plan(&me, "weak", "1"), vec![("skip", "urgent"), ("tracker", "javascript:alert(1)")]].concat();
        ada.post(&state, &odd[..]).await.assert_status(400);
        let mut odd = [plan(&me, "weak", "1"), vec![("skip", "urgent")]].concat();
        odd[8].1 = "javascript:alert(1)";
        contains(ada.post(&state, &odd).await.assert_status(422), "begins with https://");
        let fields = [plan(&me, "weak", "1"), vec![("skip", "urgent")]].concat();
        ada.post(&state, &fields).await.assert_status(303);
        let shown = ada.get(&page).await.assert_status(200).text();
        assert!(shown.contains("All actions here are weak"), "{shown}");
        assert!(shown.contains("No &#60;i&#62;shrinking&#60;/i&#62;") && shown.contains(">2310</a>"), "{shown}");
        ada.post(&state, &[("then", "finish"), ("version", "2")]).await.assert_status(303);
        contains(&ada.get(&page).await, "effect not judged yet");
        let bare = ada.post(&state, &[("then", "judge"), ("verdict", "worked"), ("evidence", " "), ("version", "3")]).await;
        bare.assert_status(422);
        ada.post(&state, &[("then", "judge"), ("verdict", "worked"), ("evidence", "Drill 4"), ("version", "3")]).await.assert_status(303);
        contains(&ada.get(&page).await, "Drill 4");
    }

    async fn ideas_are_typed_one_after_another_and_declined_where_one_is_led(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        assert!(ada.get(&page).await.attributes("#text[autofocus]", "name").is_empty());
        let added = ada.post(&page, &[("text", "Canary")]).await;
        let id = app::actions::view(ada.ctx(), number).await.unwrap().actions[0].id;
        added.assert_redirect(&format!("{page}?added={id}"));
        let next = ada.get(added.location()).await;
        assert_eq!(next.attributes("#text[autofocus]", "name"), ["text"], "the next idea can be typed at once");
        let way = next.attributes(".lesson a[href*=decline]", "href").remove(0);
        let led = ada.get(way.split('#').next().unwrap()).await;
        assert_eq!(led.attributes("#decline details[open] #reason", "name"), ["reason"]);
        assert!(ada.get(&format!("{page}/{id}")).await.find("#decline details[open]").is_empty());
    }

    async fn whoever_takes_an_idea_on_says_which_causes_it_addresses(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let cause = postmortem::CauseDraft {
            class: postmortem::CauseClass::Condition,
            text: "No canary".into(),
            meaning: String::new(),
        };
        let impact = postmortem::Effect::Impact;
        let cause = app::causes::answer(ada.ctx(), number, impact, cause, postmortem::BecauseDraft::default()).await.unwrap().id.to_string();
        let id = idea(&ada, number, "Canary").await;
        let (one, state) = (format!("{page}/{id}"), format!("{page}/{id}/state"));
        assert_eq!(ada.get(&one).await.attributes("#commit input[name=causes]", "value"), std::slice::from_ref(&cause));
        let me = ada.ctx().person_id().unwrap().to_string();
        // what is not taken keeps what was ticked
        let bare = [plan(&me, "strong", "1"), vec![("causes", cause.as_str())]].concat();
        let again = ada.post(&state, &bare).await;
        assert_eq!(again.assert_status(422).attributes("#commit input[name=causes][checked]", "value"), std::slice::from_ref(&cause));
        let none = "018f0000-0000-7000-8000-000000000000";
        let foreign = [plan(&me, "strong", "1"), vec![("skip", "urgent"), ("causes", none)]].concat();
        ada.post(&state, &foreign).await.assert_status(422);
        let fields = [bare, vec![("skip", "urgent")]].concat();
        ada.post(&state, &fields).await.assert_status(303);
        assert_eq!(ada.get(&page).await.find(".lesson a.chip"), ["No canary"]);
        // another move leaves them as they are, also one that is not taken
        let odd = ada.post(&state, &[("then", "decline"), ("version", "2"), ("owner", &me), ("reason", "x")]).await;
        assert_eq!(odd.assert_status(422).attributes("input[name=causes][checked]", "value"), [cause]);
        ada.post(&state, &[("then", "finish"), ("version", "2")]).await.assert_status(303);
        assert_eq!(ada.get(&page).await.find(".lesson a.chip"), ["No canary"]);
    }

    async fn someone_who_is_asked_accepts_from_the_page(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        app::stewardship::set_visibility(ada.ctx(), number, Visibility::Members).await.unwrap();
        let ben = house.visitor("Ben", Role::Member).await;
        let id = idea(&ada, number, "Canary").await;
        let state = format!("{page}/{id}/state");
        let asked = ben.ctx().person_id().unwrap().to_string();
        let fields = [plan(&asked, "strong", "1"), vec![("skip", "urgent")]].concat();
        ada.post(&state, &fields).await.assert_status(303);
        contains(ada.get(&page).await.assert_status(200), "Ben is asked");
        assert!(!ada.get(&page).await.text().contains("value=\"accept\""));
        contains(ben.get(&page).await.assert_status(200), "value=\"accept\"");
        ada.post(&state, &[("then", "accept"), ("version", "2")]).await.assert_status(403);
        ben.post(&state, &[("then", "accept"), ("version", "2")]).await.assert_status(303);
        assert!(!ben.get(&page).await.text().contains("is asked"));
        ben.post(&state, &[("then", "hand_to"), ("owner", &asked), ("version", "3")]).await.assert_status(403);
    }

    async fn what_changed_meanwhile_is_shown(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let one = format!("{page}/{}", idea(&ada, number, "Canary").await);
        ada.post(&one, &[("text", "Theirs stands"), ("version", "1")]).await.assert_status(303);
        let conflict = ada.post(&one, &[("text", "Mine comes late"), ("version", "1")]).await;
        contains(conflict.assert_status(409), "Theirs stands");
        contains(&conflict, "Mine comes late");
        let review = [("then", "decline"), ("reason", "Rare"), ("review_on", "2031-01-01")];
        let me = ada.ctx().person_id().unwrap().to_string();
        let late = ada.post(&format!("{one}/state"), &[&review[..], &[("owner", &me), ("version", "1")]].concat()).await;
        contains(late.assert_status(409), "moved this on meanwhile");
        ada.post(&format!("{one}/state"), &[&review[..], &[("owner", &me), ("version", "2")]].concat()).await.assert_status(303);
        contains(ada.get(&page).await.assert_status(200), "looked at again on 2031-01-01");
        contains(ada.get(&format!("{one}/history")).await.assert_status(200), "Canary");
    }

    async fn what_was_removed_can_be_undone_from_the_page(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let id = idea(&ada, number, "Canary").await;
        let gone = ada.post(&format!("{page}/{id}/remove"), &[("version", "1")]).await.assert_status(303).location().to_owned();
        contains(ada.get(&gone).await.assert_status(200), &format!("{page}/{id}/restore"));
        ada.get(&format!("{page}/{id}")).await.assert_not_found();
        ada.post(&format!("{page}/{id}/restore"), &[]).await.assert_status(303);
        contains(ada.get(&page).await.assert_status(200), "Canary");
    }

    async fn the_actions_of_the_house_are_listed_and_leave_as_text(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        contains(ada.get("/actions").await.assert_status(200), "Nothing here");
        let id = idea(&ada, number, "=HYPERLINK(\"https://evil.example\",\"x\")").await;
        let me = ada.ctx().person_id().unwrap().to_string();
        let fields = [plan(&me, "weak", "1"), vec![("skip", "urgent")]].concat();
        ada.post(&format!("{page}/{id}/state"), &fields).await.assert_status(303);
        contains(ada.get("/actions?strength=weak&owner=mine&order=severity").await.assert_status(200), "HYPERLINK");
        assert!(!ada.get("/actions?strength=strong").await.text().contains("HYPERLINK"));
        assert!(!ada.get("/actions?overdue=yes&status=nonsense&page=x&team=y").await.assert_status(200).text().contains("HYPERLINK"));
        contains(ada.get("/pm").await.assert_status(200), "Your actions");
        let file = ada.get("/actions.csv").await;
        contains(file.assert_status(200), "\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"x\"\")\"");
        contains(&file, "No <i>shrinking</i>");
        assert!(format!("{:?}", file.headers).contains("attachment"));
        let eve = house.visitor("Eve", Role::Member).await;
        assert!(!eve.get("/actions").await.assert_status(200).text().contains("HYPERLINK"));
        assert!(!eve.get("/actions.csv").await.assert_status(200).text().contains("HYPERLINK"));
        assert!(!eve.get("/pm").await.assert_status(200).text().contains("Your actions"));
    }
}
