//! What goes out to an audience, and above all what does not.

use std::collections::HashMap;

use crate::house::{self, actor, entry, id, sample};
use postmortem::{ActorId, Decision, EntryId, EntryKind, EvidenceId, Knowledge, Locale, Part, PersonId, Zone};
use proptest::prelude::*;
use publish::{
    Author, EvidenceRef, Full, Names, PersonName, Place, Projected, diff_to_full, html, json, markdown, project,
};

fn order(full: &Full) -> Vec<ActorId> {
    full.actors.iter().map(|a| a.id).collect()
}

fn out(full: &Full, locale: Locale) -> Projected {
    project(full, Names::AsRoles, &order(full), locale)
}

/// Every form in which a publication leaves.
fn bytes(projected: &Projected, locale: Locale) -> String {
    let p = &projected.publication;
    [json::document(p).to_string(), html::page(p, locale), markdown::publication(p, locale)].join("\n=====\n")
}

/// The title after scrubbing, of a postmortem with three actors.
fn scrubbed(text: &str) -> String {
    let mut full = house::empty(text);
    full.actors = vec![
        actor(1, "haneul", "김하늘", None),
        actor(2, "ben.s", "Ben Stone", Some("database on-call")),
        actor(3, "jo", "이안", None),
        actor(4, "d_reyes", "Dana Reyes", None),
    ];
    full.people =
        vec![PersonName { id: PersonId(id(9)), name: "박서준".into(), login: "seojun@corp.example".into() }];
    out(&full, Locale::Ko).publication.title
}

#[test]
fn names_give_way_to_roles() {
    for (text, expected) in [
        ("김하늘이 배포했습니다", "대응자 A가 배포했습니다"),
        ("김하늘님이 배포했습니다", "대응자 A님이 배포했습니다"),
        ("하늘님과 하늘 씨", "대응자 A님과 대응자 A 씨"),
        ("김 하늘, @하늘, 김\u{1112}\u{1161}늘", "대응자 A, 대응자 A, 대응자 A"),
        ("하늘이 맑았습니다", "하늘이 맑았습니다"),
        ("담당자김하늘에게", "담당자대응자 A에게"),
        ("@haneul: haneul님, HANEUL", "대응자 A: 대응자 A님, 대응자 A"),
        ("haneulish", "haneulish"),
        ("Ben Stone's fix, stone ben, BEN STONE", "Database on-call's fix, database on-call, database on-call"),
        ("@Ben and ben.s", "Database on-call and database on-call"),
        (
            "It ended. **Ben Stone** left, then Ben Stone slept",
            "It ended. **Database on-call** left, then database on-call slept",
        ),
        ("Benefit, Ben", "Benefit, Ben"),
        ("jo said, @jo said", "jo said, 대응자 B said"),
        ("이안이 봤고 이안님도, 아이안", "대응자 B가 봤고 대응자 B님도, 아이안"),
        ("박서준님 <seojun@corp.example>", "동료님 <동료>"),
        ("<@haneul> <@haneul|하늘> x", "대응자 A 대응자 A x"),
        ("d\\_reyes, d_reyes, hane\u{200b}ul", "대응자 C, 대응자 C, 대응자 A"),
        ("`git blame haneul`", "`git blame 대응자 A`"),
    ] {
        assert_eq!(scrubbed(text), expected, "{text}");
    }
}

