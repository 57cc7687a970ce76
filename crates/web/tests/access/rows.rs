//! One row for each route: a request that is fit to be granted, and what comes of it then.
//!
//! A new room adds one list of its own and names it in [`rows`]. Who may send what follows from the `Access` that the
//! room declared; a row says more only where it differs. What stands in braces is filled in by `world.rs`: `{number}`
//! in the path is the postmortem at stake, `{entry}` or `{evidence}` what belongs to it. A hole that is new needs a line
//! there, for the value that fits and for the one that belongs to somebody else.

use crate::{
    policy::{Outcome, Principal},
    world::Scope,
};

/// What a request carries.
#[derive(Clone, Copy)]
pub enum Content {
    /// Nothing: it is a GET.
    None,
    /// A form.
    Form(&'static [(&'static str, &'static str)]),
    /// A form with files: name of the field, name of the file, what is in it.
    #[expect(dead_code, reason = "rooms with uploads add the first rows of it")]
    Files(&'static [(&'static str, Option<&'static str>, &'static str)]),
}

/// One route, with a request that is fit to be granted.
#[derive(Clone, Copy)]
pub struct Row {
    /// Method and pattern, as the router has them.
    pub route: &'static str,
    /// What it carries.
    pub content: Content,
    /// The status when it is granted.
    pub status: u16,
    /// Where the policy of its `Access` does not hold.
    pub exceptions: &'static [(Principal, Outcome)],
}

const fn get(route: &'static str) -> Row {
    Row { route, content: Content::None, status: 200, exceptions: &[] }
}

const fn post(route: &'static str, fields: &'static [(&'static str, &'static str)], status: u16) -> Row {
    Row { route, content: Content::Form(fields), status, exceptions: &[] }
}

impl Row {
    const fn but(self, exceptions: &'static [(Principal, Outcome)]) -> Self {
        Self { exceptions, ..self }
    }

    const fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

const HOME: &[Row] = &[get("get /").status(303), get("get /healthz"), get("get /readyz")];

const PEOPLE: &[Row] = &[
    get("get /sign-in").but(&[
        // whoever is signed in goes on at once
        (Principal::Reader, Outcome::Status(303)),
        (Principal::Member, Outcome::Status(303)),
        (Principal::Guest, Outcome::Status(303)),
        (Principal::Editor, Outcome::Status(303)),
        (Principal::Owner, Outcome::Status(303)),
        (Principal::Administrator, Outcome::Status(303)),
    ]),
    post("post /sign-in", &[("login", "nobody@inquest.example"), ("password", "a guess of somebody")], 422),
    post("post /sign-out", &[], 303),
    get("get /welcome/{token}"),
    post("post /welcome/{token}", &[("password", "a sentence of their own")], 303),
];

const WORKBENCH: &[Row] = &[
    get("get /pm"),
    get("get /pm/new"),
    post("post /pm", &[("title", "Down"), ("severity", "sev1"), ("occasion", "incident"), ("zone", "UTC")], 303),
    get("get /pm/{number}"),
    get("get /pm/{number}/revise"),
    post(
        "post /pm/{number}/revise",
        &[("title", "New"), ("severity", "sev1"), ("occasion", "drill"), ("zone", "UTC"), ("version", "1")],
        303,
    ),
];

const ACCOUNT: &[Row] = &[
    get("get /account"),
    post("post /account/profile", &[("name", "Anew"), ("locale", "ko"), ("zone", "Asia/Seoul")], 303),
    post("post /account/password", &[("old_password", "not known here"), ("password", "a sentence anew")], 422),
    post("post /account/sessions", &[], 303),
];

const SETTINGS: &[Row] = &[
    get("get /settings"),
    get("get /settings/people"),
    post(
        "post /settings/people",
        &[("login", "{fresh}@new.example"), ("name", "New"), ("role", "member"), ("locale", "ko"), ("zone", "UTC")],
        200,
    ),
    post("post /settings/people/reset", &[("person", "{person}")], 200),
    post("post /settings/people/role", &[("person", "{person}"), ("role", "reader")], 303),
    post("post /settings/people/suspend", &[("person", "{person}"), ("suspended", "yes")], 303),
    get("get /settings/groups"),
    post("post /settings/groups", &[("kind", "team"), ("name", "New {fresh}")], 303),
    get("get /settings/groups/{group}"),
    post("post /settings/groups/{group}", &[("name", "Renamed {fresh}"), ("members", "{person}")], 303),
    get("get /settings/groups/{group}/delete"),
    post("post /settings/groups/{group}/delete", &[], 303),
    get("get /settings/severities"),
    post("post /settings/severities", &[("code", "new-{fresh}"), ("name", "New"), ("position", "9")], 303),
    post("post /settings/severities/{code}", &[("name", "Renamed"), ("position", "9")], 303),
    post("post /settings/severities/{code}/delete", &[], 303),
];

const NARRATIVE: &[Row] = &[
    get("get /pm/{number}/narrative"),
    get("get /pm/{number}/narrative/{part}"),
    post("post /pm/{number}/narrative/{part}", &[("text", "Cards were refused."), ("version", "0")], 303),
    get("get /pm/{number}/narrative/{part}/history"),
    post("post /pm/{number}/preview", &[("text", "**bold**")], 200),
];

const STEWARDSHIP: &[Row] = &[
    get("get /pm/{number}/stewardship"),
    post("post /pm/{number}/visibility", &[("visibility", "members")], 303),
    post("post /pm/{number}/editors", &[("person", "{person}")], 303),
    post("post /pm/{number}/editors/remove", &[("person", "{editor}")], 303),
    post("post /pm/{number}/owner", &[("person", "{person}")], 303),
    post("post /pm/{number}/archive", &[("archived", "yes")], 303),
    post("post /pm/{number}/merge", &[("into", "{other}")], 303),
    post("post /pm/{number}/delete", &[("typed", "{number}")], 303),
    get("get /pm/{number}/trail"),
];

/// Every row of every room.
pub fn rows() -> Vec<Row> {
    [HOME, PEOPLE, WORKBENCH, ACCOUNT, SETTINGS, NARRATIVE, STEWARDSHIP].concat()
}

/// The holes of a row that name something, with what they name.
pub fn holes(row: &Row) -> Vec<(&'static str, Scope)> {
    let mut texts = vec![row.route];
    match row.content {
        Content::None => {}
        Content::Form(fields) => texts.extend(fields.iter().map(|(_, value)| *value)),
        Content::Files(parts) => texts.extend(parts.iter().map(|(_, _, value)| *value)),
    }
    Scope::NAMED.iter().filter(|(hole, _)| texts.iter().any(|t| t.contains(&format!("{{{hole}}}")))).copied().collect()
}
