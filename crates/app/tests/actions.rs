//! Stories of ideas and actions, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error,
    actions::{self, ActionDraft, Move, Order, Revised, Wanted},
    causes,
    exchange::{self, Audience, Body, Format, Incoming, Outcome, WhenKnown},
    lessons, stewardship,
};
use jiff::SignedDuration;
use postmortem::{
    Action, ActionKind, ActionStatus, BecauseDraft, CauseClass, CauseDraft, Effect, LessonDraft, Luck, Number,
    Ownership, Plan, Refusal, Role, Strength, Telling, Verdict, Visibility,
};
use testkit::TestHouse;

async fn begun(house: &TestHouse) -> (Ctx, Number) {
    let ada = house.person("Ada", Role::Member).await;
    let number = house.postmortem(&ada, "Checkout refused cards").await.number;
    (ada, number)
}

fn plan(strength: Strength) -> Plan {
    Plan {
        kind: ActionKind::Prevent,
        strength,
        due_on: Some(jiff::civil::date(2031, 1, 10)),
        expected: "No release shrinks the pool".into(),
        measure: "A drill".into(),
        tracker: Some("https://github.com/acme/gateway/issues/2310".parse().unwrap()),
    }
}

fn commit(owner: &Ctx, skip: Option<&str>) -> Move {
    let owner = owner.person_id().unwrap();
    Move::Commit { plan: plan(Strength::Medium), owner, skip: skip.map(str::to_owned) }
}

async fn committed(ctx: &Ctx, number: Number, text: &str) -> Action {
    let idea = actions::collect(ctx, number, text).await.unwrap();
    actions::advance(ctx, number, idea.id, commit(ctx, Some("urgent")), 1).await.unwrap()
}