#[test]
fn a_team_or_service_that_acts_keeps_its_name_and_a_person_called_like_one_does_not() {
    let mut full = house::empty("SRE and eventbus, told by Search and Luca in #search");
    full.postmortem.services = vec!["eventbus".into()];
    full.postmortem.teams = vec!["SRE".into(), "Search".into()];
    full.actors = vec![
        actor(1, "SRE", "sre", Some("the first to look")),
        actor(2, "eventbus", "EventBus", None),
        actor(3, "luca", "Luca", Some("on-call (SRE)")),
        postmortem::Actor { person: Some(PersonId(id(9))), ..actor(4, "Search", "Search", Some("an indexer")) },
    ];
    full.entries = vec![entry(5, EntryKind::Response, "2026-11-13 14:02", "EventBus was moved by SRE")];
    full.entries[0].actors = order(&full);
    let p = out(&full, Locale::En).publication;
    assert_eq!(p.title, "SRE and eventbus, told by an indexer and on-call (SRE) in #an indexer");
    assert_eq!((p.services, p.teams), (vec!["eventbus".to_owned()], vec!["SRE".to_owned(), "An indexer".to_owned()]));
    assert_eq!(p.entries[0].text, "EventBus was moved by SRE");
    assert_eq!(p.entries[0].actors, ["sre", "EventBus", "on-call (SRE)", "an indexer"]);
}

#[test]
fn links_that_name_someone_go_and_others_stay() {
    for (text, expected) in [
        ("[profile](https://corp.example/~haneul) x", "profile x"),
        ("[mail](mailto:seojun@corp.example)", "mail"),
        ("![김하늘](https://corp.example/u/haneul.png \"t\")", "대응자 A"),
        ("https://corp.example/u/haneul now", "링크 생략 now"),
        ("<https://corp.example/u/haneul>", "링크 생략"),
        ("https://x.example/%EA%B9%80%ED%95%98%EB%8A%98", "링크 생략"),
        ("[a]\n\n[a]: https://corp.example/haneul", "[a]\n\n[a]: #"),
        (
            "[run](https://x.example/run?a=1) https://x.example/b",
            "[run](https://x.example/run?a=1) https://x.example/b",
        ),
        ("[see](/pm/PM-2026-041/timeline)", "see"),
        ("[raw](evidence:0000)", "raw"),
        ("seen <!-- by haneul --> here", "seen  here"),
    ] {
        assert_eq!(scrubbed(text), expected, "{text}");
    }
}

#[test]
fn two_with_one_role_are_told_apart_and_a_role_names_nobody() {
    let mut full = house::empty("김하늘 Dana Reyes");
    full.actors = vec![
        actor(1, "haneul", "김하늘", Some("on-call")),
        actor(2, "dana", "Dana Reyes", Some("on-call")),
        actor(3, "ben", "Ben Stone", Some("manager of Dana Reyes")),
    ];
    full.entries = vec![entry(5, EntryKind::Response, "2026-11-13 14:02", "x")];
    full.entries[0].actors = order(&full);
    let reversed: Vec<_> = order(&full).into_iter().rev().collect();
    let p = project(&full, Names::AsRoles, &reversed, Locale::En).publication;
    assert_eq!(p.title, "On-call B on-call A");
    assert_eq!(p.entries[0].actors, ["on-call B", "on-call A", "manager of a colleague"]);
    let shown = project(&full, Names::Shown, &[], Locale::En).publication;
    assert_eq!(shown.entries[0].actors, ["김하늘", "Dana Reyes", "Ben Stone"]);
    assert_eq!(shown.title, "김하늘 Dana Reyes");
}

#[test]
fn the_preview_tells_what_was_replaced_and_what_was_left() {
    let full = sample();
    let projected = out(&full, Locale::Ko);
    assert!(projected.replacements.iter().any(|r| r.place == "summary" && r.before == "김하늘"));
    assert!(projected.replacements.iter().any(|r| r.place == "entry 2 faced" && r.after == "당직 엔지니어 (결제)"));
    let mut lone = house::empty("Ben saw it");
    lone.actors = vec![actor(1, "bs", "Ben Stone", None)];
    assert_eq!(out(&lone, Locale::En).doubts[0].word, "Ben");
    // a given name that went with the whole one, or with an @, is no longer there to doubt
    lone.postmortem.title = "Ben Stone and @ben saw it; Stone, Ben again".into();
    let gone = out(&lone, Locale::En);
    assert_eq!((gone.replacements.len(), gone.doubts), (3, vec![]));
    lone.postmortem.title = "Ben, Ben Stone and Ben".into();
    let doubts = out(&lone, Locale::En).doubts;
    assert_eq!(doubts.iter().map(|d| d.word.as_str()).collect::<Vec<_>>(), ["Ben"]);
    let sections = diff_to_full(&full, &projected.publication);
    let summary = sections.iter().find(|s| s.place == Place::Part(Part::Summary)).unwrap();
    assert!(summary.diff.n_deleted > 0);
    let head = sections.iter().find(|s| s.place == Place::Head).unwrap();
    assert!(head.diff.hunks.is_empty());
    let kept_back = sections.iter().find(|s| s.place == Place::Entry(0)).unwrap();
    assert!(format!("{kept_back:?}").contains("secret words"));
}

