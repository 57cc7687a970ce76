//! The register of weaknesses through the router: tying on the causes of a postmortem, the register, merging, reopened
//! verdicts, publications and documents.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    actions::{self, ActionDraft, Move},
    causes, stewardship,
};
use jiff::SignedDuration;
use postmortem::{
    Action, ActionKind, BecauseDraft, Cause, CauseClass, CauseDraft, Effect, EntryDraft, EntryKind, KeyMoment, Moment,
    Number, Plan, Precision, Role, Strength, Verdict, Visibility,
};
use testkit::{Answer, Both, TestHouse, Visitor, on_both};

/// A postmortem of an incident whose impact began so many hours from the present, with one condition.
async fn incident(house: &TestHouse, ada: &Visitor, title: &str, hours: i64) -> (Number, Cause) {
    let number = house.postmortem(ada.ctx(), title).await.number;
    let at = house.house.now() + SignedDuration::from_hours(hours);
    let draft = EntryDraft {
        kind: EntryKind::Impact,
        text: "Cards are refused".into(),
        occurred: Moment { at, precision: Precision::Minute, zone: "UTC".parse().unwrap() },
        ended: None,
        key_moment: Some(KeyMoment::ImpactStart),
        actors: Vec::new(),
        evidence: Vec::new(),
        knowledge: Vec::new(),
        decision: None,
        is_machine_written: false,
    };
    app::timeline::insert(ada.ctx(), number, draft).await.unwrap();
    (number, condition(ada, number, &format!("Released to all pods: {title}")).await)
}

async fn condition(ada: &Visitor, number: Number, text: &str) -> Cause {
    let draft = CauseDraft { class: CauseClass::Condition, text: text.to_owned(), meaning: String::new() };
    causes::answer(ada.ctx(), number, Effect::Impact, draft, BecauseDraft::default()).await.unwrap()
}

fn at(number: Number, cause: &Cause) -> String {
    format!("/pm/{number}/causes/{}", cause.id)
}

/// Ties a condition that nobody changed yet.
async fn tie(ada: &Visitor, number: Number, cause: &Cause, name: &str) -> String {
    let fields = [("then", "tie"), ("name", name), ("version", "1")];
    ada.post(&format!("{}/weakness", at(number, cause)), &fields).await.assert_status(303);
    causes::get(ada.ctx(), number, cause.id).await.unwrap().weakness.unwrap().to_string()
}

async fn open_to_all(ada: &Visitor, number: Number) {
    stewardship::set_visibility(ada.ctx(), number, Visibility::Members).await.unwrap();
}

/// An action against a cause that is done and worked.
async fn worked(ada: &Visitor, number: Number, cause: &Cause) -> Action {
    let ctx = ada.ctx();
    let idea = actions::collect(ctx, number, "Canary for the gateway").await.unwrap();
    let draft = ActionDraft { text: idea.text.clone(), plan: None, causes: vec![cause.id] };
    actions::revise(ctx, number, idea.id, draft, 1).await.unwrap();
    let plan = Plan {
        kind: ActionKind::Prevent,
        strength: Strength::Strong,
        due_on: None,
        expected: String::new(),
        measure: String::new(),
        tracker: None,
    };
    let commit = Move::Commit { plan, owner: ctx.person_id().unwrap(), skip: Some("urgent".into()) };
    let mut action = actions::advance(ctx, number, idea.id, commit, 2).await.unwrap();
    for step in [Move::Finish, Move::Judge(Verdict::Worked, "The drill was refused".into())] {
        action = actions::advance(ctx, number, action.id, step, action.version).await.unwrap();
    }
    action
}

fn contains(answer: &Answer, text: &str) {
    let shown = answer.text();
    assert!(shown.contains(text), "{text} is not in {shown}");
}

fn lacks(answer: &Answer, text: &str) {
    let shown = answer.text();
    assert!(!shown.contains(text), "{text} is in {shown}");
}

