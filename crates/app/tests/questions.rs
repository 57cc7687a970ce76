//! Stories of questions: what is open, dismissing, what the organisation chose, and publishing with something open.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{
    Ctx, Error, causes, narrative,
    publication::{self, Choice, Confirmation},
    questions::{self, Found},
    stewardship, timeline,
};
use jiff::SignedDuration;
use postmortem::{
    BecauseDraft, CauseClass, CauseDraft, Effect, EntryDraft, EntryKind, Locale, Moment, Number, Part, Role,
    questions::{Code, Level, Question, Rules},
};
use testkit::TestHouse;

async fn begun(house: &TestHouse) -> (Ctx, Number) {
    let ada = house.person("Ada", Role::Member).await;
    let number = house.postmortem(&ada, "Checkout refused cards").await.number;
    (ada, number)
}

fn draft(kind: EntryKind, at: &str, text: &str) -> EntryDraft {
    EntryDraft {
        kind,
        text: text.to_owned(),
        occurred: Moment::parse(at, &"Asia/Seoul".parse().unwrap()).unwrap(),
        ended: None,
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
    }
}

fn question(found: &Found, code: Code) -> Option<Question> {
    found.open.iter().find(|q| q.code == code).cloned()
}

async fn key(ctx: &Ctx, number: Number, code: Code) -> String {
    question(&questions::list(ctx, number).await.unwrap(), code).unwrap().key()
}

async fn verbs(ctx: &Ctx, number: Number) -> Vec<String> {
    stewardship::trail(ctx, number, None).await.unwrap().into_iter().map(|deed| deed.verb).collect()
}

fn codes(error: &Error) -> Vec<(&str, &str)> {
    match error {
        Error::Rejected(fields) => fields.iter().map(|f| (f.field.as_str(), f.code)).collect(),
        other => panic!("{other:?}"),
    }
}

