//! Headers of safety, cookies, limits, and forms that are not ours.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use axum::http::Method;
use postmortem::Role;
use testkit::{Answer, Both, TestHouse, Visitor, on_both};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
    worker-src 'self'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types inquest";

const EXACT: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
];

#[track_caller]
fn assert_safe(what: &str, answer: &Answer) {
    for (name, value) in EXACT {
        let all: Vec<_> = answer.headers.get_all(*name).iter().collect();
        assert_eq!(all, [value], "{name} of {what}");
    }
    let permissions = answer.headers["permissions-policy"].to_str().unwrap();
    for feature in ["camera", "microphone", "geolocation", "payment", "usb", "display-capture"] {
        assert!(permissions.contains(&format!("{feature}=()")), "{feature} of {what}");
    }
    assert!(!answer.headers.contains_key("server") && !answer.headers.contains_key("x-powered-by"), "{what}");
}

async fn form(browser: &Visitor, path: &str, body: String) -> Answer {
    let request = browser
        .request(Method::POST, path)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded");
    browser.send(request.body(body.into()).unwrap()).await
}

/// Someone with a password, signed in by it.
async fn with_password(house: &TestHouse, name: &str) -> Answer {
    let person = house.person(name, Role::Member).await.person_id().unwrap();
    let link = app::people::reset(&house.operator(), person).await.unwrap();
    let path = link.strip_prefix("https://inquest.example").unwrap().to_owned();
    house.stranger().post(&path, &[("password", "a sentence of their own")]).await
}

/// A page without the name of the request.
fn plain(answer: &Answer) -> String {
    let text = answer.text();
    text.split_once("<p class=\"trace\">").map_or(text.clone(), |(before, _)| before.to_owned())
}

on_both! {
    async fn every_kind_of_answer_is_safe(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let eve = house.stranger();
        for (what, status, answer) in [
            ("a page", 200, ben.get("/account").await),
            ("a public page", 200, eve.get("/sign-in").await),
            ("plain text", 200, eve.get("/healthz").await),
            ("a redirect", 303, eve.get("/pm").await),
            ("a redirect after a form", 303, ben.post("/account/sessions", &[]).await),
            ("not signed in", 401, eve.post("/account/sessions", &[]).await),
            ("not found", 404, ben.get("/settings").await),
            ("no such route", 404, eve.get("/no/such/route").await),
            ("no such file", 404, eve.get("/assets/none.css").await),
            ("a forged form", 403, ben.post_raw("/account/sessions", &[]).await),
            ("not allowed", 403, house.visitor("Rae", Role::Reader).await.get("/pm").await),
            ("not taken", 422, ben.post("/account/profile", &[("name", ""), ("locale", "en"), ("zone", "UTC")]).await),
            ("unreadable", 400, ben.post("/account/profile", &[("name", "x")]).await),
            ("another method", 405, ben.send(ben.request(Method::PUT, "/account").header("sec-fetch-site", "same-origin").body("".into()).unwrap()).await),
            ("too large", 413, form(&ben, "/account/profile", "x".repeat((1 << 20) + 1)).await),
            ("no form", 415, ben.send(ben.request(Method::POST, "/account/profile").header("sec-fetch-site", "same-origin").header("content-type", "application/json").body("{}".into()).unwrap()).await),
            ("head", 200, ben.send(ben.request(Method::HEAD, "/account").body("".into()).unwrap()).await),
        ] {
            assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text());
            assert_safe(what, &answer);
        }
    }

    async fn the_cookie_is_bound_to_this_host(house: TestHouse) {
        let answer = with_password(&house, "Ben").await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        let mut parts: Vec<&str> = cookie.split("; ").collect();
        let value = parts.remove(0).strip_prefix("__Host-inq=").unwrap().to_owned();
        assert_eq!(value.len(), 43, "256 bits");
        parts.sort_unstable();
        assert_eq!(parts, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
        let dump = format!("{:?}", house.digest().await);
        assert!(!dump.contains(&value), "the token itself is kept nowhere");
        assert!(!dump.contains("a sentence of their own"));
    }

    async fn a_cookie_of_the_other_name_or_a_made_up_one_is_nobody(house: TestHouse) {
        let answer = with_password(&house, "Ben").await;
        let token = answer.headers["set-cookie"].to_str().unwrap().split(['=', ';']).nth(1).unwrap().to_owned();
        for cookie in [format!("inq={token}"), format!("__Host-inq={}", "A".repeat(43)), "__Host-inq=".into(), "__Host-inq=%00".into(), format!("__Host-inq={}", "A".repeat(30_000))] {
            let request = house.stranger().request(Method::GET, "/account").header("cookie", &cookie);
            house.stranger().send(request.body("".into()).unwrap()).await.assert_redirect("/sign-in?next=%2Faccount");
        }
    }

    async fn an_unknown_account_and_a_wrong_password_look_alike(house: TestHouse) {
        with_password(&house, "Ben").await;
        with_password(&house, "Sue").await;
        let suspended = app::people::find(&house.operator(), "sue@inquest.example").await.unwrap().id;
        app::people::set_suspended(&house.operator(), suspended, true).await.unwrap();
        house.person("Ida", Role::Member).await;
        let refused = |login: &'static str| {
            let stranger = house.stranger();
            // the right one, for whoever is suspended
            let password = if login.starts_with("sue") { "a sentence of their own" } else { "a guess of somebody" };
            async move { stranger.post("/sign-in", &[("login", login), ("password", password)]).await }
        };
        let wrong = refused("ben@inquest.example").await;
        wrong.assert_status(422);
        for login in ["zed@inquest.example", "sue@inquest.example", "ida@inquest.example"] {
            let other = refused(login).await;
            assert_eq!(other.status, wrong.status);
            assert_eq!(plain(&other).replace(login, "…"), plain(&wrong).replace("ben@inquest.example", "…"));
            assert_eq!(other.headers.len(), wrong.headers.len());
        }
        refused("no address at all").await.assert_status(422);
    }

    async fn a_next_that_leads_away_is_not_followed(house: TestHouse) {
        with_password(&house, "Ben").await;
        for next in [
            "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "evil.example", "javascript:alert(1)",
            "/\t/evil.example", "/\r\n/evil.example", "/%0d%0aset-cookie:x", " //evil.example", "/../\\evil.example", "///evil.example", "",
        ] {
            let fields = [("login", "ben@inquest.example"), ("password", "a sentence of their own"), ("next", next)];
            let answer = house.stranger().post("/sign-in", &fields).await;
            answer.assert_status(303);
            let to = answer.location().to_owned();
            assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\t', '\r', '\n']), "{next:?} led to {to:?}");
            assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1);
        }
        let fields = [("login", "ben@inquest.example"), ("password", "a sentence of their own"), ("next", "/pm?archived=1")];
        house.stranger().post("/sign-in", &fields).await.assert_redirect("/pm?archived=1");
    }

    async fn forms_hold_each_key_once_and_no_other(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let pm = house.postmortem(ben.ctx(), "Kept").await;
        let before = house.digest().await;
        let once = [("name", "Ben"), ("locale", "en"), ("zone", "UTC")];
        for more in [("name", "Twice"), ("role", "administrator"), ("id", "1"), ("form_token", "")] {
            let mut fields = once.to_vec();
            fields.push(more);
            let answer = ben.post("/account/profile", &fields).await;
            assert!(matches!(answer.status.as_u16(), 400 | 403), "{more:?}: {}", answer.status);
        }
        ben.post("/account/sessions", &[("session", "00"), ("session", "11")]).await.assert_status(400);
        ben.post("/sign-out", &[("more", "1")]).await.assert_status(400);
        let fields = [("title", "T"), ("severity", "sev1"), ("occasion", "drill"), ("zone", "UTC"), ("version", "1"), ("owner", "me")];
        ben.post(&format!("/pm/{}/revise", pm.number), &fields).await.assert_status(400);
        house.stranger().post("/sign-in", &[("login", "a@b.example"), ("login", "c@d.example"), ("password", "a guess of somebody")]).await.assert_status(400);
        assert!(house.digest().await == before, "something was written");
    }

    async fn a_number_that_is_none_is_not_found(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let nothing = ben.get("/pm/PM-2030-999").await;
        nothing.assert_not_found();
        for path in ["/pm/1", "/pm/PM-2030-", "/pm/PM-2030-99999999999999999999", "/pm/%00", "/pm/%FF", "/pm/PM-2030-001%2f..", "/pm/PM-2030-0x1/revise"] {
            let answer = ben.get(path).await;
            answer.assert_not_found();
            assert_eq!(answer.find("main.error-page .code"), ["404"], "{path}");
            assert_eq!(plain(&answer), plain(&nothing), "{path}");
        }
    }
}

