//! Lessons and actions in what goes out: people as roles, ideas inside, luck with what it ended in.

use jiff::civil::date;
use postmortem::{
    Acceptance, Action, ActionId, ActionKind, CauseId, Hand, Lesson, LessonId, Locale, Luck, Move, PersonId, Plan,
    PracticeId, Refusal, State, Strength, Telling, Verdict,
};
use publish::{Full, Names, PracticeRef, Publication, PublishedLuck, html, markdown, project};
use uuid::Uuid;

use crate::house::sample;

fn action(n: u128, text: &str, steps: Vec<Move>) -> Action {
    let at = "2026-11-17T00:00:00Z".parse().unwrap();
    let hand = Hand { by: Some(owner()), now: at, soaked_at: at };
    let state = steps.into_iter().fold(State::Idea, |state, step| state.after(step, hand).unwrap());
    let id = ActionId(Uuid::from_u128(n));
    Action { id, text: text.into(), state, causes: vec![], recorded_at: at, recorded_by: None, version: 1 }
}

fn owner() -> PersonId {
    sample().people[0].id
}

fn commit(tracker: &str) -> Move {
    let plan = Plan {
        kind: ActionKind::Prevent,
        strength: Strength::Strong,
        due_on: Some(date(2026, 12, 4)),
        expected: "Ben Stone no longer has to look".into(),
        measure: "A drill".into(),
        tracker: Some(tracker.parse().unwrap()),
    };
    Move::Commit { plan, owner: owner(), skip: None }
}

fn lesson(n: u128, telling: Telling, text: &str, full: &Full) -> Lesson {
    Lesson {
        id: LessonId(Uuid::from_u128(n)),
        telling,
        text: text.into(),
        entries: vec![full.entries[0].id],
        practices: vec![],
        position: 1,
        recorded_at: "2026-11-17T00:00:00Z".parse().unwrap(),
        recorded_by: None,
        version: 1,
    }
}

fn full() -> Full {
    let mut full = sample();
    let refusal =
        Refusal { reason: "이서연 님과 검토".into(), owner: Some(owner()), review_on: date(2027, 3, 1) };
    full.actions = vec![
        action(1, "An idea of Ben Stone", vec![]),
        action(
            2,
            "Canary for the gateway",
            vec![
                commit("https://tracker.example/browse/PAY-12"),
                Move::Finish,
                Move::Judge(Verdict::Worked, "Dana Reyes saw the drill refused".into()),
            ],
        ),
        action(3, "Two of everything", vec![Move::Decline(refusal)]),
        action(4, "Alert", vec![commit("https://tracker.example/~dana/PAY-13")]),
    ];
    let accepted = Acceptance { reason: "Rare".into(), review_on: date(2027, 3, 1) };
    full.lessons = vec![
        lesson(1, Telling::WentWell, "Ben Stone에게 경보가 갔습니다", &full),
        lesson(2, Telling::GotLucky(Luck::Action(ActionId(Uuid::from_u128(2)))), "A quiet hour", &full),
        lesson(3, Telling::GotLucky(Luck::Action(ActionId(Uuid::from_u128(1)))), "Only an idea", &full),
        lesson(4, Telling::GotLucky(Luck::Accepted(accepted)), "One region", &full),
    ];
    full
}

fn published(names: Names) -> Publication {
    project(&full(), names, &[], Locale::En).publication
}

#[test]
fn people_are_roles_and_ideas_stay_inside() {
    let p = published(Names::AsRoles);
    let texts: Vec<_> = p.actions.iter().map(|a| a.text.as_str()).collect();
    assert_eq!(texts, ["Canary for the gateway", "Two of everything", "Alert"]);
    assert_eq!(p.actions[0].owner.as_deref(), Some("a colleague"));
    assert_eq!(p.actions[0].plan.as_ref().unwrap().tracker.as_deref(), Some("https://tracker.example/browse/PAY-12"));
    assert_eq!(p.actions[2].plan.as_ref().unwrap().tracker, None, "the address names someone");
    let all = [markdown::publication(&p, Locale::En), html::page(&p, Locale::Ko), serde_json::to_string(&p).unwrap()];
    for document in &all {
        assert!(document.contains("Canary for the gateway") && document.contains("A quiet hour"), "{document}");
        for name in ["Ben Stone", "Dana Reyes", "이서연", "An idea"] {
            assert!(!document.contains(name), "{name} is in {document}");
        }
    }
}

#[test]
fn names_are_shown_where_that_was_chosen() {
    let p = published(Names::Shown);
    assert_eq!(p.actions[0].owner.as_deref(), Some("이서연"));
    assert!(p.actions[2].plan.as_ref().unwrap().tracker.is_some());
}

