//! One's own account: profile, password, sessions.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use axum::http::Method;
use postmortem::Role;
use testkit::{TestHouse, Visitor, on_both};

const FIRST: &str = "a sentence of her own";
const SECOND: &str = "another sentence of hers";

/// Someone who took up an invitation, and the browser in which they did.
async fn arrived(house: &TestHouse, name: &str) -> String {
    let person = house.person(name, Role::Member).await.person_id().unwrap();
    let link = app::people::reset(&house.operator(), person).await.unwrap();
    let path = link.strip_prefix("https://inquest.example").unwrap();
    let answer = house.stranger().post(path, &[("password", FIRST)]).await;
    cookie(answer.assert_redirect("/"))
}

fn cookie(answer: &testkit::Answer) -> String {
    answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn get(house: &TestHouse, path: &str, cookie: &str) -> testkit::Answer {
    let request = house.stranger().request(Method::GET, path).header("cookie", cookie).body("".into()).unwrap();
    house.stranger().send(request).await
}

async fn post(house: &TestHouse, path: &str, cookie: &str, fields: &[(&str, &str)]) -> testkit::Answer {
    let token = house.house.form_token(&testkit::session_hash(cookie.strip_prefix("__Host-inq=").unwrap()));
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
    let request = house
        .stranger()
        .request(Method::POST, path)
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0");
    house.stranger().send(request.body(body.into()).unwrap()).await
}

async fn is_signed_in(house: &TestHouse, cookie: &str) -> bool {
    get(house, "/account", cookie).await.status == 200
}

async fn signed_in(house: &TestHouse, login: &str, password: &str) -> testkit::Answer {
    house.stranger().post("/sign-in", &[("login", login), ("password", password)]).await
}

fn profile<'a>(name: &'a str, locale: &'a str, zone: &'a str) -> [(&'a str, &'a str); 3] {
    [("name", name), ("locale", locale), ("zone", zone)]
}

async fn banner(visitor: &Visitor, path: &str) -> Vec<String> {
    visitor.get(path).await.find(".banner p")
}

