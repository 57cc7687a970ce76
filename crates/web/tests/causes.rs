//! The map of causes through the router: walking back, refusals, conflicts, undo.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use postmortem::{
    BecauseDraft, Cause, CauseClass, CauseDraft, Effect, EntryDraft, EntryKind, KeyMoment, Moment, Number, Role,
};
use testkit::{Answer, TestHouse, Visitor, on_both};

async fn begun(house: &TestHouse) -> (Visitor, Number, String) {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
    (ada, number, format!("/pm/{number}/causes"))
}

async fn cause(ada: &Visitor, number: Number, effect: Effect, text: &str) -> Cause {
    let draft = CauseDraft { class: CauseClass::Condition, text: text.to_owned(), meaning: String::new() };
    app::causes::answer(ada.ctx(), number, effect, draft, BecauseDraft::default()).await.unwrap()
}

fn contains(answer: &Answer, text: &str) {
    let shown = answer.text();
    assert!(shown.contains(text), "{text} is not in {shown}");
}

async fn map(ada: &Visitor, number: Number) -> postmortem::CauseMap {
    app::causes::view(ada.ctx(), number).await.unwrap().map
}

on_both! {
    async fn someone_walks_back_without_a_script(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        contains(ada.get(&page).await.assert_status(200), "No answer yet");
        let fields = [("effect", "impact"), ("text", "Gateway <b>pool</b> exhausted"), ("class", "mechanism"),
            ("necessity", "necessary"), ("confidence", "high")];
        ada.post(&page, &fields).await.assert_status(303);
        let first = map(&ada, number).await.causes()[0].clone();
        let here = format!("{page}/{}", first.id);
        let id = first.id.to_string();
        ada.post(&page, &[("effect", &id), ("text", "No canary"), ("class", "condition")]).await.assert_status(303);
        let shown = ada.get(&page).await.assert_status(200).text();
        assert!(shown.contains("Gateway &#60;b&#62;pool&#60;/b&#62; exhausted"), "{shown}");
        assert!(shown.contains("No canary") && shown.contains("1 branch still open"), "{shown}");
        contains(ada.get(&here).await.assert_status(200), "What it made possible");
        let canary = map(&ada, number).await.causes()[1].clone();
        let deep = format!("{page}/{}/deep-enough", canary.id);
        let none = ada.post(&deep, &[("reason", " "), ("then", "deep"), ("version", "1")]).await;
        contains(none.assert_status(422), "Say in a few words what makes it deep enough.");
        ada.post(&deep, &[("reason", "A change removes it"), ("then", "deep"), ("version", "1")]).await.assert_status(303);
        contains(&ada.get(&page).await, "Deep enough: A change removes it");
        ada.post(&deep, &[("then", "open"), ("version", "2")]).await.assert_status(303);
        assert_eq!(app::causes::get(ada.ctx(), number, canary.id).await.unwrap().deep_enough, None);
    }

    async fn answers_are_typed_one_after_another(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        assert!(ada.get(&page).await.attributes("#text[autofocus]", "name").is_empty());
        let fields = [("effect", "impact"), ("text", "Pool <b>gone</b>"), ("class", "mechanism")];
        let added = ada.post(&page, &fields).await;
        let id = map(&ada, number).await.causes()[0].id;
        added.assert_redirect(&format!("{page}?added={id}"));
        let next = ada.get(added.location()).await;
        assert_eq!(next.attributes("#text[autofocus]", "name"), ["text"]);
        assert_eq!(next.attributes("#answer [role=status] a", "href"), [format!("{page}/{id}")], "or one walks on");
        let unknown = ada.get(&format!("{page}?added=018f0000-0000-7000-8000-000000000000")).await;
        assert!(unknown.assert_status(200).find("#answer [role=status]").is_empty());
    }

    async fn each_box_of_the_map_leads_to_its_cause(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        assert!(ada.get(&page).await.attributes("svg.cause-map", "width").is_empty(), "nothing to draw yet");
        let a = cause(&ada, number, Effect::Impact, "Alpha & <more>").await;
        let b = cause(&ada, number, Effect::Cause(a.id), "Beta").await;
        let to = |c: &Cause| format!("{page}/{0}#cause-{0}", c.id);
        let shown = ada.get(&page).await;
        assert_eq!(shown.attributes(".map a.node", "href"), [format!("{page}#outline"), to(&a), to(&b)]);
        assert_eq!(shown.attributes(".map a.is-at", "data-node"), ["0"]);
        assert_eq!(shown.find(".map a.node title"), ["impact: Checkout refused cards", "condition: Alpha & <more>", "condition: Beta"]);
        let at = ada.get(&format!("{page}/{}", b.id)).await;
        assert_eq!(at.attributes(".map a.is-at", "data-node"), ["2"]);
        let tie = map(&ada, number).await.effects(b.id).next().unwrap().clone();
        app::causes::unlink(ada.ctx(), number, tie.id, tie.version).await.unwrap();
        let loose = ada.get(&format!("{page}/{}", b.id)).await;
        assert_eq!(loose.attributes(".map a.node", "href"), [format!("{page}#outline"), to(&a)]);
    }

    async fn a_cycle_is_refused_and_the_path_shown(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let a = cause(&ada, number, Effect::Impact, "Alpha").await;
        let b = cause(&ada, number, Effect::Cause(a.id), "Beta").await;
        let (from, to) = (b.id.to_string(), a.id.to_string());
        let refused = ada.post(&format!("{page}/link"), &[("effect", &from), ("cause", &to)]).await;
        contains(refused.assert_status(422), "A cause would lead to itself: Beta ← Alpha ← Beta");
        let twice = ada.post(&format!("{page}/link"), &[("effect", "impact"), ("cause", &to)]).await;
        contains(twice.assert_status(422), "This cause answers here already.");
        assert_eq!(map(&ada, number).await.becauses().len(), 2);
    }

    async fn both_versions_are_shown_after_a_conflict(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let a = cause(&ada, number, Effect::Impact, "Alpha").await;
        let one = format!("{page}/{}", a.id);
        let write = |text: &'static str, version: &'static str| {
            let fields = [("text", text), ("class", "condition"), ("meaning", ""), ("version", version)];
            let (ada, one) = (ada.clone(), one.clone());
            async move { ada.post(&one, &fields).await }
        };
        write("Theirs stands", "1").await.assert_status(303);
        let conflict = write("Mine comes late", "1").await;
        contains(conflict.assert_status(409), "Theirs stands");
        contains(&conflict, "Mine comes late");
        write("Mine comes late", "2").await.assert_status(303);
        contains(ada.get(&format!("{one}/history")).await.assert_status(200), "Theirs stands");
        let tie = map(&ada, number).await.becauses()[0].id;
        let because = format!("/pm/{number}/because/{tie}");
        let weigh = |confidence: &'static str, version: &'static str| {
            let fields = [("necessity", "necessary"), ("confidence", confidence), ("version", version)];
            let (ada, because) = (ada.clone(), because.clone());
            async move { ada.post(&because, &fields).await }
        };
        weigh("high", "1").await.assert_status(303);
        let conflict = weigh("low", "1").await;
        contains(conflict.assert_status(409), "What stands now");
        contains(&conflict, "a guess so far");
        ada.post(&format!("{one}/remove"), &[("version", "1")]).await.assert_status(409);
        assert_eq!(map(&ada, number).await.causes().len(), 1);
    }

    async fn what_was_removed_or_untied_can_be_undone_from_the_page(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let a = cause(&ada, number, Effect::Impact, "Alpha").await;
        let b = cause(&ada, number, Effect::Cause(a.id), "Beta").await;
        let gone = ada.post(&format!("{page}/{}/remove", a.id), &[("version", "1")]).await.assert_status(303).location().to_owned();
        let shown = ada.get(&gone).await.assert_status(200).text();
        assert!(shown.contains("The cause was removed.") && shown.contains("Not tied to the impact"), "{shown}");
        ada.get(&format!("{page}/{}", a.id)).await.assert_not_found();
        ada.post(&format!("{page}/{}/restore", a.id), &[]).await.assert_status(303);
        assert_eq!(map(&ada, number).await.layers()[&b.id], 2);
        let tie = map(&ada, number).await.effects(b.id).next().unwrap().id;
        let path = format!("/pm/{number}/because/{tie}");
        let untied = ada.post(&format!("{path}/unlink"), &[("version", "1")]).await.assert_status(303).location().to_owned();
        contains(ada.get(&untied).await.assert_status(200), "no longer tied");
        ada.post(&format!("{path}/relink"), &[]).await.assert_status(303);
        assert_eq!(map(&ada, number).await.layers()[&b.id], 2);
    }

    async fn a_cause_shows_what_is_done_about_it(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let canary = cause(&ada, number, Effect::Impact, "No canary").await;
        let load = cause(&ada, number, Effect::Impact, "The load test is too kind").await;
        let idea = app::actions::collect(ada.ctx(), number, "Canary for the <b>gateway</b>").await.unwrap();
        let draft =
            app::actions::ActionDraft { text: idea.text.clone(), plan: None, causes: vec![canary.id] };
        app::actions::revise(ada.ctx(), number, idea.id, draft, 1).await.unwrap();
        let there = format!("<a href=\"/pm/{number}/actions/{}\">Canary for the &#60;b&#62;", idea.id);
        contains(ada.get(&format!("{page}/{}", canary.id)).await.assert_status(200), &there);
        for other in [page.clone(), format!("{page}/{}", load.id)] {
            let shown = ada.get(&other).await.assert_status(200).text();
            assert!(!shown.contains(&there), "{shown}");
        }
    }

    async fn a_change_before_the_impact_becomes_an_answer(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        contains(&ada.get(&page).await, "Changes are listed once the timeline says when the impact started.");
        for (clock, kind, text, key_moment) in [
            ("14:02", EntryKind::Impact, "Cards refused", Some(KeyMoment::ImpactStart)),
            ("13:40", EntryKind::Change, "payments-api 3.0.1 deployed", None),
        ] {
            let draft = EntryDraft {
                kind,
                text: text.to_owned(),
                occurred: Moment::parse(&format!("2026-11-13 {clock}"), &"Asia/Seoul".parse().unwrap()).unwrap(),
                ended: None,
                key_moment,
                actors: vec![],
                evidence: vec![],
                knowledge: vec![],
                decision: None,
                is_machine_written: false,
            };
            app::timeline::insert(ada.ctx(), number, draft).await.unwrap();
        }
        let shown = ada.get(&page).await.assert_status(200).text();
        assert!(shown.contains("payments-api 3.0.1 deployed") && shown.contains("22 min before the impact"), "{shown}");
        let take = shown.split("?take=").nth(1).unwrap().split('#').next().unwrap().to_owned();
        let form = ada.get(&format!("{page}?take={take}")).await.assert_status(200).text();
        assert!(form.contains("value=\"payments-api 3.0.1 deployed\""), "{form}");
    }
}