#[test]
fn nothing_of_the_inside_is_in_any_form() {
    let full = sample();
    let forms = bytes(&out(&full, Locale::Ko), Locale::Ko);
    for inside in [
        "김하늘",
        "haneul",
        "Ben Stone",
        "U07BEN",
        "Dana",
        "이서연",
        "seoyeon",
        "최민준",
        "U09X",
        "secret words",
        "slack.example",
        "C01/",
        &"ab".repeat(32),
        "00000000-0000",
        "#inc-41",
        "haneul-graph",
        "recorded",
    ] {
        assert!(!forms.contains(inside), "{inside} got out");
    }
    for outside in ["당직 엔지니어 (결제)", "대응자 A", "14:17:30", "slack", "safe and quick", &"cd".repeat(32)]
    {
        assert!(forms.contains(outside), "{outside} is missing");
    }
}

#[test]
fn a_page_stands_alone_and_runs_nothing() {
    let mut full = sample();
    full.postmortem.title = "<script>alert(1)</script> & \"x\"".into();
    full.postmortem.tags = vec!["<img onerror=x>".into()];
    full.severity.name = "</title><svg>".into();
    full.entries[0].text = "<img src=x onerror=alert(1)> [x](javascript:alert(1))".into();
    for locale in Locale::ALL {
        let page = html::page(&out(&full, locale).publication, locale);
        assert!(page.contains(&format!("<html lang=\"{}\">", locale.as_str())));
        for bad in ["<script", "<img", "<svg>", "javascript:", "src=", "<link"] {
            assert!(!page.contains(bad), "{bad}");
        }
        assert!(page.contains("@media print") && page.contains("<time datetime=\"2026-11-13T05:02:00Z\">"));
    }
    let with =
        html::page_with_files(&out(&full, Locale::En).publication, Locale::En, &|hash| Some(format!("files/{hash}")));
    assert!(with.contains(&format!("<img src=\"files/{}\" alt=\"graph\">", "cd".repeat(32))));
}

/// A world's secrets: what the audience may not see.
#[derive(Debug, Clone)]
struct Secrets {
    names: Vec<(String, String)>,
    seed: u128,
    words: String,
    flip: bool,
}

fn secrets() -> impl Strategy<Value = Secrets> {
    let family = prop::sample::select(&["김", "이", "박", "최", "정"][..]);
    let given = prop::sample::select(&["하늘", "서연", "민준", "지우", "도윤", "건", "예은결"][..]);
    let korean = (family, given).prop_map(|(f, g)| format!("{f}{g}"));
    let latin = ("[A-Z][a-z]{3,7}", "[A-Z][a-z]{4,8}").prop_map(|(first, last)| format!("{first} {last}"));
    let name = prop_oneof![korean, latin];
    let names =
        prop::collection::hash_map("[a-z]{5,9}[0-9]{2}", name, 3..=3).prop_filter("three different names", |m| {
            let mut all: Vec<_> = m.values().collect();
            all.sort();
            all.dedup();
            all.len() == 3
        });
    (names, 1u128..1 << 60, "[a-z가-힣 ]{0,40}", any::<bool>()).prop_map(|(names, seed, words, flip)| {
        let mut names: Vec<_> = names.into_iter().collect::<HashMap<_, _>>().into_iter().collect();
        names.sort();
        Secrets { names, seed, words, flip }
    })
}

