//! Out and in again: the same text but for the number, on both databases.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use std::io::{Seek, Write};

use app::{
    Ctx,
    actions::{self, ActionDraft, Move},
    causes,
    exchange::{self, Audience, Body, Format, Incoming, Outcome, WhenKnown},
    lessons, narrative, timeline,
};
use jiff::Timestamp;
use postmortem::{
    Acceptance, ActionKind, BecauseDraft, CauseClass, CauseDraft, CauseId, Confidence, Decision, Effect, EntryDraft,
    EntryId, EntryKind, EvidenceId, KeyMoment, Knowledge, LessonDraft, Luck, Moment, Necessity, Number, Occasion, Opt,
    Part, Plan, PostmortemDraft, PracticeDraft, Precision, Refusal, Role, Strength, Sureness, Telling, Verdict, Zone,
};
use testkit::{TestHouse, on_both};

/// Small random numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize].clone()
    }

    fn some<T: Clone>(&mut self, list: &[T]) -> Vec<T> {
        list.iter().filter(|_| self.below(2) == 0).cloned().collect()
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 12] = [
            "카드 결제가 거절되었습니다",
            "## Timeline",
            "### 1. 14:02",
            "```yaml entry",
            "```",
            "---",
            "- [ ] 확인",
            "| a | b |\n| - | - |\n| 1 | 2 |",
            "\\## Summary",
            "key: value # no comment",
            "“quotes” 'and' \"more\"",
            "> 인용\n\n1. 하나\n2. 둘",
        ];
        let n = 1 + self.below(4);
        (0..n).map(|_| self.pick(&PIECES)).collect::<Vec<_>>().join("\n\n")
    }

    fn moment(&mut self) -> Moment {
        let zone: Zone = self.pick(&["Asia/Seoul", "UTC", "Europe/Berlin", "+05:30"]).parse().unwrap();
        // few different instants, so that some are equal
        let at = Timestamp::from_microsecond(1_794_546_000_000_000 + self.below(6) as i64 * 61_000_001).unwrap();
        Moment { at, precision: self.pick(&Precision::ALL), zone }
    }
}

fn fact(actor: postmortem::ActorId, dice: &mut Dice) -> Knowledge {
    let channel = dice.pick(&["", "#inc-041: 결제", "- phone"]).to_owned();
    Knowledge { channel, sureness: dice.pick(Sureness::ALL), ..Knowledge::sure(actor, dice.moment()) }
}