#[test]
fn tries_to_sign_in_are_limited() {
    TestHouse::run(Both::Sqlite, |house| async move {
        let options = web::Options { is_https: true, sign_in_per_minute: 3, ..web::Options::default() };
        let router = web::router(web::State::new(house.house.clone(), options));
        let attempt = |login: &'static str| {
            let router = router.clone();
            async move {
                let request = axum::http::Request::post("/sign-in")
                    .header("sec-fetch-site", "same-origin")
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(axum::body::Body::from(format!("login={login}&password=a+guess+of+somebody")))
                    .unwrap();
                tower::ServiceExt::oneshot(router, request).await.unwrap()
            }
        };
        let mut statuses = Vec::new();
        for login in ["ben@x.example", "BEN@x.example", "+ben@x.example", "ben@x.example"] {
            statuses.push(attempt(login).await.status().as_u16());
        }
        assert_eq!(statuses, [422, 422, 422, 429], "one account is one account however it is written");
        let refused = attempt("ben@x.example").await;
        assert_eq!(refused.headers()["retry-after"], "60");
        assert_eq!(attempt("mia@x.example").await.status(), 422, "another account may still try");
        let mut last = 0;
        for _ in 0..12 {
            last = attempt("someone-else@x.example").await.status().as_u16();
        }
        assert_eq!(last, 429);
        let mut spread = Vec::new();
        for login in [
            "a@x.example",
            "b@x.example",
            "c@x.example",
            "d@x.example",
            "e@x.example",
            "f@x.example",
            "g@x.example",
            "h@x.example",
        ] {
            spread.push(attempt(login).await.status().as_u16());
        }
        assert_eq!(spread.last(), Some(&429), "one address may not try many accounts: {spread:?}");
    });
}

#[test]
fn plain_http_makes_no_promise_of_https() {
    TestHouse::run(Both::Sqlite, |house| async move {
        let router = web::router(web::State::new(house.house.clone(), web::Options::default()));
        let request = axum::http::Request::get("/sign-in").body(axum::body::Body::empty()).unwrap();
        let answer = tower::ServiceExt::oneshot(router, request).await.unwrap();
        assert!(!answer.headers().contains_key("strict-transport-security"));
        assert_eq!(answer.headers()["content-security-policy"], POLICY);
    });
}
