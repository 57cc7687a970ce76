//! The timeline as a desk: writing where an entry stands, key moments by one control, evidence beside, late acts.

#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use postmortem::{Decision, EntryDraft, EntryKind, EvidenceId, KeyMoment, Moment, Number, Role};
use testkit::{Answer, TestHouse, Visitor, on_both};

fn draft(clock: &str, text: &str) -> EntryDraft {
    EntryDraft {
        kind: EntryKind::Observation,
        text: text.to_owned(),
        occurred: Moment::parse(&format!("2026-11-13 {clock}"), &"Asia/Seoul".parse().unwrap()).unwrap(),
        ended: None,
        key_moment: None,
        actors: vec![],
        evidence: vec![],
        knowledge: vec![],
        decision: None,
        is_machine_written: false,
    }
}

/// A message at so many minutes past 14:00 in Seoul.
async fn message(house: &TestHouse, number: Number, minute: u32, text: &str) -> EvidenceId {
    let at = format!("2026-11-13T05:{minute:02}:00Z").parse().unwrap();
    house.keep(number, testkit::message(text, at)).await
}

async fn begun(house: &TestHouse) -> (Visitor, Number, String) {
    let ada = house.visitor("Ada", Role::Member).await;
    let number = house.postmortem(ada.ctx(), "Checkout refused cards").await.number;
    (ada, number, format!("/pm/{number}/timeline"))
}

/// Asks as an island does.
async fn part(visitor: &Visitor, path: &str) -> Answer {
    let request = visitor.request(Method::GET, path).header("hx-request", "true").body(Body::empty()).unwrap();
    visitor.send(request).await
}

