//! Publishing and reading: what goes out, who may see it, and that a confirmation means exactly what was previewed.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use app::{Ctx, narrative, publication, timeline};
use postmortem::{EntryDraft, EntryKind, KeyMoment, Moment, Number, Part, Role};
use testkit::{TestHouse, Visitor, on_both};

fn moment(text: &str) -> Moment {
    Moment::parse(text, &"Asia/Seoul".parse().unwrap()).unwrap()
}

fn draft(kind: EntryKind, at: &str, text: &str) -> EntryDraft {
    EntryDraft {
        kind,
        text: text.to_owned(),
        occurred: moment(at),
        ended: None,
        key_moment: None,
        actors: Vec::new(),
        evidence: Vec::new(),
        knowledge: Vec::new(),
        decision: None,
        is_machine_written: false,
    }
}

/// Writes a postmortem in which two people act, and the texts name them.
async fn written(house: &TestHouse, ctx: &Ctx, names: [(&str, &str); 2]) -> Number {
    let number = house.postmortem(ctx, "카드 결제가 거절되었습니다").await.number;
    let mut ids = Vec::new();
    for (handle, name) in names {
        ids.push(app::actors::ensure(ctx, number, handle, name).await.unwrap().id);
    }
    let summary = format!("Cards were declined. {} rolled back, {} watched.", names[0].1, names[1].1);
    narrative::write(ctx, number, Part::Summary, &summary, 0).await.unwrap();
    let first = EntryDraft {
        key_moment: Some(KeyMoment::ImpactStart),
        actors: vec![ids[0]],
        ..draft(EntryKind::Impact, "2026-11-13 14:02", "Payments began to fail")
    };
    timeline::insert(ctx, number, first).await.unwrap();
    let second = EntryDraft {
        key_moment: Some(KeyMoment::Detected),
        actors: vec![ids[1]],
        ..draft(EntryKind::Alert, "2026-11-13 14:08", &format!("{} saw the alert", names[1].1))
    };
    timeline::insert(ctx, number, second).await.unwrap();
    number
}

async fn confirm(visitor: &Visitor, number: Number, extra: &[(&str, &str)]) -> testkit::Answer {
    let path = format!("/pm/{number}/publication");
    let page = visitor.get(&path).await;
    page.assert_status(200);
    let digest = page.attributes("#confirm input[name=digest]", "value").remove(0);
    let mut fields = vec![("digest", digest.as_str()), ("names", "as_roles"), ("language", "en")];
    fields.extend_from_slice(extra);
    visitor.post(&path, &fields).await
}

const NAMES: [(&str, &str); 2] = [("U07HANEUL", "김하늘"), ("U07BEN", "Ben Carter")];