/// A postmortem as people could have written it.
async fn any(house: &TestHouse, ctx: &Ctx, seed: u64) -> Number {
    let mut dice = Dice(seed);
    let draft = PostmortemDraft {
        title: dice.pick(&["카드: 결제가 거절됨 # 1", "Cards “declined”", "yes", "- 12"]).to_owned(),
        severity: dice.pick(&["sev1", "sev4"]).to_owned(),
        occasion: dice.pick(Occasion::ALL),
        zone: "Asia/Seoul".parse().unwrap(),
        tags: dice.some(&["풀".to_owned(), "null".to_owned(), "a-b".to_owned()]),
        services: dice.some(&["payments-api".to_owned(), "card, gateway".to_owned()]),
        teams: dice.some(&["결제".to_owned()]),
        departments: dice.some(&["CX: 지원".to_owned()]),
    };
    let postmortem = app::workbench::begin(ctx, draft, None).await.unwrap();
    let number = postmortem.number;
    for part in Part::ALL {
        if dice.below(2) == 0 {
            narrative::write(ctx, number, part, &dice.text(), 0).await.unwrap();
        }
    }
    let mut actors = Vec::new();
    for (handle, name) in [("U07B", "Ben Carter"), ("haneul", "김하늘"), ("U07A", "Ben Carter")] {
        let actor = app::actors::ensure(ctx, number, handle, name).await.unwrap();
        let role = if dice.below(2) == 0 { "대응자" } else { "" };
        let draft = app::actors::ActorDraft {
            name: actor.name.clone(),
            role: role.to_owned(),
            team: String::new(),
            person: None,
        };
        actors.push(app::actors::revise(ctx, number, actor.id, draft).await.unwrap().id);
    }
    let mut items = Vec::new();
    for n in 0..3 {
        let file = app::files::NewFile {
            name: format!("기록 {n}.txt"),
            bytes: format!("log of {seed} {n}").into_bytes(),
            occurred: Some(dice.moment()),
            caption: dice.pick(&["", "대시보드"]).to_owned(),
        };
        items.push(app::files::add(ctx, number, file).await.unwrap().evidence);
    }
    let mut moments = KeyMoment::ALL.to_vec();
    let mut entries: Vec<EntryId> = Vec::new();
    for _ in 0..5 {
        house.advance(jiff::SignedDuration::from_millis(1_500));
        let occurred = dice.moment();
        let kind = dice.pick(EntryKind::ALL);
        let decision = Decision {
            faced: dice.text(),
            known: String::new(),
            known_entries: dice.some(&entries),
            known_evidence: dice.some(&items),
            options: vec![
                Opt { text: dice.text(), is_chosen: true },
                Opt { text: "wait".to_owned(), is_chosen: false },
            ],
            deciders: dice.some(&actors),
            reason: dice.text(),
            expected: String::new(),
            actual: dice.text(),
        };
        let draft = EntryDraft {
            kind,
            text: dice.text(),
            ended: (dice.below(2) == 0).then(|| Moment { at: occurred.at, ..dice.moment() }),
            key_moment: if dice.below(2) == 0 { moments.pop() } else { None },
            actors: dice.some(&actors),
            evidence: dice.some(&items),
            knowledge: actors.iter().map(|a| fact(*a, &mut dice)).collect(),
            decision: Some(decision),
            is_machine_written: dice.below(3) == 0,
            occurred,
        };
        entries.push(timeline::insert(ctx, number, draft).await.unwrap().id);
    }
    walk_back(house, ctx, number, &mut dice, &items).await;
    act(house, ctx, number, &mut dice).await;
    learn(ctx, number, &mut dice, &entries).await;
    number
}

/// Ideas and actions in every state, that address causes.
async fn act(house: &TestHouse, ctx: &Ctx, number: Number, dice: &mut Dice) {
    let causes: Vec<CauseId> = causes::view(ctx, number).await.unwrap().map.causes().iter().map(|c| c.id).collect();
    for n in 0..6 {
        // some are written down in one instant
        house.advance(jiff::SignedDuration::from_millis(dice.below(2) as i64));
        let text = format!("{} {n}", dice.pick(&["Canary: # for all", "알림을 추가", "- “Two” of everything"]));
        let idea = actions::collect(ctx, number, &text).await.unwrap();
        let draft = ActionDraft { text, plan: None, causes: dice.some(&causes) };
        let (id, version) = match actions::revise(ctx, number, idea.id, draft, 1).await.unwrap() {
            actions::Revised::Saved(action) => (action.id, action.version),
            actions::Revised::Stale(_) => unreachable!("nobody else is there"),
        };
        for (step, at) in steps(ctx, dice).into_iter().zip(version..) {
            actions::advance(ctx, number, id, step, at).await.unwrap();
        }
    }
}

