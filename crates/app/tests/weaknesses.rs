//! Stories of weaknesses and recurrence, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error,
    actions::{self, ActionDraft, Move, Order, Wanted},
    causes::{self, Revised, WeaknessChoice},
    stewardship, timeline,
    weaknesses::{self, Opened, Page},
};
use jiff::{SignedDuration, Timestamp};
use postmortem::{
    Action, ActionKind, ActionStatus, BecauseDraft, Cause, CauseClass, CauseDraft, Effect, EntryDraft, EntryKind,
    KeyMoment, Moment, Number, Plan, Precision, Role, Strength, Verdict, Visibility, WeaknessDraft, WeaknessId,
};
use testkit::TestHouse;

/// A postmortem of an incident whose impact began so many hours from the present, with one condition.
async fn incident(house: &TestHouse, ctx: &Ctx, title: &str, hours: i64) -> (Number, Cause) {
    let number = house.postmortem(ctx, title).await.number;
    impact(ctx, number, house.house.now() + SignedDuration::from_hours(hours)).await;
    (number, condition(ctx, number, &format!("No canary: {title}")).await)
}

async fn impact(ctx: &Ctx, number: Number, at: Timestamp) -> postmortem::Entry {
    let zone = "UTC".parse().unwrap();
    let draft = EntryDraft {
        kind: EntryKind::Impact,
        text: "Cards are refused".into(),
        occurred: Moment { at, precision: Precision::Minute, zone },
        ended: None,
        key_moment: Some(KeyMoment::ImpactStart),
        actors: Vec::new(),
        evidence: Vec::new(),
        knowledge: Vec::new(),
        decision: None,
        is_machine_written: false,
    };
    timeline::insert(ctx, number, draft).await.unwrap()
}

async fn condition(ctx: &Ctx, number: Number, text: &str) -> Cause {
    let draft = CauseDraft { class: CauseClass::Condition, text: text.to_owned(), meaning: String::new() };
    causes::answer(ctx, number, Effect::Impact, draft, BecauseDraft::default()).await.unwrap()
}

fn named(name: &str) -> Option<WeaknessChoice> {
    Some(WeaknessChoice::Named(name.to_owned()))
}

/// Ties a condition, as it is now.
async fn tie(ctx: &Ctx, number: Number, cause: &Cause, choice: Option<WeaknessChoice>) -> Cause {
    let version = causes::get(ctx, number, cause.id).await.unwrap().version;
    match causes::set_weakness(ctx, number, cause.id, choice, version).await.unwrap() {
        Revised::Saved(cause) => cause,
        Revised::Stale(stale) => panic!("{stale:?}"),
    }
}

async fn open_to_all(ctx: &Ctx, number: Number) {
    stewardship::set_visibility(ctx, number, Visibility::Members).await.unwrap();
}

/// An action against a cause that is done and judged now.
async fn worked(ctx: &Ctx, number: Number, cause: &Cause, verdict: Verdict) -> Action {
    let idea = actions::collect(ctx, number, "Canary for the gateway").await.unwrap();
    let draft = ActionDraft { text: idea.text.clone(), plan: None, causes: vec![cause.id] };
    let actions::Revised::Saved(idea) = actions::revise(ctx, number, idea.id, draft, 1).await.unwrap() else {
        panic!("nobody else changes it")
    };
    let plan = Plan {
        kind: ActionKind::Prevent,
        strength: Strength::Medium,
        due_on: None,
        expected: String::new(),
        measure: String::new(),
        tracker: None,
    };
    let commit = Move::Commit { plan, owner: ctx.person_id().unwrap(), skip: Some("urgent".into()) };
    let mut action = actions::advance(ctx, number, idea.id, commit, idea.version).await.unwrap();
    for step in [Move::Finish, Move::Judge(verdict, "The drill was refused".into())] {
        action = actions::advance(ctx, number, action.id, step, action.version).await.unwrap();
    }
    action
}

async fn page(ctx: &Ctx, id: WeaknessId) -> Page {
    match weaknesses::open(ctx, id).await.unwrap() {
        Opened::Here(page) => *page,
        Opened::Moved(into) => panic!("it was merged into {into}"),
    }
}

async fn names(ctx: &Ctx) -> Vec<(String, usize)> {
    let listed = weaknesses::list(ctx, &weaknesses::Wanted::default()).await.unwrap();
    listed.into_iter().map(|e| (e.weakness.name, e.n_times)).collect()
}

