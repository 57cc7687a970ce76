//! Beginning, reading and changing a postmortem.

use postmortem::Role;
use testkit::on_both;

on_both! {
    async fn a_draft_is_private_to_its_editors(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "Checkout <b>refused</b> cards").await;
        let path = format!("/pm/{}", pm.number);
        let page = ada.get(&path).await;
        assert_eq!(page.find("h1"), ["Checkout <b>refused</b> cards"]);
        ben.get(&path).await.assert_not_found();
        house.visitor("Rae", Role::Reader).await.get(&path).await.assert_not_found();
        house.visitor("Adm", Role::Administrator).await.get(&path).await.assert_not_found();
        assert!(ben.get("/pm").await.find("ol.library h2").is_empty());
        assert_eq!(ada.get("/pm").await.find("ol.library h2").len(), 1);
    }

    async fn a_change_on_an_old_version_shows_both(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let pm = house.postmortem(ada.ctx(), "First").await;
        let path = format!("/pm/{}/revise", pm.number);
        let with = |title: &'static str, version: &'static str| {
            [("title", title), ("severity", "sev1"), ("occasion", "drill"), ("zone", "UTC"), ("version", version)]
        };
        ada.post(&path, &with("Second", "1")).await.assert_redirect(&format!("/pm/{}", pm.number));
        let page = ada.post(&path, &with("Third", "1")).await;
        page.assert_status(409);
        assert_eq!(page.find(".versus section p:not(.quiet)"), ["Third", "Second"]);
        assert_eq!(page.attributes("input[name=version]", "value"), ["2"]);
    }

    async fn what_does_not_fit_is_named_and_nothing_is_lost(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let page = ada.post("/pm", &[("title", "Kept"), ("severity", "sev1"), ("occasion", "incident"), ("zone", "Mars/Base")]).await;
        page.assert_status(422);
        assert_eq!(page.attributes("#title", "value"), ["Kept"]);
        assert_eq!(page.find(".error"), ["“Mars/Base” is no known time zone. Use a name such as Asia/Seoul."]);
    }

    async fn numbers_count_up_within_the_year(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let first = house.postmortem(&ada, "One").await;
        let second = house.postmortem(&ada, "Two").await;
        assert_eq!((first.number.to_string(), second.number.to_string()), ("PM-2030-001".into(), "PM-2030-002".into()));
    }
}
