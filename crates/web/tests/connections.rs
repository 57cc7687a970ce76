//! Webhooks: made by administrators, delivered to by programs, taken over by editors.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use axum::{body::Body, http::Method};
use hmac::{Hmac, KeyInit, Mac};
use postmortem::Role;
use sha2::Sha256;
use testkit::{Answer, TestHouse, Visitor, on_both};

/// Connects a webhook; gives the path of its address and its secret.
async fn connect(admin: &Visitor, source: &str) -> (String, Option<String>) {
    let page = admin.post("/settings/connections", &[("source", source), ("name", "production")]).await;
    page.assert_status(200);
    let address = page.find("#hook-address").remove(0);
    let path = address.strip_prefix("https://inquest.example").unwrap().to_owned();
    (path, page.find("#hook-secret").into_iter().next())
}

/// Delivers as a program does: no cookie, none of the headers of a browser.
async fn deliver(house: &TestHouse, path: &str, body: &[u8], headers: &[(&str, &str)]) -> Answer {
    let stranger = house.stranger();
    let mut request = stranger.request(Method::POST, path).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    stranger.send(request.body(Body::from(body.to_vec())).unwrap()).await
}

fn signed(secret: &str, body: &[u8]) -> String {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

const ALERT: &str = r#"{"version":"4","groupKey":"{}:{alertname=\"Errors\"}","status":"firing","receiver":"inquest",
    "groupLabels":{},"commonLabels":{},"commonAnnotations":{},"externalURL":"https://alerts.example",
    "alerts":[{"status":"firing","labels":{"alertname":"Errors","service":"checkout","severity":"critical"},
    "annotations":{"summary":"42% fail"},"startsAt":"2026-11-13T05:02:00Z","endsAt":"0001-01-01T00:00:00Z",
    "generatorURL":"javascript:alert(1)","fingerprint":"a1b2"}]}"#;

const PUSH: &str = r#"{"ref":"refs/heads/main","before":"0000000000000000000000000000000000000001",
    "after":"0000000000000000000000000000000000000002","repository":{"full_name":"acme/checkout","html_url":"https://github.com/acme/checkout"},
    "pusher":{"name":"mina"},"sender":{"login":"mina","type":"User"},"head_commit":{"timestamp":"2026-11-13T13:50:00+09:00"},
    "commits":[{"id":"0000000000000000000000000000000000000002","message":"Raise the pool","timestamp":"2026-11-13T13:50:00+09:00",
    "url":"https://github.com/acme/checkout/commit/2","author":{"name":"Mina","username":"mina"},"added":[],"removed":[],"modified":["pool.rs"]}]}"#;

/// Takes the whole day over and gives how many items came.
async fn take_over(house: &TestHouse, ada: &Visitor, number: &str) -> String {
    let path = format!("/pm/{number}/imports/take-over");
    let page = ada.get(&path).await;
    let connection = page.attributes("input[name=connection]", "value").remove(0);
    let fields = [("connection", connection.as_str()), ("from", "2026-11-13T00:00"), ("to", "2026-11-14T00:00")];
    let answer = ada.post(&path, &fields).await;
    answer.assert_status(303);
    for id in app::imports::due(&house.house).await.unwrap() {
        app::imports::run(&house.house, id, &|_| {}).await.unwrap();
    }
    let report = ada.get(answer.location()).await;
    assert_eq!(report.attributes("section.progress", "data-state"), ["done"]);
    report.find(".tally dd").remove(0)
}

