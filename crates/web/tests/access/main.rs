//! The access table: every route, asked by everyone. A route without a row fails, and so does a row without a route.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod policy;
mod rows;
mod world;

use policy::{Outcome, Principal, expected, judge};
use rows::{Row, holes, rows};
use testkit::{Answer, TestHouse, on_both};
use web::{Access, ROUTES, RouteInfo};
use world::{CANARY, Scope, World, send};

fn name(route: &RouteInfo) -> String {
    format!("{} {}", route.method, route.path)
}

/// The routes that no row is about.
fn unlisted(routes: &[RouteInfo], rows: &[Row]) -> Vec<String> {
    routes.iter().map(name).filter(|route| !rows.iter().any(|row| row.route == route)).collect()
}

fn pairs() -> Vec<(&'static RouteInfo, Row)> {
    let find = |row: Row| ROUTES.iter().find(|route| name(route) == row.route).map(|route| (route, row));
    rows().into_iter().filter_map(find).collect()
}

fn due(route: &RouteInfo, row: &Row, who: Principal) -> Outcome {
    let exception = row.exceptions.iter().find(|(principal, _)| *principal == who);
    exception.map_or_else(|| expected(route.access, who), |(_, outcome)| *outcome)
}

/// A page without what differs from request to request, and without the values that were asked for.
fn plain(answer: &Answer, asked: &[&str]) -> (u16, String, String) {
    let mut text = answer.text();
    if let Some((before, rest)) = text.split_once("<p class=\"trace\">") {
        text = format!("{before}{}", rest.split_once("</p>").map_or("", |(_, rest)| rest));
    }
    let mut headers = format!("{:?}", answer.headers);
    for value in asked {
        (text, headers) = (text.replace(value, "…"), headers.replace(value, "…"));
    }
    // the length tells the length of what was asked for, which the asker knows
    headers = headers.split(", ").filter(|h| !h.contains("content-length")).collect::<Vec<_>>().join(", ");
    (answer.status.as_u16(), headers, text)
}

#[test]
fn every_route_has_one_row_and_every_row_a_route() {
    let rows = rows();
    assert_eq!(unlisted(&ROUTES, &rows), Vec::<String>::new(), "routes without a row in tests/access/rows.rs");
    let known: Vec<String> = ROUTES.iter().map(name).collect();
    for row in &rows {
        assert_eq!(known.iter().filter(|route| *route == row.route).count(), 1, "{}", row.route);
        assert_eq!(rows.iter().filter(|other| other.route == row.route).count(), 1, "{}", row.route);
    }
}

#[test]
fn a_route_that_nobody_listed_is_caught() {
    let new = RouteInfo { method: "get", path: "/pm/{number}/everything", access: Access::Public };
    let routes: Vec<RouteInfo> = ROUTES.iter().copied().chain([new]).collect();
    assert_eq!(unlisted(&routes, &rows()), ["get /pm/{number}/everything"]);
    let without_first = &rows()[1..];
    assert_eq!(unlisted(&ROUTES, without_first), ["get /"]);
}

/// How many requests are looked after at once: to sum up all that is kept costs more than to ask.
const TOGETHER: usize = 20;

