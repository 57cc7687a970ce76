//! Two worlds that are equal in what the company may read and differ in all else give a reader the same bytes.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use app::{
    Ctx, causes, narrative,
    publication::{self, Choice, Confirmation},
    timeline,
};
use postmortem::{
    ActorId, BecauseDraft, CauseClass, CauseDraft, Effect, EntryDraft, EntryKind, KeyMoment, Knowledge, Locale, Moment,
    Number, Part, Role,
};
use publish::Names;
use testkit::{Both, TestHouse, Visitor};

/// What differs between the two worlds of a pair.
struct Secrets {
    /// Handle and name of those who act.
    actors: [(String, String); 2],
    /// Drafts of which nobody may know.
    n_drafts: u64,
    /// Items of evidence that no entry rests on.
    n_evidence: u64,
    /// How often texts were written before they said what they say.
    n_histories: u64,
    /// A text that stays inside.
    canary: String,
}

fn secrets(seed: u64, side: u64) -> Secrets {
    const FIRST: [&str; 6] = ["Ben Carter", "김하늘", "Olu Adeyemi", "박서준", "Grace Lind", "남궁민수"];
    const SECOND: [&str; 6] = ["Ida Holm", "이도윤", "Tom Vance", "최지우", "Noor Haddad", "Ana Ruiz"];
    let at = (seed * 2 + side) as usize;
    Secrets {
        actors: [
            (format!("U{seed}{side}FIRST"), FIRST[at % 6].to_owned()),
            (format!("u.{seed}.{side}.second"), SECOND[(at * 5 + 1) % 6].to_owned()),
        ],
        n_drafts: side * (1 + seed % 3),
        n_evidence: (seed + side * 3) % 5,
        n_histories: (seed + side) % 4,
        canary: format!("canary-{seed}-{side}"),
    }
}

fn entry(kind: EntryKind, minute: u8, text: String) -> EntryDraft {
    EntryDraft {
        kind,
        text,
        occurred: Moment::parse(&format!("2026-11-13 14:{minute:02}"), &"Asia/Seoul".parse().unwrap()).unwrap(),
        ended: None,
        key_moment: None,
        actors: Vec::new(),
        evidence: Vec::new(),
        knowledge: Vec::new(),
        decision: None,
        is_machine_written: false,
    }
}

async fn build(house: &TestHouse, ada: &Ctx, seed: u64, secrets: &Secrets, names: Names) -> Number {
    let number = house.postmortem(ada, &format!("Payments failed, case {seed}")).await.number;
    let id = app::workbench::get(ada, number).await.unwrap().id;
    let mut ids: Vec<ActorId> = Vec::new();
    for (at, (handle, name)) in secrets.actors.iter().enumerate() {
        let actor = app::actors::ensure(ada, number, handle, name).await.unwrap();
        if seed.is_multiple_of(2) && at == 0 {
            let draft = app::actors::ActorDraft {
                name: name.clone(),
                role: "On-call engineer".into(),
                team: String::new(),
                person: None,
            };
            app::actors::revise(ada, number, actor.id, draft).await.unwrap();
        }
        ids.push(actor.id);
    }
    // the letters are drawn by lot for each document: here the lots fall alike
    let mut tx = house.house.db.write().await.unwrap();
    store::publication::set_role_order(&mut tx, id, &ids).await.unwrap();
    tx.commit().await.unwrap();
    let (first, second) = (&secrets.actors[0], &secrets.actors[1]);
    let summary = format!("{} rolled back while @{} watched. 42 orders failed.", first.1, second.0);
    for n in 0..secrets.n_histories {
        let text = format!("{} draft {n}", secrets.canary);
        narrative::write(ada, number, Part::Summary, &text, n as i64).await.unwrap();
    }
    let version = secrets.n_histories as i64;
    narrative::write(ada, number, Part::Summary, &summary, version).await.unwrap();
    for n in 0..secrets.n_evidence {
        let bytes = format!("{} {n} by {}", secrets.canary, first.1).into_bytes();
        let file = app::files::NewFile { name: secrets.canary.clone(), bytes, occurred: None, caption: String::new() };
        app::files::add(ada, number, file).await.unwrap();
    }
    let learned = Moment::parse("2026-11-13 14:09", &"Asia/Seoul".parse().unwrap()).unwrap();
    let start = EntryDraft {
        key_moment: Some(KeyMoment::ImpactStart),
        actors: ids.clone(),
        knowledge: vec![Knowledge::sure(ids[1], learned)],
        ..entry(EntryKind::Impact, 2, "Card payments began to fail".into())
    };
    timeline::insert(ada, number, start).await.unwrap();
    let decision = postmortem::Decision {
        reason: format!("{} had seen it before", first.1),
        deciders: vec![ids[0]],
        ..Default::default()
    };
    let decided = EntryDraft {
        decision: Some(decision),
        ..entry(EntryKind::Decision, 17, format!("Roll back <!-- {} -->", secrets.canary))
    };
    timeline::insert(ada, number, decided).await.unwrap();
    let gone = timeline::insert(ada, number, entry(EntryKind::Hypothesis, 12, secrets.canary.clone())).await.unwrap();
    timeline::delete(ada, number, gone.id, gone.version).await.unwrap();
    walk_back(ada, number, secrets).await;
    for n in 0..secrets.n_drafts {
        let draft = house.postmortem(ada, &format!("{} private {n}", secrets.canary)).await.number;
        narrative::write(ada, draft, Part::Summary, "Payments failed here too", 0).await.unwrap();
        // it came through the same weakness before, and nobody may count it
        timeline::insert(ada, draft, entry(EntryKind::Impact, 1, secrets.canary.clone())).await.unwrap();
        condition(ada, draft, secrets.canary.clone(), WEAKNESS).await;
    }
    publish(ada, number, names, &secrets.canary).await;
    // written after the publication, and so not part of it
    narrative::write(ada, number, Part::Impact, &secrets.canary, 0).await.unwrap();
    number
}