/// Sends a form as htmx does, from a page with this query.
async fn send_from(visitor: &Visitor, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = visitor.form_token();
    let body =
        form_urlencoded::Serializer::new(String::new()).append_pair("form_token", &token).extend_pairs(fields).finish();
    let request: Request<Body> = visitor
        .request(Method::POST, path)
        .header("sec-fetch-site", "same-origin")
        .header("hx-request", "true")
        .header("hx-current-url", format!("https://inquest.example{page}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    visitor.send(request).await
}

fn is_whole_page(answer: &Answer) -> bool {
    answer.text().contains("<!doctype") || answer.text().contains("<html")
}

on_both! {
    async fn an_entry_is_changed_where_it_stands(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let entry = app::timeline::insert(ada.ctx(), number, draft("14:02", "First")).await.unwrap();
        app::timeline::insert(ada.ctx(), number, draft("16:00", "Far")).await.unwrap();
        let one = format!("{list}/{}", entry.id);
        let form = part(&ada, &one).await;
        form.assert_status(200);
        assert!(!is_whole_page(&form), "{}", form.text());
        let place = format!("entry-{}", entry.id);
        assert_eq!(form.attributes("li.entry", "id"), std::slice::from_ref(&place));
        assert_eq!(form.attributes("form.entry-form", "hx-post"), std::slice::from_ref(&one));
        assert_eq!(form.attributes("form.entry-form", "action"), std::slice::from_ref(&one));
        assert_eq!(form.attributes("textarea[autofocus]", "id"), [format!("{place}-text")]);
        let fields = |text: &'static str, at: &'static str, version: &'static str| [
            ("kind", "observation"), ("text", text), ("occurred", at), ("zone", "Asia/Seoul"), ("version", version),
        ];
        // what does not read stays in place, with what was typed
        let bad = send_from(&ada, &list, &one, &fields("Kept", "noonish", "1")).await;
        bad.assert_status(422);
        assert!(!is_whole_page(&bad));
        assert_eq!(bad.attributes("li.entry", "id"), std::slice::from_ref(&place));
        assert_eq!(bad.attributes("[aria-invalid]", "id"), [format!("{place}-occurred")]);
        // saved: the desk takes the place of the old one, and keeps the stretch that was chosen
        let narrow = format!("{list}?from=2026-11-13+14:00&to=2026-11-13+15:00");
        let done = send_from(&ada, &narrow, &one, &fields("Changed", "2026-11-13 14:03", "1")).await;
        done.assert_status(200);
        assert!(!is_whole_page(&done));
        assert_eq!(done.headers.get("hx-retarget").unwrap(), "#desk");
        assert_eq!(done.attributes("#desk li.entry[data-touched]", "id"), std::slice::from_ref(&place));
        assert_eq!(done.find("li.entry .entry-body > p"), ["Changed"]);
        // a late form shows both, in place
        let late = send_from(&ada, &list, &one, &fields("Mine", "2026-11-13 14:02", "1")).await;
        late.assert_status(409);
        assert!(!is_whole_page(&late));
        let both = late.find(".versus section");
        assert!(both[0].contains("Mine") && both[1].contains("Changed"), "{both:?}");
        assert_eq!(late.attributes("li.entry input[name=version]", "value"), ["2"]);
        assert!(late.headers.get("hx-retarget").is_none());
    }

    async fn an_entry_is_inserted_where_it_belongs(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let entry = app::timeline::insert(ada.ctx(), number, draft("14:02", "First")).await.unwrap();
        app::timeline::insert(ada.ctx(), number, draft("14:30", "Last")).await.unwrap();
        let form = part(&ada, &format!("{list}/new?after={}", entry.id)).await;
        let place = format!("new-{}", entry.id);
        assert_eq!(form.attributes("li.entry", "id"), std::slice::from_ref(&place));
        assert_eq!(form.attributes("input[name=occurred]", "value"), ["2026-11-13 14:02"]);
        assert_eq!(part(&ada, &format!("{list}/new?after=end")).await.attributes("input[name=occurred]", "value"), ["2026-11-13 14:30"]);
        let after = entry.id.to_string();
        let bad = [("kind", "alert"), ("text", " "), ("occurred", "2026-11-13 14:05"), ("zone", "UTC"), ("after", after.as_str())];
        let page = send_from(&ada, &list, &list, &bad).await;
        page.assert_status(422);
        assert_eq!(page.attributes("li.entry", "id"), [place]);
        let mut good = bad;
        good[1].1 = "Between";
        good[3].1 = "Asia/Seoul";
        let page = send_from(&ada, &list, &list, &good).await;
        assert_eq!(page.find("li.entry .entry-body > p"), ["First", "Between", "Last"]);
        assert_eq!(page.find("li.entry[data-touched] .entry-body > p"), ["Between"]);
    }

    async fn a_key_moment_is_set_and_taken_off_by_one_control(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let one = app::timeline::insert(ada.ctx(), number, draft("14:02", "First")).await.unwrap();
        let two = app::timeline::insert(ada.ctx(), number, draft("14:08", "Second")).await.unwrap();
        let path = format!("{list}/{}/moment", one.id);
        ada.post(&path, &[("moment", "detected"), ("version", "1")]).await.assert_redirect(&format!("{list}#entry-{}", one.id));
        let page = ada.get(&list).await;
        assert_eq!(page.find(".entry .key"), ["Detected"]);
        // what can be done with an entry comes when somebody turns to it, as a part or as a page
        assert!(page.find(".moment-menu").is_empty());
        let more = page.attributes(&format!("#entry-{} [data-act=more]", two.id), "href");
        assert_eq!(more, [format!("{list}/{}/tools", two.id)]);
        for tools in [part(&ada, &more[0]).await, ada.get(&more[0]).await] {
            tools.assert_status(200);
            assert_eq!(tools.find(".moment-menu button[value=detected]"), ["Detectednow at 14:02"]);
        }
        assert!(!is_whole_page(&part(&ada, &more[0]).await) && is_whole_page(&ada.get(&more[0]).await));
        // impact start takes a person's word
        let impact = [("moment", "impact_start"), ("version", "2")];
        let refused = ada.post(&path, &impact).await;
        refused.assert_status(422);
        assert_eq!(refused.find(".banner-warn p"), ["Impact start is for a person to say. Tick the sentence to confirm it."]);
        assert_eq!(app::timeline::get(ada.ctx(), number, one.id).await.unwrap().key_moment, Some(KeyMoment::Detected));
        let mut confirmed = impact.to_vec();
        confirmed.push(("confirmed", "1"));
        ada.post(&path, &confirmed).await.assert_status(303);
        assert_eq!(ada.get(&list).await.find(".entry .key"), ["Impact starts"]);
        // removal, and a word that is none
        ada.post(&path, &[("moment", ""), ("version", "3")]).await.assert_status(303);
        assert!(ada.get(&list).await.find(".entry .key").is_empty());
        ada.post(&path, &[("moment", "lunch"), ("version", "4")]).await.assert_status(422);
        // late: both versions, and the same act on what stands now
        let late = ada.post(&path, &[("moment", "detected"), ("version", "1")]).await;
        late.assert_status(409);
        assert_eq!(late.find(".versus section").len(), 2);
        assert_eq!(late.attributes("main form input[name=version]", "value"), ["4"]);
        assert_eq!(late.attributes("main form input[name=moment]", "value"), ["detected"]);
    }

    async fn late_acts_show_both_versions(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let one = app::timeline::insert(ada.ctx(), number, draft("14:02", "As it was")).await.unwrap();
        let two = app::timeline::insert(ada.ctx(), number, draft("14:08", "Second")).await.unwrap();
        app::timeline::revise(ada.ctx(), number, one.id, draft("14:02", "As it is"), 1).await.unwrap();
        let path = |act: &str| format!("{list}/{}/{act}", one.id);
        let seen = |page: &Answer| {
            let both = page.find(".versus section");
            assert!(both[0].contains("As it was") && both[1].contains("As it is"), "{both:?}");
        };
        let late = ada.post(&path("delete"), &[("version", "1")]).await;
        late.assert_status(409);
        seen(&late);
        assert_eq!(late.attributes("main form", "action"), [path("delete")]);
        assert_eq!(late.attributes("main form input[name=version]", "value"), ["2"]);
        let in_place = send_from(&ada, &list, &path("delete"), &[("version", "1")]).await;
        in_place.assert_status(409);
        assert!(!is_whole_page(&in_place));
        seen(&in_place);
        let split = [("first_text", "a"), ("second_text", "b"), ("second_kind", "alert"),
            ("second_occurred", "2026-11-13 14:05"), ("zone", "Asia/Seoul"), ("version", "1")];
        let late = ada.post(&path("split"), &split).await;
        late.assert_status(409);
        seen(&late);
        assert_eq!((late.find("#first_text"), late.find("#second_text")), (vec!["a".into()], vec!["b".into()]));
        assert_eq!(late.attributes("main form input[name=version]", "value"), ["2"]);
        let other = two.id.to_string();
        let late = ada.post(&path("merge"), &[("version", "1"), ("other", &other), ("other_version", "1")]).await;
        late.assert_status(409);
        seen(&late);
        let value = |name: &str| late.attributes(&format!("main form input[name={name}]"), "value").remove(0);
        assert_eq!((value("version"), value("other"), value("other_version")), ("2".into(), other.clone(), "1".into()));
        // the other one changed: that is the one that is shown
        app::timeline::revise(ada.ctx(), number, two.id, draft("14:08", "Second again"), 1).await.unwrap();
        let late = ada.post(&path("merge"), &[("version", "2"), ("other", &other), ("other_version", "1")]).await;
        let both = late.find(".versus section");
        assert!(both.len() == 2 && both[1].contains("Second again"), "{both:?}");
        // deleted meanwhile: nothing to go on with, the history leads to what it was
        app::timeline::delete(ada.ctx(), number, one.id, 2).await.unwrap();
        for (act, fields) in [("delete", vec![("version", "2")]), ("split", split.to_vec())] {
            let late = ada.post(&path(act), &fields).await;
            late.assert_status(409);
            assert!(late.find("main form").is_empty(), "{act}");
            assert!(late.attributes("main a.button", "href").contains(&path("history")), "{act}");
        }
    }

    async fn a_decision_chooses_the_evidence_that_was_known(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let seen = message(&house, number, 15, "status page is green").await.to_string();
        let far = message(&house, number, 58, "much later").await;
        let decision = EntryDraft {
            kind: EntryKind::Decision,
            decision: Some(Decision { known_evidence: vec![far], ..Decision::default() }),
            ..draft("14:17", "Fail over")
        };
        let entry = app::timeline::insert(ada.ctx(), number, decision).await.unwrap();
        let one = format!("{list}/{}", entry.id);
        let form = ada.get(&one).await;
        let offered = form.attributes("input[name=known_evidence]", "value");
        assert!(offered.contains(&seen) && offered.contains(&far.to_string()), "{offered:?}");
        assert_eq!(form.attributes("input[name=known_evidence][checked]", "value"), [far.to_string()]);
        assert!(form.attributes("input[name=evidence]", "value").contains(&seen));
        let fields = [("kind", "decision"), ("text", "Fail over"), ("occurred", "2026-11-13 14:17"),
            ("zone", "Asia/Seoul"), ("known_evidence", seen.as_str()), ("version", "1")];
        ada.post(&one, &fields).await.assert_status(303);
        let kept = app::timeline::get(ada.ctx(), number, entry.id).await.unwrap().decision.unwrap();
        assert_eq!(kept.known_evidence, [seen.parse().unwrap()]);
        assert_eq!(ada.get(&list).await.attributes(".decision dd .chip", "title"), ["status page is green"]);
        let mut bad = fields;
        bad[4].1 = "nothing";
        bad[5].1 = "2";
        ada.post(&one, &bad).await.assert_status(422);
    }

    async fn evidence_stands_beside_its_entry(house: TestHouse) {
        let (ada, number, list) = begun(&house).await;
        let near = message(&house, number, 5, "cards time out").await;
        message(&house, number, 55, "later").await;
        let one = app::timeline::insert(ada.ctx(), number, draft("14:04", "First")).await.unwrap();
        let two = app::timeline::insert(ada.ctx(), number, draft("14:50", "Second")).await.unwrap();
        assert_eq!(ada.get(&list).await.find("#near .near-item a"), ["cards time out"]);
        assert_eq!(ada.get(&format!("{list}?near={}", two.id)).await.find("#near .near-item a"), ["later"]);
        let aside = part(&ada, &format!("{list}/{}/near", two.id)).await;
        assert!(!is_whole_page(&aside));
        assert_eq!((aside.find("#near-title"), aside.find(".near-item a")), (vec!["Evidence near 14:50 1".into()], vec!["later".into()]));
        let attach = ada.get(&list).await.attributes("#near form:has([data-act=attach])", "action");
        assert_eq!(attach, [format!("{list}/{}/evidence", one.id)]);
        let done = send_from(&ada, &list, &attach[0], &[("evidence", &near.to_string())]).await;
        done.assert_status(200);
        assert_eq!(done.attributes("#near .near-item.is-hit", "id"), [format!("near-{near}")]);
        assert_eq!(app::timeline::get(ada.ctx(), number, one.id).await.unwrap().evidence, [near]);
        // an entry is made of it in the place of the desk, as the page asked
        let make = ada.get(&list).await.attributes("#near form:has([data-act=make])", "action");
        let made = send_from(&ada, &list, &make[0], &[("evidence", &near.to_string())]).await;
        made.assert_status(200);
        assert_eq!(made.headers.get("hx-retarget").unwrap(), "#desk");
        assert_eq!(made.find("#desk li.entry").len(), 3);
        // who reads sees the aside and no way to change
        app::stewardship::set_visibility(ada.ctx(), number, postmortem::Visibility::Members).await.unwrap();
        let ben = house.visitor("Ben", Role::Member).await;
        let page = ben.get(&list).await;
        assert_eq!((page.find("#near .near-item").len(), page.find("#near form, .moment-menu, .insert").len()), (1, 0));
    }
}