on_both! {
    async fn a_condition_is_tied_on_the_causes_page_without_a_script(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let (first, c1) = incident(&house, &ada, "First", 1).await;
        let (second, c2) = incident(&house, &ada, "Second", 2).await;
        let page = at(second, &c2);
        contains(ada.get(&page).await.assert_status(200), "name a new one");
        let weakness = tie(&ada, first, &c1, "Releases <b>reach</b> all pods").await;
        let shown = ada.get(&page).await;
        // to choose from the register by name, and what resembles first
        contains(&shown, "<option value=\"Releases &#60;b&#62;reach&#60;/b&#62; all pods\">");
        contains(&shown, &format!("name=\"weakness\" value=\"{weakness}\""));
        let fields = [("then", "tie"), ("weakness", weakness.as_str()), ("version", "1")];
        let tied = ada.post(&format!("{page}/weakness"), &fields).await;
        assert_eq!(tied.assert_status(303).location(), format!("{page}#weakness"));
        let shown = ada.get(&page).await;
        for text in ["2nd time", &format!("/weaknesses/{weakness}"), &at(first, &c1), "class=\"times\""] {
            contains(&shown, text);
        }
        // the drawing and the outline of the first say nothing of times, but its panel tells what came later
        let shown = ada.get(&at(first, &c1)).await;
        lacks(&shown, "2nd time");
        contains(&shown, "It came up again later");
        let untied = ada.post(&format!("{page}/weakness"), &[("then", "untie"), ("version", "2")]).await;
        assert_eq!(untied.assert_status(303).location(), format!("{page}?untied={weakness}#weakness"));
        let shown = ada.get(untied.location()).await;
        contains(&shown, "No longer tied to");
        contains(&shown, "Undo");
        lacks(&shown, "2nd time");
        let late = ada.post(&format!("{page}/weakness"), &[("then", "untie"), ("version", "2")]).await;
        late.assert_status(409);
        let empty = ada.post(&format!("{page}/weakness"), &[("then", "tie"), ("name", " "), ("version", "3")]).await;
        empty.assert_status(422);
        // what is no condition is tied to nothing, and says so
        let again = [("then", "tie"), ("weakness", weakness.as_str()), ("version", "3")];
        ada.post(&format!("{page}/weakness"), &again).await.assert_status(303);
        let fields = [("text", "Released to all pods"), ("class", "hindrance"), ("version", "4")];
        let changed = ada.post(&page, &fields).await;
        assert_eq!(changed.assert_status(303).location(), format!("{page}?untied={weakness}#weakness"));
        contains(&ada.get(changed.location()).await, "Only a condition is tied to a weakness");
        let fields = [("then", "tie"), ("name", "x"), ("version", "5")];
        contains(ada.post(&format!("{page}/weakness"), &fields).await.assert_status(422), "Only a condition");
    }

    async fn the_register_lists_orders_and_finds(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let (first, c1) = incident(&house, &ada, "First", 1).await;
        let (second, c2) = incident(&house, &ada, "Second", 2).await;
        let often = tie(&ada, first, &c1, "All pods at once").await;
        tie(&ada, second, &c2, "All pods at once").await;
        let other = condition(&ada, second, "Nobody was paged").await;
        tie(&ada, second, &other, "No alert").await;
        contains(ada.get("/weaknesses").await.assert_status(200), "2 times");
        let place = |answer: &Answer, text: &str| answer.text().find(text).unwrap();
        let listed = ada.get("/weaknesses?order=times").await;
        assert!(place(&listed, "All pods at once") < place(&listed, "No alert"));
        let found = ada.get("/weaknesses?q=alert&order=nonsense").await;
        lacks(&found, "All pods at once");
        contains(&found, "No alert");
        contains(&ada.get("/weaknesses?q=%00nothing").await, "Nothing here");
        let page = format!("/weaknesses/{often}");
        let fields = [("name", "All pods at once"), ("description", "**Every** release.<script>x</script>"), ("version", "1")];
        ada.post(&page, &fields).await.assert_status(303);
        let shown = ada.get(&page).await;
        contains(shown.assert_status(200), "<strong>Every</strong>");
        lacks(&shown, "<script>x");
        contains(ada.post(&page, &fields).await.assert_status(303), "");
        let stale = ada.post(&page, &[("name", "Mine"), ("version", "1")]).await;
        contains(stale.assert_status(409), "Every");
        contains(ada.post(&page, &[("name", "no alert"), ("version", "2")]).await.assert_status(422), "Merge the two");
        contains(&ada.get(&format!("{page}/history")).await, "What this weakness said before");
        let ben = house.visitor("Ben", Role::Member).await;
        ben.get(&page).await.assert_status(404);
        contains(&ben.get("/weaknesses").await, "Nothing here");
        open_to_all(&ada, first).await;
        let shown = ben.get(&page).await;
        contains(shown.assert_status(200), &first.to_string());
        lacks(&shown, &second.to_string());
        contains(&ben.get("/weaknesses").await, "once");
    }

    async fn two_weaknesses_are_merged_after_a_look(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let (first, c1) = incident(&house, &ada, "First", 1).await;
        let (second, c2) = incident(&house, &ada, "Second", 2).await;
        let from = tie(&ada, first, &c1, "All pods at once").await;
        let into = tie(&ada, second, &c2, "No canary").await;
        let page = format!("/weaknesses/{from}/merge");
        contains(ada.get(&page).await.assert_status(200), "Which one takes in");
        let sure = ada.get(&format!("{page}?into={into}")).await;
        contains(&sure, "Merge “All pods at once” into “No canary”?");
        contains(&sure, "Released to all pods: First");
        let itself = ada.post(&page, &[("into", &from), ("version", "1")]).await;
        itself.assert_status(422);
        ada.post(&page, &[("into", &into), ("version", "9")]).await.assert_status(409);
        let merged = ada.post(&page, &[("into", &into), ("version", "1")]).await;
        assert_eq!(merged.assert_status(303).location(), format!("/weaknesses/{into}?merged=1"));
        contains(&ada.get(merged.location()).await, "The two are one now");
        let old = ada.get(&format!("/weaknesses/{from}")).await;
        assert_eq!(old.assert_status(303).location(), format!("/weaknesses/{into}"));
        contains(&ada.get(&at(second, &c2)).await, "2nd time");
    }

    async fn a_reopened_verdict_is_pointed_out(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let (old, c1) = incident(&house, &ada, "Old", -48).await;
        let weakness = tie(&ada, old, &c1, "All pods at once").await;
        let action = worked(&ada, old, &c1).await;
        let one = format!("/pm/{old}/actions/{}", action.id);
        lacks(&ada.get(&one).await, "Verdict reopened");
        lacks(&ada.get("/actions?reopened=yes").await, "Canary for the gateway");
        let (new, c2) = incident(&house, &ada, "New", 24).await;
        tie(&ada, new, &c2, "All pods at once").await;
        lacks(&ada.get(&one).await, "Verdict reopened");
        open_to_all(&ada, new).await;
        for page in [one.clone(), format!("/pm/{old}/actions"), "/actions?reopened=yes".to_owned(), "/pm".to_owned()] {
            let shown = ada.get(&page).await;
            contains(shown.assert_status(200), "Verdict reopened");
            contains(&shown, &new.to_string());
            contains(&shown, &format!("/weaknesses/{weakness}"));
        }
        contains(&ada.get(&one).await, "Judged before: it worked.");
        contains(&ada.get(&format!("/weaknesses/{weakness}")).await, "Verdict reopened");
        contains(&ada.get(&format!("{one}/history")).await, &format!("All pods at once, {new}"));
        let csv = ada.get("/actions.csv?reopened=yes").await;
        contains(csv.assert_status(200), &format!("{new},All pods at once"));
        let fields = [("then", "judge"), ("verdict", "partly"), ("evidence", "It came later"), ("version", "6")];
        ada.post(&format!("{one}/state"), &fields).await.assert_status(303);
        lacks(&ada.get(&one).await, "Verdict reopened");
    }

    async fn the_library_counts_what_is_published_alone(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let mut numbers = Vec::new();
        for (title, hours) in [("First", 1), ("Never published", 2), ("Third", 3)] {
            let (number, cause) = incident(&house, &ada, title, hours).await;
            tie(&ada, number, &cause, "All pods at once").await;
            numbers.push(number);
        }
        for number in [numbers[0], numbers[2]] {
            publish(&ada, number).await;
        }
        let shown = rae.get(&format!("/library/{}", numbers[2])).await;
        contains(shown.assert_status(200), "Weakness: All pods at once");
        contains(&shown, "2nd time");
        contains(&shown, &format!("/library/{}", numbers[0]));
        lacks(&shown, &numbers[1].to_string());
        let first = rae.get(&format!("/library/{}", numbers[0])).await;
        contains(&first, "Weakness: All pods at once");
        lacks(&first, "time</span>");
        contains(&rae.get(&format!("/library/{}/export.md", numbers[2])).await, &format!("2nd time, after {}", numbers[0]));
        contains(&rae.get(&format!("/library/{}/export.html", numbers[2])).await, "2nd time");
        let json = rae.get(&format!("/library/{}/export.json", numbers[2])).await;
        contains(&json, "\"name\": \"All pods at once\"");
        // what is withdrawn counts no more
        app::publication::retract(ada.ctx(), numbers[0], "It named a customer").await.unwrap();
        let choice = app::publication::Choice { names: publish::Names::AsRoles, locale: postmortem::Locale::En };
        let preview = app::publication::preview(ada.ctx(), numbers[2], choice).await.unwrap();
        assert_eq!(preview.publication.causes.causes[0].weakness.as_ref().unwrap().nth(), 1);
    }

    async fn a_document_carries_the_weakness_and_ties_it_again(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let (number, cause) = incident(&house, &ada, "First", 1).await;
        tie(&ada, number, &cause, "All pods: \"at once\"").await;
        let json = ada.get(&format!("/pm/{number}/export.json")).await;
        contains(json.assert_status(200), r#""weakness": "All pods: \"at once\"""#);
        let markdown = ada.get(&format!("/pm/{number}/export.md")).await.text();
        for reader in [&ada, &ben] {
            let incoming = app::exchange::Incoming::Markdown(markdown.clone());
            let known = app::exchange::WhenKnown::MakeNew;
            let made = app::exchange::import_postmortem(reader.ctx(), incoming, known, None).await.unwrap();
            let app::exchange::Outcome::Made(again) = made else { panic!("{made:?}") };
            let view = causes::view(reader.ctx(), again).await.unwrap();
            let (weakness, _) = view.tied(&view.map.causes()[0]).unwrap();
            assert_eq!(weakness.name, "All pods: \"at once\"");
        }
        let trail = stewardship::trail(ben.ctx(), count_up(number), None).await.unwrap();
        assert!(trail.iter().any(|d| d.detail.contains("All pods")), "the trail says what the document named");
        // Ben may not know of Ada's, and got one of his own
        let count = async |of: &Visitor| {
            let listed = app::weaknesses::list(of.ctx(), &app::weaknesses::Wanted::default()).await.unwrap();
            listed.iter().map(|e| e.n_times).collect::<Vec<_>>()
        };
        assert_eq!((count(&ada).await, count(&ben).await), (vec![2], vec![1]));
    }
}

/// The number of what Ben brought in: Ada's came between.
fn count_up(number: Number) -> Number {
    Number { count: number.count + 2, ..number }
}

async fn publish(ada: &Visitor, number: Number) {
    let choice = app::publication::Choice { names: publish::Names::AsRoles, locale: postmortem::Locale::En };
    let digest = app::publication::preview(ada.ctx(), number, choice).await.unwrap().digest;
    let reason = "no meeting was held".to_owned();
    let confirmation =
        app::publication::Confirmation { choice, digest, note: String::new(), reason, overridden: "a test".into() };
    app::publication::publish(ada.ctx(), number, confirmation).await.unwrap();
}

/// What a member who edits nothing sees of the register and of actions; ids by the order in which they come up.
async fn seen(on: Both, with_hidden: bool) -> Option<Vec<(String, String)>> {
    let house = TestHouse::start(on).await?;
    let ada = house.visitor("Ada", Role::Member).await;
    let ben = house.visitor("Ben", Role::Member).await;
    let zoe = house.visitor("Zoe", Role::Member).await;
    let (old, c1) = incident(&house, &ada, "Old", -48).await;
    let (new, c2) = incident(&house, &ada, "New", -12).await;
    for number in [old, new] {
        open_to_all(&ada, number).await;
    }
    let weakness = tie(&ada, old, &c1, "All pods at once").await;
    tie(&ada, new, &c2, "All pods at once").await;
    let action = worked(&ada, old, &c1).await;
    if with_hidden {
        for hours in [-72, -24, 24] {
            let (hidden, cause) = incident(&house, &zoe, "canary", hours).await;
            tie(&zoe, hidden, &cause, "All pods at once").await;
            let other = condition(&zoe, hidden, "canary").await;
            tie(&zoe, hidden, &other, "canary: pods all at once").await;
            worked(&zoe, hidden, &cause).await;
        }
    }
    let causes = format!("/pm/{new}/causes");
    let pages = [
        "/weaknesses".to_owned(),
        "/weaknesses?q=canary".to_owned(),
        format!("/weaknesses/{weakness}"),
        format!("/weaknesses/{weakness}/merge"),
        format!("/weaknesses/{weakness}/history"),
        "/actions".to_owned(),
        "/actions.csv?reopened=yes".to_owned(),
        format!("/pm/{old}/actions/{}", action.id),
        format!("/pm/{old}/actions/{}/history", action.id),
        format!("{causes}/{}", c2.id),
        causes,
    ];
    let mut seen = Vec::new();
    for browser in [&ben, &ada] {
        for page in &pages {
            let body = browser.get(page).await.assert_status(200).text().replace(&browser.form_token(), "TOKEN");
            seen.push((page.clone(), body));
        }
    }
    house.house.db.close().await;
    let mut ids = Vec::new();
    Some(seen.into_iter().map(|(page, body)| (without_ids(&page, &mut ids), without_ids(&body, &mut ids))).collect())
}

/// Ids are drawn by lot; the same stands for the same.
fn without_ids(text: &str, known: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let found = rest.get(..36).filter(|id| id.len() == 36 && id.parse::<postmortem::CauseId>().is_ok());
        if let Some(id) = found {
            let at = known.iter().position(|k| k == id).unwrap_or_else(|| {
                known.push(id.to_owned());
                known.len() - 1
            });
            out.push_str(&format!("ID{at}"));
            rest = &rest[36..];
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
    }
    out
}

#[test]
fn what_some_may_not_know_of_changes_nothing_that_others_see() {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(async {
        for on in [Both::Sqlite, Both::Postgres] {
            let Some((without, with)) = seen(on, false).await.zip(seen(on, true).await) else { return };
            for ((page, left), (_, right)) in without.iter().zip(&with) {
                assert_eq!(left, right, "{page}");
                assert!(page.contains("canary") || !right.contains("canary"), "{page}");
            }
        }
    });
}
