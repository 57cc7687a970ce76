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
    /// Nothing: it is a GET, or a hook.
    None,
    /// A form.
    Form(&'static [(&'static str, &'static str)]),
    /// Nothing but a query: it is a GET.
    Query(&'static [(&'static str, &'static str)]),
    /// A form with files: name of the field, name of the file, what is in it.
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
    /// What holes of the pattern stand for, where their names alone do not tell.
    pub aliases: [Option<(&'static str, &'static str)>; 2],
    /// Where the policy of its `Access` does not hold.
    pub exceptions: &'static [(Principal, Outcome)],
}

const fn row(route: &'static str, content: Content, status: u16) -> Row {
    Row { route, content, status, aliases: [None; 2], exceptions: &[] }
}

const fn get(route: &'static str) -> Row {
    row(route, Content::None, 200)
}

const fn query(route: &'static str, fields: &'static [(&'static str, &'static str)], status: u16) -> Row {
    row(route, Content::Query(fields), status)
}

const fn post(route: &'static str, fields: &'static [(&'static str, &'static str)], status: u16) -> Row {
    row(route, Content::Form(fields), status)
}

const fn files(
    route: &'static str,
    parts: &'static [(&'static str, Option<&'static str>, &'static str)],
    status: u16,
) -> Row {
    row(route, Content::Files(parts), status)
}

impl Row {
    const fn but(self, exceptions: &'static [(Principal, Outcome)]) -> Self {
        Self { exceptions, ..self }
    }

    const fn alias(self, hole: &'static str, of: &'static str) -> Self {
        Self { aliases: [Some((hole, of)), self.aliases[1]], ..self }
    }

    /// `{id}` stands for this.
    const fn id(self, of: &'static str) -> Self {
        self.alias("id", of)
    }

    /// `{token}` stands for this.
    const fn token(self, of: &'static str) -> Self {
        self.alias("token", of)
    }

    /// `{number}` stands for a postmortem that is published.
    const fn published(self) -> Self {
        Self { aliases: [self.aliases[0], Some(("number", "published"))], ..self }
    }