fn codes(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Rejected(fields) => fields.iter().map(|f| (f.field.as_str(), f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

async fn found(ctx: &Ctx, wanted: &Wanted, order: Order) -> Vec<String> {
    let listed = actions::portfolio(ctx, wanted, order, (0, 100)).await.unwrap().actions;
    listed.into_iter().map(|l| l.found.action.text).collect()
}

testkit::on_both! {
    async fn an_idea_soaks_is_taken_on_done_and_judged(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let idea = actions::collect(&ada, number, " Canary ").await.unwrap();
        assert_eq!((idea.text.as_str(), idea.status()), ("Canary", ActionStatus::Idea));
        let early = actions::advance(&ada, number, idea.id, commit(&ada, None), 1).await.unwrap_err();
        assert_eq!(codes(&early), [("skip", "action-soaks")]);
        house.advance(SignedDuration::from_hours(24 * 5));
        let open = actions::advance(&ada, number, idea.id, commit(&ada, None), 1).await.unwrap();
        assert_eq!(open.commitment().unwrap().ownership, Ownership::Accepted(ada.person_id().unwrap()));
        assert_eq!(actions::get(&ada, number, idea.id).await.unwrap(), open);
        let done = actions::advance(&ada, number, idea.id, Move::Finish, 2).await.unwrap();
        let judge = Move::Judge(Verdict::Worked, " The drill was refused ".into());
        let judged = actions::advance(&ada, number, idea.id, judge, done.version).await.unwrap();
        assert_eq!(judged.commitment().unwrap().judgement().unwrap().evidence, "The drill was refused");
        assert_eq!(actions::get(&ada, number, idea.id).await.unwrap(), judged);
        let past = actions::history(&ada, number, idea.id).await.unwrap().past;
        assert_eq!(past.iter().map(|p| p.it.status().as_str()).collect::<Vec<_>>(), ["done", "done", "open", "idea"]);
        assert!(matches!(actions::advance(&ada, number, idea.id, Move::Start, 4).await, Err(Error::Conflict)));
    }

    async fn whoever_is_asked_accepts_and_works_without_being_an_editor(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let ben = house.person("Ben", Role::Member).await;
        let idea = actions::collect(&ada, number, "Canary").await.unwrap();
        let hidden = actions::advance(&ada, number, idea.id, commit(&ben, Some("x")), 1).await.unwrap_err();
        assert_eq!(codes(&hidden), [("owner", "owner-cannot-read")]);
        stewardship::set_visibility(&ada, number, Visibility::Members).await.unwrap();
        let asked = actions::advance(&ada, number, idea.id, commit(&ben, Some("x")), 1).await.unwrap();
        assert_eq!(asked.commitment().unwrap().ownership, Ownership::Asked(ben.person_id().unwrap()));
        assert!(matches!(actions::advance(&ada, number, idea.id, Move::Accept, 2).await, Err(Error::Denied("needs-asked"))));
        assert_eq!(actions::mine(&ben).await.unwrap().len(), 1);
        actions::advance(&ben, number, idea.id, Move::Accept, 2).await.unwrap();
        actions::advance(&ben, number, idea.id, Move::Finish, 3).await.unwrap();
        assert!(actions::mine(&ben).await.unwrap().is_empty());
        let cy = house.person("Cy", Role::Member).await;
        for refused in [
            actions::advance(&cy, number, idea.id, Move::Reopen, 4).await.map(|_| ()),
            actions::advance(&ben, number, idea.id, Move::HandTo(ben.person_id().unwrap()), 4).await.map(|_| ()),
            actions::remove(&ben, number, idea.id, 4).await,
        ] {
            assert!(matches!(refused, Err(Error::Denied("needs-editor"))), "{refused:?}");
        }
        actions::collect(&cy, number, "Whoever reads may have an idea").await.unwrap();
    }

    async fn nobody_overwrites_what_someone_else_made_of_it(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let action = committed(&ada, number, "Canary").await;
        let draft = |text: &str| ActionDraft { text: text.to_owned(), plan: Some(plan(Strength::Strong)), causes: vec![] };
        let saved = actions::revise(&ada, number, action.id, draft("Theirs"), 2).await.unwrap();
        assert!(matches!(saved, Revised::Saved(a) if a.version == 3 && a.commitment().unwrap().plan == plan(Strength::Strong)));
        let Revised::Stale(stale) = actions::revise(&ada, number, action.id, draft("Mine"), 2).await.unwrap()
        else { panic!("overwritten") };
        assert_eq!(stale.current.text, "Theirs");
        assert!(matches!(actions::advance(&ada, number, action.id, Move::Finish, 2).await, Err(Error::Conflict)));
        assert!(matches!(actions::remove(&ada, number, action.id, 2).await, Err(Error::Conflict)));
        actions::remove(&ada, number, action.id, 3).await.unwrap();
        assert!(matches!(actions::get(&ada, number, action.id).await, Err(Error::NotFound)));
        let back = actions::restore(&ada, number, action.id).await.unwrap();
        assert_eq!((back.text.as_str(), back.status()), ("Theirs", ActionStatus::Open));
    }

    async fn not_acting_is_kept_with_reason_owner_and_day(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let idea = actions::collect(&ada, number, "Two of everything").await.unwrap();
        let review_on = jiff::civil::date(2031, 3, 1);
        let refusal = Refusal { reason: "Too dear".into(), owner: None, review_on };
        let nobody = actions::advance(&ada, number, idea.id, Move::Decline(refusal.clone()), 1).await.unwrap_err();
        assert_eq!(codes(&nobody), [("owner", "needs-owner")]);
        let refusal = Refusal { owner: ada.person_id(), ..refusal };
        let declined = actions::advance(&ada, number, idea.id, Move::Decline(refusal), 1).await.unwrap();
        assert_eq!(actions::get(&ada, number, idea.id).await.unwrap(), declined);
        let again = actions::advance(&ada, number, idea.id, Move::Reconsider, 2).await.unwrap();
        assert_eq!(again.status(), ActionStatus::Idea);
    }

    async fn luck_ends_in_an_action_as_long_as_that_is_there(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let other = house.postmortem(&ada, "Another").await.number;
        let elsewhere = actions::collect(&ada, other, "Elsewhere").await.unwrap();
        let draft = |id| LessonDraft { telling: Telling::GotLucky(Luck::Action(id)), text: "A quiet hour".into(), entries: vec![], practices: vec![] };
        let refused = lessons::add(&ada, number, draft(elsewhere.id)).await.unwrap_err();
        assert_eq!(codes(&refused), [("action", "unknown-action")]);
        let action = actions::collect(&ada, number, "Load test").await.unwrap();
        let lesson = lessons::add(&ada, number, draft(action.id)).await.unwrap();
        assert_eq!(lessons::get(&ada, number, lesson.id).await.unwrap(), lesson);
        actions::remove(&ada, number, action.id, 1).await.unwrap();
        assert!(lessons::get(&ada, number, lesson.id).await.unwrap().is_luck_open());
        actions::restore(&ada, number, action.id).await.unwrap();
        stewardship::merge(&ada, number, other).await.unwrap();
        assert_eq!(lessons::get(&ada, other, lesson.id).await.unwrap().telling, lesson.telling);
        assert_eq!(stewardship::holdings(&ada, other).await.unwrap().n_actions, 2);
        assert_eq!(actions::history(&ada, other, action.id).await.unwrap().past.len(), 3);
    }

    async fn the_portfolio_tells_only_of_what_may_be_read(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        committed(&ada, number, "Ours").await;
        let eve = house.person("Eve", Role::Member).await;
        assert!(found(&eve, &Wanted::default(), Order::Due).await.is_empty());
        stewardship::set_visibility(&ada, number, Visibility::Members).await.unwrap();
        assert_eq!(found(&eve, &Wanted::default(), Order::Due).await, ["Ours"]);
        let reader = house.person("Rae", Role::Reader).await;
        let refused = actions::portfolio(&reader, &Wanted::default(), Order::Due, (0, 10)).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        assert_eq!(found(&house.operator(), &Wanted::default(), Order::Due).await, ["Ours"]);
    }

    async fn the_portfolio_is_narrowed_and_ordered(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let operator = house.operator();
        let team = app::groups::add(&operator, postmortem::GroupKind::Team, "Payments").await.unwrap();
        let members = [ada.person_id().unwrap()];
        app::groups::revise(&operator, team.id, team.version, "Payments", &members).await.unwrap();
        let first = committed(&ada, number, "Medium, owned").await;
        let weak = committed(&ada, number, "Weak, given back").await;
        let late = Plan { due_on: Some(jiff::civil::date(2020, 1, 1)), ..plan(Strength::Weak) };
        let draft = ActionDraft { text: weak.text.clone(), plan: Some(late), causes: vec![] };
        actions::revise(&ada, number, weak.id, draft, 2).await.unwrap();
        actions::advance(&ada, number, weak.id, Move::GiveBack, 3).await.unwrap();
        actions::collect(&ada, number, "An idea").await.unwrap();
        let all = Wanted::default();
        assert_eq!(found(&ada, &all, Order::Due).await, ["Weak, given back", "Medium, owned"]);
        assert_eq!(found(&ada, &all, Order::Strength).await, ["Weak, given back", "Medium, owned"]);
        assert_eq!(found(&ada, &all, Order::Postmortem).await.len(), 2);
        let ideas = Wanted { statuses: vec![ActionStatus::Idea], ..all.clone() };
        assert_eq!(found(&ada, &ideas, Order::Severity).await, ["An idea"]);
        let weak_ones = Wanted { strength: Some(Strength::Weak), ..all.clone() };
        assert_eq!(found(&ada, &weak_ones, Order::Due).await, ["Weak, given back"]);
        let unowned = Wanted { is_without_owner: true, ..all.clone() };
        assert_eq!(found(&ada, &unowned, Order::Due).await, ["Weak, given back"]);
        let overdue = Wanted { overdue_on: Some(jiff::civil::date(2026, 1, 1)), ..all.clone() };
        assert_eq!(found(&ada, &overdue, Order::Due).await, ["Weak, given back"]);
        let theirs = Wanted { team: Some(team.id), ..all.clone() };
        assert_eq!(found(&ada, &theirs, Order::Due).await, ["Medium, owned"]);
        let mine = Wanted { owner: ada.person_id(), ..all.clone() };
        assert_eq!(found(&ada, &mine, Order::Due).await, ["Medium, owned"]);
        actions::advance(&ada, number, first.id, Move::Finish, 2).await.unwrap();
        let open = Wanted { statuses: vec![ActionStatus::Open], ..all };
        assert_eq!(found(&ada, &open, Order::Due).await, ["Weak, given back"]);
        let page = actions::portfolio(&ada, &Wanted::default(), Order::Due, (1, 1)).await.unwrap();
        assert_eq!((page.actions.len(), page.has_more), (1, false));
    }

    async fn actions_address_causes_and_luck_may_be_a_mitigator(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let draft = |class| CauseDraft { class, text: "No canary".into(), meaning: String::new() };
        let answer = |draft| causes::answer(&ada, number, Effect::Impact, draft, BecauseDraft::default());
        let canary = answer(draft(CauseClass::Condition)).await.unwrap();
        let retries = answer(draft(CauseClass::Mitigator)).await.unwrap();
        let idea = actions::collect(&ada, number, "Canary").await.unwrap();
        let wanted = |causes| ActionDraft { text: "Canary".into(), plan: None, causes };
        let Revised::Saved(tied) = actions::revise(&ada, number, idea.id, wanted(vec![canary.id, canary.id]), 1).await.unwrap()
        else { panic!("nobody else wrote") };
        assert_eq!((tied.causes.as_slice(), tied.version), (&[canary.id][..], 2));
        assert_eq!(actions::get(&ada, number, idea.id).await.unwrap(), tied);
        causes::remove(&ada, number, canary.id, 1).await.unwrap();
        assert!(actions::get(&ada, number, idea.id).await.unwrap().causes.is_empty());
        causes::restore(&ada, number, canary.id).await.unwrap();
        assert_eq!(actions::get(&ada, number, idea.id).await.unwrap().causes, [canary.id]);
        let other = house.postmortem(&ada, "Another").await.number;
        let elsewhere = actions::collect(&ada, other, "Elsewhere").await.unwrap();
        let refused = actions::revise(&ada, other, elsewhere.id, wanted(vec![canary.id]), 1).await.unwrap_err();
        assert_eq!(codes(&refused), [("causes", "unknown-cause")]);
        let lucky = LessonDraft { telling: Telling::GotLucky(Luck::Mitigator(retries.id)), text: "Retries".into(), entries: vec![], practices: vec![] };
        let lesson = lessons::add(&ada, number, lucky.clone()).await.unwrap();
        assert_eq!(lessons::get(&ada, number, lesson.id).await.unwrap(), lesson);
        assert_eq!(codes(&lessons::add(&ada, other, lucky).await.unwrap_err()), [("cause", "unknown-cause")]);
        stewardship::merge(&ada, number, other).await.unwrap();
        assert_eq!(actions::get(&ada, other, idea.id).await.unwrap().causes, [canary.id]);
        causes::remove(&ada, other, retries.id, 1).await.unwrap();
        assert!(lessons::get(&ada, other, lesson.id).await.unwrap().is_luck_open());
    }

    async fn a_document_carries_lessons_and_actions_into_another_postmortem(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let action = committed(&ada, number, "Canary").await;
        actions::advance(&ada, number, action.id, Move::Finish, 2).await.unwrap();
        house.advance(SignedDuration::from_secs(1));
        actions::collect(&ada, number, "An idea: # not a heading").await.unwrap();
        let lucky = LessonDraft { telling: Telling::GotLucky(Luck::Action(action.id)), text: "A quiet hour".into(), entries: vec![], practices: vec![] };
        lessons::add(&ada, number, lucky).await.unwrap();
        let exported = exchange::export(&ada, number, Format::Markdown, Audience::Full).await.unwrap();
        let Body::Text(text) = exported.body else { panic!("Markdown is text") };
        let incoming = Incoming::Markdown(text.clone());
        let Outcome::Made(other) = exchange::import_postmortem(&ada, incoming, WhenKnown::MakeNew, None).await.unwrap()
        else { panic!("another was made") };
        let there = actions::view(&ada, other).await.unwrap().actions;
        let here = actions::view(&ada, number).await.unwrap().actions;
        assert_eq!(there.iter().map(|a| (&a.text, &a.state)).collect::<Vec<_>>(), here.iter().map(|a| (&a.text, &a.state)).collect::<Vec<_>>());
        let lesson = lessons::view(&ada, other).await.unwrap().lessons.remove(0);
        assert_eq!(lesson.telling, Telling::GotLucky(Luck::Action(there[0].id)));
        exchange::import_postmortem(&ada, Incoming::Markdown(text), WhenKnown::Update, None).await.unwrap();
        assert_eq!(actions::view(&ada, number).await.unwrap().actions, here, "nothing comes twice");
        assert_eq!(lessons::view(&ada, number).await.unwrap().lessons.len(), 1);
    }
}
