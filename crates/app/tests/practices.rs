//! Stories of practices, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error, groups, lessons,
    practices::{self, Asked, Order, Revised},
    stewardship,
};
use postmortem::{
    GroupId, GroupKind, Lesson, LessonDraft, LessonKind, Luck, Number, Practice, PracticeDraft, PracticeId, Role,
    Telling, Visibility,
};
use testkit::{TestHouse, on_both};

fn lesson(telling: Telling, text: &str, practices: Vec<PracticeId>) -> LessonDraft {
    LessonDraft { telling, text: text.to_owned(), entries: vec![], practices }
}

fn draft(owner: &Ctx, name: &str) -> PracticeDraft {
    PracticeDraft {
        name: name.to_owned(),
        what: "Roll back, then look for the cause.".to_owned(),
        why: "It was over in 4 minutes.".to_owned(),
        conditions: "The change can be rolled back.".to_owned(),
        owner: owner.person_id().unwrap(),
    }
}

async fn went_well(ctx: &Ctx, number: Number, text: &str) -> Lesson {
    lessons::add(ctx, number, lesson(Telling::WentWell, text, vec![])).await.unwrap()
}

/// Ada's postmortem with a lesson that became a practice.
async fn made(house: &TestHouse) -> (Ctx, Number, Lesson, Practice) {
    let ada = house.person("Ada", Role::Member).await;
    let number = house.postmortem(&ada, "Checkout refused cards").await.number;
    let from = went_well(&ada, number, "We rolled back first").await;
    let practice = practices::make(&ada, number, from.id, draft(&ada, "Roll back first")).await.unwrap();
    (ada, number, from, practice)
}

async fn team(house: &TestHouse, name: &str, members: &[&Ctx]) -> GroupId {
    let operator = house.operator();
    let group = groups::add(&operator, GroupKind::Team, name).await.unwrap();
    let members: Vec<_> = members.iter().map(|m| m.person_id().unwrap()).collect();
    groups::revise(&operator, group.id, group.version, name, &members).await.unwrap().id
}

async fn names(ctx: &Ctx, asked: &Asked) -> Vec<String> {
    let register = practices::register(ctx, asked).await.unwrap();
    assert_eq!(usize::try_from(register.n_all).unwrap(), register.practices.len());
    register.practices.into_iter().map(|l| l.practice.name).collect()
}

