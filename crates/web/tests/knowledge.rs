//! Who learned what when, through the router: taking over, the as-known view, lanes, hand-overs, hindsight.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use app::{actors, timeline};
use postmortem::{
    ActorId, Decision, Entry, EntryDraft, EntryKind, KeyMoment, Knowledge, Moment, Number, Role, Sureness,
};
use store::evidence::NewEvidence;
use testkit::{TestHouse, Visitor, on_both};

fn at(clock: &str) -> Moment {
    Moment::parse(&format!("2026-11-13 {clock}"), &"Asia/Seoul".parse().unwrap()).unwrap()
}

fn draft(clock: &str, text: &str) -> EntryDraft {
    EntryDraft {
        kind: EntryKind::Observation,
        text: text.to_owned(),
        occurred: at(clock),
        ended: None,
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
    }
}

struct Story {
    ada: Visitor,
    number: Number,
    list: String,
    kim: ActorId,
    deploy: Entry,
    decision: Entry,
}

async fn actor(ada: &Visitor, number: Number, name: &str, team: &str) -> ActorId {
    let id = actors::ensure(ada.ctx(), number, name, name).await.unwrap().id;
    let draft = actors::ActorDraft { name: name.into(), role: String::new(), team: team.into(), person: None };
    actors::revise(ada.ctx(), number, id, draft).await.unwrap();
    id
}

/// A deploy at 13:57 that Platform knew at once and Payments at 14:31; a decision at 14:17 by Kim of Payments.
async fn story(house: &TestHouse) -> Story {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
    let park = actor(&ada, number, "Park", "Platform").await;
    let kim = actor(&ada, number, "Kim", "Payments").await;
    let write = |draft: EntryDraft| timeline::insert(ada.ctx(), number, draft);
    let later = |clock: &str| testkit::message("a trace of later", at(clock).at);
    house.keep(number, NewEvidence { place: Some("#late".into()), ..later("14:25") }).await;
    let early = house.keep(number, NewEvidence { text: "a trace of before".into(), ..later("14:10") }).await;
    let deploy = write(EntryDraft {
        kind: EntryKind::Change,
        knowledge: vec![
            Knowledge { channel: "#deploys".into(), ..Knowledge::sure(park, at("13:57")) },
            Knowledge { sureness: Sureness::Sure, ..Knowledge::sure(kim, at("14:31")) },
        ],
        ..draft("13:57", "The gateway is deployed")
    })
    .await
    .unwrap();
    write(EntryDraft {
        key_moment: Some(KeyMoment::ImpactStart),
        evidence: vec![early],
        knowledge: vec![Knowledge { sureness: Sureness::May, ..Knowledge::sure(kim, at("14:10")) }],
        ..draft("14:02", "Cards are refused")
    })
    .await
    .unwrap();
    let decision = write(EntryDraft {
        kind: EntryKind::Decision,
        decision: Some(Decision {
            known_entries: vec![deploy.id],
            deciders: vec![kim],
            actual: "It did not help".into(),
            ..Decision::default()
        }),
        ..draft("14:17", "Fail over")
    })
    .await
    .unwrap();
    let end = EntryDraft { key_moment: Some(KeyMoment::Mitigated), ..draft("14:43", "It is over") };
    write(end).await.unwrap();
    Story { list: format!("/pm/{number}/timeline"), ada, number, kim, deploy, decision }
}

