//! Practices through the router: making one of a lesson, the register, teams, citations, conflicts, what stays hidden.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use postmortem::{GroupKind, LessonDraft, LessonId, Number, PracticeId, Role, Telling};
use testkit::{Answer, TestHouse, Visitor, on_both};

async fn begun(house: &TestHouse) -> (Visitor, Number, String) {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
    (ada, number, format!("/pm/{number}/lessons"))
}

async fn lesson(ctx: &Visitor, number: Number, telling: Telling, practices: Vec<PracticeId>) -> LessonId {
    let draft = LessonDraft { telling, text: "We **rolled** back".to_owned(), entries: vec![], practices };
    app::lessons::add(ctx.ctx(), number, draft).await.unwrap().id
}

fn fields(owner: &Visitor) -> Vec<(&'static str, String)> {
    let owner = owner.ctx().person_id().unwrap().to_string();
    let texts = [
        ("name", "Roll back <b>first</b>"),
        ("what", "- Roll back\n- <script>alert(1)</script> then look"),
        ("why", "It was over in **4 min**"),
        ("conditions", "It can be rolled back, see ![graph](file:00)"),
        ("version", "1"),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name, text.to_owned()));
    texts.chain([("owner", owner), ("confirmed", "yes".to_owned())]).collect()
}

async fn send(visitor: &Visitor, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.post(path, &fields).await
}

/// Makes a practice; gives its address.
async fn made(ada: &Visitor, number: Number, page: &str) -> (String, PracticeId) {
    let from = lesson(ada, number, Telling::WentWell, vec![]).await;
    let address =
        send(ada, &format!("{page}/{from}/practice"), &fields(ada)).await.assert_status(303).location().to_owned();
    let id = address.rsplit('/').next().unwrap().parse().unwrap();
    (address, id)
}

fn contains(answer: &Answer, text: &str) {
    let shown = answer.text();
    assert!(shown.contains(text), "{text} is not in {shown}");
}