testkit::on_both! {
    async fn a_dismissal_has_a_reason_stays_with_its_question_and_is_taken_back(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let key = key(&ada, number, Code::P01).await;
        let refused = questions::dismiss(&ada, number, &key, " \n ").await.unwrap_err();
        assert_eq!(codes(&refused), [("reason", "reason-needed")]);
        questions::dismiss(&ada, number, &key, " told \n elsewhere ").await.unwrap();
        let view = questions::view(&ada, number).await.unwrap();
        let [(asked, dismissal)] = &view.found.dismissed[..] else { panic!("{:?}", view.found.dismissed) };
        assert_eq!((asked.code, dismissal.reason.as_str(), dismissal.by), (Code::P01, "told elsewhere", ada.person_id()));
        assert_eq!(view.people[0].name, "Ada");
        assert!(question(&view.found, Code::P01).is_none());
        assert!(matches!(questions::dismiss(&ada, number, &key, "twice").await, Err(Error::Conflict)));
        // what is settled is gone, and what comes back stays dismissed
        narrative::write(&ada, number, Part::Summary, "Cards were refused.", 0).await.unwrap();
        assert!(questions::list(&ada, number).await.unwrap().dismissed.is_empty());
        narrative::write(&ada, number, Part::Summary, "", 1).await.unwrap();
        assert_eq!(questions::list(&ada, number).await.unwrap().dismissed.len(), 1);
        questions::take_back(&ada, number, &key).await.unwrap();
        questions::take_back(&ada, number, &key).await.unwrap();
        assert!(question(&questions::list(&ada, number).await.unwrap(), Code::P01).is_some());
        let trail = verbs(&ada, number).await;
        assert_eq!(trail.iter().filter(|v| *v == "question.dismiss").count(), 1);
        assert_eq!(trail.iter().filter(|v| *v == "question.take_back").count(), 1);
    }

    async fn only_what_is_open_is_dismissed_and_only_by_editors(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        assert!(matches!(questions::dismiss(&ada, number, "P10 whole", "x").await, Err(Error::NotFound)));
        let key = key(&ada, number, Code::P01).await;
        let ben = house.person("Ben", Role::Member).await;
        assert!(matches!(questions::list(&ben, number).await, Err(Error::NotFound)));
        assert!(matches!(questions::dismiss(&ben, number, &key, "x").await, Err(Error::NotFound)));
        stewardship::set_visibility(&ada, number, postmortem::Visibility::Members).await.unwrap();
        assert!(questions::list(&ben, number).await.unwrap().n_weighty() > 0);
        assert!(matches!(questions::dismiss(&ben, number, &key, "x").await, Err(Error::Denied(_))));
        assert!(matches!(questions::take_back(&ben, number, &key).await, Err(Error::Denied(_))));
    }

    async fn two_who_dismiss_at_once_leave_one_reason(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let key = key(&ada, number, Code::P01).await;
        let (one, other) = tokio::join!(
            questions::dismiss(&ada, number, &key, "one"),
            questions::dismiss(&ada, number, &key, "other")
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(questions::list(&ada, number).await.unwrap().dismissed.len(), 1);
    }

    async fn causes_and_words_are_asked_about(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        assert!(question(&questions::list(&ada, number).await.unwrap(), Code::C01).is_some());
        let human = CauseDraft { class: CauseClass::Condition, text: "Human error".into(), meaning: String::new() };
        let cause = causes::answer(&ada, number, Effect::Impact, human, BecauseDraft::default()).await.unwrap();
        let found = questions::list(&ada, number).await.unwrap();
        assert!(question(&found, Code::C01).is_none());
        assert_eq!(question(&found, Code::C02).unwrap().place, postmortem::questions::Place::Cause(cause.id));
        let text = "The outage was caused by human error.";
        narrative::write(&ada, number, Part::Impact, text, 0).await.unwrap();
        let asked = |found: &Found| {
            let here = |q: &&Question| q.place == postmortem::questions::Place::Part(Part::Impact);
            found.open.iter().filter(here).filter(|q| q.code == Code::W01).count()
        };
        assert_eq!(asked(&questions::list(&ada, number).await.unwrap()), 1);
        let allowed = format!("<!-- lint: allow blame/person-as-cause -->\n{text}");
        narrative::write(&ada, number, Part::Impact, &allowed, 1).await.unwrap();
        assert_eq!(asked(&questions::list(&ada, number).await.unwrap()), 0);
    }

    async fn an_organisation_chooses_and_nobody_overwrites_that(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let keeper = house.person("Kim", Role::Administrator).await;
        assert!(matches!(questions::chosen(&ada).await, Err(Error::NotFound)));
        let chosen = questions::chosen(&keeper).await.unwrap();
        assert_eq!((chosen.version, &chosen.rules), (0, &Rules::default()));
        let mut rules = chosen.rules.clone();
        rules.levels.insert(Code::P01, Some(Level::Note));
        rules.levels.insert(Code::P02, None);
        rules.levels.insert(Code::L03, Some(Code::L03.level()));
        rules.gap = SignedDuration::from_mins(45);
        let now = questions::choose(&keeper, rules.clone(), 0).await.unwrap();
        assert_eq!(now.rules.levels.len(), 2, "only what differs is kept");
        assert_eq!(questions::chosen(&keeper).await.unwrap(), now);
        let found = questions::list(&ada, number).await.unwrap();
        assert_eq!(question(&found, Code::P01).unwrap().level, Level::Note);
        assert!(question(&found, Code::P02).is_none());
        assert!(matches!(questions::choose(&keeper, Rules::default(), 0).await, Err(Error::Conflict)));
        let (one, other) = tokio::join!(
            questions::choose(&keeper, Rules::default(), now.version),
            questions::choose(&keeper, Rules { gap: SignedDuration::from_mins(5), ..Rules::default() }, now.version)
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let refused = Rules { gap: SignedDuration::ZERO, ..Rules::default() };
        assert_eq!(codes(&questions::choose(&keeper, refused, 2).await.unwrap_err()), [("gap_minutes", "question-minutes")]);
        assert!(matches!(questions::choose(&ada, Rules::default(), 2).await, Err(Error::NotFound)));
    }

    async fn the_gap_of_the_organisation_holds_on_the_timeline_too(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let start = EntryDraft {
            key_moment: Some(postmortem::KeyMoment::ImpactStart),
            ..draft(EntryKind::Impact, "2026-11-13 14:00", "Cards are refused")
        };
        timeline::insert(&ada, number, start).await.unwrap();
        let end = EntryDraft {
            key_moment: Some(postmortem::KeyMoment::Resolved),
            ..draft(EntryKind::Response, "2026-11-13 14:20", "Rolled back")
        };
        timeline::insert(&ada, number, end).await.unwrap();
        assert_eq!(timeline::view(&ada, number, None).await.unwrap().timeline.gaps.len(), 1);
        assert!(question(&questions::list(&ada, number).await.unwrap(), Code::T08).is_some());
        let rules = Rules { gap: SignedDuration::from_mins(21), ..Rules::default() };
        questions::choose(&house.operator(), rules, 0).await.unwrap();
        assert!(timeline::view(&ada, number, None).await.unwrap().timeline.gaps.is_empty());
        assert!(question(&questions::list(&ada, number).await.unwrap(), Code::T08).is_none());
    }

    async fn what_must_be_settled_holds_publication_up_unless_someone_says_why(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        timeline::insert(&ada, number, draft(EntryKind::Observation, "2026-11-13 14:00", "It is slow")).await.unwrap();
        let choice = Choice { names: publish::Names::AsRoles, locale: Locale::En };
        let confirm = async |overridden: &str| {
            let preview = publication::preview(&ada, number, choice).await.unwrap();
            let (note, reason) = (String::new(), "no meeting".to_owned());
            let confirmation =
                Confirmation { choice, digest: preview.digest, note, reason, overridden: overridden.to_owned() };
            (preview.unsettled.len(), publication::publish(&ada, number, confirmation).await)
        };
        let (n, refused) = confirm(" ").await;
        assert!(n > 1);
        assert_eq!(codes(&refused.unwrap_err()), [("overridden", "override-needed")]);
        let (_, published) = confirm("the law gives us a day").await;
        assert_eq!(published.unwrap().overridden.as_deref(), Some("the law gives us a day"));
        let kept = publication::versions(&ada, number).await.unwrap();
        assert_eq!(kept[0].overridden.as_deref(), Some("the law gives us a day"));
        let trail = stewardship::trail(&ada, number, None).await.unwrap();
        let deed = trail.iter().find(|deed| deed.verb == "publication.publish").unwrap();
        assert!(deed.detail.clone().contains("the law gives us a day") && deed.detail.clone().contains("P01 part"));
    }

    async fn dismissing_all_that_must_be_settled_lets_it_go_out(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        timeline::insert(&ada, number, draft(EntryKind::Observation, "2026-11-13 14:00", "It is slow")).await.unwrap();
        let choice = Choice { names: publish::Names::AsRoles, locale: Locale::En };
        let before = publication::preview(&ada, number, choice).await.unwrap();
        for question in &before.unsettled {
            questions::dismiss(&ada, number, &question.key(), "a small one").await.unwrap();
        }
        let after = publication::preview(&ada, number, choice).await.unwrap();
        assert!(after.unsettled.is_empty() && after.digest != before.digest);
        let confirmation = Confirmation {
            choice,
            digest: after.digest,
            note: String::new(),
            reason: "no meeting".to_owned(),
            overridden: "not needed".to_owned(),
        };
        let version = publication::publish(&ada, number, confirmation).await.unwrap();
        assert_eq!(version.overridden, None, "nothing was overridden");
    }

    async fn merging_brings_dismissals_of_what_moves_along(house: TestHouse) {
        let (ada, number) = begun(&house).await;
        let other = house.postmortem(&ada, "The same incident").await.number;
        let entry = timeline::insert(&ada, number, draft(EntryKind::Observation, "2026-11-13 14:00", "It is slow"));
        let entry = entry.await.unwrap();
        let bare = question(&questions::list(&ada, number).await.unwrap(), Code::T09).unwrap();
        assert_eq!(bare.place, postmortem::questions::Place::Entry(entry.id));
        questions::dismiss(&ada, number, &bare.key(), "seen by all").await.unwrap();
        questions::dismiss(&ada, number, &key(&ada, number, Code::P01).await, "told there").await.unwrap();
        stewardship::merge(&ada, number, other).await.unwrap();
        let found = questions::list(&ada, other).await.unwrap();
        assert_eq!(found.dismissed.iter().map(|(q, _)| q.key()).collect::<Vec<_>>(), [bare.key()]);
        assert!(question(&found, Code::P01).is_some(), "what is said of texts stays with the texts");
    }
}

/// A document with so many rows, causes, lessons and actions, and words that the linter stops at.
fn document(n: usize) -> String {
    let mut text =
        "# Cards were declined 2026-11-13\n\n## Summary\nThe outage lasted 3 hours.\n\n## Timeline (UTC)\n".to_owned();
    let each = |text: &mut String, line: &dyn Fn(usize) -> String| (0..n).for_each(|at| *text += &line(at));
    each(&mut text, &|at| format!("- {:02}:{:02} someone should have seen step {at}\n", at / 60 % 24, at % 60));
    text += "\n## Root causes\n";
    each(&mut text, &|at| format!("- cause {at} was obviously human error\n"));
    text += "\n## Action items\n";
    each(&mut text, &|at| format!("- be more careful with {at}\n"));
    text
}

/// No absolute time, which machines differ in: four times the text may take a little more than four times as long.
#[test]
fn checking_a_document_grows_with_its_length_and_no_faster() {
    let now = "2026-12-01T00:00:00Z".parse().unwrap();
    let took = |n: usize| {
        let text = document(n);
        let once = || {
            let began = std::time::Instant::now();
            let mut document = publish::told::document(&text, "x.md").unwrap();
            document.subject.wording = questions::in_document(&text);
            let open = postmortem::questions::questions(&document.subject, now, &Rules::default());
            assert!(open.len() > n, "{}", open.len());
            began.elapsed()
        };
        (0..3).map(|_| once()).min().unwrap()
    };
    let (one, four) = (took(400), took(1_600));
    assert!(four < one * 10, "{one:?} became {four:?}");
}
