//! Files: what comes in from the editor, and that nothing in them ever runs.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use axum::http::Method;
use base64::{Engine, engine::general_purpose::STANDARD};
use postmortem::Role;
use testkit::{Answer, Visitor, on_both};

/// A PNG of one pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async fn add(who: &Visitor, number: &str, name: &str, bytes: &[u8]) -> Answer {
    who.post_files(&format!("/pm/{number}/files"), &[("file", Some(name), bytes)]).await
}

/// The address at which the editor's preview shows or links what was added.
async fn address(who: &Visitor, number: &str, answer: &Answer) -> String {
    answer.assert_status(200);
    let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let markdown = json["markdown"].as_str().unwrap();
    let preview = who.post(&format!("/pm/{number}/preview"), &[("text", markdown)]).await;
    let mut found = preview.attributes("img", "src");
    found.extend(preview.attributes("a", "href"));
    assert_eq!(found.len(), 1, "{}", preview.text());
    found.remove(0)
}

on_both! {
    async fn a_picture_is_drawn_anew_and_shown_in_place(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let mut png = STANDARD.decode(PIXEL).unwrap();
        png.extend_from_slice(b"<script>hidden behind the end</script>");
        let answer = add(&ada, &number, "graph](x).png", &png).await;
        let json: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert!(json["markdown"].as_str().unwrap().starts_with("![graph x .png](file:"), "{json}");
        let shown = ada.get(&address(&ada, &number, &answer).await).await;
        shown.assert_status(200);
        assert_eq!(shown.headers["content-type"], "image/png");
        assert!(shown.headers["content-disposition"].to_str().unwrap().starts_with("inline"));
        assert!(shown.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
        assert_eq!(shown.headers["x-content-type-options"], "nosniff");
        assert!(!shown.text().contains("hidden behind"));
    }

    async fn nothing_else_is_ever_shown_in_place(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let files: [(&str, &[u8]); 5] = [
            ("page.html", b"<!doctype html><script>alert(1)</script>"),
            ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("a.pdf", b"%PDF-1.7 alert"),
            ("pretend.png", b"<html><script>alert(1)</script>"),
            ("broken.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
        ];
        for (name, bytes) in files {
            let answer = add(&ada, &number, name, bytes).await;
            let served = ada.get(&address(&ada, &number, &answer).await).await;
            served.assert_status(200);
            let kind = served.headers["content-type"].to_str().unwrap();
            assert_eq!(kind, "application/octet-stream", "{name}");
            assert!(served.headers["content-disposition"].to_str().unwrap().starts_with("attachment"), "{name}");
            assert_eq!(served.headers["x-content-type-options"], "nosniff");
            assert!(served.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox; default-src 'none'"));
            assert_eq!(served.body, bytes);
        }
    }

    async fn a_file_is_found_where_it_belongs_and_by_those_who_may(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let added = add(&ada, &number, "a.log", b"one line").await;
        let path = address(&ada, &number, &added).await;
        let other = house.postmortem(ada.ctx(), "Other").await.number.to_string();
        ada.get(&path.replace(&number, &other)).await.assert_not_found();
        for bad in ["x", "..%2f..%2fsecret.key", "%00", &"0".repeat(64)] {
            ada.get(&format!("/pm/{number}/files/{bad}")).await.assert_not_found();
        }
        let ben = house.visitor("Ben", Role::Member).await;
        ben.get(&path).await.assert_not_found();
        add(&ben, &number, "b.log", b"x").await.assert_not_found();
        house.visitor("Rae", Role::Reader).await.get(&path).await.assert_not_found();
        house.stranger().get(&path).await.assert_status(303);
        let list = ada.get(&format!("/pm/{number}/evidence")).await;
        assert_eq!(list.find("ol.evidence > li").len(), 1);
    }

    async fn what_is_too_large_or_empty_is_told_in_words(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let large = vec![b'x'; (25 << 20) + 1];
        let answer = add(&ada, &number, "large.log", &large).await;
        answer.assert_status(422);
        assert_eq!(answer.text(), r#"{"error":"The file is larger than 25 MiB."}"#);
        add(&ada, &number, "empty.log", b"").await.assert_status(422);
        // from elsewhere nothing is taken, token or not
        let request = ada.request(Method::POST, &format!("/pm/{number}/files")).header("sec-fetch-site", "cross-site")
            .header("content-type", "multipart/form-data; boundary=b")
            .body("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n".into()).unwrap();
        ada.send(request).await.assert_status(403);
        assert_eq!(ada.get(&format!("/pm/{number}/evidence")).await.find("ol.evidence > li").len(), 0);
    }
}