on_both! {
    async fn everyone_keeps_their_own_profile(house: TestHouse) {
        for (name, role) in [("Rae", Role::Reader), ("Ben", Role::Member), ("Ada", Role::Administrator)] {
            let person = house.visitor(name, role).await;
            let page = person.get("/account").await;
            page.assert_status(200);
            assert_eq!(page.attributes("#name", "value"), [name]);
            assert!(page.attributes("#zones option", "value").contains(&"Asia/Seoul".to_owned()));
            let answer = person.post("/account/profile", &profile("Named anew", "en", "Europe/Berlin")).await;
            answer.assert_redirect("/account?done=profile");
            assert_eq!(banner(&person, answer.location()).await, ["Your profile is saved."]);
            let page = person.get("/account").await;
            assert_eq!(page.attributes("#name", "value"), ["Named anew"]);
            assert_eq!(page.attributes("#zone", "value"), ["Europe/Berlin"]);
        }
    }

    async fn the_page_speaks_the_new_language(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        assert_eq!(ben.get("/account").await.find("h1"), ["Your account"]);
        ben.post("/account/profile", &profile("Ben", "ko", "Asia/Seoul")).await.assert_redirect("/account?done=profile");
        let page = ben.get("/account?done=profile").await;
        assert_eq!(page.attributes("html", "lang"), ["ko"]);
        assert_eq!(page.find("h1"), ["내 계정"]);
        assert_eq!(page.find(".banner p"), ["프로필을 저장했습니다."]);
    }

    async fn a_profile_that_does_not_fit_is_named_and_kept(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let page = ben.post("/account/profile", &profile("Ben II", "en", "Mars/Base")).await;
        page.assert_status(422);
        assert_eq!(page.attributes("#name", "value"), ["Ben II"]);
        assert_eq!(page.attributes("#zone", "aria-invalid"), ["true"]);
        ben.post("/account/profile", &profile(" ", "en", "UTC")).await.assert_status(422);
        ben.post("/account/profile", &profile("Ben", "tlh", "UTC")).await.assert_status(422);
        assert_eq!(ben.get("/account").await.attributes("#name", "value"), ["Ben"]);
    }

    async fn a_new_password_ends_every_session_and_begins_one(house: TestHouse) {
        let first = arrived(&house, "Ben").await;
        let other = cookie(&signed_in(&house, "ben@inquest.example", FIRST).await);
        let wrong = post(&house, "/account/password", &first, &[("old_password", "not this one at all"), ("password", SECOND)]).await;
        wrong.assert_status(422);
        assert_eq!(wrong.find("#old_password-error"), ["This is not your present password."]);
        let short = post(&house, "/account/password", &first, &[("old_password", FIRST), ("password", "short")]).await;
        short.assert_status(422);
        assert!(!short.text().contains("short\""), "a password is never written into a page");
        let done = post(&house, "/account/password", &first, &[("old_password", FIRST), ("password", SECOND)]).await;
        let fresh = cookie(done.assert_redirect("/account?done=password"));
        assert_ne!(fresh, first);
        assert!(!is_signed_in(&house, &first).await && !is_signed_in(&house, &other).await);
        assert!(is_signed_in(&house, &fresh).await);
        signed_in(&house, "ben@inquest.example", FIRST).await.assert_status(422);
        signed_in(&house, "ben@inquest.example", SECOND).await.assert_redirect("/");
    }

    async fn signing_in_again_ends_the_session_one_came_with(house: TestHouse) {
        let first = arrived(&house, "Ben").await;
        let again = post(&house, "/sign-in", &first, &[("login", "ben@inquest.example"), ("password", FIRST)]).await;
        let second = cookie(again.assert_redirect("/"));
        assert_ne!(first, second);
        assert!(!is_signed_in(&house, &first).await);
        assert!(is_signed_in(&house, &second).await);
    }

    async fn sessions_are_listed_and_ended(house: TestHouse) {
        let first = arrived(&house, "Ben").await;
        let others = [signed_in(&house, "ben@inquest.example", FIRST).await, signed_in(&house, "ben@inquest.example", FIRST).await];
        let others = others.map(|answer| cookie(&answer));
        let page = get(&house, "/account", &first).await;
        assert_eq!(page.find("ol.records li").len(), 3);
        assert_eq!(page.find("ol.records li[aria-current] .chip"), ["this one"]);
        let key = hex::encode(testkit::session_hash(others[0].strip_prefix("__Host-inq=").unwrap()));
        post(&house, "/account/sessions", &first, &[("session", &key)]).await.assert_redirect("/account?done=session");
        assert!(!is_signed_in(&house, &others[0]).await && is_signed_in(&house, &others[1]).await);
        post(&house, "/account/sessions", &first, &[("session", &key)]).await.assert_not_found();
        post(&house, "/account/sessions", &first, &[("session", "no hex")]).await.assert_not_found();
        post(&house, "/account/sessions", &first, &[]).await.assert_redirect("/account?done=sessions");
        assert!(!is_signed_in(&house, &others[1]).await && is_signed_in(&house, &first).await);
        let own = hex::encode(testkit::session_hash(first.strip_prefix("__Host-inq=").unwrap()));
        post(&house, "/account/sessions", &first, &[("session", &own)]).await.assert_redirect("/account?done=session");
        assert!(!is_signed_in(&house, &first).await);
    }

    async fn the_session_of_another_cannot_be_ended(house: TestHouse) {
        let ben = arrived(&house, "Ben").await;
        let eve = arrived(&house, "Eve").await;
        let key = hex::encode(testkit::session_hash(ben.strip_prefix("__Host-inq=").unwrap()));
        post(&house, "/account/sessions", &eve, &[("session", &key)]).await.assert_not_found();
        assert!(is_signed_in(&house, &ben).await);
    }

    async fn signing_out_ends_the_session(house: TestHouse) {
        let ben = arrived(&house, "Ben").await;
        let answer = post(&house, "/sign-out", &ben, &[]).await;
        answer.assert_redirect("/sign-in");
        assert_eq!(answer.headers["clear-site-data"], "\"cache\", \"cookies\", \"storage\"");
        assert!(!is_signed_in(&house, &ben).await);
    }
}
