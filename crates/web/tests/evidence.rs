//! The list of evidence, one item, and entries made of both.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

mod shared;

use postmortem::Role;
use shared::{run_imports, slack_zip};
use testkit::on_both;

/// Imports the whole export.
async fn fill(house: &testkit::TestHouse, ada: &testkit::Visitor, number: &str) {
    let zip = slack_zip();
    let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"slack"), ("file", Some("export.zip"), &zip)];
    let answer = ada.post_files(&format!("/pm/{number}/imports"), &parts).await;
    let given = shared::query(answer.location());
    let mut fields: Vec<(&str, &str)> = given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    fields.push(("zone", "UTC"));
    ada.post(&format!("/pm/{number}/imports/choose"), &fields).await.assert_status(303);
    run_imports(&house.house).await;
}

/// The texts of the rows that a filter leaves.
async fn texts(ada: &testkit::Visitor, number: &str, query: &str) -> Vec<String> {
    ada.get(&format!("/pm/{number}/evidence?{query}")).await.find(".evidence-text")
}

on_both! {
    async fn the_list_stands_in_the_order_of_time_and_the_zone_of_the_postmortem(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let empty = ada.get(&format!("/pm/{number}/evidence")).await;
        assert_eq!(empty.attributes(".empty a", "href"), [format!("/pm/{number}/imports/new")]);
        fill(&house, &ada, &number).await;
        let page = ada.get(&format!("/pm/{number}/evidence")).await;
        page.assert_status(200);
        let times = page.find("ol.evidence > li > time");
        assert_eq!(times, ["14:01:0013 Nov KST", "14:02:0013 Nov KST", "14:03:0013 Nov KST", "14:14:0013 Nov KST"]);
        assert_eq!(page.find(".evidence-text")[2], "<script>alert(1)</script> let's roll back now");
        assert!(!page.text().contains("<script>alert") && !page.text().contains("<b>Ben"));
        assert_eq!(page.attributes("ol.evidence", "data-total"), ["4"]);
        assert_eq!(page.attributes("ol.evidence > li", "data-index"), ["0", "1", "2", "3"]);
        assert_eq!(page.find(".density .bar").len(), 4);
        assert!(!page.find(".density .tick text").is_empty());
        assert_eq!(page.find(".rail a[aria-current] .count"), ["4"]);
        let about: String = page.find("ol.evidence > li:nth-child(2) .chip").join(" ");
        assert!(about.contains("eyes 2"), "{about}");
        assert!(page.find("ol.evidence > li:nth-child(3) .chip").contains(&"in a thread".to_owned()));
    }

    async fn a_filter_leaves_what_fits_and_nothing_else(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        fill(&house, &ada, &number).await;
        assert_eq!(texts(&ada, &number, "place=lunch").await.len() + texts(&ada, &number, "place=%23lunch").await.len(), 1);
        assert_eq!(texts(&ada, &number, "person=U2").await.len(), 2);
        assert_eq!(texts(&ada, &number, "person=U2&person=U1").await.len(), 4);
        assert_eq!(texts(&ada, &number, "source=github").await.len(), 0);
        assert_eq!(texts(&ada, &number, "q=KIMBAP").await, ["kimbap?"]);
        assert_eq!(texts(&ada, &number, "q=42%25").await.len(), 1);
        assert_eq!(texts(&ada, &number, "q=%25").await.len(), 1);
        assert_eq!(texts(&ada, &number, "from=2026-11-13T14:02&to=2026-11-13T14:14").await.len(), 2);
        assert!(texts(&ada, &number, "suggestions=1").await.iter().any(|t| t.contains("roll back")));
        let page = ada.get(&format!("/pm/{number}/evidence?person=U2&q=traffic")).await;
        assert_eq!(page.find(".evidence-text").len(), 1);
        assert_eq!(page.find(".filters-on .chip").len(), 2);
        assert_eq!(page.attributes(".filters-on .chip:first-child", "href"), [format!("/pm/{number}/evidence?q=traffic")]);
        assert_eq!(page.attributes("input[name=person][checked]", "value"), ["U2"]);
        let page = ada.get(&format!("/pm/{number}/evidence?from=soon")).await;
        page.assert_status(422);
        assert_eq!(page.find("#from-error").len(), 1);
        for nothing in ["place=%00", "q=%00", "person=%FF", "offset=x"] {
            assert!(ada.get(&format!("/pm/{number}/evidence?{nothing}")).await.status.as_u16() < 500, "{nothing}");
        }
        let none = ada.get(&format!("/pm/{number}/evidence?q=%22%3E%3Csvg+onload%3Dx%3E")).await;
        none.assert_status(200);
        assert!(!none.text().contains("<svg onload"));
        assert_eq!(none.find(".empty").len(), 1);
    }

    async fn rows_come_in_parts_for_the_island(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let rows: String = (0..250).map(|n| format!("2026-11-13T05:{:02}:{:02}Z,row {n}\n", n / 60, n % 60)).collect();
        let csv = format!("time,text\n{rows}");
        let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"table"), ("file", Some("rows.csv"), csv.as_bytes())];
        let answer = ada.post_files(&format!("/pm/{number}/imports"), &parts).await;
        let given = shared::query(answer.location());
        let mut fields: Vec<(&str, &str)> = given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        fields.extend([("time", "time"), ("text", "text"), ("zone", "UTC")]);
        ada.post(&format!("/pm/{number}/imports/choose"), &fields).await.assert_status(303);
        run_imports(&house.house).await;
        let page = ada.get(&format!("/pm/{number}/evidence?offset=150")).await;
        assert_eq!(page.attributes("ol.evidence > li", "data-index").len(), 100);
        assert_eq!(page.attributes("ol.evidence > li", "data-index")[0], "100");
        assert_eq!(page.find(".pager [aria-current]"), ["2"]);
        assert_eq!(page.attributes(".pager [rel=prev]", "href"), [format!("/pm/{number}/evidence")]);
        assert_eq!(page.attributes(".pager [rel=next]", "href"), [format!("/pm/{number}/evidence?offset=200")]);
        let items = ada.get(&format!("/pm/{number}/evidence/items?q=row&offset=200&limit=100")).await;
        assert!(items.text().trim_start().starts_with("<li id=\"e-"));
        assert_eq!(items.attributes("li", "data-index").len(), 50);
        assert_eq!(items.find(".evidence-text")[0], "row 200");
        let bounded = ada.get(&format!("/pm/{number}/evidence/items?offset=0&limit=100000")).await;
        assert_eq!(bounded.attributes("li", "data-index").len(), 100);
        ada.get(&format!("/pm/{number}/evidence?offset=-5")).await.assert_status(200);
        ada.get(&format!("/pm/{number}/evidence?offset=99999999")).await.assert_status(200);
    }

    async fn an_item_shows_all_that_is_known(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        fill(&house, &ada, &number).await;
        let list = ada.get(&format!("/pm/{number}/evidence?q=roll+back")).await;
        let path = list.attributes(".evidence-text", "href").remove(0);
        let page = ada.get(&path).await;
        page.assert_status(200);
        assert!(!page.text().contains("<script>alert"));
        assert_eq!(page.find("dd.mono").iter().filter(|hash| hash.len() == 64).count(), 1);
        assert!(page.find("pre")[0].contains("\"thread_ts\""), "{:?}", page.find("pre"));
        assert_eq!(page.find("aside section:nth-of-type(2) article").len(), 2);
        let raw = ada.get(&format!("{path}/raw")).await;
        raw.assert_status(200);
        assert_eq!(raw.headers["content-type"], "application/octet-stream");
        assert!(raw.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert!(raw.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
        assert!(raw.text().contains("let's roll back now"));
    }

    async fn another_content_of_a_row_is_another_revision_with_what_differs(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        for text in ["pool is at 90", "pool is at 100", "pool is <b>full</b>"] {
            let csv = format!("time,text,id,link\n2026-11-13T05:02:00Z,{text},7,javascript:alert(1)\n");
            let parts: [(&str, Option<&str>, &[u8]); 2] = [("source", None, b"table"), ("file", Some("rows.csv"), csv.as_bytes())];
            let answer = ada.post_files(&format!("/pm/{number}/imports"), &parts).await;
            let given = shared::query(answer.location());
            let mut fields: Vec<(&str, &str)> = given.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            fields.extend([("time", "time"), ("text", "text"), ("id", "id"), ("link", "link"), ("zone", "UTC")]);
            ada.post(&format!("/pm/{number}/imports/choose"), &fields).await.assert_status(303);
            run_imports(&house.house).await;
        }
        let list = ada.get(&format!("/pm/{number}/evidence")).await;
        assert_eq!(list.find(".evidence-text"), ["pool is <b>full</b>"]);
        assert_eq!(list.find("ol.evidence .chip-note"), ["edited 2 times"]);
        let page = ada.get(&list.attributes(".evidence-text", "href")[0]).await;
        assert_eq!(page.find("ol.records > li").len(), 3);
        assert_eq!(page.find(".diff-lines .is-out"), ["pool is at 100", "pool is at 90"]);
        assert_eq!(page.find(".diff-lines .is-in"), ["pool is <b>full</b>", "pool is at 100"]);
        assert!(!page.text().contains("<b>full") && !page.text().contains("href=\"javascript:"));
        // the first one is still there under its own address
        let first = page.attributes("ol.records > li:last-child a", "href").remove(0);
        assert!(ada.get(&first).await.text().contains("pool is at 90"));
    }

    async fn an_entry_is_made_of_what_is_selected(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        fill(&house, &ada, &number).await;
        let page = ada.get(&format!("/pm/{number}/evidence")).await;
        let ids = page.attributes("input[name=evidence]", "value");
        let path = format!("/pm/{number}/entries/from-evidence");
        // order and repeats do not matter
        let answer = ada.post(&path, &[("evidence", &ids[2]), ("evidence", &ids[1]), ("evidence", &ids[2])]).await;
        answer.assert_status(303);
        let entries = app::timeline::list(ada.ctx(), number.parse().unwrap()).await.unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].evidence.len(), 2);
        assert_eq!(entries[0].occurred.at.to_string(), "2026-11-13T05:02:00.0001Z");
        assert!(answer.location().contains(&entries[0].id.to_string()));
        let item = ada.get(&format!("/pm/{number}/evidence/{}", ids[1])).await;
        assert_eq!(item.find("aside section:first-of-type article").len(), 1);
        let nothing = ada.post(&path, &[]).await;
        nothing.assert_status(422);
        assert_eq!(nothing.find(".error-summary li"), ["Select at least one item first."]);
        // what another postmortem holds cannot be pinned here
        let other = house.postmortem(ada.ctx(), "Other").await.number.to_string();
        ada.post(&format!("/pm/{other}/entries/from-evidence"), &[("evidence", &ids[1])]).await.assert_status(422);
        assert!(app::timeline::list(ada.ctx(), other.parse().unwrap()).await.unwrap().is_empty());
    }

    async fn a_suggestion_is_accepted_once_or_dismissed(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        fill(&house, &ada, &number).await;
        let page = ada.get(&format!("/pm/{number}/evidence?q=roll+back")).await;
        assert_eq!(page.attributes(".suggestion > p", "title"), ["someone speaks of going back: “roll back”"]);
        let accept = page.attributes("form[data-act=accept]", "action").remove(0);
        let answer = ada.post(&accept, &[("back", "")]).await;
        answer.assert_status(303);
        let entries = app::timeline::list(ada.ctx(), number.parse().unwrap()).await.unwrap();
        assert_eq!((entries.len(), entries[0].kind.as_str()), (1, "response"));
        ada.post(&accept, &[("back", "")]).await.assert_status(409);
        assert_eq!(app::timeline::list(ada.ctx(), number.parse().unwrap()).await.unwrap().len(), 1);
        let page = ada.get(&format!("/pm/{number}/evidence?suggestions=1")).await;
        let dismiss = page.attributes("form[data-act=dismiss]", "action").remove(0);
        let before = page.find(".suggestion").len();
        let back = format!("/pm/{number}/evidence?suggestions=1");
        ada.post(&dismiss, &[("back", &back)]).await.assert_redirect(&back);
        assert!(ada.get(&back).await.find(".suggestion").len() <= before);
        ada.post(&dismiss, &[("back", "https://evil.example")]).await.assert_status(409);
    }

    async fn an_island_gets_the_row_or_nothing(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        fill(&house, &ada, &number).await;
        let post = async |path: &str| {
            let request = ada.request(axum::http::Method::POST, path).header("sec-fetch-site", "same-origin")
                .header("hx-request", "true").header("content-type", "application/x-www-form-urlencoded")
                .body(format!("form_token={}", ada.form_token()).into()).unwrap();
            ada.send(request).await
        };
        let page = ada.get(&format!("/pm/{number}/evidence?suggestions=1")).await;
        let accepts = page.attributes("form[data-act=accept]", "action");
        let dismisses = page.attributes("form[data-act=dismiss]", "action");
        assert!(accepts.len() >= 2, "{}", page.text());
        let row = post(&accepts[0]).await;
        row.assert_status(200);
        assert_eq!(row.find("li[id]").len(), 1);
        assert_eq!(row.find(".suggestion"), ["An entry was made"]);
        post(&dismisses[1]).await.assert_status(204);
    }

    async fn others_find_nothing(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        fill(&house, &ada, &number).await;
        let page = ada.get(&format!("/pm/{number}/evidence?suggestions=1")).await;
        let item = page.attributes(".evidence-text", "href").remove(0);
        let id = item.rsplit('/').next().unwrap().to_owned();
        let accept = page.attributes("form[data-act=accept]", "action").remove(0);
        let others = [house.visitor("Ben", Role::Member).await, house.visitor("Rae", Role::Reader).await, house.visitor("Adm", Role::Administrator).await];
        for path in [format!("/pm/{number}/evidence"), format!("/pm/{number}/evidence/items"), item.clone(), format!("{item}/raw")] {
            for who in &others {
                who.get(&path).await.assert_not_found();
            }
            house.stranger().get(&path).await.assert_status(303);
        }
        for who in &others {
            who.post(&format!("/pm/{number}/entries/from-evidence"), &[("evidence", &id)]).await.assert_not_found();
            who.post(&accept, &[]).await.assert_not_found();
        }
        // the item of one postmortem is not found under another
        let other = house.postmortem(ada.ctx(), "Other").await.number.to_string();
        ada.get(&format!("/pm/{other}/evidence/{id}")).await.assert_not_found();
        ada.get(&format!("/pm/{other}/evidence/{id}/raw")).await.assert_not_found();
        ada.post(&accept.replace(&number, &other), &[]).await.assert_not_found();
        // a member who may read an open draft sees it, but changes nothing and sees no original
        app::stewardship::set_visibility(ada.ctx(), number.parse().unwrap(), postmortem::Visibility::Members).await.unwrap();
        let seen = others[0].get(&format!("/pm/{number}/evidence?suggestions=1")).await;
        seen.assert_status(200);
        assert_eq!(seen.find("form[data-act=accept]").len() + seen.find("#make-entry").len(), 0);
        others[0].get(&item).await.assert_status(200);
        others[0].get(&format!("{item}/raw")).await.assert_status(403);
        others[0].post(&accept, &[]).await.assert_status(403);
        others[1].get(&item).await.assert_not_found();
    }

    async fn the_pages_read_in_korean(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        fill(&house, &ada, &number).await;
        app::people::set_profile(ada.ctx(), "Ada", postmortem::Locale::Ko, &postmortem::Zone::utc()).await.unwrap();
        let page = ada.get(&format!("/pm/{number}/evidence")).await;
        assert_eq!(page.find("h1"), ["증거"]);
        assert!(page.attributes(".suggestion > p", "title").contains(&"되돌리기를 언급합니다: “roll back”".to_owned()));
        assert_eq!(page.find("ol.evidence > li:first-child time small"), ["11월 13일 KST"]);
    }
}