on_both! {
    async fn alerts_arrive_and_are_taken_over_once(house: TestHouse) {
        let admin = house.visitor("Adm", Role::Administrator).await;
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let (path, secret) = connect(&admin, "alertmanager").await;
        assert_eq!(secret, None);
        for _ in 0..3 {
            let answer = deliver(&house, &path, ALERT.as_bytes(), &[]).await;
            answer.assert_status(202);
            assert_eq!(answer.text(), r#"{"ok":true}"#);
            assert!(answer.headers.get("set-cookie").is_none());
        }
        assert_eq!(take_over(&house, &ada, &number).await, "1");
        assert_eq!(take_over(&house, &ada, &number).await, "0");
        let list = ada.get(&format!("/pm/{number}/evidence")).await;
        assert!(list.find(".evidence-text")[0].contains("Errors"));
        let item = ada.get(&list.attributes(".evidence-text", "href")[0]).await;
        assert!(!item.attributes("a", "href").iter().any(|href| href.starts_with("javascript:")));
    }

    async fn a_signature_is_needed_and_a_delivery_counts_once(house: TestHouse) {
        let admin = house.visitor("Adm", Role::Administrator).await;
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout").await.number.to_string();
        let (path, secret) = connect(&admin, "github").await;
        let secret = secret.expect("GitHub signs");
        let good = signed(&secret, PUSH.as_bytes());
        let flipped = signed(&format!("{secret}x"), PUSH.as_bytes());
        let headers = |signature| [("x-hub-signature-256", signature), ("x-github-delivery", "d-1"), ("x-github-event", "push")];
        for bad in ["", "sha256=", "sha256=00", flipped.as_str(), good.trim_start_matches("sha256=")] {
            let answer = deliver(&house, &path, PUSH.as_bytes(), &headers(bad)).await;
            answer.assert_status(401);
            assert!(answer.text().contains("signature"));
        }
        deliver(&house, &path, PUSH.as_bytes(), &[("x-github-event", "push")]).await.assert_status(401);
        let mut other = PUSH.as_bytes().to_vec();
        other[40] ^= 1;
        deliver(&house, &path, &other, &headers(&good)).await.assert_status(401);
        assert_eq!(take_over(&house, &ada, &number).await, "0");
        let first = deliver(&house, &path, PUSH.as_bytes(), &headers(&good)).await;
        let second = deliver(&house, &path, PUSH.as_bytes(), &headers(&good)).await;
        assert_eq!((first.status, &first.body), (second.status, &second.body));
        first.assert_status(202);
        let taken = take_over(&house, &ada, &number).await;
        assert_ne!(taken, "0");
        assert_eq!(take_over(&house, &ada, &number).await, "0");
        let ping = br#"{"zen":"Keep it simple.","hook_id":1}"#;
        deliver(&house, &path, ping, &[("x-hub-signature-256", &signed(&secret, ping)), ("x-github-event", "ping"), ("x-github-delivery", "d-2")]).await.assert_status(202);
    }

    async fn what_is_no_delivery_is_told_so(house: TestHouse) {
        let admin = house.visitor("Adm", Role::Administrator).await;
        let (path, _) = connect(&admin, "alertmanager").await;
        let answer = deliver(&house, &path, b"{broken", &[]).await;
        answer.assert_status(422);
        assert!(answer.text().starts_with(r#"{"error":"#), "{}", answer.text());
        deliver(&house, "/hooks/alertmanager/nobody", ALERT.as_bytes(), &[]).await.assert_status(404);
        deliver(&house, &format!("/hooks/alertmanager/{}", "x".repeat(5000)), ALERT.as_bytes(), &[]).await.assert_status(404);
        // the address of one source is none of the other's
        deliver(&house, &path.replace("alertmanager", "github"), ALERT.as_bytes(), &[]).await.assert_status(404);
        let large = vec![b' '; (1 << 20) + 1];
        deliver(&house, &path, &large, &[]).await.assert_status(413);
        house.stranger().get(&path).await.assert_status(405);
    }

    async fn a_revoked_connection_takes_nothing(house: TestHouse) {
        let admin = house.visitor("Adm", Role::Administrator).await;
        let (path, _) = connect(&admin, "alertmanager").await;
        deliver(&house, &path, ALERT.as_bytes(), &[]).await.assert_status(202);
        let page = admin.get("/settings/connections").await;
        assert!(!page.text().contains(path.rsplit('/').next().unwrap()), "the address is shown once");
        let revoke = page.attributes("td.actions form", "action").remove(0);
        admin.post(&revoke, &[]).await.assert_redirect("/settings/connections");
        deliver(&house, &path, ALERT.as_bytes(), &[]).await.assert_status(404);
        admin.post(&revoke, &[]).await.assert_status(409);
    }

    async fn a_flood_is_told_when_to_come_again(house: TestHouse) {
        let admin = house.visitor("Adm", Role::Administrator).await;
        let (path, _) = connect(&admin, "alertmanager").await;
        let mut refused = None;
        for _ in 0..400 {
            let answer = deliver(&house, &path, b"{broken", &[]).await;
            if answer.status == 429 {
                refused = Some(answer);
                break;
            }
        }
        let refused = refused.expect("300 a minute and no more");
        assert_eq!(refused.headers["retry-after"], "60");
        // the others go on
        let (other, _) = connect(&admin, "alertmanager").await;
        deliver(&house, &other, ALERT.as_bytes(), &[]).await.assert_status(202);
    }

    async fn only_administrators_connect(house: TestHouse) {
        let admin = house.visitor("Adm", Role::Administrator).await;
        connect(&admin, "alertmanager").await;
        let page = admin.get("/settings/connections").await;
        let revoke = page.attributes("td.actions form", "action").remove(0);
        for role in [Role::Member, Role::Reader] {
            let who = house.visitor(if role == Role::Member { "Ben" } else { "Rae" }, role).await;
            who.get("/settings/connections").await.assert_not_found();
            who.post("/settings/connections", &[("source", "github"), ("name", "x")]).await.assert_not_found();
            who.post(&revoke, &[]).await.assert_not_found();
        }
        house.stranger().get("/settings/connections").await.assert_status(303);
        for (source, name, field) in [("slack", "x", "source"), ("", "x", "source"), ("github", " ", "name")] {
            let page = admin.post("/settings/connections", &[("source", source), ("name", name)]).await;
            page.assert_status(422);
            assert_eq!(page.attributes(".error-summary a", "href"), [format!("#{field}")]);
        }
    }
}
