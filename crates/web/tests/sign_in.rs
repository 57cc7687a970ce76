//! Signing in and out, links, and what strangers see.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use postmortem::Role;
use testkit::on_both;

on_both! {
    async fn a_stranger_is_led_to_sign_in_and_back(house: TestHouse) {
        let answer = house.stranger().get("/pm?archived=1").await;
        answer.assert_redirect("/sign-in?next=%2Fpm%3Farchived%3D1");
        house.stranger().get("/nothing").await.assert_not_found();
    }

    async fn the_first_run_link_makes_one_administrator_once(house: TestHouse) {
        let link = app::sign_in::first_run_link(&house.house).await.unwrap().unwrap();
        let path = link.strip_prefix("https://inquest.example").unwrap();
        house.stranger().get(path).await.assert_status(200);
        let fields = [("login", "ada@inquest.example"), ("name", "Ada"), ("zone", "Asia/Seoul"), ("locale", "ko"),
                      ("password", "a sentence of her own")];
        let answer = house.stranger().post(path, &fields).await;
        answer.assert_redirect("/");
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("__Host-inq=") && cookie.contains("HttpOnly") && cookie.contains("Secure"), "{cookie}");
        house.stranger().post(path, &fields).await.assert_not_found();
        assert_eq!(app::sign_in::first_run_link(&house.house).await.unwrap(), None);
        let signed_in = house.stranger().post("/sign-in", &[("login", "ADA@inquest.example"), ("password", "a sentence of her own"), ("next", "//evil.example")]).await;
        signed_in.assert_redirect("/");
        house.stranger().post("/sign-in", &[("login", "ada@inquest.example"), ("password", "another sentence")]).await.assert_status(422);
    }

    async fn a_suspended_person_is_out_at_once(house: TestHouse) {
        let admin = house.visitor("Ada", Role::Administrator).await;
        let ben = house.visitor("Ben", Role::Member).await;
        ben.get("/pm").await.assert_status(200);
        app::people::set_suspended(admin.ctx(), ben.ctx().person_id().unwrap(), true).await.unwrap();
        ben.get("/pm").await.assert_redirect("/sign-in?next=%2Fpm");
    }

    async fn a_session_ends_when_idle(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        house.advance(jiff::SignedDuration::from_hours(11));
        ben.get("/pm").await.assert_status(200);
        house.advance(jiff::SignedDuration::from_hours(13));
        ben.get("/pm").await.assert_redirect("/sign-in?next=%2Fpm");
    }

    async fn a_form_needs_the_token_and_our_origin(house: TestHouse) {
        let ben = house.visitor("Ben", Role::Member).await;
        let fields = [("title", "Down"), ("severity", "sev1"), ("occasion", "incident"), ("zone", "UTC")];
        ben.post_raw("/pm", &fields).await.assert_status(403);
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null"), ("x-none", "")] {
            let request = ben.request(axum::http::Method::POST, "/sign-out").header(name, value)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(format!("form_token={}", ben.form_token()).into()).unwrap();
            ben.send(request).await.assert_status(403);
        }
        ben.post("/pm", &fields).await.assert_redirect("/pm/PM-2030-001");
    }
}
