//! Stories of lessons, on both databases.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error,
    lessons::{self, Revised},
    stewardship, timeline,
};
use postmortem::{
    Acceptance, EntryDraft, EntryId, EntryKind, Lesson, LessonDraft, Luck, Moment, Number, Role, Telling,
};
use testkit::TestHouse;

fn draft(telling: Telling, text: &str) -> LessonDraft {
    LessonDraft { telling, text: text.to_owned(), entries: vec![], practices: vec![] }
}

fn accepted(reason: &str) -> Telling {
    let review_on = jiff::civil::date(2027, 3, 1);
    Telling::GotLucky(Luck::Accepted(Acceptance { reason: reason.to_owned(), review_on }))
}

async fn begun(house: &TestHouse) -> (Ctx, Number) {
    let ada = house.person("Ada", Role::Member).await;
    let number = house.postmortem(&ada, "Checkout refused cards").await.number;
    (ada, number)
}

async fn entry(ctx: &Ctx, number: Number) -> EntryId {
    let draft = EntryDraft {
        kind: EntryKind::Observation,
        text: "Errors rise".to_owned(),
        occurred: Moment::parse("2026-11-13 14:02", &"Asia/Seoul".parse().unwrap()).unwrap(),
        ended: None,
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
    };
    timeline::insert(ctx, number, draft).await.unwrap().id
}

async fn texts(ctx: &Ctx, number: Number) -> Vec<String> {
    lessons::view(ctx, number).await.unwrap().lessons.into_iter().map(|l| l.text).collect()
}

async fn add(ctx: &Ctx, number: Number, text: &str) -> Lesson {
    lessons::add(ctx, number, draft(Telling::WentWell, text)).await.unwrap()
}

fn codes(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Rejected(fields) => fields.iter().map(|f| (f.field.as_str(), f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

testkit::on_both! {
    async fn a_lesson_keeps_everything_that_was_written(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let shows = entry(&ada, number).await;
        let written = LessonDraft { entries: vec![shows, shows], ..draft(accepted(" The peak is covered "), " A quiet\r\nhour ") };
        let lesson = lessons::add(&ada, number, written).await.unwrap();
        assert_eq!((lesson.text.as_str(), &lesson.entries[..]), ("A quiet\nhour", &[shows][..]));
        assert_eq!(lesson.telling, accepted("The peak is covered"));
        assert_eq!(lessons::get(&ada, number, lesson.id).await.unwrap(), lesson);
        let gone = timeline::get(&ada, number, shows).await.unwrap();
        timeline::delete(&ada, number, shows, gone.version).await.unwrap();
        assert!(lessons::get(&ada, number, lesson.id).await.unwrap().entries.is_empty());
    }

    async fn what_does_not_fit_is_refused(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let refused = lessons::add(&ada, number, draft(Telling::WentWell, " ")).await.unwrap_err();
        assert_eq!(codes(&refused), [("text", "empty")]);
        let refused = lessons::add(&ada, number, draft(accepted(" "), "Luck")).await.unwrap_err();
        assert_eq!(codes(&refused), [("reason", "empty")]);
        let other = house.postmortem(&ada, "Another").await.number;
        let elsewhere = entry(&ada, other).await;
        let foreign = LessonDraft { entries: vec![elsewhere], ..draft(Telling::WentWell, "Alert") };
        assert_eq!(codes(&lessons::add(&ada, number, foreign).await.unwrap_err()), [("entries", "unknown-entry")]);
        assert!(texts(&ada, number).await.is_empty());
    }

    async fn nobody_overwrites_what_someone_else_wrote(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let lesson = add(&ada, number, "First").await;
        let theirs = lessons::revise(&ada, number, lesson.id, draft(Telling::WentWrong, "Theirs"), 1).await.unwrap();
        assert!(matches!(theirs, Revised::Saved(l) if l.version == 2));
        let Revised::Stale(stale) =
            lessons::revise(&ada, number, lesson.id, draft(Telling::WentWell, "Mine"), 1).await.unwrap()
        else { panic!("overwritten") };
        assert_eq!((stale.current.text.as_str(), stale.changed_by), ("Theirs", ada.person_id()));
        assert!(matches!(lessons::remove(&ada, number, lesson.id, 1).await, Err(Error::Conflict)));
        let past = lessons::history(&ada, number, lesson.id).await.unwrap().past;
        assert_eq!(past.iter().map(|p| p.it.text.as_str()).collect::<Vec<_>>(), ["Theirs", "First"]);
    }

    async fn lessons_are_ordered_removed_and_brought_back_to_their_place(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        for text in ["a", "b", "c"] {
            add(&ada, number, text).await;
        }
        let wrong = lessons::add(&ada, number, draft(Telling::WentWrong, "w")).await.unwrap();
        let all = lessons::view(&ada, number).await.unwrap().lessons;
        lessons::place(&ada, number, all[2].id, true).await.unwrap();
        assert_eq!(texts(&ada, number).await, ["a", "c", "b", "w"]);
        lessons::place(&ada, number, wrong.id, true).await.unwrap();
        assert_eq!(texts(&ada, number).await, ["a", "c", "b", "w"], "kinds have their own order");
        lessons::remove(&ada, number, all[2].id, 1).await.unwrap();
        assert_eq!(texts(&ada, number).await, ["a", "b", "w"]);
        assert!(matches!(lessons::get(&ada, number, all[2].id).await, Err(Error::NotFound)));
        lessons::restore(&ada, number, all[2].id).await.unwrap();
        assert_eq!(texts(&ada, number).await, ["a", "c", "b", "w"]);
    }

    async fn merging_brings_lessons_along_behind_those_of_the_other(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let other = house.postmortem(&ada, "The same incident").await.number;
        add(&ada, other, "theirs").await;
        let shows = entry(&ada, number).await;
        for text in ["a", "b"] {
            let draft = LessonDraft { entries: vec![shows], ..draft(Telling::WentWell, text) };
            lessons::add(&ada, number, draft).await.unwrap();
        }
        assert_eq!(stewardship::holdings(&ada, number).await.unwrap().n_lessons, 2);
        stewardship::merge(&ada, number, other).await.unwrap();
        assert_eq!(texts(&ada, other).await, ["theirs", "a", "b"]);
        let merged = lessons::view(&ada, other).await.unwrap().lessons;
        assert_eq!(merged[1].entries, [shows]);
        assert_eq!(lessons::history(&ada, other, merged[1].id).await.unwrap().past.len(), 1);
    }

    async fn readers_of_the_draft_change_nothing(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let lesson = add(&ada, number, "First").await;
        stewardship::set_visibility(&ada, number, postmortem::Visibility::Members).await.unwrap();
        let ben = house.person("Ben", Role::Member).await;
        assert_eq!(texts(&ben, number).await, ["First"]);
        for refused in [
            lessons::add(&ben, number, draft(Telling::WentWell, "x")).await.map(|_| ()),
            lessons::remove(&ben, number, lesson.id, 1).await,
            lessons::place(&ben, number, lesson.id, true).await,
        ] {
            assert!(matches!(refused, Err(Error::Denied(_))));
        }
    }
}
