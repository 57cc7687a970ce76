//! Imports: once each, in order, whatever happens in between. On both databases.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

mod export;

use std::time::Duration;

use app::imports::{self, ImportOptions, NewImport};
use app::{Ctx, Error, suggestions};
use evidence::SourceKind;
use export::{Export, message};
use jiff::SignedDuration;
use postmortem::{ImportId, Number, Role};
use store::evidence::{Filter, Page};
use store::import::State;
use testkit::TestHouse;

async fn upload(ctx: &Ctx, number: Number, bytes: &[u8]) -> uuid::Uuid {
    let mut receiving = imports::receive(ctx, number).await.unwrap();
    for piece in bytes.chunks(10_000) {
        receiving.write(piece).await.unwrap();
    }
    receiving.finish().await.unwrap()
}

async fn start(ctx: &Ctx, number: Number, bytes: &[u8]) -> ImportId {
    let new = NewImport {
        source: SourceKind::Slack,
        name: "export.zip".to_owned(),
        options: ImportOptions::default(),
        upload: upload(ctx, number, bytes).await,
    };
    imports::start(ctx, number, new).await.unwrap()
}

async fn import(house: &TestHouse, ctx: &Ctx, number: Number, bytes: &[u8]) -> store::import::Import {
    let id = start(ctx, number, bytes).await;
    imports::run(&house.house, id, &|_| {}).await.unwrap();
    imports::get(ctx, number, id).await.unwrap()
}

/// All that the evidence of a postmortem says, ids aside.
async fn digest(ctx: &Ctx, number: Number) -> Vec<String> {
    let items = app::evidence::list(ctx, number, &Filter::default(), Page::Offset(0, 1000)).await.unwrap();
    let mut all = Vec::new();
    let mut page = items;
    while let Some(last) = page.last() {
        let key = (last.occurred, last.id);
        for item in &page {
            let raw = app::evidence::raw(ctx, number, item.id).await;
            all.push(format!(
                "{} {} {} {} {} {:?} {:?} {} {}",
                item.source,
                item.key,
                item.revision,
                item.is_deleted,
                item.occurred,
                item.author,
                item.place,
                item.text,
                hex::encode(raw.unwrap_or_else(|e| e.to_string().into_bytes())),
            ));
        }
        page = app::evidence::list(ctx, number, &Filter::default(), Page::After(key, 1000)).await.unwrap();
    }
    all.sort();
    all
}

