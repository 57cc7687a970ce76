//! Requests that other sites make our visitors' browsers send: none gets through, whichever route it is for.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use axum::http::Method;
use postmortem::Role;
use testkit::{Answer, TestHouse, Visitor, on_both};
use web::{ROUTES, RouteInfo};

/// What a browser may say of where a request comes from, when it is not from one of our pages.
const ELSEWHERE: &[&[(&str, &str)]] = &[
    &[],
    &[("origin", "null")],
    &[("origin", "https://evil.example")],
    &[("origin", "http://inquest.example")],
    &[("origin", "https://sub.inquest.example")],
    &[("origin", "https://inquest.example:8443")],
    &[("origin", "https://inquest.example.evil.example")],
    &[("origin", "https://evil.example/inquest.example")],
    &[("origin", "https://inquest.example@evil.example")],
    &[("origin", "https://xinquest.example")],
    &[("origin", "https://INQUEST.example.")],
    &[("origin", "\u{e9}")],
    &[("origin", "")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "anything")],
    &[("sec-fetch-site", "cross-site"), ("origin", "https://inquest.example")],
    &[("sec-fetch-site", "same-site"), ("origin", "https://inquest.example")],
    &[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")],
    &[("sec-fetch-site", "none"), ("origin", "https://evil.example")],
    &[("referer", "https://inquest.example/pm")],
    &[("x-forwarded-host", "evil.example"), ("origin", "https://evil.example")],
    // on plain http only a loopback host speaks for itself: with https, none does
    &[("host", "localhost:7878"), ("origin", "http://localhost:7878")],
];

/// Unsafe routes; hooks carry a token of their own and no cookie.
fn unsafe_routes() -> impl Iterator<Item = &'static RouteInfo> {
    ROUTES.iter().filter(|route| route.method != "get" && !route.path.starts_with("/hooks/"))
}

/// The pattern with something of the right form in each hole.
fn path(route: &RouteInfo) -> String {
    let fill = |segment: &str| match segment {
        "{number}" => "PM-2030-001".to_owned(),
        segment if segment.starts_with('{') => "018f0000-0000-7000-8000-000000000000".to_owned(),
        segment => segment.to_owned(),
    };
    route.path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

async fn send(browser: &Visitor, route: &RouteInfo, headers: &[(&str, &str)]) -> Answer {
    let method = Method::from_bytes(route.method.to_uppercase().as_bytes()).unwrap();
    let mut request = browser.request(method, &path(route));
    request = request.header("content-type", "application/x-www-form-urlencoded");
    for (name, value) in headers {
        if *name == "host" {
            request.headers_mut().unwrap().remove("host");
        }
        request = request.header(*name, *value);
    }
    browser.send(request.body(format!("form_token={}", browser.form_token()).into()).unwrap()).await
}

on_both! {
    async fn no_unsafe_request_from_elsewhere_gets_through(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Administrator).await;
        house.postmortem(ada.ctx(), "Down").await;
        let before = house.digest().await;
        let mut wrong = Vec::new();
        for route in unsafe_routes() {
            for headers in ELSEWHERE {
                for browser in [&ada, &house.stranger()] {
                    let answer = send(browser, route, headers).await;
                    if answer.status != 403 || answer.headers.contains_key("set-cookie") {
                        wrong.push(format!("{} {} with {headers:?}: {}", route.method, route.path, answer.status));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(house.digest().await == before, "something was written");
    }

    async fn our_own_pages_get_through(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let out = ROUTES.iter().find(|route| route.path == "/account/sessions").unwrap();
        for headers in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("sec-fetch-site", "same-origin"), ("origin", "https://inquest.example")],
            // what Chromium sends with a form of ours, since pages send no referrer
            &[("sec-fetch-site", "same-origin"), ("origin", "null")],
            &[("origin", "https://inquest.example")],
        ] {
            send(&ben, out, headers).await.assert_status(303);
        }
    }

    async fn the_token_has_to_be_that_of_the_session(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let eve = house.visitor("Eve", Role::Member).await;
        let before = house.digest().await;
        let tokens = [String::new(), eve.form_token(), ben.form_token().to_lowercase(), format!("{}A", ben.form_token())];
        let mut wrong = Vec::new();
        for route in unsafe_routes().filter(|route| !route.path.starts_with("/pm/{number}/files")) {
            for token in &tokens {
                let answer = ben.post_raw(&path(route), &[("form_token", token.as_str())]).await;
                // a route for files reads no other form
                if !matches!(answer.status.as_u16(), 403 | 404 | 415 | 400) {
                    wrong.push(format!("{} {}: {}", route.method, route.path, answer.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(house.digest().await == before, "something was written");
        ben.post_raw("/account/sessions", &[("form_token", &eve.form_token())]).await.assert_status(403);
    }

    async fn no_other_method_slips_past(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let before = house.digest().await;
        for route in unsafe_routes() {
            for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::from_bytes(b"POSTX").unwrap()] {
                let request = ben.request(method.clone(), &path(route)).header("sec-fetch-site", "same-origin");
                let answer = ben.send(request.body("".into()).unwrap()).await;
                assert!(matches!(answer.status.as_u16(), 403..=405), "{method} {}: {}", route.path, answer.status);
            }
        }
        assert!(house.digest().await == before, "something was written");
    }
}

#[test]
fn plain_http_on_loopback_takes_its_own_origin_alone() {
    TestHouse::run(testkit::Both::Sqlite, |house| async move {
        let router = web::router(web::State::new(house.house.clone(), web::Options::default()));
        let post = |host: &'static str, origin: &'static str| {
            let router = router.clone();
            async move {
                let request = axum::http::Request::post("/sign-in")
                    .header("host", host)
                    .header("origin", origin)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(axum::body::Body::from("login=a@b.example&password=a+guess+of+somebody"))
                    .unwrap();
                tower::ServiceExt::oneshot(router, request).await.unwrap().status().as_u16()
            }
        };
        assert_eq!(post("localhost:7878", "http://localhost:7878").await, 422);
        assert_eq!(post("127.0.0.1:7878", "http://127.0.0.1:7878").await, 422);
        assert_eq!(post("localhost:7878", "http://localhost:9999").await, 403);
        assert_eq!(post("localhost:7878", "http://127.0.0.1:7878").await, 403);
        // a name that was made to point here
        assert_eq!(post("evil.example:7878", "http://evil.example:7878").await, 403);
        assert_eq!(post("localhost.evil.example", "http://localhost.evil.example").await, 403);
    });
}
