//! What administrators keep: people, groups, severities.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use postmortem::{PersonId, Role};
use testkit::{Visitor, on_both};

fn id(person: &Visitor) -> String {
    let PersonId(id) = person.ctx().person_id().unwrap();
    id.to_string()
}

const INVITE: [(&str, &str); 5] = [
    ("login", "min@inquest.example"),
    ("name", "Min <Kim>"),
    ("role", "reader"),
    ("locale", "ko"),
    ("zone", "Asia/Seoul"),
];

on_both! {
    async fn settings_are_for_administrators(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Administrator).await;
        let ben = house.visitor("Ben", Role::Member).await;
        for path in ["/settings", "/settings/people", "/settings/groups", "/settings/severities"] {
            ada.get(path).await.assert_status(200);
            ben.get(path).await.assert_not_found();
            house.stranger().get(path).await.assert_redirect(&format!("/sign-in?next={}", path.replace('/', "%2F")));
        }
        let links = ada.get("/settings").await.attributes("main a", "href");
        assert_eq!(links, ["/settings/people", "/settings/groups", "/settings/severities", "/settings/questions", "/settings/connections"]);
    }

    async fn an_invitation_is_shown_once_and_taken_up_once(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Administrator).await;
        let page = ada.post("/settings/people", &INVITE).await;
        page.assert_status(200);
        assert_eq!(page.headers["cache-control"], "no-store");
        let link = page.attributes("#link", "value").remove(0);
        assert_eq!(page.find("tbody tr").len(), 2);
        assert!(page.attributes("tbody tr", "id").iter().all(|id| id.starts_with("person-")));
        assert!(!ada.get("/settings/people").await.text().contains("/welcome/"), "the link is shown once");
        let path = link.strip_prefix("https://inquest.example").unwrap();
        let arrived = house.stranger().post(path, &[("password", "a sentence of his own")]).await;
        arrived.assert_redirect("/");
        house.stranger().post(path, &[("password", "a sentence of his own")]).await.assert_not_found();
        house.stranger().get(path).await.assert_not_found();
        let again = ada.post("/settings/people", &INVITE).await;
        again.assert_status(422);
        assert_eq!(again.find("#login-error"), ["Someone already signs in with this address."]);
        assert_eq!(again.attributes("#name", "value"), ["Min <Kim>"]);
    }

    async fn a_reset_link_replaces_the_one_before(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Administrator).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let link = |page: testkit::Answer| page.attributes("#link", "value").remove(0).replace("https://inquest.example", "");
        let first = link(ada.post("/settings/people/reset", &[("person", &id(&ben))]).await);
        let second = link(ada.post("/settings/people/reset", &[("person", &id(&ben))]).await);
        house.stranger().get(&first).await.assert_not_found();
        house.stranger().post(&second, &[("password", "a sentence of his own")]).await.assert_redirect("/");
        ben.get("/account").await.assert_redirect("/sign-in?next=%2Faccount");
        let third = link(ada.post("/settings/people/reset", &[("person", &id(&ben))]).await);
        house.advance(jiff::SignedDuration::from_mins(31));
        house.stranger().get(&third).await.assert_not_found();
    }

    async fn roles_and_suspension_hold_at_once(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Administrator).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let answer = ada.post("/settings/people/role", &[("person", &id(&ben)), ("role", "administrator")]).await;
        answer.assert_redirect("/settings/people?done=1");
        ben.get("/settings").await.assert_redirect("/sign-in?next=%2Fsettings");
        house.sign_in(ben.ctx()).await.get("/settings").await.assert_status(200);
        ada.post("/settings/people/suspend", &[("person", &id(&ben)), ("suspended", "yes")]).await.assert_redirect("/settings/people?done=1");
        house.sign_in(ben.ctx()).await.get("/account").await.assert_redirect("/sign-in?next=%2Faccount");
        ada.post("/settings/people/suspend", &[("person", &id(&ben)), ("suspended", "no")]).await.assert_redirect("/settings/people?done=1");
        house.sign_in(ben.ctx()).await.get("/account").await.assert_status(200);
        ada.post("/settings/people/role", &[("person", "nobody"), ("role", "member")]).await.assert_not_found();
        ada.post("/settings/people/role", &[("person", "018f0000-0000-7000-8000-000000000000"), ("role", "member")]).await.assert_not_found();
        ada.post("/settings/people/role", &[("person", &id(&ben)), ("role", "emperor")]).await.assert_status(422);
    }

    async fn the_last_administrator_stays(house: TestHouse) {
        let link = app::sign_in::first_run_link(&house.house).await.unwrap().unwrap();
        let fields = [("login", "ada@inquest.example"), ("name", "Ada"), ("zone", "UTC"), ("locale", "en"), ("password", "a sentence of her own")];
        house.stranger().post(link.strip_prefix("https://inquest.example").unwrap(), &fields).await.assert_redirect("/");
        let person = app::people::find(&house.operator(), "ada@inquest.example").await.unwrap();
        let ada = house.sign_in(&app::Ctx::new(house.house.clone(), app::Viewer::Person(person.into()))).await;
        let refused = ada.post("/settings/people/role", &[("person", &id(&ada)), ("role", "member")]).await;
        refused.assert_status(403);
        assert!(refused.text().contains("Someone has to remain administrator"));
        ada.post("/settings/people/suspend", &[("person", &id(&ada)), ("suspended", "yes")]).await.assert_status(403);
        ada.get("/settings").await.assert_status(200);
    }

    async fn groups_are_added_filled_and_deleted(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Administrator).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Ours").await;
        house.postmortem(ben.ctx(), "Hidden").await;
        let added = ada.post("/settings/groups", &[("kind", "team"), ("name", "Storage")]).await;
        added.assert_status(303);
        let path = added.location().to_owned();
        // whoever only chooses members keeps the name
        assert_eq!(ada.get(&path).await.attributes("#name", "value"), ["Storage"]);
        assert_eq!(ada.get("/settings/groups").await.attributes("#name", "value"), [""]);
        let taken = ada.post("/settings/groups", &[("kind", "team"), ("name", "Checkout")]).await;
        taken.assert_status(422);
        assert_eq!(taken.find("#name-error"), ["There is already one called “Checkout”."]);
        ada.post("/settings/groups", &[("kind", "department"), ("name", "Checkout")]).await.assert_status(303);
        ada.post(&path, &[("version", "1"), ("name", "Checkout")]).await.assert_status(422);
        let members = [("version", "1"), ("name", "Storage core"), ("members", &id(&ada)), ("members", &id(&ben))];
        ada.post(&path, &members).await.assert_redirect("/settings/groups?done=1");
        assert_eq!(ada.get(&path).await.attributes("input[name=members][checked]", "value").len(), 2);
        let unknown = [("version", "2"), ("name", "Storage core"), ("members", "018f0000-0000-7000-8000-000000000000")];
        ada.post(&path, &unknown).await.assert_status(422);
        // someone else kept the form open from before
        let late = ada.post(&path, &[("version", "1"), ("name", "Storage"), ("members", &id(&ben))]).await;
        late.assert_status(409);
        assert_eq!(late.find(".versus p"), ["Storage", "Ben", "Storage core", "Ada, Ben"]);
        assert_eq!(late.attributes("input[name=version]", "value"), ["2"]);
        assert_eq!(late.attributes("input[name=members][checked]", "value"), [id(&ben)]);
        assert_eq!(ada.get(&path).await.attributes("input[name=members][checked]", "value").len(), 2, "not overwritten");
        ada.post(&path, &[("version", "2"), ("name", "Storage core")]).await.assert_redirect("/settings/groups?done=1");
        assert!(ada.get(&path).await.attributes("input[name=members][checked]", "value").is_empty());

        let groups = app::groups::list(ada.ctx()).await.unwrap();
        let team = groups.iter().find(|g| g.name == "Checkout" && g.kind == postmortem::GroupKind::Team).unwrap();
        let confirm = format!("/settings/groups/{}/delete", team.id);
        let page = ada.get(&confirm).await;
        assert_eq!(page.find(".confirm li"), [format!("{} Ours", pm.number)]);
        assert!(!page.text().contains("Hidden"));
        ada.post(&confirm, &[]).await.assert_redirect("/settings/groups?done=1");
        ada.get(&confirm).await.assert_not_found();
        ada.post(&confirm, &[]).await.assert_not_found();
        assert!(app::workbench::get(ada.ctx(), pm.number).await.unwrap().teams.is_empty());
    }

    async fn the_scheme_of_severities_changes(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Administrator).await;
        let pm = house.postmortem(ada.ctx(), "Graded sev2").await;
        let new = [("code", "SEV0"), ("name", "SEV 0"), ("meaning", "All is lost"), ("position", "1"), ("is_offered", "yes")];
        ada.post("/settings/severities", &new).await.assert_redirect("/settings/severities?done=1");
        ada.post("/settings/severities", &new).await.assert_status(422);
        for (field, bad) in [("code", "has space"), ("name", ""), ("position", "0"), ("position", "many")] {
            let fields: Vec<_> = new.iter().map(|(n, v)| (*n, if *n == field { bad } else if *n == "code" { "sev9" } else { v })).collect();
            let page = ada.post("/settings/severities", &fields).await;
            page.assert_status(422);
            assert_eq!(page.attributes(&format!("#{field}"), "aria-invalid"), ["true"]);
        }
        let in_use = ada.post("/settings/severities/sev2/delete", &[]).await;
        in_use.assert_status(422);
        assert!(in_use.find("#severity-sev2 .banner-bad p")[0].starts_with("Postmortems have this severity"));
        let withdrawn = [("version", "1"), ("name", "SEV 2"), ("meaning", "Less"), ("position", "3")];
        ada.post("/settings/severities/sev2", &withdrawn).await.assert_redirect("/settings/severities?done=1");
        let late = ada.post("/settings/severities/sev2", &[("version", "1"), ("name", "Major"), ("position", "2")]).await;
        late.assert_status(409);
        assert_eq!(late.find("#severity-sev2 .versus p")[0], "2 · Major (no longer offered)");
        assert_eq!(late.find("#severity-sev2 .versus p")[2], "3 · SEV 2 (no longer offered)");
        assert_eq!(late.attributes("#severity-sev2 input[name=version]", "value"), ["2"]);
        assert_eq!(late.attributes("#severity-sev3 input[name=version]", "value"), ["1"]);
        assert_eq!(app::severities::get(ada.ctx(), "sev2").await.unwrap().name, "SEV 2");
        assert_eq!(app::workbench::get(ada.ctx(), pm.number).await.unwrap().severity, "sev2");
        assert!(!ada.get("/pm/new").await.attributes("#severity option", "value").contains(&"sev2".to_owned()));
        for code in ["sev0", "sev1", "sev3"] {
            ada.post(&format!("/settings/severities/{code}/delete"), &[]).await.assert_redirect("/settings/severities?done=1");
        }
        ada.post("/settings/severities/sev4/delete", &[]).await.assert_status(422);
        ada.post("/settings/severities/sev4", &[("version", "1"), ("name", "SEV 4"), ("position", "4")]).await.assert_status(422);
        ada.post("/settings/severities/sev7", &[("version", "1"), ("name", "SEV 7"), ("position", "4")]).await.assert_not_found();
        ada.post("/settings/severities/sev7/delete", &[]).await.assert_not_found();
        let codes: Vec<_> = app::severities::list(ada.ctx()).await.unwrap().into_iter().map(|s| (s.code, s.is_offered)).collect();
        assert_eq!(codes, [("sev2".to_owned(), false), ("sev4".to_owned(), true)]);
    }
}