/// The way of an action to any of its states.
fn steps(ctx: &Ctx, dice: &mut Dice) -> Vec<Move> {
    let owner = ctx.person_id().unwrap();
    let plan = Plan {
        kind: dice.pick(ActionKind::ALL),
        strength: dice.pick(Strength::ALL),
        due_on: (dice.below(2) == 0).then(|| jiff::civil::date(2027, 3, 1)),
        expected: dice.pick(&["", "재시도: 한도 안에서", "yes"]).to_owned(),
        measure: dice.pick(&["", "A drill # 4"]).to_owned(),
        tracker: (dice.below(2) == 0).then(|| "https://tracker.example/browse/PAY-12?a=b#c".parse().unwrap()),
    };
    let skip = Some("다음 배포 전에: 급함".to_owned());
    let judge = Move::Judge(dice.pick(Verdict::ALL), "“Drill” 4: refused".to_owned());
    let refusal =
        Refusal { reason: "- too rare".to_owned(), owner: Some(owner), review_on: jiff::civil::date(2027, 6, 1) };
    let commit = Move::Commit { plan, owner, skip };
    let all = vec![commit, Move::Start, Move::Finish, judge];
    match dice.below(7) {
        0 => vec![],
        1 => vec![Move::Decline(refusal)],
        2 => vec![all[0].clone(), Move::GiveBack],
        n => all.into_iter().take(n as usize - 2).collect(),
    }
}

/// Lessons of each kind, with entries, practices, and all that luck may end in.
async fn learn(ctx: &Ctx, number: Number, dice: &mut Dice, entries: &[EntryId]) {
    let actions: Vec<_> = actions::view(ctx, number).await.unwrap().actions.iter().map(|a| a.id).collect();
    let causes: Vec<_> = causes::view(ctx, number).await.unwrap().map.causes().iter().map(|c| c.id).collect();
    let mut practices = Vec::new();
    for telling in [
        Telling::WentWell,
        Telling::WentWell,
        Telling::WentWrong,
        Telling::GotLucky(Luck::Open),
        Telling::GotLucky(Luck::Action(dice.pick(&actions))),
        Telling::GotLucky(Luck::Mitigator(dice.pick(&causes))),
        Telling::GotLucky(Luck::Accepted(Acceptance {
            reason: "드묾: \"rare\"".to_owned(),
            review_on: jiff::civil::date(2027, 1, 31),
        })),
    ] {
        let is_first = telling == Telling::WentWell && practices.is_empty();
        let draft =
            LessonDraft { telling, text: dice.text(), entries: dice.some(entries), practices: practices.clone() };
        let lesson = lessons::add(ctx, number, draft).await.unwrap();
        if is_first {
            practices.push(become_practice(ctx, number, lesson.id, &format!("{number}: roll back # first")).await);
        }
    }
}

async fn become_practice(
    ctx: &Ctx,
    number: Number,
    lesson: postmortem::LessonId,
    name: &str,
) -> postmortem::PracticeId {
    let text = "It was over in 4 min".to_owned();
    let (what, why, conditions) = (text.clone(), text.clone(), text);
    let draft = PracticeDraft { name: name.to_owned(), what, why, conditions, owner: ctx.person_id().unwrap() };
    app::practices::make(ctx, number, lesson, draft).await.unwrap().id
}

/// A map of causes: branches that join, one that is deep enough, and at times one that is tied to nothing.
async fn walk_back(house: &TestHouse, ctx: &Ctx, number: Number, dice: &mut Dice, items: &[EvidenceId]) {
    let mut ids: Vec<CauseId> = Vec::new();
    for n in 0..6 {
        house.advance(jiff::SignedDuration::from_millis(700));
        let at = dice.below(ids.len() as u64 + 1) as usize;
        let effect = ids.get(at).map_or(Effect::Impact, |id| Effect::Cause(*id));
        let text = format!("{} {n}", dice.pick(&["Gateway: pool # exhausted", "카나리 배포가 없음", "- \"quoted\""]));
        let meaning = if dice.below(2) == 0 { dice.text() } else { String::new() };
        let draft = CauseDraft { class: dice.pick(CauseClass::ALL), text, meaning: String::new() };
        let because = BecauseDraft {
            necessity: dice.pick(Necessity::ALL),
            confidence: dice.pick(Confidence::ALL),
            evidence: dice.some(items),
        };
        let cause = causes::answer(ctx, number, effect, draft, because).await.unwrap();
        let draft = CauseDraft { meaning, ..cause.to_draft() };
        causes::revise(ctx, number, cause.id, draft, cause.version).await.unwrap();
        ids.push(cause.id);
    }
    for _ in 0..4 {
        house.advance(jiff::SignedDuration::from_millis(700));
        let effect = Effect::Cause(dice.pick(&ids));
        let cause = dice.pick(&ids);
        // a tie that closes a circle or stands already is refused, and the map stays
        let _ = causes::link(ctx, number, effect, cause, BecauseDraft::default()).await;
    }
    let map = causes::view(ctx, number).await.unwrap().map;
    for end in map.ends() {
        let (id, version) = (end.cause.id, end.cause.version);
        causes::set_deep_enough(ctx, number, id, Some("그 조건은 바꿀 수 있음: yes"), version).await.unwrap();
    }
    if dice.below(2) == 0 {
        let now = causes::get(ctx, number, ids[0]).await.unwrap();
        causes::remove(ctx, number, now.id, now.version).await.unwrap();
    }
}