on_both! {
    async fn what_was_not_known_is_not_in_the_page(house: TestHouse) {
        let s = story(&house).await;
        let page = s.ada.get(&format!("{}?as_known=2026-11-13T14:20:00", s.list)).await;
        page.assert_status(200);
        let text = page.text();
        assert!(text.contains("The gateway is deployed") && text.contains("Fail over"), "{text}");
        assert!(!text.contains("It is over") && !text.contains("It did not help"), "{text}");
        assert!(text.contains("a trace of before") && !text.contains("a trace of later"), "{text}");
        assert!(!text.contains("14:31"), "that Payments learned at 14:31 is hindsight");
        assert_eq!(page.find(".entry.is-later").len(), 1);
        assert_eq!(page.find(".measures dd.is-pending").len(), 4, "nothing was mitigated yet");
        assert_eq!(page.find(".asof-said"), ["As known at Fri 13 Nov 2026, 14:20 KST · Everyone · 3 of 4 entries known"]);
        assert_eq!(page.attributes("[data-act=next]", "href"), [format!("{}?as_known=2026-11-13T14%3A43%3A00", s.list)]);
        assert_eq!(page.attributes("[data-act=previous]", "href"), [format!("{}?as_known=2026-11-13T14%3A17%3A00", s.list)]);
        assert_eq!(page.attributes("[data-act=hindsight]", "href"), std::slice::from_ref(&s.list));
        assert!(page.find(".entry-tools, [data-key=n], .hindsight").is_empty(), "reading, not writing");
        assert_eq!(page.find(".strip circle").len(), 3);
    }

    async fn a_person_and_a_team_see_only_what_they_had_learned(house: TestHouse) {
        let s = story(&house).await;
        let at = |clock: &str, who: &str| format!("{}?as_known=2026-11-13T{clock}&who={who}", s.list);
        let page = s.ada.get(&at("14:20", &s.kim.to_string())).await;
        assert!(!page.text().contains("gateway is deployed"), "Kim learned of it at 14:31, and the citation tells nothing");
        assert!(page.text().contains("Cards are refused") && page.text().contains("Fail over"));
        assert_eq!(page.attributes("#who option[selected]", "value"), [s.kim.to_string()]);
        let page = s.ada.get(&at("14:31", "team:Payments")).await;
        assert!(page.text().contains("gateway is deployed") && !page.text().contains("It is over"));
        assert!(page.find(".asof-said")[0].contains("Team Payments · 3 of 4"));
        let page = s.ada.get(&at("14:31", "team:Platform")).await;
        assert!(page.text().contains("gateway is deployed") && !page.text().contains("Fail over"));
        // who is not there is everyone; a time that does not read is said, and hides nothing
        assert!(s.ada.get(&at("14:20", "team:Nobody")).await.find(".asof-said")[0].contains("Everyone"));
        let page = s.ada.get(&format!("{}?as_known=soon", s.list)).await;
        assert_eq!((page.find(".banner-warn").len(), page.find(".entry.is-later").len()), (1, 0));
    }

    async fn the_fragment_carries_no_more_than_the_page(house: TestHouse) {
        let s = story(&house).await;
        let request = s.ada.request(axum::http::Method::GET, &format!("{}?as_known=2026-11-13T14:20", s.list));
        let request = request.header("hx-request", "true").body(axum::body::Body::empty()).unwrap();
        let part = s.ada.send(request).await;
        assert!(part.text().contains("data-follows=\"said\"") && !part.text().contains("It is over"));
        assert!(!part.text().contains("<!doctype") && part.find("aside[data-island]").is_empty(), "the aside stays at T");
    }

    async fn lanes_hand_overs_and_hindsight_are_shown(house: TestHouse) {
        let s = story(&house).await;
        let page = s.ada.get(&s.list).await;
        assert_eq!(page.find(".hand-over"), ["Payments learned 34 min after Platform"]);
        let found = page.find(".hindsight");
        assert!(found.len() == 1 && found[0].contains("The gateway is deployed"), "{found:?}");
        assert_eq!(page.attributes(".hindsight a", "href"), [
            format!("{}/{}", s.list, s.deploy.id), format!("{}/{}", s.list, s.decision.id),
        ]);
        assert_eq!(page.attributes(".strip-lanes .button", "href"), [format!("{}?as_known=2026-11-13T13%3A57%3A00", s.list)]);
        let teams = s.ada.get(&format!("{}?lanes=teams", s.list)).await;
        assert_eq!(teams.find(".lane-row text"), ["Platform", "Payments"]);
        assert_eq!(teams.find(".strip circle").len(), 4, "the deploy twice, the refusals, the decision");
        assert_eq!(teams.find(".strip circle.is-maybe").len(), 1);
        let people = s.ada.get(&format!("{}?lanes=people&as_known=2026-11-13T14:20", s.list)).await;
        assert_eq!(people.find(".lane-row text"), ["Park", "Kim"]);
        assert_eq!(people.find(".strip circle").len(), 3, "Kim's learning of the deploy is not drawn yet");

        // mended by a knowledge fact
        let mut mended = s.deploy.to_draft();
        mended.knowledge[1].learned = at("14:12");
        timeline::revise(s.ada.ctx(), s.number, s.deploy.id, mended, 1).await.unwrap();
        assert!(s.ada.get(&s.list).await.find(".hindsight").is_empty());
    }

    async fn channel_and_sureness_go_through_the_form_and_proposals_through_the_tools(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
        let list = format!("/pm/{number}/timeline");
        let kim = actor(&ada, number, "Kim", "").await.to_string();
        let said = house.keep(number, testkit::message("cards fail", at("14:05").at)).await;
        let entry = EntryDraft { evidence: vec![said], ..draft("14:05", "Cards fail") };
        let entry = timeline::insert(ada.ctx(), number, entry).await.unwrap();
        let one = format!("{list}/{}", entry.id);
        let evidence = said.to_string();
        let fields = [
            ("kind", "observation"), ("text", "Cards fail"), ("occurred", "2026-11-13 14:05"), ("zone", "Asia/Seoul"),
            ("evidence", evidence.as_str()),
            ("knowledge_actor", &kim), ("knowledge_at", "2026-11-13 14:09"), ("knowledge_channel", "phone"),
            ("knowledge_sureness", "may"), ("version", "1"),
        ];
        ada.post(&one, &fields).await.assert_status(303);
        let page = ada.get(&list).await;
        assert!(page.find(".entry .meta").iter().any(|m| m.contains("Kim 14:09 phone may have")), "{}", page.text());
        let form = ada.get(&one).await;
        assert_eq!(form.attributes("[name=knowledge_channel]", "value"), ["phone", "", "", ""]);
        assert_eq!(form.attributes("[name=knowledge_sureness] option[selected]", "value"), ["may"]);

        let tools = ada.get(&format!("{one}/tools")).await;
        assert_eq!(tools.attributes(".proposals input[name=handle]", "value"), ["U1"]);
        let take = [("handle", "U1"), ("version", "2")];
        ada.post(&format!("{one}/knowledge"), &take).await.assert_redirect(&format!("{list}#entry-{}", entry.id));
        ada.post(&format!("{one}/knowledge"), &take).await.assert_status(409);
        let page = ada.get(&list).await;
        assert!(page.find(".entry .meta").iter().any(|m| m.contains("Ben 14:05 #inc")), "{}", page.text());
        assert!(ada.get(&format!("{one}/tools")).await.find(".proposals").is_empty());
        assert!(ada.get(&format!("{one}/history")).await.text().contains("14:05:00 KST"));
    }
}