#[test]
fn luck_names_what_it_ended_in() {
    let p = published(Names::AsRoles);
    let luck: Vec<_> = p.lessons.iter().map(|l| l.luck.clone()).collect();
    let accepted = PublishedLuck::Accepted { reason: "Rare".into(), review_on: date(2027, 3, 1) };
    assert_eq!(luck, [None, Some(PublishedLuck::Action(0)), Some(PublishedLuck::Open), Some(accepted)]);
    assert_eq!(p.lessons[0].entries, [0]);
    let text = markdown::lessons(&p, Locale::En);
    assert!(text.contains("**Ends in an action**: Canary for the gateway"), "{text}");
    assert!(text.contains("### Went well") && text.contains("### Got lucky") && !text.contains("### Went wrong"));
}

#[test]
fn what_was_published_before_still_reads() {
    let mut old = serde_json::to_value(published(Names::AsRoles)).unwrap();
    old.as_object_mut().unwrap().retain(|key, _| key != "lessons" && key != "actions");
    let read: Publication = serde_json::from_value(old).unwrap();
    assert!(read.lessons.is_empty() && read.actions.is_empty());
    assert_eq!(markdown::lessons(&read, Locale::Ko) + &markdown::actions(&read, Locale::Ko), "");
}

fn tied() -> Full {
    let mut full = full();
    let practice = |n: u128, name: &str, owner, made_from: Option<u128>| PracticeRef {
        id: PracticeId(Uuid::from_u128(n)),
        name: name.into(),
        owner,
        made_from: made_from.map(|n| LessonId(Uuid::from_u128(n))),
    };
    full.practices =
        vec![practice(1, "Roll back as Ben Stone did", Some(owner()), Some(1)), practice(2, "Two look", None, None)];
    let cite = |n: u128| vec![PracticeId(Uuid::from_u128(n))];
    let cause = |n: u128| CauseId(Uuid::from_u128(n));
    full.actions[1].causes = vec![cause(73), cause(74)];
    full.lessons[0].practices = cite(2);
    let wrong = lesson(5, Telling::WentWrong, "Nobody looked twice", &full);
    full.lessons.push(Lesson { practices: cite(2), ..wrong });
    full.lessons.push(lesson(6, Telling::GotLucky(Luck::Mitigator(cause(72))), "Someone looked", &full));
    full.lessons.push(lesson(7, Telling::GotLucky(Luck::Mitigator(cause(74))), "Tied to nothing", &full));
    full
}

#[test]
fn practices_are_cited_and_named_with_their_owner_as_a_role() {
    let p = project(&tied(), Names::AsRoles, &[], Locale::En).publication;
    let became = p.lessons[0].became.as_ref().unwrap();
    assert_eq!(became.owner.as_deref(), Some("a colleague"));
    let text = markdown::lessons(&p, Locale::En);
    for told in [
        "**Became a practice**: Roll back as responder",
        "(owner: a colleague)",
        "**A practice that helped**: Two look\n",
        "**A practice that would have applied**: Two look\n",
        "**Shown by the entries of**: 2026-11-13 14:02",
    ] {
        assert!(text.contains(told), "{told} is not in {text}");
    }
    let all = [markdown::publication(&p, Locale::Ko), html::page(&p, Locale::Ko), serde_json::to_string(&p).unwrap()];
    for document in &all {
        assert!(document.contains("Two look") && !document.contains("Ben Stone"), "{document}");
    }
    let named = project(&tied(), Names::Shown, &[], Locale::En).publication;
    assert!(markdown::lessons(&named, Locale::En).contains("Roll back as Ben Stone did (owner: 이서연)"));
}

#[test]
fn causes_that_go_out_are_named_by_actions_and_luck() {
    let p = project(&tied(), Names::AsRoles, &[], Locale::En).publication;
    let place = |text: &str| p.causes.causes.iter().position(|c| c.text.contains(text)).unwrap();
    assert_eq!(p.actions[0].causes, [place("No canary")], "what is tied to nothing stays inside");
    let luck: Vec<_> = p.lessons[5..].iter().map(|l| l.luck.clone().unwrap()).collect();
    assert_eq!(luck, [PublishedLuck::MitigatorAt(place("41 minutes")), PublishedLuck::Mitigator]);
    let n = place("No canary") + 1;
    assert!(markdown::actions(&p, Locale::En).contains(&format!("**Addresses**: {n}. No canary on the gateway")));
    assert!(html::page(&p, Locale::En).contains(&format!("{n}. No canary on the gateway")));
    let n = place("41 minutes") + 1;
    assert!(markdown::lessons(&p, Locale::En).contains(&format!("a mitigator**: {n}. 41 minutes until")));
}

#[test]
fn lessons_published_before_there_were_practices_still_read() {
    let mut old = serde_json::to_value(project(&tied(), Names::AsRoles, &[], Locale::En).publication).unwrap();
    for list in ["lessons", "actions"] {
        for item in old[list].as_array_mut().unwrap() {
            item.as_object_mut().unwrap().retain(|key, _| !["practices", "became", "causes"].contains(&key.as_str()));
        }
    }
    let read: Publication = serde_json::from_value(old).unwrap();
    assert!(read.lessons.iter().all(|l| l.practices.is_empty() && l.became.is_none()));
}
