//! A fresh postmortem for each request, with all that rows name, and another one that belongs to somebody else.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering},
};

use app::{
    Ctx,
    imports::{self, ImportOptions},
    people,
    publication::{self, Choice, Confirmation},
    stewardship,
    terms::SourceKind,
};
use postmortem::{
    BecauseDraft, CauseClass, CauseDraft, Effect, EntryDraft, EntryKind, GroupKind, LessonDraft, Moment, Postmortem,
    PracticeDraft, Role, Telling, Visibility,
};
use testkit::{Answer, TestHouse, Visitor};
use web::RouteInfo;

use crate::{
    policy::Principal,
    rows::{Content, Row},
};

/// What a hole names, and so what comes of it when another value is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Belongs to a postmortem: that of another must not be reached by it.
    Postmortem,
    /// Belongs to the house: there is none of somebody else's, only none at all.
    House,
}

impl Scope {
    /// The holes that name something. `{fresh}`, `{part}` and `{digest}` do not.
    pub const NAMED: &[(&str, Scope)] = &[
        ("number", Scope::Postmortem),
        ("other", Scope::Postmortem),
        ("person", Scope::House),
        ("group", Scope::House),
        ("code", Scope::House),
        ("token", Scope::House),
        ("evidence", Scope::Postmortem),
        ("suggestion", Scope::Postmortem),
        ("import", Scope::Postmortem),
        ("waiting", Scope::Postmortem),
        ("hash", Scope::Postmortem),
        ("connection", Scope::House),
        ("alert_hook", Scope::House),
        ("github_hook", Scope::House),
        ("actor", Scope::Postmortem),
        ("other_actor", Scope::Postmortem),
        ("entry", Scope::Postmortem),
        ("other_entry", Scope::Postmortem),
        ("deleted_entry", Scope::Postmortem),
        ("cause", Scope::Postmortem),
        ("other_cause", Scope::Postmortem),
        ("removed_cause", Scope::Postmortem),
        ("because", Scope::Postmortem),
        ("gone_because", Scope::Postmortem),
        ("weakness", Scope::Postmortem),
        ("other_weakness", Scope::Postmortem),
        ("lesson", Scope::Postmortem),
        ("removed_lesson", Scope::Postmortem),
        ("practice", Scope::House),
        ("withdrawn_practice", Scope::House),
        ("team", Scope::House),
        ("action", Scope::Postmortem),
        ("removed_action", Scope::Postmortem),
        ("file_evidence", Scope::Postmortem),
        ("published", Scope::Postmortem),
        ("published_file", Scope::Postmortem),
        ("version", Scope::House),
    ];
}

/// What nobody else may read: stands in every text of the foreign postmortem.
pub const CANARY: &str = "canary-of-somebody-else";

/// What is filled into the holes of a row.
pub type Values = HashMap<&'static str, String>;

/// The people of the table, and how to make what they ask for.
pub struct World<'a> {
    house: &'a TestHouse,
    owner: Ctx,
    editor: Ctx,
    people: HashMap<u8, Ctx>,
    counter: AtomicUsize,
}