async fn text(ctx: &Ctx, number: Number) -> String {
    match exchange::export(ctx, number, Format::Markdown, Audience::Full).await.unwrap().body {
        Body::Text(text) => text,
        Body::Archive(_) => unreachable!("Markdown is a text"),
    }
}

async fn bundle(ctx: &Ctx, number: Number) -> std::fs::File {
    match exchange::export(ctx, number, Format::Bundle, Audience::Full).await.unwrap().body {
        Body::Archive(archive) => archive.into_file(),
        Body::Text(_) => unreachable!("a bundle is an archive"),
    }
}

/// What belongs to one house is left out: the number, and which lesson became a practice of its register.
fn without_number(text: &str) -> String {
    let is_kept = |line: &&str| !line.starts_with("number: ") && !line.starts_with("became: ");
    text.lines().filter(is_kept).collect::<Vec<_>>().join("\n")
}

/// Whoever brings a document in owns the postmortem; actions of someone who may not edit it belong to nobody then.
fn without_owners(text: &str) -> String {
    let is_kept = |line: &&str| !line.starts_with("owner: ") && !line.starts_with("accepted: ");
    without_number(text).lines().filter(is_kept).collect::<Vec<_>>().join("\n")
}

async fn bring(ctx: &Ctx, incoming: Incoming, known: WhenKnown) -> Outcome {
    exchange::import_postmortem(ctx, incoming, known, None).await.unwrap()
}