const WEAKNESS: &str = "A rollback rests on one person";

/// A condition that is tied to a weakness.
async fn condition(ada: &Ctx, number: Number, text: String, weakness: &str) {
    let draft = CauseDraft { class: CauseClass::Condition, text, meaning: String::new() };
    let cause = causes::answer(ada, number, Effect::Impact, draft, BecauseDraft::default()).await.unwrap();
    let named = Some(causes::WeaknessChoice::Named(weakness.to_owned()));
    causes::set_weakness(ada, number, cause.id, named, 1).await.unwrap();
}

/// A cause with a name in it, and one that is tied to nothing and stays inside.
async fn walk_back(ada: &Ctx, number: Number, secrets: &Secrets) {
    let draft = |text: String| CauseDraft { class: CauseClass::Condition, text, meaning: String::new() };
    condition(ada, number, format!("Only {} could roll back", secrets.actors[0].1), WEAKNESS).await;
    let stray = draft(format!("{} by {}", secrets.canary, secrets.actors[1].1));
    let stray = causes::answer(ada, number, Effect::Impact, stray, BecauseDraft::default()).await.unwrap();
    let view = causes::view(ada, number).await.unwrap();
    let tie = view.map.effects(stray.id).next().unwrap();
    causes::unlink(ada, number, tie.id, tie.version).await.unwrap();
}

async fn publish(ada: &Ctx, number: Number, names: Names, reason: &str) {
    let choice = Choice { names, locale: Locale::En };
    let digest = publication::preview(ada, number, choice).await.unwrap().digest;
    let confirmation =
        Confirmation { choice, digest, note: String::new(), reason: reason.to_owned(), overridden: reason.to_owned() };
    publication::publish(ada, number, confirmation).await.unwrap();
}

/// All that a reader can get, statuses and headers included; the token of the forms is the session's own.
async fn seen(rae: &Visitor, number: Number) -> Vec<(String, String)> {
    let next = Number { count: number.count + 1, ..number };
    let mut paths: Vec<String> =
        ["/library", "/library?q=payments", "/library?q=canary", "/library?severity=sev2", "/pm"]
            .map(String::from)
            .to_vec();
    for number in [number, next] {
        for tail in ["", "?version=1", "?version=2", "/export.md", "/export.html", "/export.json", "/1/files/0"] {
            paths.push(format!("/library/{number}{tail}"));
        }
        for tail in ["", "/publication", "/export.md", "/export.zip", "/timeline", "/narrative", "/evidence"] {
            paths.push(format!("/pm/{number}{tail}"));
        }
    }
    let mut seen = Vec::with_capacity(paths.len());
    for path in paths {
        let answer = rae.get(&path).await;
        let mut headers: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        headers.sort();
        let body = answer.text().replace(&rae.form_token(), "TOKEN");
        let body = without_request(&body);
        seen.push((path, format!("{}\n{}\n{body}", answer.status, headers.join("\n"))));
    }
    seen
}

/// The page of an error names its request by a random number.
fn without_request(body: &str) -> String {
    match body.split_once("<p class=\"trace\">") {
        Some((before, after)) => format!("{before}{}", after.split_once("</p>").map_or("", |(_, rest)| rest)),
        None => body.to_owned(),
    }
}

async fn world(on: Both, seed: u64, side: u64, names: Names) -> Option<Vec<(String, String)>> {
    let secrets = secrets(seed, side);
    let house = TestHouse::start(on).await?;
    let rae = house.visitor("Rae", Role::Reader).await;
    let ada = house.person("Ada", Role::Member).await;
    if side == 1 {
        house.person("Someone", Role::Member).await;
    }
    let number = build(&house, &ada, seed, &secrets, names).await;
    let seen = seen(&rae, number).await;
    for (path, text) in &seen {
        if path.contains("canary") {
            continue;
        }
        assert!(!text.contains("canary"), "{path}: {text}");
    }
    house.house.db.close().await;
    Some(seen)
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(test);
}

async fn look_the_same(on: Both, seed: u64) {
    let one = world(on, seed, 0, Names::AsRoles).await;
    let two = world(on, seed, 1, Names::AsRoles).await;
    let Some((one, two)) = one.zip(two) else { return };
    assert_eq!(one.len(), two.len());
    for ((path, left), (_, right)) in one.iter().zip(&two) {
        assert_eq!(left, right, "pair {seed} differs at {path}");
    }
}

#[test]
fn twenty_pairs_of_worlds_look_the_same_to_a_reader() {
    run(async {
        for seed in 0..20 {
            look_the_same(Both::Sqlite, seed).await;
        }
    });
}

#[test]
fn campaign_pairs_of_worlds_look_the_same_to_a_reader() {
    let Some(n_pairs) = testkit::campaign(2000) else { return };
    run(async {
        for seed in 20..20 + n_pairs {
            // each tenth on the server too, where there is one
            look_the_same(Both::Sqlite, seed).await;
            if seed % 10 == 0 {
                look_the_same(Both::Postgres, seed).await;
            }
        }
    });
}

#[test]
fn the_test_would_see_a_name() {
    run(async {
        let (one, two) = (world(Both::Sqlite, 1, 0, Names::Shown).await, world(Both::Sqlite, 1, 1, Names::Shown).await);
        let (one, two) = (one.unwrap(), two.unwrap());
        let reading =
            |seen: &[(String, String)]| seen.iter().find(|(path, _)| path.ends_with("-001")).unwrap().1.clone();
        assert_ne!(reading(&one), reading(&two));
    });
}