/// One public story, told with a world's secrets. `{0}` is the first actor's name, `{@0}` the handle.
fn world(secrets: &Secrets, story: &[String], locale: Locale) -> String {
    world_with(secrets, story, locale, Names::AsRoles)
}

fn world_with(secrets: &Secrets, story: &[String], locale: Locale, names: Names) -> String {
    let s = secrets;
    let fill = |text: &str| {
        (0..3).fold(text.to_owned(), |text, n| {
            text.replace(&format!("{{{n}}}"), &s.names[n].1).replace(&format!("{{@{n}}}"), &s.names[n].0)
        })
    };
    let new = |n: u128| id(s.seed.wrapping_mul(1_000_003).wrapping_add(if s.flip { 500 - n } else { n }));
    let mut full = house::empty(&fill(&story[0]));
    full.postmortem.id = postmortem::PostmortemId(new(1));
    full.postmortem.owner = PersonId(new(2));
    full.postmortem.version = s.seed as i64;
    full.postmortem.updated_at = jiff::Timestamp::from_second(s.seed as i64 % 1_000_000).unwrap();
    full.actors = (0..3)
        .map(|n| {
            let mut a = actor(0, &s.names[n].0, &s.names[n].1, [Some("당직"), None, None][n]);
            a.id = ActorId(new(10 + n as u128));
            a.person = s.flip.then(|| PersonId(new(2)));
            a
        })
        .collect();
    let roles = order(&full);
    if s.flip {
        full.actors.reverse();
    }
    full.people = vec![PersonName {
        id: PersonId(new(3)),
        name: "나비서".into(),
        login: format!("{}@corp.example", s.names[0].0),
    }];
    full.evidence = (0..2)
        .map(|n| EvidenceRef {
            id: EvidenceId(new(20 + n)),
            hash: format!("{:064x}", s.seed + n),
            source: "slack".into(),
            key: s.words.clone(),
            occurred: jiff::Timestamp::from_second(s.seed as i64 % 1_000_000).unwrap(),
            zone: s.flip.then(|| Zone::utc().to_string()),
            author: Some(Author { handle: s.names[1].0.clone(), name: Some(s.names[1].1.clone()) }),
            place: Some(s.words.clone()),
            link: Some(s.words.clone()),
            text: s.words.clone(),
        })
        .collect();
    full.narrative = vec![(Part::Summary, fill(&story[1])), (Part::Impact, fill(&story[2]))];
    full.entries = (0..2u128)
        .map(|n| {
            let mut e = entry(0, EntryKind::Decision, "2026-11-13 14:02", &fill(&story[3 + n as usize]));
            e.id = EntryId(new(30 + n));
            e.version = s.seed as i64;
            e.recorded_by = s.flip.then(|| PersonId(new(2)));
            e.recorded_at = jiff::Timestamp::from_second(s.seed as i64 % 1_000_000).unwrap();
            e.actors = vec![roles[0], roles[n as usize]];
            e.evidence = vec![EvidenceId(new(20)), EvidenceId(new(21))];
            e.knowledge = vec![Knowledge::sure(roles[2], e.occurred.clone())];
            e.decision = Some(Decision {
                reason: fill(&story[5]),
                deciders: vec![roles[1]],
                known_entries: vec![EntryId(new(30))],
                known_evidence: vec![EvidenceId(new(20 + u128::from(s.flip)))],
                ..Decision::default()
            });
            e
        })
        .collect();
    bytes(&project(&full, names, &roles, locale), locale)
}