on_both! {
    async fn a_lesson_becomes_a_practice_after_a_look_at_its_words(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let from = lesson(&ada, number, Telling::WentWell, vec![]).await;
        let form = format!("{page}/{from}/practice");
        contains(ada.get(&page).await.assert_status(200), &form);
        let shown = ada.get(&form).await;
        contains(shown.assert_status(200), "whether or not they may read the postmortem");
        assert_eq!(shown.attributes("#name", "value"), ["We rolled back"]);
        assert_eq!(shown.find("#what"), ["We **rolled** back"]);
        let unsaid: Vec<_> = fields(&ada).into_iter().filter(|(name, _)| *name != "confirmed").collect();
        let refused = send(&ada, &form, &unsaid).await;
        contains(refused.assert_status(422), "Say that the texts are fit for all");
        contains(&refused, "It was over in **4 min**");
        let address = send(&ada, &form, &fields(&ada)).await.assert_status(303).location().to_owned();
        let shown = ada.get(&address).await;
        shown.assert_status(200);
        assert_eq!(shown.find("h1"), ["Roll back <b>first</b>"]);
        let prose = shown.find(".prose").join("|");
        assert!(prose.contains("It was over in 4 min") && !shown.text().contains("<script>alert"), "{prose}");
        assert!(shown.attributes(".prose img", "src").is_empty(), "no file of a postmortem is shown to all");
        assert!(shown.attributes("main a", "href").contains(&format!("{page}#lesson-{from}")));
        let lessons = ada.get(&page).await.text();
        assert!(lessons.contains("became a practice") && lessons.contains(&address) && !lessons.contains(&form));
        ada.get(&form).await.assert_status(403);
        send(&ada, &form, &fields(&ada)).await.assert_status(403);
        let wrong = lesson(&ada, number, Telling::WentWrong, vec![]).await;
        assert!(!ada.get(&page).await.text().contains(&format!("{wrong}/practice")));
        send(&ada, &format!("{page}/{wrong}/practice"), &fields(&ada)).await.assert_status(403);
    }

    async fn the_register_is_open_to_readers_and_tells_them_of_no_draft(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let (address, id) = made(&ada, number, &page).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let mia = house.visitor("Mia", Role::Member).await;
        let mut before = Vec::new();
        for visitor in [&rae, &mia] {
            for path in ["/practices", "/practices?order=cited", address.as_str()] {
                let shown = visitor.get(path).await;
                contains(shown.assert_status(200), "Roll back &#60;b&#62;first");
                assert!(!shown.text().contains(&number.to_string()), "{path} tells of a draft");
                before.push((visitor, path, shown.text()));
            }
        }
        let secret = house.postmortem(ada.ctx(), "A secret merger").await.number;
        lesson(&ada, secret, Telling::WentWell, vec![id]).await;
        lesson(&ada, secret, Telling::WentWrong, vec![id]).await;
        for (visitor, path, text) in before {
            assert_eq!(visitor.get(path).await.text(), text, "{path}");
        }
        let shown = ada.get(&address).await.text();
        assert!(shown.contains("A secret merger") && shown.contains("a practice would have applied"), "{shown}");
        contains(&ada.get("/practices").await, "cited by 1 postmortem");
        // to readers the page has no more than the words and the teams
        let reading = rae.get(&address).await.text();
        assert!(!reading.contains("/history") && !reading.contains("Where it is cited"), "{reading}");
        rae.get(&format!("{address}/history")).await.assert_status(403);
        house.stranger().get("/practices").await.assert_status(303);
    }

    async fn a_team_says_so_by_its_members(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let (address, _) = made(&ada, number, &page).await;
        let ben = house.visitor("Ben", Role::Member).await;
        let operator = house.operator();
        let team = app::groups::add(&operator, GroupKind::Team, "Search").await.unwrap();
        app::groups::revise(&operator, team.id, 1, "Search", &[ben.ctx().person_id().unwrap()]).await.unwrap();
        let (adopt, id) = (format!("{address}/adoptions"), team.id.to_string());
        assert!(ada.get(&address).await.attributes("form", "action").iter().all(|action| *action != adopt));
        ada.post(&adopt, &[("team", &id)]).await.assert_status(403);
        ben.post(&adopt, &[("team", &id)]).await.assert_redirect(&format!("{address}#teams"));
        contains(&ada.get(&address).await, "said by Ben");
        assert_eq!(ada.get(&format!("/practices?team={id}")).await.find(".library h2").len(), 1);
        ben.post(&format!("{adopt}/remove"), &[("team", &id)]).await.assert_status(303);
        assert!(ada.get(&format!("/practices?team={id}")).await.find(".library h2").is_empty());
        let odd = ben.post(&adopt, &[("team", "018f0000-0000-7000-8000-000000000000")]).await;
        contains(odd.assert_status(422), "This team is not there any more");
    }

    async fn both_versions_are_shown_after_a_conflict_and_history_keeps_all(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let (address, _) = made(&ada, number, &page).await;
        let revise = format!("{address}/revise");
        let with = |why: &str, version: &str| {
            let mut all: Vec<_> = fields(&ada).into_iter().filter(|(n, _)| !["why", "version", "confirmed"].contains(n)).collect();
            all.extend([("why", why.to_owned()), ("version", version.to_owned())]);
            all
        };
        send(&ada, &revise, &with("Theirs stands", "1")).await.assert_redirect(&address);
        let conflict = send(&ada, &revise, &with("Mine comes late", "1")).await;
        contains(conflict.assert_status(409), "Theirs stands");
        contains(&conflict, "Mine comes late");
        send(&ada, &revise, &with("Mine comes late", "2")).await.assert_redirect(&address);
        let empty = send(&ada, &revise, &with(" ", "3")).await;
        contains(empty.assert_status(422), "This is still empty");
        let past = ada.get(&format!("{address}/history")).await;
        contains(past.assert_status(200), "Theirs stands");
        let mia = house.visitor("Mia", Role::Member).await;
        contains(&mia.get(&format!("{address}/history")).await, "Theirs stands");
        mia.get(&revise).await.assert_status(403);
        send(&mia, &revise, &with("Not mine", "3")).await.assert_status(403);
    }

    async fn what_is_withdrawn_is_not_offered_and_comes_back(house: TestHouse) {
        let (ada, number, page) = begun(&house).await;
        let (address, id) = made(&ada, number, &page).await;
        let cite = [("kind", "went_well"), ("text", "Again"), ("practices", &id.to_string())];
        ada.post(&page, &cite).await.assert_status(303);
        contains(&ada.get(&page).await, "a practice helped here");
        ada.post(&format!("{address}/withdraw"), &[("version", "9")]).await.assert_status(409);
        ada.post(&format!("{address}/withdraw"), &[("version", "1")]).await.assert_redirect(&address);
        contains(&ada.get(&address).await, "Withdrawn on");
        assert!(ada.get("/practices").await.find(".library h2").is_empty());
        assert_eq!(ada.get("/practices?withdrawn=yes").await.find(".library h2").len(), 1);
        let refused = ada.post(&page, &cite).await;
        contains(refused.assert_status(422), "This practice is not in the register any more");
        assert!(ada.get(&page).await.attributes("input[name=practices]", "value").is_empty());
        // what cites it already may be changed with the citation kept
        let lessons = app::lessons::view(ada.ctx(), number).await.unwrap().lessons;
        let citing = lessons.iter().find(|l| l.practices == [id]).unwrap();
        let one = ada.get(&format!("{page}/{}", citing.id)).await;
        assert_eq!(one.attributes("input[name=practices][checked]", "value"), [id.to_string()]);
        ada.post(&format!("{address}/restore"), &[]).await.assert_redirect(&address);
        assert_eq!(ada.get("/practices").await.find(".library h2").len(), 1);
    }
}