/// Asks every route as these; tells how often something was written that may be.
async fn get_what_the_policy_says(house: &TestHouse, principals: &[Principal]) -> usize {
    let world = World::new(house).await;
    let mut wrong = Vec::new();
    let mut n_granted = 0;
    for &who in principals {
        let judged = |route: &RouteInfo, row: &Row, answer: &Answer| {
            let judged = judge(due(route, row, who), row.status, route.method == "get", answer);
            judged.err().map(|what| format!("{} as {who:?}: {what}", row.route))
        };
        let writes =
            |(route, row): &(&RouteInfo, Row)| route.method != "get" && due(route, row, who) == Outcome::Granted;
        let (granted, others): (Vec<_>, Vec<_>) = pairs().into_iter().partition(writes);
        // what is read or refused changes nothing, so that one postmortem is at stake for all of it
        let (values, browser) = (world.at_stake(who).await, world.browser(who).await);
        for some in others.chunks(TOGETHER) {
            let before = world.digest().await;
            for (route, row) in some {
                wrong.extend(judged(route, row, &send(&browser, route, row, &values).await));
            }
            if world.digest().await != before {
                let routes: Vec<&str> = some.iter().map(|(_, row)| row.route).collect();
                wrong.push(format!("as {who:?}: something was written by one of\n  {}", routes.join("\n  ")));
            }
        }
        n_granted += granted.len();
        for (route, row) in granted {
            let (values, browser) = (world.spent(who, &row).await, world.browser(who).await);
            wrong.extend(judged(route, &row, &send(&browser, route, &row, &values).await));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    n_granted
}

on_both! {
    async fn a_door_left_open_is_caught(house: TestHouse) {
        let open = house.stranger().get("/healthz").await;
        for outcome in [Outcome::SignIn, Outcome::NotFound, Outcome::Denied] {
            assert!(judge(outcome, 200, true, &open).is_err());
        }
        let closed = house.stranger().get("/pm").await;
        assert!(judge(Outcome::Granted, 303, true, &closed).is_err());
        assert!(judge(Outcome::SignIn, 200, true, &closed).is_ok());
    }

    async fn those_signed_out_get_what_the_policy_says(house: TestHouse) {
        get_what_the_policy_says(&house, &[Principal::Stranger, Principal::Suspended]).await;
    }

    async fn those_outside_get_what_the_policy_says(house: TestHouse) {
        get_what_the_policy_says(&house, &[Principal::Reader, Principal::Member]).await;
    }

    async fn a_guest_gets_what_the_policy_says(house: TestHouse) {
        let n_granted = get_what_the_policy_says(&house, &[Principal::Guest]).await;
        assert!(n_granted > 7, "a table of refusals shows nothing");
    }

    async fn an_administrator_gets_what_the_policy_says(house: TestHouse) {
        let n_granted = get_what_the_policy_says(&house, &[Principal::Administrator]).await;
        assert!(n_granted > 7, "a table of refusals shows nothing");
    }

    async fn an_editor_gets_what_the_policy_says(house: TestHouse) {
        let n_granted = get_what_the_policy_says(&house, &[Principal::Editor]).await;
        assert!(n_granted > 7, "a table of refusals shows nothing");
    }

    async fn an_owner_gets_what_the_policy_says(house: TestHouse) {
        let n_granted = get_what_the_policy_says(&house, &[Principal::Owner]).await;
        assert!(n_granted > 7, "a table of refusals shows nothing");
    }

    async fn what_is_hidden_looks_like_what_is_not_there(house: TestHouse) {
        let world = World::new(&house).await;
        let mut wrong = Vec::new();
        let foreign = world.foreign().await;
        let mut absent = foreign.clone();
        for hole in ["number", "published"] {
            absent.insert(hole, World::nothing()[hole].clone());
        }
        for who in [Principal::Reader, Principal::Member, Principal::Administrator, Principal::Owner] {
            let browser = world.browser(who).await;
            let before = world.digest().await;
            for (route, row) in pairs().into_iter().filter(|(route, _)| route.path.contains("{number}")) {
                let hidden = send(&browser, route, &row, &foreign).await;
                let nothing = send(&browser, route, &row, &absent).await;
                let is_alike = plain(&hidden, &[&foreign["number"]]) == plain(&nothing, &[&absent["number"]]);
                if hidden.status != 404 || !is_alike {
                    wrong.push(format!("{} as {who:?}:\n{}\n{}", row.route, hidden.text(), nothing.text()));
                }
            }
            assert!(world.digest().await == before, "something was written as {who:?}");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn what_belongs_to_others_is_not_reached_by_its_name(house: TestHouse) {
        let world = World::new(&house).await;
        let mut wrong = Vec::new();
        let own = world.at_stake(Principal::Owner).await;
        let foreign = world.foreign().await;
        let nothing = World::nothing();
        for who in [Principal::Owner, Principal::Administrator] {
            let browser = world.browser(who).await;
            let before = world.digest().await;
            for (route, row) in pairs().into_iter().filter(|(route, row)| due(route, row, who) == Outcome::Granted) {
                for (hole, scope) in holes(&row) {
                    let mut tries = vec![nothing[hole].as_str(), "%27%22%3Cx%3E", ""];
                    if scope == Scope::Postmortem {
                        tries.push(&foreign[hole]);
                    }
                    for other in tries {
                        let mut values = own.clone();
                        values.insert(hole, other.to_owned());
                        let answer = send(&browser, route, &row, &values).await;
                        let at = format!("{} as {who:?} with {hole} = {other:?}", row.route);
                        if !matches!(answer.status.as_u16(), 400 | 404 | 405 | 422) {
                            wrong.push(format!("{at}: {}", answer.status));
                        }
                        if answer.text().contains(CANARY) {
                            wrong.push(format!("{at}: tells of what belongs to others"));
                        }
                    }
                }
                if world.digest().await != before {
                    wrong.push(format!("{} as {who:?}: something was written", row.route));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
