//! Lessons through the router: writing, refusals, conflicts, undo.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use postmortem::{LessonDraft, LessonId, Number, Role, Telling};
use testkit::{Answer, TestHouse, Visitor, on_both};

async fn begun(house: &TestHouse) -> (Visitor, Number, String) {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
    (ada, number, format!("/pm/{number}/lessons"))
}

async fn lesson(ada: &Visitor, number: Number, text: &str) -> LessonId {
    let draft = LessonDraft { telling: Telling::WentWell, text: text.to_owned(), entries: vec![], practices: vec![] };
    app::lessons::add(ada.ctx(), number, draft).await.unwrap().id
}

fn contains(answer: &Answer, text: &str) {
    let shown = answer.text();
    assert!(shown.contains(text), "{text} is not in {shown}");
}

on_both! {
    async fn luck_is_pointed_out_until_something_follows(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let fields = [("kind", "got_lucky"), ("text", "A <b>quiet</b> hour"), ("luck", "")];
        ada.post(&page, &fields).await.assert_status(303);
        contains(ada.get(&page).await.assert_status(200), "1 stroke of luck without a consequence");
        let id = app::lessons::view(ada.ctx(), number).await.unwrap().lessons[0].id;
        let one = format!("{page}/{id}");
        let form = [("kind", "got_lucky"), ("text", "A quiet hour"), ("luck", "accepted"), ("version", "1")];
        let none = ada.post(&one, &[&form[..], &[("reason", "Rare")]].concat()).await;
        contains(none.assert_status(422), "Say on which day it is looked at again.");
        let odd = ada.post(&one, &[&form[..], &[("reason", "Rare"), ("review_on", "soon")]].concat()).await;
        contains(odd.assert_status(422), "This is not a day");
        let taken = [&form[..], &[("reason", "Rare"), ("review_on", "2027-03-01")]].concat();
        ada.post(&one, &taken).await.assert_status(303);
        let shown = ada.get(&page).await.assert_status(200).text();
        assert!(shown.contains("looked at again on 2027-03-01") && !shown.contains("without a consequence"), "{shown}");
    }

    async fn both_versions_are_shown_after_a_conflict(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let one = format!("{page}/{}", lesson(&ada, number, "First").await);
        let write = |text: &'static str, version: &'static str| {
            let (ada, one) = (ada.clone(), one.clone());
            async move { ada.post(&one, &[("kind", "went_well"), ("text", text), ("version", version)]).await }
        };
        write("Theirs stands", "1").await.assert_status(303);
        let conflict = write("Mine comes late", "1").await;
        contains(conflict.assert_status(409), "Theirs stands");
        contains(&conflict, "Mine comes late");
        write("Mine comes late", "2").await.assert_status(303);
        contains(ada.get(&format!("{one}/history")).await.assert_status(200), "Theirs stands");
        ada.post(&format!("{one}/remove"), &[("version", "1")]).await.assert_status(409);
    }

    async fn what_was_removed_can_be_undone_from_the_page(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let id = lesson(&ada, number, "First").await;
        let gone = ada.post(&format!("{page}/{id}/remove"), &[("version", "1")]).await.assert_status(303).location().to_owned();
        contains(ada.get(&gone).await.assert_status(200), &format!("{page}/{id}/restore"));
        ada.get(&format!("{page}/{id}")).await.assert_not_found();
        ada.post(&format!("{page}/{id}/restore"), &[]).await.assert_status(303);
        contains(ada.get(&page).await.assert_status(200), "First");
    }
}