fn made(outcome: Outcome) -> Number {
    match outcome {
        Outcome::Made(number) => number,
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn what_goes_out_comes_back_the_same(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let ben = house.person("Ben", Role::Member).await;
        for seed in 0..16 {
            let number = any(&house, &ada, seed).await;
            let first = text(&ada, number).await;
            // Ben may not read Ada's draft: to him the number is unknown, and nothing asks
            let again = made(bring(&ben, Incoming::Markdown(first.clone()), WhenKnown::Ask).await);
            assert_ne!(again, number);
            assert_eq!(without_owners(&text(&ben, again).await), without_owners(&first), "seed {seed}");
            let whole = made(bring(&ben, Incoming::Bundle(bundle(&ada, number).await), WhenKnown::MakeNew).await);
            assert_eq!(without_owners(&text(&ben, whole).await), without_owners(&first), "seed {seed}");
            let own = made(bring(&ada, Incoming::Markdown(first.clone()), WhenKnown::MakeNew).await);
            assert_eq!(without_number(&text(&ada, own).await), without_number(&first), "seed {seed}");
        }
    }

    async fn a_bundle_carries_evidence_and_files(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let ben = house.person("Ben", Role::Member).await;
        let number = any(&house, &ada, 1).await;
        let mut png = Vec::new();
        png.extend(include_bytes!("pixel.png"));
        let file = app::files::NewFile { name: "pixel.png".into(), bytes: png, occurred: None, caption: "그래프".into() };
        let added = app::files::add(&ada, number, file).await.unwrap();
        let again = made(bring(&ben, Incoming::Bundle(bundle(&ada, number).await), WhenKnown::Ask).await);
        let files = |ctx: Ctx, number| async move {
            let mut files: Vec<_> = app::files::list(&ctx, number)
                .await
                .unwrap()
                .into_iter()
                .map(|f| (f.hash, f.shown_hash, f.name, f.media_type, f.size))
                .collect();
            files.sort();
            files
        };
        let before = files(ada.clone(), number).await;
        assert_eq!(before.len(), 4);
        assert_eq!(files(ben.clone(), again).await, before);
        let opened = app::files::open(&ben, again, &added.file.hash).await.unwrap();
        assert_eq!(opened.bytes, include_bytes!("pixel.png"));
        // and out once more: byte for byte, but for the number
        let (mut one, mut two) = (bundle(&ada, number).await, bundle(&ben, again).await);
        let lines = |file: &mut std::fs::File| {
            let mut lines = Vec::new();
            let mut bundle = publish::bundle::Bundle::open(file, publish::bundle::Limits::default()).unwrap();
            bundle.evidence(&mut |line| lines.push(line)).unwrap();
            lines.sort_by(|a, b| a.key.cmp(&b.key));
            lines
        };
        assert_eq!(lines(&mut one), lines(&mut two));
    }

    async fn a_known_postmortem_is_asked_about_then_changed(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = any(&house, &ada, 2).await;
        let before = text(&ada, number).await;
        let incoming = || Incoming::Markdown(before.clone());
        assert_eq!(bring(&ada, incoming(), WhenKnown::Ask).await, Outcome::Exists(number));
        let versions = |ctx: Ctx| async move {
            let map = causes::view(&ctx, number).await.unwrap().map;
            let entries = timeline::list(&ctx, number).await.unwrap().into_iter().map(|e| (e.id.0, e.version));
            let causes = map.causes().iter().map(|c| (c.id.0, c.version));
            let ties = map.becauses().iter().map(|b| (b.id.0, b.version));
            entries.chain(causes).chain(ties).collect::<Vec<_>>()
        };
        let unchanged = versions(ada.clone()).await;
        assert_eq!(bring(&ada, incoming(), WhenKnown::Update).await, Outcome::Updated(number));
        assert_eq!(versions(ada.clone()).await, unchanged, "the same document changes nothing");
        assert_eq!(text(&ada, number).await, before);
        // what others wrote meanwhile goes, and can be found in the history
        let added = EntryDraft {
            kind: EntryKind::Response,
            text: "Rolled back".to_owned(),
            occurred: Moment::parse("2026-11-13 15:00", &Zone::utc()).unwrap(),
            ended: None,
            key_moment: None,
            actors: Vec::new(),
            evidence: Vec::new(),
            knowledge: Vec::new(),
            decision: None,
            is_machine_written: false,
        };
        let gone = timeline::insert(&ada, number, added).await.unwrap();
        let first = timeline::list(&ada, number).await.unwrap().remove(0);
        let other = EntryDraft { text: "Something else".to_owned(), ..first.to_draft() };
        timeline::revise(&ada, number, first.id, other, first.version).await.unwrap();
        let stray = CauseDraft { class: CauseClass::Trigger, text: "A cron".to_owned(), meaning: String::new() };
        let stray = causes::answer(&ada, number, Effect::Impact, stray, BecauseDraft::default()).await.unwrap();
        let map = causes::view(&ada, number).await.unwrap().map;
        let (cause, tie) = (map.causes()[1].clone(), map.becauses()[1].clone());
        let other = CauseDraft { meaning: "Not so".to_owned(), ..cause.to_draft() };
        causes::revise(&ada, number, cause.id, other, cause.version).await.unwrap();
        let doubted = BecauseDraft { confidence: Confidence::Low, evidence: vec![], ..tie.to_draft() };
        causes::weigh(&ada, number, tie.id, doubted, tie.version).await.unwrap();
        assert_eq!(bring(&ada, incoming(), WhenKnown::Update).await, Outcome::Updated(number));
        assert_eq!(text(&ada, number).await, before);
        let past = causes::history(&ada, number, cause.id).await.unwrap().past;
        assert!(past.iter().any(|p| p.it.meaning == "Not so"));
        assert!(causes::history(&ada, number, stray.id).await.unwrap().is_deleted);
        let history = timeline::history(&ada, number, gone.id).await.unwrap();
        assert!(history.is_deleted && history.past.len() == 2);
        let changed = timeline::history(&ada, number, first.id).await.unwrap();
        assert!(changed.past.iter().any(|p| p.entry.text == "Something else"));
    }

    async fn the_form_takes_documents_and_names_what_does_not_fit(house: TestHouse) {
        let ada = house.visitor("Ada", Role::Member).await;
        let rae = house.visitor("Rae", Role::Reader).await;
        let number = any(&house, ada.ctx(), 3).await;
        let good = ada.get(&format!("/pm/{number}/export.md")).await.body;
        let send = async |bytes: &[u8], known: Option<&str>| {
            let mut parts: Vec<(&str, Option<&str>, &[u8])> = Vec::new();
            parts.extend(known.map(|known| ("known", None, known.as_bytes())));
            parts.push(("document", Some("pm.md"), bytes));
            ada.post_files("/pm/import", &parts).await
        };
        ada.get("/pm/import").await.assert_status(200);
        let asked = send(&good, None).await;
        asked.assert_status(409);
        assert_eq!(asked.attributes("input[name=known]", "value"), ["update", "new"]);
        let new = send(&good, Some("new")).await;
        new.assert_status(303);
        let zip = ada.get(&format!("/pm/{number}/export.zip")).await.body;
        send(&zip, Some("new")).await.assert_status(303);
        for (bad, told) in [
            (b"nothing".to_vec(), "Line 1: the document has no front matter"),
            (b"".to_vec(), "Choose a document first"),
            (vec![0xff, 0xfe, 0x41], "not UTF-8"),
            (zip[..zip.len() / 2].to_vec(), "The bundle does not read"),
            (String::from_utf8(good.clone()).unwrap().replace("occasion: ", "occasion: x").into_bytes(), "Line "),
        ] {
            let page = send(&bad, Some("new")).await;
            page.assert_status(422);
            assert!(page.find(".error-summary").concat().contains(told), "{told}: {}", page.text());
        }
        let page = rae.post_files("/pm/import", &[("document", Some("pm.md"), good.as_slice())]).await;
        page.assert_status(403);
        assert_eq!(ada.get("/pm").await.find("ol.library h2").len(), 3);
    }

    async fn a_bundle_with_other_bytes_leaves_nothing_behind(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = any(&house, &ada, 4).await;
        let markdown = text(&ada, number).await;
        let mut source = bundle(&ada, number).await;
        let mut lines = Vec::new();
        let mut read = publish::bundle::Bundle::open(&mut source, publish::bundle::Limits::default()).unwrap();
        read.evidence(&mut |line| lines.push(line)).unwrap();
        lines[1].raw = String::from("forged");
        let mut file = tempfile_in(&house);
        let mut writer = publish::bundle::Writer::begin(&mut file, &markdown).unwrap();
        writer.evidence(lines).unwrap();
        writer.finish().unwrap();
        file.flush().unwrap();
        file.rewind().unwrap();
        let refused = exchange::import_postmortem(&ada, Incoming::Bundle(file), WhenKnown::MakeNew, None).await;
        assert!(matches!(refused, Err(app::Error::Rejected(_))), "{refused:?}");
        assert_eq!(app::workbench::list(&ada, true).await.unwrap().len(), 1);
    }
}

fn tempfile_in(house: &TestHouse) -> std::fs::File {
    let path = house.folder().join("forged.zip");
    std::fs::File::options().read(true).write(true).create_new(true).open(path).unwrap()
}