fn codes(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Rejected(fields) => fields.iter().map(|f| (f.field.as_str(), f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn a_lesson_that_went_well_becomes_a_practice_once(house: TestHouse) {
        let (ada, number, from, practice) = made(&house).await;
        let view = lessons::view(&ada, number).await.unwrap();
        assert_eq!(view.practices.made[&from.id].id, practice.id);
        let again = practices::make(&ada, number, from.id, draft(&ada, "Another name")).await;
        assert!(matches!(again, Err(Error::Denied("is-practice"))), "{again:?}");
        for telling in [Telling::WentWrong, Telling::GotLucky(Luck::Open)] {
            let other = lessons::add(&ada, number, lesson(telling, "Not so well", vec![])).await.unwrap();
            let refused = practices::make(&ada, number, other.id, draft(&ada, "Another")).await;
            assert!(matches!(refused, Err(Error::Denied("needs-went-well"))), "{refused:?}");
        }
        let second = went_well(&ada, number, "Again").await;
        let taken = practices::make(&ada, number, second.id, draft(&ada, "ROLL  back FIRST ")).await.unwrap_err();
        assert_eq!(codes(&taken), [("name", "practice-taken")]);
        let empty = PracticeDraft { conditions: " ".to_owned(), ..draft(&ada, "Another") };
        assert_eq!(codes(&practices::make(&ada, number, second.id, empty).await.unwrap_err()), [("conditions", "empty")]);
        let rae = house.person("Rae", Role::Reader).await;
        let unfit = practices::make(&ada, number, second.id, draft(&rae, "Another")).await.unwrap_err();
        assert_eq!(codes(&unfit), [("owner", "no-member")]);
        let trail = stewardship::trail(&ada, number, None).await.unwrap();
        assert!(trail.iter().any(|deed| deed.verb == "practice.make"));
    }

    async fn a_lesson_of_another_kind_is_no_longer_where_a_practice_came_from(house: TestHouse) {
        let (ada, number, from, practice) = made(&house).await;
        assert_eq!(practices::get(&ada, practice.id).await.unwrap().origin.unwrap().lesson, from.id);
        let turned = lesson(Telling::WentWrong, "We rolled back too late", vec![]);
        lessons::revise(&ada, number, from.id, turned, 1).await.unwrap();
        let opened = practices::get(&ada, practice.id).await.unwrap();
        assert_eq!((opened.practice, opened.origin), (practice.clone(), None));
        let trail = stewardship::trail(&ada, number, None).await.unwrap();
        let deed = trail.iter().find(|deed| deed.verb == "lesson.revise").unwrap();
        assert!(format!("{deed:?}").contains(&practice.id.to_string()), "{deed:?}");
        // a word changed is no kind changed
        let second = went_well(&ada, number, "Two looked").await;
        let other = practices::make(&ada, number, second.id, draft(&ada, "Two look")).await.unwrap();
        lessons::revise(&ada, number, second.id, lesson(Telling::WentWell, "Two people looked", vec![]), 1).await.unwrap();
        assert!(practices::get(&ada, other.id).await.unwrap().origin.is_some());
        // a lesson that is removed is not told of, until it comes back
        lessons::remove(&ada, number, second.id, 2).await.unwrap();
        assert!(practices::get(&ada, other.id).await.unwrap().origin.is_none());
        lessons::restore(&ada, number, second.id).await.unwrap();
        assert!(practices::get(&ada, other.id).await.unwrap().origin.is_some());
    }

    async fn later_postmortems_cite_it_to_those_who_may_read_them(house: TestHouse) {
        let (ada, first, from, practice) = made(&house).await;
        let ben = house.person("Ben", Role::Member).await;
        let rae = house.person("Rae", Role::Reader).await;
        let later = house.postmortem(&ben, "Search lost its catalogue").await.number;
        let helped = lessons::add(&ben, later, lesson(Telling::WentWell, "Rolled back in 3 min", vec![practice.id])).await.unwrap();
        assert_eq!(helped.practices, [practice.id]);
        let missed = lesson(Telling::WentWrong, "Nobody thought of rolling back", vec![practice.id, practice.id]);
        lessons::add(&ben, later, missed).await.unwrap();
        let kinds = |ctx: Ctx| async move {
            let opened = practices::get(&ctx, practice.id).await.unwrap();
            opened.citations.into_iter().map(|c| (c.number, c.kind)).collect::<Vec<_>>()
        };
        assert_eq!(kinds(ben.clone()).await, [(later, LessonKind::WentWell), (later, LessonKind::WentWrong)]);
        // Ada may not read Ben's draft, nor Rae any
        assert_eq!((kinds(ada.clone()).await.len(), kinds(rae.clone()).await.len()), (0, 0));
        let counted = |ctx: Ctx| async move {
            practices::register(&ctx, &Asked::default()).await.unwrap().practices[0].n_citations
        };
        assert_eq!((counted(ben.clone()).await, counted(ada.clone()).await, counted(rae.clone()).await), (1, 0, 0));
        assert!(practices::get(&ben, practice.id).await.unwrap().origin.is_none(), "it came from a draft of Ada's");
        stewardship::set_visibility(&ben, later, Visibility::Members).await.unwrap();
        assert_eq!((counted(ada.clone()).await, counted(rae.clone()).await), (1, 0));
        // taken back, and kept in the history of the lesson
        lessons::revise(&ben, later, helped.id, lesson(Telling::WentWell, "Rolled back in 3 min", vec![]), 1).await.unwrap();
        assert_eq!(kinds(ben.clone()).await, [(later, LessonKind::WentWrong)]);
        let past = lessons::history(&ben, later, helped.id).await.unwrap().past;
        assert_eq!((past[0].it.practices.len(), past[1].it.practices.len()), (0, 1));
        // no lesson cites what it became, nor what nobody knows
        let own = lessons::revise(&ada, first, from.id, lesson(Telling::WentWell, "Rolled back", vec![practice.id]), 1).await.unwrap_err();
        assert_eq!(codes(&own), [("practices", "own-practice")]);
        let nothing = PracticeId(uuid::Uuid::from_u128(7));
        let unknown = lessons::add(&ada, first, lesson(Telling::WentWell, "x", vec![nothing])).await.unwrap_err();
        assert_eq!(codes(&unknown), [("practices", "unknown-practice")]);
    }

    async fn teams_adopt_it_by_their_members(house: TestHouse) {
        let (ada, _, _, practice) = made(&house).await;
        let ben = house.person("Ben", Role::Member).await;
        let checkout = team(&house, "Checkout team", &[&ben]).await;
        let search = team(&house, "Search", &[]).await;
        assert!(matches!(practices::adopt(&ada, practice.id, checkout).await, Err(Error::Denied("needs-team"))));
        practices::adopt(&ben, practice.id, checkout).await.unwrap();
        practices::adopt(&ben, practice.id, checkout).await.unwrap();
        practices::adopt(&house.operator(), practice.id, search).await.unwrap();
        let opened = practices::get(&ben, practice.id).await.unwrap();
        let told: Vec<_> = opened.adoptions.iter().map(|a| (a.group, a.by)).collect();
        assert!(told.contains(&(checkout, ben.person_id())) && told.contains(&(search, None)) && told.len() == 2);
        assert_eq!(opened.own_teams.iter().map(|g| g.id).collect::<Vec<_>>(), [checkout]);
        assert_eq!(names(&ada, &Asked { team: Some(search), ..Asked::default() }).await, ["Roll back first"]);
        practices::give_up(&ben, practice.id, checkout).await.unwrap();
        assert_eq!(names(&ada, &Asked { team: Some(checkout), ..Asked::default() }).await, Vec::<String>::new());
        assert!(matches!(practices::give_up(&ben, practice.id, search).await, Err(Error::Denied("needs-team"))));
        // a service is no team, and a team that goes works by nothing
        let service = groups::add(&house.operator(), GroupKind::Service, "search-api").await.unwrap().id;
        let odd = practices::adopt(&house.operator(), practice.id, service).await.unwrap_err();
        assert_eq!(codes(&odd), [("team", "unknown-team")]);
        groups::delete(&house.operator(), search).await.unwrap();
        assert!(practices::get(&ada, practice.id).await.unwrap().adoptions.is_empty());
    }

    async fn its_owner_keeps_it_and_hands_it_on(house: TestHouse) {
        let (ada, _, _, practice) = made(&house).await;
        let ben = house.person("Ben", Role::Member).await;
        let refused = practices::revise(&ben, practice.id, draft(&ben, "Mine now"), 1).await;
        assert!(matches!(refused, Err(Error::Denied("needs-practice-owner"))), "{refused:?}");
        let handed = practices::revise(&ada, practice.id, draft(&ben, "Roll back before all else"), 1).await.unwrap();
        assert!(matches!(handed, Revised::Saved(p) if p.version == 2 && p.owner == ben.person_id()));
        assert!(matches!(practices::withdraw(&ada, practice.id, 2).await, Err(Error::Denied(_))));
        let Revised::Stale(stale) = practices::revise(&ben, practice.id, draft(&ben, "Late"), 1).await.unwrap()
        else { panic!("overwritten") };
        assert_eq!((stale.current.version, stale.changed_by), (2, ada.person_id()));
        let past = practices::history(&ada, practice.id).await.unwrap().past;
        let told: Vec<_> = past.iter().map(|p| (p.it.name.as_str(), p.it.version)).collect();
        assert_eq!(told, [("Roll back before all else", 2), ("Roll back first", 1)]);
    }

    async fn what_is_withdrawn_is_offered_to_nobody_and_comes_back(house: TestHouse) {
        let (ada, number, _, practice) = made(&house).await;
        let ben = house.person("Ben", Role::Member).await;
        let checkout = team(&house, "Checkout team", &[&ben]).await;
        let citing = lessons::add(&ada, number, lesson(Telling::WentWell, "Again", vec![practice.id])).await.unwrap();
        practices::adopt(&ben, practice.id, checkout).await.unwrap();
        assert!(matches!(practices::withdraw(&ada, practice.id, 7).await, Err(Error::Conflict)));
        practices::withdraw(&ada, practice.id, 1).await.unwrap();
        assert_eq!(names(&ada, &Asked::default()).await, Vec::<String>::new());
        assert_eq!(names(&ada, &Asked { is_withdrawn: true, ..Asked::default() }).await, ["Roll back first"]);
        assert!(lessons::view(&ada, number).await.unwrap().practices.names.is_empty());
        let cite = lessons::add(&ada, number, lesson(Telling::WentWell, "Late", vec![practice.id])).await.unwrap_err();
        assert_eq!(codes(&cite), [("practices", "unknown-practice")]);
        // what cited it before still does, after a change too
        let changed = lesson(Telling::WentWell, "Again, in 2 min", vec![practice.id]);
        let Revised::Saved(kept) = lessons::revise(&ada, number, citing.id, changed, 1).await.unwrap() else { panic!() };
        assert_eq!(kept.practices, [practice.id]);
        let late = practices::adopt(&house.operator(), practice.id, checkout).await.unwrap_err();
        assert_eq!(codes(&late), [("team", "practice-withdrawn")]);
        practices::give_up(&ben, practice.id, checkout).await.unwrap();
        practices::restore(&ada, practice.id).await.unwrap();
        assert_eq!(names(&ada, &Asked::default()).await, ["Roll back first"]);
        assert_eq!(practices::history(&ada, practice.id).await.unwrap().past.len(), 3);
    }

    async fn the_register_is_found_and_ordered(house: TestHouse) {
        let (ada, number, ..) = made(&house).await;
        let ben = house.person("Ben", Role::Member).await;
        for (name, owner) in [("100 % canary", &ada), ("당직 인수인계를 글로 남기기", &ben)] {
            let from = went_well(&ada, number, name).await;
            practices::make(&ada, number, from.id, draft(owner, name)).await.unwrap();
        }
        let all = practices::register(&ada, &Asked::default()).await.unwrap().practices;
        let canary = all.iter().find(|l| l.practice.name.contains('%')).unwrap().practice.id;
        let found = |text: &str| Asked { text: text.to_owned(), ..Asked::default() };
        assert_eq!(names(&ada, &found("인수인계를  당직")).await, ["당직 인수인계를 글로 남기기"]);
        assert_eq!(names(&ada, &found("100 %")).await, ["100 % canary"]);
        assert_eq!(names(&ada, &found("MINUTES roll")).await.len(), 3);
        assert!(names(&ada, &found("_")).await.is_empty());
        assert_eq!(names(&ada, &Asked { owner: ben.person_id(), ..Asked::default() }).await.len(), 1);
        assert!(names(&ada, &Asked { is_without_owner: true, ..Asked::default() }).await.is_empty());
        let checkout = team(&house, "Checkout team", &[&ben]).await;
        practices::adopt(&ben, canary, checkout).await.unwrap();
        let adopted = Asked { order: Order::Adopted, ..Asked::default() };
        assert_eq!(names(&ada, &adopted).await[0], "100 % canary");
        let cited = Asked { order: Order::Cited, ..Asked::default() };
        lessons::add(&ada, number, lesson(Telling::WentWrong, "No hand-over", vec![all[2].practice.id])).await.unwrap();
        assert_eq!(names(&ada, &cited).await[0], all[2].practice.name);
    }

    async fn a_practice_outlives_its_postmortem_and_follows_a_merge(house: TestHouse) {
        let (ada, number, from, practice) = made(&house).await;
        let into = house.postmortem(&ada, "The same incident").await.number;
        lessons::add(&ada, number, lesson(Telling::GotLucky(Luck::Open), "Cited", vec![])).await.unwrap();
        let citing = house.postmortem(&ada, "Later").await.number;
        lessons::add(&ada, citing, lesson(Telling::WentWell, "Helped", vec![practice.id])).await.unwrap();
        stewardship::merge(&ada, number, into).await.unwrap();
        let opened = practices::get(&ada, practice.id).await.unwrap();
        assert_eq!(opened.origin.map(|o| (o.number, o.lesson)), Some((into, from.id)));
        stewardship::merge(&ada, citing, into).await.unwrap();
        let opened = practices::get(&ada, practice.id).await.unwrap();
        assert_eq!(opened.citations.iter().map(|c| c.number).collect::<Vec<_>>(), [into]);
        stewardship::delete(&ada, into, &into.to_string()).await.unwrap();
        let opened = practices::get(&ada, practice.id).await.unwrap();
        assert_eq!((opened.practice, opened.origin, opened.citations.len()), (practice, None, 0));
    }

    async fn two_who_change_it_at_once_do_not_overwrite_each_other(house: TestHouse) {
        let (ada, _, _, practice) = made(&house).await;
        let tries = (0..8).map(|n| {
            let ada = ada.clone();
            let id = practice.id;
            async move { practices::revise(&ada, id, draft(&ada, &format!("Name {n}")), 1).await }
        });
        let mut saved = 0;
        for outcome in futures_util::future::join_all(tries).await {
            match outcome {
                Ok(Revised::Saved(_)) => saved += 1,
                Ok(Revised::Stale(_)) | Err(Error::Conflict | Error::Busy(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(saved, 1);
        assert_eq!(practices::history(&ada, practice.id).await.unwrap().past.len(), 2);
    }
}