on_both! {
    async fn what_is_previewed_is_published_and_read(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        let reading = format!("/library/{number}");
        rae.get(&reading).await.assert_not_found();
        let page = ada.get(&format!("/pm/{number}/publication")).await;
        assert!(page.find("del").concat().contains("김하늘"), "{}", page.text());
        assert!(page.find("table td").iter().any(|cell| cell == "Ben Carter"));
        // an incident without a meeting needs a reason
        confirm(&ada, number, &[]).await.assert_status(422);
        rae.get(&reading).await.assert_not_found();
        confirm(&ada, number, &[("reason", "small incident")])
            .await
            .assert_redirect(&format!("/pm/{number}/publication?published=1"));
        let page = rae.get(&reading).await;
        page.assert_status(200);
        assert_eq!(page.find("h1"), ["카드 결제가 거절되었습니다"]);
        let text = page.text();
        for hidden in ["김하늘", "Ben Carter", "U07", "small incident"] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
        assert!(text.contains("rolled back"));
        assert_eq!(page.find("dl.facts dd")[0], "6 min");
        assert_eq!(page.find(".entry time"), ["14:02", "14:08"]);
        assert_eq!(rae.get("/library").await.find("ol.library h2"), ["카드 결제가 거절되었습니다"]);
        house.stranger().get(&reading).await.assert_status(303);
    }

    async fn a_change_after_the_preview_publishes_nothing(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        let path = format!("/pm/{number}/publication");
        let digest = ada.get(&path).await.attributes("#confirm input[name=digest]", "value").remove(0);
        timeline::insert(ada.ctx(), number, draft(EntryKind::Response, "2026-11-13 14:40", "Rolled back")).await.unwrap();
        let fields = [("digest", digest.as_str()), ("names", "as_roles"), ("language", "en"), ("reason", "small")];
        let page = ada.post(&path, &fields).await;
        page.assert_status(409);
        assert_eq!(page.attributes("#reason", "value"), ["small"]);
        ada.get(&format!("/library/{number}")).await.assert_not_found();
        let fresh = page.attributes("#confirm input[name=digest]", "value").remove(0);
        let fields = [("digest", fresh.as_str()), ("names", "as_roles"), ("language", "en"), ("reason", "small")];
        ada.post(&path, &fields).await.assert_status(303);
        // the same form sent twice publishes once
        ada.post(&path, &fields).await.assert_status(409);
        assert_eq!(publication::versions(ada.ctx(), number).await.unwrap().len(), 1);
    }

    async fn a_correction_has_a_note_keeps_the_roles_and_the_earlier_version(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        confirm(&ada, number, &[("reason", "small")]).await.assert_status(303);
        let before = rae.get(&format!("/library/{number}")).await.find(".entry .meta");
        for name in ["Aaron Able", "Zed Zhou", "Mia Meyer"] {
            app::actors::ensure(ada.ctx(), number, name, name).await.unwrap();
        }
        confirm(&ada, number, &[]).await.assert_status(422);
        confirm(&ada, number, &[("note", "The time of the alert")]).await.assert_status(303);
        let page = rae.get(&format!("/library/{number}")).await;
        assert_eq!(page.find(".entry .meta"), before);
        assert!(page.text().contains("The time of the alert"));
        let first = rae.get(&format!("/library/{number}?version=1")).await;
        first.assert_status(200);
        assert_eq!(first.attributes(".banner a", "href"), [format!("/library/{number}")]);
        assert_eq!(rae.get("/library").await.find("ol.library h2").len(), 1);
    }

    async fn a_withdrawn_text_is_gone_and_its_address_says_so(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        confirm(&ada, number, &[("reason", "small")]).await.assert_status(303);
        rae.get(&format!("/library/{number}")).await.assert_status(200);
        let path = format!("/pm/{number}/retraction");
        ada.post(&path, &[("retraction", " ")]).await.assert_status(422);
        ada.post(&path, &[("retraction", "It named a customer")]).await.assert_status(303);
        let page = rae.get(&format!("/library/{number}")).await;
        page.assert_status(200);
        assert!(page.text().contains("It named a customer"));
        assert!(!page.text().contains("Cards were declined") && !page.text().contains("카드 결제가"));
        for path in [format!("/library/{number}/export.md"), format!("/library/{number}/export.json")] {
            rae.get(&path).await.assert_not_found();
        }
        assert!(rae.get("/library?q=declined").await.find("ol.library h2").is_empty());
        // and it can be published again
        confirm(&ada, number, &[("note", "Without the customer")]).await.assert_status(303);
        assert!(rae.get(&format!("/library/{number}")).await.text().contains("Cards were declined"));
        rae.get(&format!("/library/{number}?version=1")).await.assert_status(200);
        assert!(!rae.get(&format!("/library/{number}?version=1")).await.text().contains("Cards were"));
    }

    async fn drafts_show_nowhere_to_those_who_do_not_edit(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        let others = [
            house.visitor("Ben", Role::Member).await,
            house.visitor("Rae", Role::Reader).await,
            house.visitor("Adm", Role::Administrator).await,
        ];
        let foreign: Number = "PM-2030-999".parse().unwrap();
        for other in &others {
            assert!(other.get("/library").await.find("ol.library h2").is_empty());
            assert!(other.get("/library?q=declined").await.find("ol.library h2").is_empty());
            for tail in ["publication", "export.md", "export.html", "export.json", "export.zip"] {
                let hidden = other.get(&format!("/pm/{number}/{tail}")).await;
                let absent = other.get(&format!("/pm/{foreign}/{tail}")).await;
                assert_eq!((hidden.status, absent.status), (absent.status, absent.status), "{tail}");
                hidden.assert_not_found();
            }
            for tail in ["", "/export.md", "/export.html", "/export.json", "/1/files/00"] {
                other.get(&format!("/library/{number}{tail}")).await.assert_not_found();
            }
            let fields = [("digest", "0"), ("names", "shown"), ("language", "en")];
            other.post(&format!("/pm/{number}/publication"), &fields).await.assert_not_found();
            other.post(&format!("/pm/{number}/retraction"), &[("retraction", "x")]).await.assert_not_found();
        }
    }

    async fn only_the_owner_may_show_names(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        let id = app::workbench::get(ada.ctx(), number).await.unwrap().id;
        let mut tx = house.house.db.write().await.unwrap();
        store::postmortem::insert_editor(&mut tx, id, ben.ctx().person_id().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        ben.get(&format!("/pm/{number}/publication")).await.assert_status(200);
        ben.get(&format!("/pm/{number}/publication?names=shown")).await.assert_status(403);
        let page = ada.get(&format!("/pm/{number}/publication?names=shown")).await;
        assert!(page.find(".preview").concat().contains("Ben Carter"));
    }

    async fn the_list_is_narrowed_by_words_and_fields(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        confirm(&ada, number, &[("reason", "small")]).await.assert_status(303);
        let hits = async |query: &str| ada.get(&format!("/library?{query}")).await.find("ol.library h2").len();
        assert_eq!(hits("q=DECLINED+cards").await, 1);
        assert_eq!(hits("q=%EA%B1%B0%EC%A0%88").await, 1);
        assert_eq!(hits("q=100%25").await, 0);
        assert_eq!(hits("q=declined+elsewhere").await, 0);
        assert_eq!(hits("severity=sev2&occasion=incident").await, 1);
        assert_eq!(hits("severity=sev1").await, 0);
        assert_eq!(hits("tag=connection-pool").await, 1);
        assert_eq!(hits("tag=connection").await, 0);
        assert_eq!(hits("service=payments-api").await, 1);
        assert_eq!(hits("q=%EA%B9%80%ED%95%98%EB%8A%98").await, 0, "a name is found");
        ada.get("/library?page=99&q=%00").await.assert_status(200);
    }

    async fn hostile_markdown_stays_text(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "<script>alert(1)</script>").await.number;
        let text = "<img src=x onerror=alert(1)> [a](javascript:alert(1)) <style>*{}</style> <svg onload=alert(1)> \
                    ![b](https://evil.example/x.png) <a href=\"javascript:x\" style=\"x\">c</a>\n\n<script>alert(2)</script>";
        narrative::write(ada.ctx(), number, Part::Summary, text, 0).await.unwrap();
        let decision = postmortem::Decision { reason: text.to_owned(), ..Default::default() };
        let entry = EntryDraft { decision: Some(decision), ..draft(EntryKind::Decision, "2026-11-13 14:02", text) };
        timeline::insert(ada.ctx(), number, entry).await.unwrap();
        confirm(&ada, number, &[("reason", text), ("overridden", text)]).await.assert_status(303);
        let pages = [
            ada.get("/library").await,
            ada.get(&format!("/library/{number}")).await,
            ada.get(&format!("/pm/{number}/publication")).await,
            ada.get(&format!("/library/{number}/export.html")).await,
            ada.get(&format!("/pm/{number}/export.html")).await,
        ];
        for page in pages {
            page.assert_status(200);
            assert!(page.find("main script, main svg, main style, main [style], main [onerror], main [onload]").is_empty());
            assert!(!page.attributes("a", "href").iter().any(|href| href.contains("javascript")));
            assert!(page.attributes("main img", "src").iter().all(|src| src.starts_with('/')));
        }
    }

    async fn a_reading_page_is_kept_only_for_whoever_may_read_it(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        confirm(&ada, number, &[("reason", "small")]).await.assert_status(303);
        let path = format!("/library/{number}");
        let first = rae.get(&path).await;
        let tag = first.headers["etag"].clone();
        assert_eq!(rae.get(&path).await.body, first.body);
        let request = rae.request(axum::http::Method::GET, &path).header("if-none-match", tag);
        rae.send(request.body(axum::body::Body::empty()).unwrap()).await.assert_status(304);
        assert!(!ada.get(&path).await.text().contains(&rae.form_token()));
        house.stranger().get(&path).await.assert_status(303);
        let person = rae.ctx().person_id().unwrap();
        let mut tx = house.house.db.write().await.unwrap();
        store::person::update_suspended(&mut tx, person, Some(house.house.now())).await.unwrap();
        tx.commit().await.unwrap();
        rae.get(&path).await.assert_status(303);
    }

    async fn a_kept_page_comes_packed_as_the_browser_likes_it(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        confirm(&ada, number, &[("reason", "small")]).await.assert_status(303);
        let path = format!("/library/{number}");
        let plain = ada.get(&path).await;
        let mut tags = vec![plain.headers["etag"].clone()];
        for accept in ["gzip", "gzip, deflate, br"] {
            let ask = |tag: Option<&axum::http::HeaderValue>| {
                let mut request = ada.request(axum::http::Method::GET, &path).header("accept-encoding", accept);
                if let Some(tag) = tag {
                    request = request.header("if-none-match", format!("\"other\", {}", tag.to_str().unwrap()));
                }
                request.body(axum::body::Body::empty()).unwrap()
            };
            let packed = ada.send(ask(None)).await;
            assert_eq!(packed.headers.get_all("content-encoding").iter().count(), 1);
            let body = match packed.headers["content-encoding"].to_str().unwrap() {
                "gzip" => std::io::read_to_string(flate2::read::GzDecoder::new(packed.body.as_slice())),
                "br" => std::io::read_to_string(brotli::Decompressor::new(packed.body.as_slice(), 4096)),
                other => panic!("{other}"),
            };
            assert_eq!(body.unwrap(), plain.text());
            let vary: Vec<_> = packed.headers.get_all("vary").iter().collect();
            assert_eq!(vary, ["cookie, accept-encoding"]);
            let tag = packed.headers["etag"].clone();
            ada.send(ask(Some(&tag))).await.assert_status(304);
            assert!(!tags.contains(&tag), "each way of packing has its own");
            tags.push(tag);
        }
    }

    async fn what_another_process_does_holds_for_the_next_request(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        confirm(&ada, number, &[("reason", "small")]).await.assert_status(303);
        let path = format!("/library/{number}");
        // the command line beside the server, with connections of its own
        let other = store::Db::open(&house.database).await.unwrap();
        let person = rae.ctx().person_id().unwrap();
        for round in 0..3 {
            rae.get(&path).await.assert_status(200);
            let suspend = async |at| {
                let mut tx = other.write().await.unwrap();
                store::person::update_suspended(&mut tx, person, at).await.unwrap();
                tx.commit().await.unwrap();
            };
            suspend(Some(house.house.now())).await;
            rae.get(&path).await.assert_status(303);
            suspend(None).await;
            rae.get(&path).await.assert_status(200);
            let mut tx = other.write().await.unwrap();
            store::person::update_profile(&mut tx, person, &format!("Rae {round}"), postmortem::Locale::En, &postmortem::Zone::utc())
                .await
                .unwrap();
            tx.commit().await.unwrap();
            assert!(rae.get(&path).await.text().contains(&format!("Rae {round}")));
        }
        // what is not committed is not seen, and what is undone never was
        let mut tx = other.write().await.unwrap();
        store::session::delete_all(&mut tx, person, None).await.unwrap();
        rae.get(&path).await.assert_status(200);
        tx.rollback().await.unwrap();
        rae.get(&path).await.assert_status(200);
        let mut tx = other.write().await.unwrap();
        let retraction = store::publication::Retraction { at: house.house.now(), reason: "wrong numbers".to_owned() };
        let id = store::postmortem::find(&mut tx, number).await.unwrap().unwrap().id;
        store::publication::update_retracted(&mut tx, id, &retraction, None).await.unwrap();
        tx.commit().await.unwrap();
        let page = rae.get(&path).await;
        assert!(page.text().contains("wrong numbers") && !page.text().contains("rolled back"));
        let mut tx = other.write().await.unwrap();
        store::session::delete_all(&mut tx, person, None).await.unwrap();
        tx.commit().await.unwrap();
        rae.get(&path).await.assert_status(303);
        other.close().await;
    }

    async fn many_at_once_all_see_what_was_committed_before_they_asked(house: TestHouse) {
        let rae = house.visitor("Rae", Role::Reader).await;
        let person = rae.ctx().person_id().unwrap();
        for round in 0..20 {
            let is_out = round % 2 == 0;
            let mut tx = house.house.db.write().await.unwrap();
            let at = is_out.then(|| house.house.now());
            store::person::update_suspended(&mut tx, person, at).await.unwrap();
            tx.commit().await.unwrap();
            let asking: Vec<_> = (0..32)
                .map(|_| {
                    let rae = rae.clone();
                    tokio::spawn(async move { rae.get("/library").await.status.as_u16() })
                })
                .collect();
            for one in asking {
                assert_eq!(one.await.unwrap(), if is_out { 303 } else { 200 });
            }
        }
    }

    async fn what_was_published_of_a_merged_one_is_withdrawn(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        let into = written(&house, ada.ctx(), NAMES).await;
        confirm(&ada, number, &[("reason", "small")]).await.assert_status(303);
        confirm(&ada, into, &[("reason", "small")]).await.assert_status(303);
        rae.get(&format!("/library/{number}")).await.assert_status(200);
        ada.post(&format!("/pm/{number}/merge"), &[("into", &into.to_string())]).await.assert_redirect(&format!("/pm/{into}"));
        let page = rae.get(&format!("/library/{number}")).await;
        assert!(page.find(".banner").concat().contains("Another postmortem tells the same incident"), "{}", page.text());
        assert!(!page.text().contains("rolled back"));
        assert!(!page.text().contains(&into.to_string()), "which one is told to those who may edit it");
        assert!(!rae.get("/library").await.text().contains(&number.to_string()));
        rae.get(&format!("/library/{into}")).await.assert_status(200);
        let merged = app::workbench::get(ada.ctx(), number).await.unwrap();
        assert_eq!((merged.status, merged.archived_at.is_some()), (postmortem::Status::Draft, true));
        let deeds = app::stewardship::trail(ada.ctx(), number, None).await.unwrap();
        assert!(deeds.iter().any(|deed| deed.verb == "publication.retract"));
        let other = written(&house, ada.ctx(), NAMES).await;
        ada.post(&format!("/pm/{number}/merge"), &[("into", &other.to_string())]).await.assert_status(422);
    }

    async fn editors_take_everything_along(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = written(&house, ada.ctx(), NAMES).await;
        let markdown = ada.get(&format!("/pm/{number}/export.md")).await;
        markdown.assert_status(200);
        assert!(markdown.text().starts_with("---\ninquest: 1\n") && markdown.text().contains("U07HANEUL"));
        let json: serde_json::Value = serde_json::from_slice(&ada.get(&format!("/pm/{number}/export.json")).await.body).unwrap();
        assert_eq!(json["entries"].as_array().unwrap().len(), 2);
        let zip = ada.get(&format!("/pm/{number}/export.zip")).await;
        zip.assert_status(200);
        assert_eq!(&zip.body[..2], b"PK");


    }
}