fn story() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        prop::sample::select(
            &[
                "{0}",
                "{1}",
                "{2}",
                "{@0}",
                "{@1}",
                "@{@2}",
                "{0}님이",
                "{1} 님",
                "<@{@0}>",
                "**{0}**",
                "[{0}](https://x.example/~{@0})",
                "[run](https://x.example/run)",
                "![{1}](/a/files/b)",
                "mailto:{@0}@corp.example",
                "{@0}@corp.example",
                "`{@1}`",
                "<!-- {0} -->",
                "({2})",
                "{0}은",
                "{1}를",
                "{2}가",
                "{0}으로",
                "{1}와",
                "\n\n",
                "- "
            ][..]
        )
        .prop_map(str::to_owned),
        prop::sample::select(&["배포를", "되돌렸습니다", "saw", "timeouts", "14:02", "1.", "\n"][..])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(prop::collection::vec(piece, 0..8).prop_map(|p| p.join(" ")), 6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn worlds_that_differ_in_secrets_alone_look_the_same(a in secrets(), b in secrets(), story in story(), locale in house::any_locale()) {
        prop_assert_eq!(world(&a, &story, locale), world(&b, &story, locale));
    }
}

#[test]
fn worlds_that_differ_in_public_words_do_not_look_the_same() {
    let s = Secrets {
        names: vec![
            ("haneul01".into(), "김하늘".into()),
            ("minjun02".into(), "최민준".into()),
            ("seoyeon3".into(), "이서연".into()),
        ],
        seed: 7,
        words: String::new(),
        flip: false,
    };
    let story = |word: &str| vec![word.to_owned(); 6];
    assert_ne!(world(&s, &story("{0} saw"), Locale::En), world(&s, &story("{1} saw"), Locale::En));
    // The comparison sees a leak: with names shown, two worlds differ.
    let other = Secrets { names: vec![s.names[1].clone(), s.names[2].clone(), s.names[0].clone()], ..s.clone() };
    let shown = |s| world_with(s, &story("{0} saw"), Locale::En, Names::Shown);
    assert_ne!(shown(&s), shown(&other));
    assert_eq!(world(&s, &story("{0} saw"), Locale::En), world(&other, &story("{0} saw"), Locale::En));
}

#[test]
fn causes_go_out_as_an_outline_with_each_told_once() {
    let p = out(&sample(), Locale::En).publication;
    assert_eq!(p.causes.causes.len(), 3, "what is tied to nothing stays inside");
    let text = markdown::publication(&p, Locale::En);
    let outline = &text[text.find("## Causes").unwrap()..];
    for line in [
        "- **1. The pool of 당직 엔지니어 (결제) ran dry** · mechanism (necessary, shown, slack × 1)",
        "  - **2. No canary on the gateway** · condition (necessary, shown)",
        "    Deep enough: a staged rollout by 당직 엔지니어 (결제) removes it",
        "- **3. 41 minutes until <somebody> looked** · hindrance (necessary, shown)",
        "  - No canary on the gateway (contributed, a guess so far; see 2)",
    ] {
        assert!(outline.lines().any(|l| l == line), "{line:?} is missing in\n{outline}");
    }
    let page = html::page(&p, Locale::En);
    assert!(page.contains("<svg class=\"cause-map\"") && page.contains("href=\"#cause-2\" data-node"));
    let section = &page[page.find("<ol class=\"causes\">").unwrap()..];
    assert_eq!(section.matches("No canary on the gateway").count(), 2);
    assert_eq!((section.matches("<ol").count(), section.matches("<li").count()), (3, 4 + 1));
    assert_eq!(section.matches("<li").count(), section.matches("</li>").count());
    assert!(section.contains("<a href=\"#cause-2\">2</a>") && section.contains("id=\"cause-2\""));
    assert!(section.contains("&lt;somebody&gt;") && !page.contains("Dana watched"));
    let back: publish::Publication = serde_json::from_value(json::document(&p)["publication"].clone()).unwrap();
    assert_eq!(back.causes, p.causes);
    let sections = diff_to_full(&sample(), &p);
    let left: Vec<_> = sections.iter().filter(|s| matches!(s.place, Place::Cause(_))).collect();
    assert_eq!(left.len(), 4);
    assert!(format!("{:?}", left[3]).contains("Dana watched"), "the preview tells what stays inside");
}