impl<'a> World<'a> {
    /// Makes the people.
    pub async fn new(house: &'a TestHouse) -> World<'a> {
        let owner = house.person("Olga", Role::Member).await;
        let editor = house.person("Edda", Role::Member).await;
        let mut people = HashMap::new();
        for (who, name, role) in [
            (Principal::Suspended, "Sue", Role::Administrator),
            (Principal::Reader, "Rae", Role::Reader),
            (Principal::Member, "Mia", Role::Member),
            (Principal::Guest, "Gus", Role::Member),
            (Principal::Administrator, "Ada", Role::Administrator),
        ] {
            people.insert(who as u8, house.person(name, role).await);
        }
        let suspended = people[&(Principal::Suspended as u8)].person_id().unwrap();
        people::set_suspended(&house.operator(), suspended, true).await.unwrap();
        people.insert(Principal::Editor as u8, editor.clone());
        people.insert(Principal::Owner as u8, owner.clone());
        World { house, owner, editor, people, counter: AtomicUsize::new(0) }
    }

    /// A browser of theirs, with a session of its own.
    pub async fn browser(&self, who: Principal) -> Visitor {
        match self.people.get(&(who as u8)) {
            Some(ctx) => self.house.sign_in(ctx).await,
            None => self.house.stranger(),
        }
    }

    /// A postmortem for one write that is granted, with what its row names and no more: making all the rest anew for
    /// each of them took most of the time of the table.
    pub async fn spent(&self, who: Principal, row: &Row) -> Values {
        let named = row.all_holes();
        let names = |holes: &[&str]| holes.iter().any(|hole| named.iter().any(|n| n == hole));
        let subject = self.ours(who).await;
        let mut values = self.values(&subject).await;
        let is_timed = names(&["entry", "other_entry", "deleted_entry", "actor", "other_actor"]);
        if is_timed || names(&["import", "suggestion", "evidence", "file_evidence", "hash"]) {
            values.extend(self.traces(&self.owner, &subject, "ours").await);
        }
        if names(&["cause", "other_cause", "removed_cause", "because", "gone_because"]) {
            values.extend(causes(&self.owner, &subject, "ours").await);
        }
        if names(&["lesson", "removed_lesson"]) {
            values.extend(lessons(&self.owner, &subject, "ours").await);
        }
        if names(&["action", "removed_action"]) {
            values.extend(actions(&self.owner, &subject, "ours").await);
        }
        if names(&["other"]) {
            values.insert("other", self.subject(&self.owner, "Ours too").await.number.to_string());
        }
        if is_timed {
            values.extend(timeline(&self.owner, &subject, &values["file_evidence"], "ours").await);
        }
        if names(&["published", "published_file", "version"]) {
            values.extend(self.published(who).await);
        }
        if names(&["digest"]) {
            values.insert("digest", publication::preview(&self.owner, subject.number, CHOICE).await.unwrap().digest);
        }
        // a room that is new here gets the whole of it
        let is_whole = named.iter().all(|hole| values.contains_key(hole.as_str()));
        if is_whole { values } else { self.at_stake(who).await }
    }

    async fn ours(&self, who: Principal) -> Postmortem {
        let subject = self.subject(&self.owner, "Ours").await;
        stewardship::add_editor(&self.owner, subject.number, self.editor.person_id().unwrap()).await.unwrap();
        if who == Principal::Guest {
            stewardship::set_visibility(&self.owner, subject.number, Visibility::Members).await.unwrap();
        }
        subject
    }

    /// A postmortem at stake for someone, with all that rows name.
    pub async fn at_stake(&self, who: Principal) -> Values {
        let subject = self.ours(who).await;
        let mut values = self.values(&subject).await;
        values.extend(self.traces(&self.owner, &subject, "ours").await);
        values.extend(causes(&self.owner, &subject, "ours").await);
        let open = self.subject(&self.owner, "Ours, open").await;
        stewardship::set_visibility(&self.owner, open.number, Visibility::Members).await.unwrap();
        values.extend(self.weaknesses(&self.owner, &open, "ours").await);
        values.extend(lessons(&self.owner, &subject, "ours").await);
        values.extend(actions(&self.owner, &subject, "ours").await);
        values.insert("other", self.subject(&self.owner, "Ours too").await.number.to_string());
        values.extend(timeline(&self.owner, &subject, &values["file_evidence"], "ours").await);
        values.extend(self.published(who).await);
        values.insert("digest", publication::preview(&self.owner, subject.number, CHOICE).await.unwrap().digest);
        values
    }

    /// The same of somebody else, private to them.
    pub async fn foreign(&self) -> Values {
        let n = self.counter.fetch_add(1, Ordering::SeqCst);
        let someone = self.house.person(&format!("Zoe{n}"), Role::Member).await;
        let subject = self.subject(&someone, CANARY).await;
        let mut values = self.values(&subject).await;
        values.extend(self.traces(&someone, &subject, CANARY).await);
        values.insert("other", subject.number.to_string());
        values.extend(timeline(&someone, &subject, &values["file_evidence"], CANARY).await);
        values.extend(causes(&someone, &subject, CANARY).await);
        values.extend(self.weaknesses(&someone, &subject, CANARY).await);
        values.extend(lessons(&someone, &subject, CANARY).await);
        values.extend(actions(&someone, &subject, CANARY).await);
        // nothing of theirs is published: whoever asks the library for it finds nothing
        values.insert("published", subject.number.to_string());
        values.insert("published_file", values["hash"].clone());
        values.insert("version", "1".to_owned());
        values.insert("digest", publication::preview(&someone, subject.number, CHOICE).await.unwrap().digest);
        values
    }

    /// What names nothing.
    pub fn nothing() -> Values {
        let id = "018f0000-0000-7000-8000-000000000000".to_owned();
        Values::from([
            ("number", "PM-2030-999999".to_owned()),
            ("other", "PM-2030-999999".to_owned()),
            ("person", id.clone()),
            ("group", id.clone()),
            ("code", "sev-none".to_owned()),
            ("question", "T99".to_owned()),
            ("token", "A".repeat(43)),
            ("evidence", id.clone()),
            ("suggestion", id.clone()),
            ("import", id.clone()),
            ("waiting", id.clone()),
            ("hash", "0".repeat(64)),
            ("connection", id.clone()),
            ("alert_hook", "A".repeat(43)),
            ("github_hook", "A".repeat(43)),
            ("actor", id.clone()),
            ("other_actor", id.clone()),
            ("entry", id.clone()),
            ("other_entry", id.clone()),
            ("deleted_entry", id.clone()),
            ("cause", id.clone()),
            ("other_cause", id.clone()),
            ("removed_cause", id.clone()),
            ("because", id.clone()),
            ("gone_because", id.clone()),
            ("weakness", id.clone()),
            ("other_weakness", id.clone()),
            ("lesson", id.clone()),
            ("removed_lesson", id.clone()),
            ("practice", id.clone()),
            ("withdrawn_practice", id.clone()),
            ("team", id.clone()),
            ("action", id.clone()),
            ("removed_action", id.clone()),
            ("file_evidence", id),
            ("published", "PM-2030-999999".to_owned()),
            ("published_file", "0".repeat(64)),
            ("version", "999".to_owned()),
        ])
    }

    async fn subject(&self, owner: &Ctx, title: &str) -> Postmortem {
        let pm = self.house.postmortem(owner, title).await;
        if title == CANARY {
            app::narrative::write(owner, pm.number, postmortem::Part::Summary, CANARY, 0).await.unwrap();
        }
        pm
    }

    async fn values(&self, subject: &Postmortem) -> Values {
        let operator = self.house.operator();
        let n = self.counter.fetch_add(1, Ordering::SeqCst);
        let person = self.house.person(&format!("Target{n}"), Role::Member).await.person_id().unwrap();
        let link = people::reset(&operator, person).await.unwrap();
        let group = app::groups::add(&operator, GroupKind::Team, &format!("Target {n}")).await.unwrap();
        let team = app::groups::add(&operator, GroupKind::Team, &format!("Own {n}")).await.unwrap();
        let members = [self.owner.person_id().unwrap()];
        app::groups::revise(&operator, team.id, 1, &team.name, &members).await.unwrap();
        let alert = app::connections::create(&operator, SourceKind::Alertmanager, "Target").await.unwrap();
        let mut upload = imports::receive(&operator, subject.number).await.unwrap();
        upload.write(b"{}").await.unwrap();
        let new = imports::NewImport {
            source: SourceKind::Alertmanager,
            name: "waits.json".to_owned(),
            options: ImportOptions::default(),
            upload: upload.finish().await.unwrap(),
        };
        // nobody runs the imports of this house, so this one waits
        let waiting = imports::start(&operator, subject.number, new).await.unwrap();
        let github = app::connections::create(&operator, SourceKind::Github, "Target").await.unwrap();
        let code = format!("target-{n}");
        let draft = app::severities::SeverityDraft {
            name: "Target".into(),
            meaning: String::new(),
            position: 9,
            is_offered: true,
        };
        app::severities::add(&operator, &code, &draft).await.unwrap();
        Values::from([
            ("number", subject.number.to_string()),
            ("part", "summary".to_owned()),
            ("editor", self.editor.person_id().unwrap().to_string()),
            ("person", person.to_string()),
            ("group", group.id.to_string()),
            ("team", team.id.to_string()),
            ("code", code),
            ("question", "T05".to_owned()),
            ("waiting", waiting.to_string()),
            ("connection", alert.connection.id.to_string()),
            ("alert_hook", alert.token),
            ("github_hook", github.token),
            ("token", link.rsplit('/').next().unwrap().to_owned()),
            ("fresh", n.to_string()),
        ])
    }

    /// Evidence of a postmortem: an import with a suggestion, and a file.
    async fn traces(&self, owner: &Ctx, subject: &Postmortem, text: &str) -> Values {
        let operator = self.house.operator();
        let n = self.counter.fetch_add(1, Ordering::SeqCst);
        let body = serde_json::json!({
            "version": "4", "groupKey": format!("{{}}:{n}"), "status": "firing", "receiver": "inquest",
            "truncatedAlerts": 0, "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
            "externalURL": "http://alertmanager.example",
            "alerts": [{
                "status": "firing", "labels": { "alertname": "HighErrorRate" }, "annotations": { "summary": text },
                "startsAt": "2030-01-01T08:00:00Z", "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "",
                "fingerprint": format!("{n:016x}"),
            }],
        });
        let path = self.house.folder().join(format!("alert-{n}.json"));
        std::fs::write(&path, body.to_string()).unwrap();
        let source = SourceKind::Alertmanager;
        let options = ImportOptions::default();
        let import = imports::run_now(&operator, subject.number, source, &path, options, &|_| ()).await.unwrap();
        let suggested = app::suggestions::list(&operator, subject.number, None).await.unwrap();
        let (suggestion, item) = suggested.first().expect("a first alert is suggested");
        let added = app::files::add(owner, subject.number, log(&format!("{text} {n}"))).await.unwrap();
        Values::from([
            ("import", import.id.to_string()),
            ("suggestion", suggestion.id.to_string()),
            ("evidence", item.id.to_string()),
            ("file_evidence", added.evidence.to_string()),
            ("hash", added.file.hash),
        ])
    }

    /// Two weaknesses that conditions of a postmortem are tied to: whoever reads it may know of them.
    async fn weaknesses(&self, owner: &Ctx, subject: &Postmortem, text: &str) -> Values {
        let mut values = Values::new();
        for hole in ["weakness", "other_weakness"] {
            let n = self.counter.fetch_add(1, Ordering::SeqCst);
            let draft = CauseDraft {
                class: CauseClass::Condition,
                text: format!("{text} condition {n}"),
                meaning: String::new(),
            };
            let because = BecauseDraft::default();
            let cause = app::causes::answer(owner, subject.number, Effect::Impact, draft, because).await.unwrap();
            let named = Some(app::causes::WeaknessChoice::Named(format!("{text} weakness {n}")));
            let tied = app::causes::set_weakness(owner, subject.number, cause.id, named, 1).await.unwrap();
            let app::causes::Revised::Saved(tied) = tied else { panic!("nobody else changes it") };
            values.insert(hole, tied.weakness.unwrap().to_string());
        }
        values
    }

    /// A postmortem of the same people that was published, with a picture in its text.
    async fn published(&self, who: Principal) -> Values {
        let number = self.subject(&self.owner, "Ours, published").await.number;
        stewardship::add_editor(&self.owner, number, self.editor.person_id().unwrap()).await.unwrap();
        if who == Principal::Guest {
            stewardship::set_visibility(&self.owner, number, Visibility::Members).await.unwrap();
        }
        // readers get pictures alone: what was drawn anew
        let bytes = include_bytes!("../pixel.png").to_vec();
        let picture = app::files::NewFile { name: "graph.png".to_owned(), bytes, ..log("published") };
        let hash = app::files::add(&self.owner, number, picture).await.unwrap().file.hash;
        let text = format!("It rose: ![the graph](file:{hash})");
        app::narrative::write(&self.owner, number, postmortem::Part::Summary, &text, 0).await.unwrap();
        let digest = publication::preview(&self.owner, number, CHOICE).await.unwrap().digest;
        let reason = "no meeting was held".to_owned();
        let overridden = "the moments are not known".to_owned();
        let confirmation = Confirmation { choice: CHOICE, digest, note: String::new(), reason, overridden };
        let version = publication::publish(&self.owner, number, confirmation).await.unwrap().version;
        Values::from([("published", number.to_string()), ("published_file", hash), ("version", version.to_string())])
    }

    /// Everything that is kept.
    pub async fn digest(&self) -> Digest {
        self.house.digest().await
    }
}

/// How the forms of the table publish.
const CHOICE: Choice = Choice { names: publish::Names::AsRoles, locale: postmortem::Locale::En };

fn log(text: &str) -> app::files::NewFile {
    app::files::NewFile {
        name: "log.txt".to_owned(),
        bytes: text.as_bytes().to_vec(),
        occurred: None,
        caption: text.to_owned(),
    }
}

/// Actors and entries of a postmortem: one entry rests on evidence, one is deleted.
async fn timeline(owner: &Ctx, subject: &Postmortem, evidence: &str, text: &str) -> Values {
    let mut entries = Vec::new();
    for (n, evidence) in [vec![evidence.parse().unwrap()], Vec::new(), Vec::new()].into_iter().enumerate() {
        let draft = EntryDraft {
            kind: EntryKind::Observation,
            text: format!("{text} {n}"),
            occurred: Moment::parse(&format!("2030-01-01 14:0{n}"), &subject.zone).unwrap(),
            ended: None,
            key_moment: None,
            actors: Vec::new(),
            evidence,
            knowledge: Vec::new(),
            decision: None,
            is_machine_written: false,
        };
        entries.push(app::timeline::insert(owner, subject.number, draft).await.unwrap());
    }
    app::timeline::delete(owner, subject.number, entries[2].id, entries[2].version).await.unwrap();
    let actor = app::actors::ensure(owner, subject.number, "U1", text).await.unwrap();
    let other = app::actors::ensure(owner, subject.number, "U2", &format!("{text} too")).await.unwrap();
    Values::from([
        ("entry", entries[0].id.to_string()),
        ("other_entry", entries[1].id.to_string()),
        ("deleted_entry", entries[2].id.to_string()),
        ("actor", actor.id.to_string()),
        ("other_actor", other.id.to_string()),
    ])
}

/// Causes of a postmortem: two that answer for the impact, one that is removed, one that is untied.
async fn causes(owner: &Ctx, subject: &Postmortem, text: &str) -> Values {
    let mut causes = Vec::new();
    for n in 0..4 {
        let class = CauseClass::Condition;
        let draft = CauseDraft { class, text: format!("{text} cause {n}"), meaning: text.to_owned() };
        let because = BecauseDraft::default();
        causes.push(app::causes::answer(owner, subject.number, Effect::Impact, draft, because).await.unwrap());
    }
    let map = app::causes::view(owner, subject.number).await.unwrap().map;
    let tie = |n: usize| map.effects(causes[n].id).next().unwrap().id;
    app::causes::remove(owner, subject.number, causes[2].id, 1).await.unwrap();
    app::causes::unlink(owner, subject.number, tie(3), 1).await.unwrap();
    Values::from([
        ("cause", causes[0].id.to_string()),
        ("other_cause", causes[1].id.to_string()),
        ("removed_cause", causes[2].id.to_string()),
        ("because", tie(0).to_string()),
        ("gone_because", tie(3).to_string()),
    ])
}

/// Lessons of a postmortem: one that stands, one that is removed, and two that became practices.
async fn lessons(owner: &Ctx, subject: &Postmortem, text: &str) -> Values {
    let mut ids = Vec::new();
    for n in 0..4 {
        let text = format!("{text} lesson {n}");
        let draft = LessonDraft { telling: Telling::WentWell, text, entries: vec![], practices: vec![] };
        ids.push(app::lessons::add(owner, subject.number, draft).await.unwrap().id);
    }
    app::lessons::remove(owner, subject.number, ids[1], 1).await.unwrap();
    let mut made = Vec::new();
    for (n, id) in (0..).zip(&ids[2..]) {
        let draft = PracticeDraft {
            name: format!("For all, {} {n}", subject.number),
            what: "What all may read".to_owned(),
            why: "It worked".to_owned(),
            conditions: "It can be done".to_owned(),
            owner: owner.person_id().unwrap(),
        };
        made.push(app::practices::make(owner, subject.number, *id, draft).await.unwrap().id);
    }
    app::practices::withdraw(owner, made[1], 1).await.unwrap();
    Values::from([
        ("lesson", ids[0].to_string()),
        ("removed_lesson", ids[1].to_string()),
        ("practice", made[0].to_string()),
        ("withdrawn_practice", made[1].to_string()),
    ])
}

/// Ideas of a postmortem: one that stands, one that is removed.
async fn actions(owner: &Ctx, subject: &Postmortem, text: &str) -> Values {
    let mut ids = Vec::new();
    for n in 0..2 {
        ids.push(app::actions::collect(owner, subject.number, &format!("{text} idea {n}")).await.unwrap().id);
    }
    app::actions::remove(owner, subject.number, ids[1], 1).await.unwrap();
    Values::from([("action", ids[0].to_string()), ("removed_action", ids[1].to_string())])
}

/// What everything was summed up to.
type Digest = Vec<(String, String)>;

/// Puts the values into the holes.
pub fn filled(text: &str, values: &Values) -> String {
    let full = values.iter().fold(text.to_owned(), |text, (hole, value)| text.replace(&format!("{{{hole}}}"), value));
    assert!(!full.contains('{'), "nothing to put into {full}");
    full
}

/// Sends the request of a row.
pub async fn send(browser: &Visitor, route: &RouteInfo, row: &Row, values: &Values) -> Answer {
    let path = filled(&row.path(), values);
    match row.content {
        Content::None if route.method != "get" => browser.post_raw(&path, &[]).await,
        Content::None => browser.get(&path).await,
        Content::Query(fields) => {
            let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            browser.get(&format!("{path}?{query}")).await
        }
        Content::Form(fields) => {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, filled(value, values))).collect();
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.post(&path, &fields).await
        }
        Content::Files(parts) => {
            let parts: Vec<_> = parts.iter().map(|(name, file, value)| (*name, *file, filled(value, values))).collect();
            let parts: Vec<_> = parts.iter().map(|(name, file, value)| (*name, *file, value.as_bytes())).collect();
            browser.post_files(&path, &parts).await
        }
    }
}