fn code(error: &Error) -> &'static str {
    match error {
        Error::Rejected(fields) => fields[0].code,
        other => panic!("{other:?}"),
    }
}

/// Whether the verdict of an action stands, or is in question by which postmortem.
async fn in_question(ctx: &Ctx, number: Number, action: &Action) -> Option<Number> {
    let view = actions::view(ctx, number).await.unwrap();
    let now = view.actions.iter().find(|a| a.id == action.id).unwrap();
    assert_eq!(now.commitment().unwrap().judgement().is_none(), now.commitment().unwrap().reopened().is_some());
    now.commitment().unwrap().reopened()?;
    Some(view.recurrences.of(now).expect("whoever reads the action may read why").number)
}

testkit::on_both! {
    async fn a_condition_is_tied_untied_and_tied_again(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let (number, cause) = incident(&house, &ada, "Cards", 1).await;
        let tied = tie(&ada, number, &cause, named("  Releases go out   without a canary ")).await;
        let id = tied.weakness.unwrap();
        assert_eq!((tied.version, page(&ada, id).await.weakness.name.as_str()), (2, "Releases go out without a canary"));
        assert_eq!(causes::get(&ada, number, cause.id).await.unwrap(), tied);
        // whoever saw it untied is told
        let stale = causes::set_weakness(&ada, number, cause.id, None, 1).await.unwrap();
        assert!(matches!(stale, Revised::Stale(s) if s.current == tied));
        // a name is found however it is written, and nothing is named twice
        let other = condition(&ada, number, "Another").await;
        let again = tie(&ada, number, &other, named("RELEASES go out without a canary")).await;
        assert_eq!(again.weakness, Some(id));
        let untied = tie(&ada, number, &cause, None).await;
        assert_eq!((untied.weakness, untied.version), (None, 3));
        let tied = tie(&ada, number, &cause, Some(WeaknessChoice::Known(id))).await;
        assert_eq!(tied.weakness, Some(id));
        let past = causes::history(&ada, number, cause.id).await.unwrap();
        assert_eq!(past.past.iter().map(|p| p.it.weakness).collect::<Vec<_>>(), [Some(id), None, Some(id), None]);
        assert_eq!(past.weaknesses[0].name, "Releases go out without a canary");
        let trail = stewardship::trail(&ada, number, None).await.unwrap();
        let verbs: Vec<&str> = trail.iter().map(|d| d.verb.as_str()).filter(|v| v.contains("weakness")).collect();
        assert_eq!(
            verbs,
            ["cause.tie_weakness", "cause.untie_weakness", "cause.tie_weakness", "cause.tie_weakness"]
        );
    }

    async fn only_a_condition_is_tied(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let (number, cause) = incident(&house, &ada, "Cards", 1).await;
        tie(&ada, number, &cause, named("No canary")).await;
        let draft = CauseDraft { class: CauseClass::Hindrance, ..cause.to_draft() };
        let Revised::Saved(now) = causes::revise(&ada, number, cause.id, draft, 2).await.unwrap() else { panic!() };
        assert_eq!(now.weakness, None, "what is no condition any more is tied no more");
        let refused = causes::set_weakness(&ada, number, cause.id, named("No canary"), 3).await.unwrap_err();
        assert_eq!(code(&refused), "weakness-of-condition");
        for name in [" ", &"가".repeat(121)] {
            let other = condition(&ada, number, "Another").await;
            let refused = causes::set_weakness(&ada, number, other.id, named(name), 1).await.unwrap_err();
            assert!(["empty", "too-long"].contains(&code(&refused)));
        }
        let nothing = Some(WeaknessChoice::Known(WeaknessId(house.house.id())));
        let other = condition(&ada, number, "Another").await;
        let refused = causes::set_weakness(&ada, number, other.id, nothing, 1).await.unwrap_err();
        assert_eq!(code(&refused), "unknown-weakness");
        let ben = house.person("Ben", Role::Member).await;
        assert!(matches!(causes::set_weakness(&ben, number, other.id, None, 1).await, Err(Error::NotFound)));
        open_to_all(&ada, number).await;
        let denied = causes::set_weakness(&ben, number, other.id, named("x"), 1).await;
        assert!(matches!(denied, Err(Error::Denied("needs-editor"))));
    }

    async fn times_are_counted_when_the_incident_came_and_as_far_as_one_may_read(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let ben = house.person("Ben", Role::Member).await;
        // written down in another order than they came
        let (third, c3) = incident(&house, &ada, "Third", 30).await;
        let (first, c1) = incident(&house, &ada, "First", 10).await;
        let (second, c2) = incident(&house, &ada, "Second", 20).await;
        for (number, cause) in [(third, &c3), (first, &c1), (second, &c2)] {
            tie(&ada, number, cause, named("No canary")).await;
        }
        let id = causes::get(&ada, first, c1.id).await.unwrap().weakness.unwrap();
        let times = async |ctx: &Ctx, number: Number| {
            let view = causes::view(ctx, number).await.unwrap();
            let cause = view.map.causes().iter().find(|c| c.weakness.is_some()).unwrap();
            let (_, times) = view.tied(cause).unwrap();
            let numbers = |o: &[postmortem::Occurrence]| o.iter().map(|o| o.number).collect::<Vec<_>>();
            (times.nth(), numbers(&times.earlier), numbers(&times.later))
        };
        assert_eq!(times(&ada, third).await, (3, vec![first, second], vec![]));
        assert_eq!(times(&ada, second).await, (2, vec![first], vec![third]));
        // nobody else knows of it, not by name and not by address
        assert_eq!(names(&ben).await, []);
        assert!(matches!(weaknesses::open(&ben, id).await, Err(Error::NotFound)));
        assert!(matches!(weaknesses::history(&ben, id).await, Err(Error::NotFound)));
        open_to_all(&ada, third).await;
        assert_eq!(times(&ben, third).await, (1, vec![], vec![]), "a hidden postmortem does not count");
        assert_eq!(names(&ben).await, [("No canary".to_owned(), 1)]);
        assert_eq!(names(&ada).await, [("No canary".to_owned(), 3)]);
        assert_eq!(page(&ben, id).await.occurrences.len(), 1);
        open_to_all(&ada, first).await;
        assert_eq!(times(&ben, third).await, (2, vec![first], vec![]));
        // a removed condition is none
        let cause = causes::get(&ada, first, c1.id).await.unwrap();
        causes::remove(&ada, first, c1.id, cause.version).await.unwrap();
        assert_eq!(times(&ben, third).await.0, 1);
        causes::restore(&ada, first, c1.id).await.unwrap();
        assert_eq!(times(&ben, third).await.0, 2);
    }

    async fn a_name_that_others_may_not_know_is_not_told_by_giving_it_again(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let ben = house.person("Ben", Role::Member).await;
        let (hidden, cause) = incident(&house, &ada, "Hidden", 1).await;
        let of_ada = tie(&ada, hidden, &cause, named("Keys lie in the image")).await.weakness.unwrap();
        let (open, cause) = incident(&house, &ben, "Open", 2).await;
        open_to_all(&ben, open).await;
        let of_ben = tie(&ben, open, &cause, named("Keys lie in the image")).await.weakness.unwrap();
        assert_ne!(of_ada, of_ben, "Ben gets one of his own, and learns of nothing");
        assert_eq!(page(&ben, of_ben).await.occurrences.len(), 1);
        assert!(matches!(weaknesses::merge(&ben, of_ben, 1, of_ada).await, Err(e) if code(&e) == "unknown-weakness"));
        let known = Some(WeaknessChoice::Known(of_ada));
        let refused = causes::set_weakness(&ben, open, cause.id, known, 2).await.unwrap_err();
        assert_eq!(code(&refused), "unknown-weakness");
        // who knows both may merge them
        weaknesses::merge(&ada, of_ada, 1, of_ben).await.unwrap();
        assert!(matches!(weaknesses::open(&ben, of_ada).await, Err(Error::NotFound)));
        assert_eq!(page(&ben, of_ben).await.occurrences.len(), 1);
        assert_eq!(page(&ada, of_ben).await.occurrences.len(), 2);
    }

    async fn a_weakness_is_renamed_and_described_with_its_history(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let ben = house.person("Ben", Role::Member).await;
        let (number, cause) = incident(&house, &ada, "Cards", 1).await;
        let id = tie(&ada, number, &cause, named("A name for few")).await.weakness.unwrap();
        let draft = |name: &str, text: &str| WeaknessDraft { name: name.into(), description: text.into() };
        let saved = weaknesses::revise(&ada, id, draft("No canary", ""), 1).await.unwrap();
        assert!(matches!(saved, weaknesses::Revised::Saved(w) if w.version == 2));
        assert!(matches!(weaknesses::revise(&ben, id, draft("x", ""), 2).await, Err(Error::NotFound)));
        house.advance(SignedDuration::from_mins(1));
        open_to_all(&ada, number).await;
        house.advance(SignedDuration::from_mins(1));
        weaknesses::revise(&ben, id, draft("No canary", "Every release goes to all pods."), 2).await.unwrap();
        let stale = weaknesses::revise(&ada, id, draft("No canaries", ""), 2).await.unwrap();
        let weaknesses::Revised::Stale(stale) = stale else { panic!("nothing is overwritten") };
        assert_eq!((stale.current.version, stale.changed_by), (3, ben.person_id()));
        // what it was called while only some knew of it is told to nobody else
        let past = weaknesses::history(&ben, id).await.unwrap().past;
        assert_eq!(past.iter().map(|p| p.draft.name.as_str()).collect::<Vec<_>>(), ["No canary", "No canary"]);
        assert_eq!(past.iter().map(|p| p.written_by).collect::<Vec<_>>(), [ben.person_id(), None]);
        let shown = page(&ben, id).await;
        assert_eq!((shown.by, Some(shown.since)), (None, shown.weakness.opened_at));
        let other = condition(&ada, number, "Another").await;
        let second = tie(&ada, number, &other, named("No alert")).await.weakness.unwrap();
        let taken = weaknesses::revise(&ada, second, draft("no CANARY", ""), 1).await.unwrap_err();
        assert_eq!(code(&taken), "weakness-taken");
        let reader = house.person("Rae", Role::Reader).await;
        let denied = weaknesses::list(&reader, &weaknesses::Wanted::default()).await;
        assert!(matches!(denied, Err(Error::Denied("needs-member"))));
        let find = async |text: &str| {
            let wanted = weaknesses::Wanted { text: text.into(), ..weaknesses::Wanted::default() };
            weaknesses::list(&ben, &wanted).await.unwrap().len()
        };
        assert_eq!((find("PODS canary").await, find("no").await, find("nothing").await), (1, 2, 0));
    }

    async fn two_weaknesses_are_merged(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let (first, c1) = incident(&house, &ada, "First", 1).await;
        let (second, c2) = incident(&house, &ada, "Second", 2).await;
        let from = tie(&ada, first, &c1, named("No canary")).await.weakness.unwrap();
        let into = tie(&ada, second, &c2, named("All pods at once")).await.weakness.unwrap();
        let draft = |name: &str, text: &str| WeaknessDraft { name: name.into(), description: text.into() };
        weaknesses::revise(&ada, from, draft("No canary", "Of one."), 1).await.unwrap();
        weaknesses::revise(&ada, into, draft("All pods at once", "Of the other."), 1).await.unwrap();
        assert_eq!(code(&weaknesses::merge(&ada, from, 2, from).await.unwrap_err()), "merge-with-itself");
        assert!(matches!(weaknesses::merge(&ada, from, 1, into).await, Err(Error::Conflict)));
        let merged = weaknesses::merge(&ada, from, 2, into).await.unwrap();
        assert_eq!(merged.description, "Of the other.\n\nOf one.");
        assert!(matches!(weaknesses::open(&ada, from).await.unwrap(), Opened::Moved(to) if to == into));
        let cause = causes::get(&ada, first, c1.id).await.unwrap();
        assert_eq!((cause.weakness, cause.version), (Some(into), 3));
        let past = causes::history(&ada, first, c1.id).await.unwrap().past;
        assert_eq!(past.iter().map(|p| p.it.weakness).collect::<Vec<_>>(), [Some(into), Some(from), None]);
        assert_eq!(names(&ada).await, [("All pods at once".to_owned(), 2)]);
        // its name and its address lead on
        let other = condition(&ada, first, "Another").await;
        assert_eq!(tie(&ada, first, &other, named("no canary")).await.weakness, Some(into));
        assert_eq!(tie(&ada, first, &other, None).await.weakness, None);
        assert_eq!(tie(&ada, first, &other, Some(WeaknessChoice::Known(from))).await.weakness, Some(into));
        assert!(matches!(weaknesses::merge(&ada, from, 3, into).await, Err(Error::Conflict)));
        assert!(matches!(weaknesses::revise(&ada, from, draft("x", ""), 3).await, Err(Error::Conflict)));
    }

    async fn a_recurrence_reopens_the_verdict_and_says_by_what(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let ben = house.person("Ben", Role::Member).await;
        let (old, c1) = incident(&house, &ada, "Old", -48).await;
        let weakness = tie(&ada, old, &c1, named("No canary")).await.weakness.unwrap();
        let action = worked(&ada, old, &c1, Verdict::Worked).await;
        let failed = worked(&ada, old, &c1, Verdict::DidNot).await;
        let (before, c0) = incident(&house, &ben, "Began before it was done", -1).await;
        open_to_all(&ben, before).await;
        tie(&ben, before, &c0, named("No canary")).await;
        // Ben may not know of that weakness as yet, and named another
        assert_eq!(in_question(&ada, old, &action).await, None);
        open_to_all(&ada, old).await;
        tie(&ben, before, &c0, Some(WeaknessChoice::Known(weakness))).await;
        assert_eq!(in_question(&ada, old, &action).await, None, "it began before the action was done");
        let (new, c2) = incident(&house, &ben, "New", 24).await;
        open_to_all(&ben, new).await;
        tie(&ben, new, &c2, Some(WeaknessChoice::Known(weakness))).await;
        assert_eq!(in_question(&ada, old, &action).await, Some(new));
        assert_eq!(in_question(&ada, old, &failed).await, None);
        // the old judgement stays in the history, with the reason
        let history = actions::history(&ada, old, action.id).await.unwrap();
        let (was, why) = history.past[0].it.commitment().unwrap().reopened().unwrap();
        assert_eq!((was.verdict, was.evidence.as_str()), (Verdict::Worked, "The drill was refused"));
        let told = history.recurrences.find(why).unwrap();
        assert_eq!((told.number, told.weakness.name.as_str()), (new, "No canary"));
        assert!(history.past[1].it.commitment().unwrap().judgement().is_some());
        let trail = stewardship::trail(&ada, old, None).await.unwrap();
        assert_eq!(trail.iter().filter(|d| d.verb == "action.recur").count(), 1);
        // whoever owns it finds it
        let mine = actions::mine(&ada).await.unwrap();
        assert_eq!(mine[0].recurred.as_ref().map(|r| r.number), Some(new));
        let wanted = Wanted { is_reopened: true, ..Wanted::default() };
        let found = actions::portfolio(&ada, &wanted, Order::Due, (0, 9)).await.unwrap().actions;
        assert_eq!(found.iter().map(|l| l.found.action.id).collect::<Vec<_>>(), [action.id]);
        // judged again it stands, whatever happens to that incident
        let version = actions::get(&ada, old, action.id).await.unwrap().version;
        let judge = Move::Judge(Verdict::Partly, "It helped at the gateway".into());
        actions::advance(&ada, old, action.id, judge, version).await.unwrap();
        let other = condition(&ben, new, "Another").await;
        tie(&ben, new, &other, Some(WeaknessChoice::Known(weakness))).await;
        assert_eq!(in_question(&ada, old, &action).await, None);
        // a later incident is another matter
        let (third, c3) = incident(&house, &ben, "Third", 72).await;
        open_to_all(&ben, third).await;
        tie(&ben, third, &c3, Some(WeaknessChoice::Known(weakness))).await;
        assert_eq!(in_question(&ada, old, &action).await, Some(third));
    }

    async fn what_does_not_hold_any_more_lets_the_verdict_stand(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let (old, c1) = incident(&house, &ada, "Old", -48).await;
        tie(&ada, old, &c1, named("No canary")).await;
        let action = worked(&ada, old, &c1, Verdict::Partly).await;
        let (new, c2) = incident(&house, &ada, "New", 24).await;
        open_to_all(&ada, new).await;
        tie(&ada, new, &c2, named("No canary")).await;
        let ask = async || in_question(&ada, old, &action).await;
        assert_eq!(ask().await, Some(new));
        tie(&ada, new, &c2, None).await;
        assert_eq!(ask().await, None, "untied");
        tie(&ada, new, &c2, named("No canary")).await;
        assert_eq!(ask().await, Some(new), "tied again");
        let version = causes::get(&ada, new, c2.id).await.unwrap().version;
        causes::remove(&ada, new, c2.id, version).await.unwrap();
        assert_eq!(ask().await, None, "the condition was removed");
        causes::restore(&ada, new, c2.id).await.unwrap();
        assert_eq!(ask().await, Some(new));
        let entry = timeline::list(&ada, new).await.unwrap().remove(0);
        timeline::set_key_moment(&ada, new, entry.id, None, entry.version).await.unwrap();
        assert_eq!(ask().await, None, "nobody says when the impact began");
        timeline::set_key_moment(&ada, new, entry.id, entry.key_moment, entry.version + 1).await.unwrap();
        assert_eq!(ask().await, Some(new));
        let class = CauseDraft { class: CauseClass::Trigger, ..c2.to_draft() };
        let version = causes::get(&ada, new, c2.id).await.unwrap().version;
        causes::revise(&ada, new, c2.id, class, version).await.unwrap();
        assert_eq!(ask().await, None, "it is no condition");
        let again = condition(&ada, new, "Said anew").await;
        tie(&ada, new, &again, named("No canary")).await;
        assert_eq!(ask().await, Some(new));
        stewardship::delete(&ada, new, &new.to_string()).await.unwrap();
        assert_eq!(ask().await, None, "the postmortem was deleted");
        let verdict = actions::get(&ada, old, action.id).await.unwrap().commitment().unwrap().judgement().cloned();
        assert_eq!(verdict.unwrap().verdict, Verdict::Partly);
    }

    async fn an_incident_that_some_may_not_know_of_reopens_nothing(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let (old, c1) = incident(&house, &ada, "Old", -48).await;
        open_to_all(&ada, old).await;
        let weakness = tie(&ada, old, &c1, named("No canary")).await.weakness;
        let action = worked(&ada, old, &c1, Verdict::Worked).await;
        let zoe = house.person("Zoe", Role::Member).await;
        let (hidden, c2) = incident(&house, &zoe, "Hidden", 24).await;
        tie(&zoe, hidden, &c2, weakness.map(WeaknessChoice::Known)).await;
        assert_eq!(in_question(&ada, old, &action).await, None);
        assert_eq!(actions::get(&ada, old, action.id).await.unwrap().version, action.version, "nothing was written");
        open_to_all(&zoe, hidden).await;
        assert_eq!(in_question(&ada, old, &action).await, Some(hidden));
        stewardship::set_visibility(&zoe, hidden, Visibility::Private).await.unwrap();
        assert_eq!(in_question(&ada, old, &action).await, None);
        // the versions in between say that it was so, and name nothing any more
        let history = actions::history(&ada, old, action.id).await.unwrap();
        let (_, why) = history.past[1].it.commitment().unwrap().reopened().unwrap();
        assert!(history.recurrences.find(why).is_none());
    }

    async fn what_is_tied_later_counts_too(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let (old, c1) = incident(&house, &ada, "Old", -48).await;
        let action = worked(&ada, old, &c1, Verdict::Worked).await;
        let (new, c2) = incident(&house, &ada, "New", 24).await;
        open_to_all(&ada, new).await;
        let into = tie(&ada, new, &c2, named("No canary")).await.weakness.unwrap();
        let from = tie(&ada, old, &c1, named("All pods at once")).await.weakness.unwrap();
        assert_eq!(in_question(&ada, old, &action).await, None);
        weaknesses::merge(&ada, from, 1, into).await.unwrap();
        assert_eq!(in_question(&ada, old, &action).await, Some(new), "the two were one");
        let shown = page(&ada, into).await;
        assert_eq!(shown.actions.len(), 1);
        assert_eq!(shown.actions[0].found.action.status(), ActionStatus::Done);
        assert_eq!(shown.actions[0].recurred.as_ref().map(|r| r.number), Some(new));
        // the action does not address it any more
        let now = actions::get(&ada, old, action.id).await.unwrap();
        let draft = ActionDraft { text: now.text.clone(), plan: None, causes: vec![] };
        actions::revise(&ada, old, action.id, draft, now.version).await.unwrap();
        assert_eq!(in_question(&ada, old, &action).await, None);
    }

    async fn two_who_name_the_same_at_once_get_the_same(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let mut causes_of = Vec::new();
        for n in 0..4 {
            let (number, cause) = incident(&house, &ada, &format!("Of {n}"), n).await;
            open_to_all(&ada, number).await;
            causes_of.push((number, cause));
        }
        let tasks = causes_of.into_iter().map(|(number, cause)| {
            let ada = ada.clone();
            tokio::spawn(async move { tie(&ada, number, &cause, named("No canary")).await.weakness })
        });
        let mut ids = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            ids.push(task.await.unwrap());
        }
        ids.dedup();
        assert_eq!(ids.len(), 1);
        assert_eq!(names(&ada).await, [("No canary".to_owned(), 4)]);
    }
}