testkit::on_both! {
    async fn importing_twice_changes_nothing(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let zip = Export::of(120).zip();
        let first = import(&house, &ada, number, &zip).await;
        assert_eq!((first.state, first.n_taken), (State::Done, 120), "{:?} {:?}", first.report, first.error);
        let before = digest(&ada, number).await;
        assert_eq!(before.len(), 120);
        let second = import(&house, &ada, number, &zip).await;
        assert_eq!((second.state, second.n_taken), (State::Done, 0));
        let (_, report, _) = imports::report(&ada, number, second.id).await.unwrap();
        assert_eq!(report.unwrap().n_known, 120);
        assert_eq!(digest(&ada, number).await, before);
        let screen = app::evidence::screen(&ada, number, &Filter::default(), Page::Offset(0, 50)).await.unwrap();
        assert_eq!((screen.n, screen.items.len()), (120, 50));
        assert_eq!(screen.density.unwrap().counts.iter().sum::<i64>(), 120);
        assert_eq!(screen.facets.sources[0].n, 120);
    }

    async fn another_content_is_another_revision_and_a_deletion_keeps_what_was_said(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        import(&house, &ada, number, &Export::of(10).zip()).await;
        let mut later = Export::of(10);
        later.messages[3]["text"] = "it was the pool after all".into();
        let gone = later.messages[4].clone();
        later.messages.push(serde_json::json!({
            "type": "message", "subtype": "message_deleted", "ts": "1767230000.000001",
            "deleted_ts": gone["ts"], "previous_message": gone,
        }));
        let import = import(&house, &ada, number, &later.zip()).await;
        assert_eq!((import.state, import.n_taken), (State::Done, 2), "{:?}", import.error);
        let items = app::evidence::list(&ada, number, &Filter::default(), Page::Offset(0, 50)).await.unwrap();
        assert_eq!(items.len(), 10, "{items:#?}");
        let edited = items.iter().find(|i| i.text == "it was the pool after all").unwrap();
        let closeup = app::evidence::get(&ada, number, edited.id).await.unwrap();
        assert_eq!(closeup.revisions.len(), 2);
        assert!(closeup.revisions[0].is_current && !closeup.revisions[1].is_current);
        assert_eq!(closeup.revisions[1].text, "message 3");
        let deleted = items.iter().find(|i| i.is_deleted).unwrap();
        assert_eq!((deleted.text.as_str(), deleted.revision), ("message 4", 2));
        // and again it changes nothing
        let before = digest(&ada, number).await;
        let again = self::import(&house, &ada, number, &later.zip()).await;
        assert_eq!(again.n_taken, 0);
        assert_eq!(digest(&ada, number).await, before);
        // an older export does not bring the older text back
        assert_eq!(self::import(&house, &ada, number, &Export::of(10).zip()).await.n_taken, 0);
        assert_eq!(digest(&ada, number).await, before);
    }

    async fn the_same_key_twice_in_one_input_is_taken_once_or_as_a_revision(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let mut export = Export::of(20);
        export.messages.push(export.messages[5].clone());
        let mut other = export.messages[6].clone();
        other["text"] = "said otherwise".into();
        export.messages.push(other);
        let import = import(&house, &ada, number, &export.zip()).await;
        assert_eq!(import.state, State::Done);
        let items = app::evidence::list(&ada, number, &Filter::default(), Page::Offset(0, 50)).await.unwrap();
        assert_eq!(items.len(), 20);
        assert_eq!(app::evidence::count(&ada, number, &Filter::default()).await.unwrap(), 20);
    }

    async fn a_killed_import_is_resumed_to_the_same_evidence(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let whole = house.postmortem(&ada, "Not interrupted").await.number;
        let killed = house.postmortem(&ada, "Interrupted").await.number;
        let zip = Export::of(9000).zip();
        import(&house, &ada, whole, &zip).await;
        let id = start(&ada, killed, &zip).await;
        let runner = tokio::spawn({
            let house = house.house.clone();
            async move { imports::run(&house, id, &|_| {}).await.map(|_| ()) }
        });
        while imports::get(&ada, killed, id).await.unwrap().n_taken == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        runner.abort();
        let _ = runner.await;
        let broken = imports::get(&ada, killed, id).await.unwrap();
        assert_eq!(broken.state, State::Running, "it was not killed in the middle");
        // whoever was there a moment ago may still be at work
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), None);
        house.advance(SignedDuration::from_secs(16));
        assert_eq!(imports::due(&house.house).await.unwrap(), [id]);
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), Some(State::Done));
        assert_eq!(imports::get(&ada, killed, id).await.unwrap().n_taken, 9000);
        assert_eq!(app::evidence::count(&ada, killed, &Filter::default()).await.unwrap(), 9000);
        assert!(digest(&ada, killed).await == digest(&ada, whole).await, "the evidence differs");
        assert!(std::fs::read_dir(house.folder().join("data/uploads")).unwrap().next().is_none());
    }

    async fn a_cancelled_import_leaves_no_trace(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        import(&house, &ada, number, &Export::of(10).zip()).await;
        let before = digest(&ada, number).await;
        let mut more = Export::of(6000);
        more.messages[3]["text"] = "another text".into();
        let id = start(&ada, number, &more.zip()).await;
        let runner = tokio::spawn({
            let house = house.house.clone();
            async move { imports::run(&house, id, &|_| {}).await.map(|_| ()) }
        });
        while imports::get(&ada, number, id).await.unwrap().n_taken == 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        runner.abort();
        let _ = runner.await;
        imports::cancel(&ada, number, id).await.unwrap();
        house.advance(SignedDuration::from_secs(16));
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), Some(State::Cancelled));
        assert_eq!(digest(&ada, number).await, before);
        assert_eq!(app::evidence::count(&ada, number, &Filter::default()).await.unwrap(), 10);
        assert!(suggestions::list(&ada, number, None).await.unwrap().iter().all(|(s, _)| s.state.as_str() == "open"));
        assert!(matches!(imports::cancel(&ada, number, id).await, Err(Error::Denied("import-over"))));
        // one that nobody ran yet is over at once
        let waiting = start(&ada, number, &Export::of(5).zip()).await;
        imports::cancel(&ada, number, waiting).await.unwrap();
        assert_eq!(imports::get(&ada, number, waiting).await.unwrap().state, State::Cancelled);
        assert!(imports::due(&house.house).await.unwrap().is_empty());
        assert!(std::fs::read_dir(house.folder().join("data/uploads")).unwrap().next().is_none());
    }

    async fn an_input_that_breaks_off_is_taken_back_whole(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let mut export = Export::of(5000);
        export.broken = true;
        let import = import(&house, &ada, number, &export.zip()).await;
        assert_eq!((import.state, import.n_taken), (State::Failed, 0));
        assert!(import.error.unwrap().contains("zzz/2026-01-01.json"));
        assert!(digest(&ada, number).await.is_empty());
        assert_eq!(app::evidence::count(&ada, number, &Filter::default()).await.unwrap(), 0);
    }

    async fn a_retry_is_counted_and_secrets_are_never_kept(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let mut export = Export::of(5);
        let bot = ["xoxb", "123456789012", "123456789012", "abcdefghijklmnopqrstuvwx"].join("-");
        let refresh = ["xoxe", "1", "My0xLTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MA"].join("-");
        let mut leak = message(700, &format!("the token is {bot}, careful"));
        leak["files"] = serde_json::json!([{
            "id": "F1", "name": "graph.png", "filetype": "png",
            "url_private": format!("https://files.slack.example/files-pri/T1-F1/graph.png?t={refresh}"),
        }]);
        export.messages.push(leak);
        let mut retry = export.messages[2].clone();
        retry["ts"] = "1767225702.900000".into();
        export.messages.push(retry);
        let import = import(&house, &ada, number, &export.zip()).await;
        assert_eq!((import.state, import.n_taken), (State::Done, 6), "{:?}", import.error);
        let (_, report, findings) = imports::report(&ada, number, import.id).await.unwrap();
        assert_eq!(report.unwrap().skipped.get("retry"), Some(&1));
        assert!(findings.iter().any(|f| matches!(&f.why, imports::Why::Skipped { code, what: Some(_) } if code == "retry") && f.line.is_some()));
        for item in app::evidence::list(&ada, number, &Filter::default(), Page::Offset(0, 50)).await.unwrap() {
            let raw = app::evidence::raw(&ada, number, item.id).await.unwrap();
            let kept = format!("{item:?} {}", String::from_utf8_lossy(&raw));
            assert!(!kept.contains(&bot) && !kept.contains(&refresh), "{kept}");
        }
        for file in walk(house.folder()) {
            let bytes = std::fs::read(&file).unwrap();
            for secret in [&bot, &refresh] {
                assert!(!holds(&bytes, secret.as_bytes()), "{} holds a secret", file.display());
            }
        }
    }

    async fn a_stranger_finds_nothing(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let eve = house.person("Eve", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let import = import(&house, &ada, number, &Export::of(5).zip()).await;
        let item = app::evidence::list(&ada, number, &Filter::default(), Page::Offset(0, 1)).await.unwrap().remove(0);
        assert!(matches!(imports::receive(&eve, number).await, Err(Error::NotFound)));
        assert!(matches!(imports::list(&eve, number).await, Err(Error::NotFound)));
        assert!(matches!(imports::get(&eve, number, import.id).await, Err(Error::NotFound)));
        assert!(matches!(imports::cancel(&eve, number, import.id).await, Err(Error::NotFound)));
        assert!(matches!(app::evidence::raw(&eve, number, item.id).await, Err(Error::NotFound)));
        assert!(matches!(
            app::evidence::screen(&eve, number, &Filter::default(), Page::Offset(0, 1)).await,
            Err(Error::NotFound)
        ));
        // an id of another postmortem is not found in one's own
        let own = house.postmortem(&eve, "Something else").await.number;
        assert!(matches!(app::evidence::get(&eve, own, item.id).await, Err(Error::NotFound)));
        assert!(matches!(imports::get(&eve, own, import.id).await, Err(Error::NotFound)));
        // and nobody who is signed in reads paths of the server
        let here = std::path::Path::new("/");
        let options = ImportOptions::default();
        let told = imports::run_now(&ada, number, SourceKind::Slack, here, options, &|_| {}).await;
        assert!(matches!(told, Err(Error::NotFound)));
    }

    async fn the_list_is_narrowed_as_asked(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let mut export = Export::of(40);
        export.messages[7]["text"] = "Rolling back NOW, 100% sure".into();
        export.messages[9]["text"] = "지금 롤백합니다".into();
        import(&house, &ada, number, &export.zip()).await;
        let with_text = |text: &str| Filter { text: Some(text.to_owned()), ..Filter::default() };
        for (text, n) in [("rolling BACK", 1), ("100%", 1), ("롤백", 1), ("message", 38), ("m_ssage", 0)] {
            assert_eq!(app::evidence::count(&ada, number, &with_text(text)).await.unwrap(), n, "{text}");
        }
        let all = app::evidence::list(&ada, number, &Filter::default(), Page::Offset(0, 100)).await.unwrap();
        let later = Filter { from: Some(all[10].occurred), to: Some(all[20].occurred), ..Filter::default() };
        assert_eq!(app::evidence::list(&ada, number, &later, Page::Offset(0, 100)).await.unwrap(), all[10..20]);
        let key = (all[10].occurred, all[10].id);
        let none = Filter::default();
        assert_eq!(app::evidence::list(&ada, number, &none, Page::After(key, 5)).await.unwrap(), all[11..16]);
        assert_eq!(app::evidence::list(&ada, number, &none, Page::Before(key, 5)).await.unwrap(), all[5..10]);
        assert_eq!(app::evidence::position_of(&ada, number, &none, all[10].id).await.unwrap(), 10);
        let person = Filter { people: vec!["U2".to_owned()], ..Filter::default() };
        assert_eq!(app::evidence::count(&ada, number, &person).await.unwrap(), 20);
        let only = Filter { suggestions_only: true, ..Filter::default() };
        let suggested = app::evidence::list(&ada, number, &only, Page::Offset(0, 100)).await.unwrap();
        assert!(suggested.iter().any(|item| item.text.contains("Rolling")));
        assert!(suggested.len() < 40);
    }

    async fn suggestions_found_on_the_way_in_are_those_of_a_walk(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let mut export = Export::of(900);
        let texts = ["rolling back now", "declaring a SEV2", "hm", "복구됐습니다", "checkout is down", "지금 롤백합니다"];
        for (at, message) in export.messages.iter_mut().enumerate() {
            message["text"] = texts[at / 70 % texts.len()].into();
        }
        let told = async || -> Vec<(String, i64, String, String)> {
            let all = suggestions::list(&ada, number, None).await.unwrap();
            all.into_iter().map(|(s, item)| (s.rule, s.score, s.reason, item.key)).collect()
        };
        import(&house, &ada, number, &export.zip()).await;
        let on_the_way = told().await;
        assert!(on_the_way.len() > 3, "{on_the_way:?}");
        // again: nothing is new, and all is walked through
        assert_eq!(import(&house, &ada, number, &export.zip()).await.n_taken, 0);
        assert_eq!(told().await, on_the_way);
    }

    async fn a_settled_suggestion_stays_settled(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let mut export = Export::of(40);
        export.messages[7]["text"] = "rolling back now".into();
        import(&house, &ada, number, &export.zip()).await;
        let all = suggestions::list(&ada, number, None).await.unwrap();
        let (first, item) = all.iter().find(|(s, _)| s.rule == "rollback_word").unwrap();
        assert_eq!(item.text, "rolling back now");
        suggestions::dismiss(&ada, number, first.id).await.unwrap();
        assert!(matches!(suggestions::dismiss(&ada, number, first.id).await, Err(Error::Conflict)));
        export.messages.push(message(600, "one more"));
        import(&house, &ada, number, &export.zip()).await;
        let again = suggestions::list(&ada, number, None).await.unwrap();
        let (same, _) = again.iter().find(|(s, _)| s.id == first.id).unwrap();
        assert_eq!(same.state, store::suggestion::State::Dismissed);
        suggestions::reopen(&ada, number, first.id).await.unwrap();
        let mut tx = house.house.db.write().await.unwrap();
        let postmortem = app::access::edit(&mut tx, &ada, number).await.unwrap();
        let accepted = suggestions::accept(&mut tx, &ada, &postmortem, first.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((accepted.kind, accepted.item.id), (postmortem::EntryKind::Response, item.id));
        // what the evidence says no more is suggested no more, unless it was settled
        export.messages[7]["text"] = "never mind".into();
        import(&house, &ada, number, &export.zip()).await;
        let last = suggestions::list(&ada, number, Some(store::suggestion::State::Accepted)).await.unwrap();
        assert_eq!(last.len(), 1);
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