    /// The pattern of the path, with telling names.
    pub fn path(&self) -> String {
        let path = self.route.split_once(' ').map_or("", |(_, path)| path);
        self.aliases
            .iter()
            .flatten()
            .fold(path.to_owned(), |path, (hole, of)| path.replace(&format!("{{{hole}}}"), &format!("{{{of}}}")))
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
    post("post /wording", &[("text", "Obviously the operator forgot.")], 200),
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
    post(
        "post /settings/groups/{group}",
        &[("version", "1"), ("name", "Renamed {fresh}"), ("members", "{person}")],
        303,
    ),
    get("get /settings/groups/{group}/delete"),
    post("post /settings/groups/{group}/delete", &[], 303),
    get("get /settings/severities"),
    post("post /settings/severities", &[("code", "new-{fresh}"), ("name", "New"), ("position", "9")], 303),
    post("post /settings/severities/{code}", &[("version", "1"), ("name", "Renamed"), ("position", "9")], 303),
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

const EVIDENCE: &[Row] = &[
    get("get /pm/{number}/evidence"),
    get("get /pm/{number}/evidence/items"),
    get("get /pm/{number}/evidence/{id}").id("evidence"),
    get("get /pm/{number}/evidence/{id}/raw").id("evidence"),
    post("post /pm/{number}/entries/from-evidence", &[("evidence", "{evidence}")], 303),
    post("post /pm/{number}/suggestions/{id}/accept", &[], 303).id("suggestion"),
    post("post /pm/{number}/suggestions/{id}/dismiss", &[], 303).id("suggestion"),
    files("post /pm/{number}/files", &[("file", Some("log.txt"), "line {fresh}")], 200),
    // a file as it was handed in is for editors; what was drawn anew from a picture is for all who read
    get("get /pm/{number}/files/{hash}").but(&[(Principal::Guest, Outcome::Denied)]),
];

const IMPORTS: &[Row] = &[
    get("get /pm/{number}/imports"),
    files(
        "post /pm/{number}/imports",
        &[("source", None, "table"), ("file", Some("a.csv"), "time,text\n2030-01-01T00:00:00Z,seen")],
        303,
    ),
    get("get /pm/{number}/imports/new"),
    query("get /pm/{number}/imports/choose", &[("upload", NO_UPLOAD), ("source", "slack"), ("name", "a.zip")], 422),
    post("post /pm/{number}/imports/choose", &[("upload", NO_UPLOAD), ("source", "slack"), ("name", "a.zip")], 422),
    get("get /pm/{number}/imports/note"),
    files(
        "post /pm/{number}/imports/note",
        &[("occurred", None, "2030-01-01T10:00"), ("caption", None, "seen"), ("text", None, "note {fresh}")],
        303,
    ),
    get("get /pm/{number}/imports/{id}").id("import"),
    get("get /pm/{number}/imports/{id}/progress").id("import"),
    post("post /pm/{number}/imports/{id}/cancel", &[], 303).id("waiting"),
    get("get /pm/{number}/imports/take-over"),
    post(
        "post /pm/{number}/imports/take-over",
        &[("connection", "{connection}"), ("from", "2030-01-01T00:00"), ("to", "2030-01-02T00:00")],
        303,
    ),
];

/// Uploads are told apart by ids that nobody can guess, and each belongs to whoever sent it.
const NO_UPLOAD: &str = "018f0000-0000-7000-8000-000000000000";

const CONNECTIONS: &[Row] = &[
    get("get /settings/connections"),
    post("post /settings/connections", &[("source", "alertmanager"), ("name", "Hook {fresh}")], 200),
    post("post /settings/connections/{id}/revoke", &[], 303).id("connection"),
    // no body: what the hooks take is the business of their own tests
    row("post /hooks/alertmanager/{token}", Content::None, 422).token("alert_hook"),
    row("post /hooks/github/{token}", Content::None, 401).token("github_hook"),
];

const EXCHANGE: &[Row] = &[
    get("get /pm/{number}/export.md"),
    get("get /pm/{number}/export.html"),
    get("get /pm/{number}/export.json"),
    get("get /pm/{number}/export.zip"),
    get("get /pm/import"),
    files("post /pm/import", &[("document", Some("pm.md"), DOCUMENT)], 303),
];

const DOCUMENT: &str = "---
inquest: 1
title: Brought in
severity: sev2
occasion: drill
zone: UTC
---
";

const LIBRARY: &[Row] = &[
    get("get /library"),
    get("get /library/{number}").published(),
    get("get /library/{number}/{version}/files/{hash}").alias("hash", "published_file").published(),
    get("get /library/{number}/export.md").published(),
    get("get /library/{number}/export.html").published(),
    get("get /library/{number}/export.json").published(),
];

const PUBLICATION: &[Row] = &[
    get("get /pm/{number}/publication"),
    post(
        "post /pm/{number}/publication",
        &[
            ("digest", "{digest}"),
            ("names", "as_roles"),
            ("language", "en"),
            ("reason", "no meeting was held"),
            ("overridden", "in a hurry"),
        ],
        303,
    ),
    post("post /pm/{number}/retraction", &[("retraction", "It named a person.")], 303).published(),
];

const QUESTIONS: &[Row] = &[
    get("get /pm/{number}/questions"),
    post("post /pm/{number}/questions/dismiss", &[("key", "P01 part summary"), ("reason", "told elsewhere")], 303),
    post("post /pm/{number}/questions/take-back", &[("key", "P01 part summary")], 303),
    get("get /questions"),
    get("get /questions/{code}").alias("code", "question"),
    // a program is told so, and not led to a page
    get("get /api/v1/postmortems/{number}/questions")
        .but(&[(Principal::Stranger, Outcome::Status(401)), (Principal::Suspended, Outcome::Status(401))]),
    get("get /settings/questions"),
    post(
        "post /settings/questions",
        &[("version", "0"), ("gap_minutes", "10"), ("untold_minutes", "30"), ("unpublished_days", "7")],
        303,
    ),
];

const ACTORS: &[Row] = &[
    get("get /pm/{number}/actors"),
    post("post /pm/{number}/actors", &[("name", "New {fresh}"), ("handle", "new-{fresh}")], 303),
    post("post /pm/{number}/actors/{actor}", &[("name", "Renamed"), ("role", "On call")], 303),
    post("post /pm/{number}/actors/{actor}/merge", &[("into", "{other_actor}")], 303),
    post("post /pm/{number}/actors/{actor}/delete", &[], 303),
];

/// A decision, which names entries, actors and evidence.
const DECISION: &[(&str, &str)] = &[
    ("kind", "decision"),
    ("text", "Roll back"),
    ("occurred", "2030-01-01 14:17"),
    ("zone", "UTC"),
    ("version", "1"),
    ("actors", "{actor}"),
    ("evidence", "{evidence}"),
    ("known_entries", "{other_entry}"),
    ("known_evidence", "{file_evidence}"),
    ("deciders", "{other_actor}"),
    ("option", "Roll back"),
    ("option_chosen", "0"),
];

const TIMELINE: &[Row] = &[
    get("get /pm/{number}/timeline"),
    post("post /pm/{number}/timeline", DECISION, 303),
    get("get /pm/{number}/timeline/new"),
    get("get /pm/{number}/timeline/{entry}"),
    post("post /pm/{number}/timeline/{entry}", DECISION, 303),
    get("get /pm/{number}/timeline/{entry}/near"),
    get("get /pm/{number}/timeline/{entry}/tools"),
    get("get /pm/{number}/timeline/{entry}/split"),
    post(
        "post /pm/{number}/timeline/{entry}/split",
        &[
            ("first_text", "Seen"),
            ("second_text", "Answered"),
            ("second_kind", "response"),
            ("second_occurred", "2030-01-01 14:30"),
            ("zone", "UTC"),
            ("evidence", "{file_evidence}"),
            ("version", "1"),
        ],
        303,
    ),
    post("post /pm/{number}/timeline/{entry}/moment", &[("moment", "detected"), ("version", "1")], 303),
    post("post /pm/{number}/timeline/{entry}/knowledge", &[("handle", "ada"), ("version", "1")], 303),
    post("post /pm/{number}/timeline/{entry}/evidence", &[("evidence", "{file_evidence}")], 303),
    post(
        "post /pm/{number}/timeline/{entry}/merge",
        &[("version", "1"), ("other", "{other_entry}"), ("other_version", "1")],
        303,
    ),
    post("post /pm/{number}/timeline/{entry}/delete", &[("version", "1")], 303),
    post("post /pm/{number}/timeline/{entry}/restore", &[], 303).alias("entry", "deleted_entry"),
    get("get /pm/{number}/timeline/{entry}/history"),
];

const CAUSES: &[Row] = &[
    get("get /pm/{number}/causes"),
    post("post /pm/{number}/causes", &[("effect", "{cause}"), ("text", "No canary"), ("class", "condition")], 303),
    post("post /pm/{number}/causes/link", &[("effect", "{cause}"), ("cause", "{other_cause}")], 303),
    get("get /pm/{number}/causes/{cause}"),
    post(
        "post /pm/{number}/causes/{cause}",
        &[("text", "Pool exhausted"), ("class", "mechanism"), ("meaning", "All at once"), ("version", "1")],
        303,
    ),
    post(
        "post /pm/{number}/causes/{cause}/deep-enough",
        &[("reason", "A change removes it"), ("then", "deep"), ("version", "1")],
        303,
    ),
    post(
        "post /pm/{number}/causes/{cause}/weakness",
        &[("then", "tie"), ("weakness", "{weakness}"), ("version", "1")],
        303,
    ),
    post("post /pm/{number}/causes/{cause}/remove", &[("version", "1")], 303),
    post("post /pm/{number}/causes/{cause}/restore", &[], 303).alias("cause", "removed_cause"),
    get("get /pm/{number}/causes/{cause}/history"),
    get("get /pm/{number}/because/{because}"),
    post(
        "post /pm/{number}/because/{because}",
        &[("necessity", "necessary"), ("confidence", "high"), ("evidence", "{file_evidence}"), ("version", "1")],
        303,
    ),
    post("post /pm/{number}/because/{because}/unlink", &[("version", "1")], 303),
    post("post /pm/{number}/because/{because}/relink", &[], 303).alias("because", "gone_because"),
];

const WEAKNESSES: &[Row] = &[
    get("get /weaknesses"),
    get("get /weaknesses/{weakness}"),
    post(
        "post /weaknesses/{weakness}",
        &[("name", "No canary {fresh}"), ("description", "All at once"), ("version", "1")],
        303,
    ),
    get("get /weaknesses/{weakness}/merge"),
    post("post /weaknesses/{weakness}/merge", &[("into", "{other_weakness}"), ("version", "1")], 303),
    get("get /weaknesses/{weakness}/history"),
];

const LESSONS: &[Row] = &[
    get("get /pm/{number}/lessons"),
    post(
        "post /pm/{number}/lessons",
        &[("kind", "went_well"), ("text", "The alert was quick"), ("entries", "{entry}"), ("practices", "{practice}")],
        303,
    ),
    get("get /pm/{number}/lessons/{lesson}"),
    post("post /pm/{number}/lessons/{lesson}", &[("kind", "went_wrong"), ("text", "No canary"), ("version", "1")], 303),
    post("post /pm/{number}/lessons/{lesson}/place", &[("then", "up")], 303),
    post("post /pm/{number}/lessons/{lesson}/remove", &[("version", "1")], 303),
    post("post /pm/{number}/lessons/{lesson}/restore", &[], 303).alias("lesson", "removed_lesson"),
    get("get /pm/{number}/lessons/{lesson}/history"),
    get("get /pm/{number}/lessons/{lesson}/practice"),
    post("post /pm/{number}/lessons/{lesson}/practice", PRACTICE, 303),
];

const PRACTICE: &[(&str, &str)] = &[
    ("name", "Roll back first {fresh}"),
    ("what", "Roll back."),
    ("why", "It was over in 4 min."),
    ("conditions", "It can be rolled back."),
    ("owner", "{person}"),
    ("confirmed", "yes"),
    ("version", "1"),
];

/// Its owner here is the owner of the postmortem.
const NOT_ANSWERABLE: &[(Principal, Outcome)] =
    &[(Principal::Member, Outcome::Denied), (Principal::Guest, Outcome::Denied), (Principal::Editor, Outcome::Denied)];

const PRACTICES: &[Row] = &[
    get("get /practices"),
    get("get /practices/{practice}"),
    get("get /practices/{practice}/revise").but(NOT_ANSWERABLE),
    post("post /practices/{practice}/revise", PRACTICE, 303).but(NOT_ANSWERABLE),
    post("post /practices/{practice}/withdraw", &[("version", "1")], 303).but(NOT_ANSWERABLE),
    post("post /practices/{practice}/restore", &[], 303).alias("practice", "withdrawn_practice").but(NOT_ANSWERABLE),
    get("get /practices/{practice}/history"),
    // the owner is a member of the team
    post("post /practices/{practice}/adoptions", &[("team", "{team}")], 303).but(NOT_ANSWERABLE),
    post("post /practices/{practice}/adoptions/remove", &[("team", "{team}")], 303).but(NOT_ANSWERABLE),
];

const ACTIONS: &[Row] = &[
    get("get /actions"),
    get("get /actions.csv"),
    get("get /pm/{number}/actions"),
    post("post /pm/{number}/actions", &[("text", "Canary for the gateway")], 303),
    get("get /pm/{number}/actions/{action}"),
    post("post /pm/{number}/actions/{action}", &[("text", "Canary for all"), ("version", "1")], 303),
    post(
        "post /pm/{number}/actions/{action}/state",
        &[
            ("then", "decline"),
            ("reason", "Too rare"),
            ("owner", "{editor}"),
            ("review_on", "2031-01-01"),
            ("version", "1"),
        ],
        303,
    )
    // whoever owns an action moves it on too; a guest owns none here
    .but(&[(Principal::Guest, Outcome::Denied)]),
    post("post /pm/{number}/actions/{action}/remove", &[("version", "1")], 303),
    post("post /pm/{number}/actions/{action}/restore", &[], 303).alias("action", "removed_action"),
    get("get /pm/{number}/actions/{action}/history"),
];

/// Every row of every room.
pub fn rows() -> Vec<Row> {
    let house = [HOME, PEOPLE, ACCOUNT, SETTINGS, CONNECTIONS, LIBRARY, PRACTICES].concat();
    let work = [
        WORKBENCH,
        NARRATIVE,
        STEWARDSHIP,
        EVIDENCE,
        IMPORTS,
        EXCHANGE,
        PUBLICATION,
        QUESTIONS,
        ACTORS,
        TIMELINE,
        CAUSES,
        WEAKNESSES,
        LESSONS,
        ACTIONS,
    ]
    .concat();
    [house, work].concat()
}

impl Row {
    /// The path and all that is sent, with their holes.
    fn texts(&self) -> Vec<String> {
        let mut texts = vec![self.path()];
        match self.content {
            Content::None => {}
            Content::Form(fields) | Content::Query(fields) => {
                texts.extend(fields.iter().map(|(_, value)| (*value).to_owned()));
            }
            Content::Files(parts) => texts.extend(parts.iter().map(|(_, _, value)| (*value).to_owned())),
        }
        texts
    }

    /// Every hole, whether it names something or not.
    pub fn all_holes(&self) -> Vec<String> {
        let texts = self.texts();
        let holes = |text: &String| -> Vec<String> {
            text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(hole, _)| hole.to_owned()).collect()
        };
        texts.iter().flat_map(holes).collect()
    }
}

/// The holes of a row that name something, with what they name.
pub fn holes(row: &Row) -> Vec<(&'static str, Scope)> {
    let texts = row.texts();
    Scope::NAMED.iter().filter(|(hole, _)| texts.iter().any(|t| t.contains(&format!("{{{hole}}}")))).copied().collect()
}
