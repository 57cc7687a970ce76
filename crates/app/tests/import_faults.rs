//! Imports that are cancelled, break off, or overlap; looking into uploads, and what is never taken. On both databases.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

mod export;

use std::time::Duration;

use app::imports::{self, BrokenOff, ImportOptions, Kept, NewImport};
use app::{Ctx, Error, files, stewardship, sweep, timeline};
use evidence::SourceKind;
use export::Export;
use jiff::SignedDuration;
use postmortem::{EvidenceId, ImportId, Number, Role};
use store::evidence::{Filter, Page};
use store::import::State;
use testkit::TestHouse;
use uuid::Uuid;

async fn upload(ctx: &Ctx, number: Number, bytes: &[u8]) -> Uuid {
    let mut receiving = imports::receive(ctx, number).await.unwrap();
    receiving.write(bytes).await.unwrap();
    receiving.finish().await.unwrap()
}

async fn start(ctx: &Ctx, number: Number, source: SourceKind, bytes: &[u8]) -> ImportId {
    let mapping = evidence::table::Mapping {
        time: Some("when".to_owned()),
        text: Some("what".to_owned()),
        ..evidence::table::Mapping::default()
    };
    let options = ImportOptions {
        mapping: (source == SourceKind::Table).then_some(mapping),
        zone: Some("UTC".parse().unwrap()),
        ..ImportOptions::default()
    };
    let upload = upload(ctx, number, bytes).await;
    imports::start(ctx, number, NewImport { source, name: "in.put".to_owned(), options, upload }).await.unwrap()
}

/// Runs an import until it has brought something, and ends its runner there.
async fn break_in_the_middle(house: &TestHouse, ctx: &Ctx, number: Number, id: ImportId) {
    let runner = tokio::spawn({
        let house = house.house.clone();
        async move { imports::run(&house, id, &|_| {}).await.map(|_| ()) }
    });
    while imports::get(ctx, number, id).await.unwrap().n_taken == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    runner.abort();
    let _ = runner.await;
    assert_eq!(imports::get(ctx, number, id).await.unwrap().state, State::Running, "it was not broken in the middle");
    house.advance(SignedDuration::from_secs(16));
}

async fn items(ctx: &Ctx, number: Number) -> Vec<store::evidence::Evidence> {
    app::evidence::list(ctx, number, &Filter::default(), Page::Offset(0, 1000)).await.unwrap()
}

/// How many items a text is found in.
async fn found(ctx: &Ctx, number: Number, text: &str) -> i64 {
    let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
    app::evidence::count(ctx, number, &filter).await.unwrap()
}

testkit::on_both! {
    async fn what_another_import_brings_too_stays_when_one_is_cancelled(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let first = start(&ada, number, SourceKind::Slack, &Export::of(9000).zip()).await;
        break_in_the_middle(&house, &ada, number, first).await;
        // a part of the same export, and all of that is there already
        let second = start(&ada, number, SourceKind::Slack, &Export::of(300).zip()).await;
        assert_eq!(imports::run(&house.house, second, &|_| {}).await.unwrap(), Some(State::Done));
        imports::cancel(&ada, number, first).await.unwrap();
        assert_eq!(imports::run(&house.house, first, &|_| {}).await.unwrap(), Some(State::Cancelled));
        let kept = items(&ada, number).await;
        assert_eq!(kept.len(), 300);
        assert!(kept.iter().all(|item| item.import == Some(second)));
        for item in [&kept[0], &kept[150], &kept[299]] {
            assert!(!app::evidence::raw(&ada, number, item.id).await.unwrap().is_empty(), "its original is gone");
        }
        assert_eq!(app::evidence::count(&ada, number, &Filter::default()).await.unwrap(), 300);
    }

    async fn an_import_that_breaks_off_again_and_again_has_failed(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let id = start(&ada, number, SourceKind::Slack, &Export::of(10).zip()).await;
        // what a database that is damaged or full gives again and again: here, options that do not read
        let mut import = imports::get(&ada, number, id).await.unwrap();
        import.id = ImportId(house.house.id());
        "{".clone_into(&mut import.options);
        let mut tx = house.house.db.write().await.unwrap();
        store::import::insert(&mut tx, &import).await.unwrap();
        tx.commit().await.unwrap();
        for _ in 0..4 {
            imports::run(&house.house, import.id, &|_| {}).await.unwrap_err();
            assert_eq!(imports::get(&ada, number, import.id).await.unwrap().state, State::Running);
            house.advance(SignedDuration::from_secs(16));
            assert!(imports::due(&house.house).await.unwrap().contains(&import.id));
        }
        assert_eq!(imports::run(&house.house, import.id, &|_| {}).await.unwrap(), Some(State::Failed));
        let failed = imports::get(&ada, number, import.id).await.unwrap();
        assert!(failed.error.as_deref().unwrap().contains("EOF while parsing"), "{:?}", failed.error);
        assert_eq!(failed.upload, None);
        assert!(!imports::due(&house.house).await.unwrap().contains(&import.id));
    }

    async fn giving_an_import_back_does_not_count_against_it(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let id = start(&ada, number, SourceKind::Slack, &Export::of(10).zip()).await;
        for _ in 0..30 {
            let mut tx = house.house.db.write().await.unwrap();
            let import = store::import::get(&mut tx, id).await.unwrap();
            let (runner, now) = (house.house.id(), house.house.now());
            assert!(store::import::claim(&mut tx, &import, runner, now, now).await.unwrap().is_some());
            tx.commit().await.unwrap();
            imports::release(&house.house, id).await.unwrap();
        }
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), Some(State::Done));
    }

    async fn an_import_in_which_the_process_ends_each_time_has_failed(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let id = start(&ada, number, SourceKind::Slack, &Export::of(10).zip()).await;
        for _ in 0..20 {
            let mut tx = house.house.db.write().await.unwrap();
            let import = store::import::get(&mut tx, id).await.unwrap();
            let (runner, now) = (house.house.id(), house.house.now());
            assert!(store::import::claim(&mut tx, &import, runner, now, now).await.unwrap().is_some());
            tx.commit().await.unwrap();
            house.advance(SignedDuration::from_secs(16));
        }
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), Some(State::Failed));
        let failure = imports::failure(&imports::get(&ada, number, id).await.unwrap()).unwrap();
        assert_eq!(failure, Kept::Known(BrokenOff::ProcessEndedOften { times: 20 }.into()));
        assert_eq!(failure.to_string(), "the process that ran it ended 20 times");
    }

    async fn what_an_entry_cites_stays_and_a_deleted_entry_holds_nothing_back(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let id = start(&ada, number, SourceKind::Slack, &Export::of(9000).zip()).await;
        break_in_the_middle(&house, &ada, number, id).await;
        let brought: Vec<EvidenceId> = items(&ada, number).await.iter().map(|item| item.id).collect();
        let gone = timeline::from_evidence(&ada, number, &brought[..2]).await.unwrap();
        timeline::delete(&ada, number, gone.id, gone.version).await.unwrap();
        let cited = timeline::from_evidence(&ada, number, &brought[5..6]).await.unwrap();
        // asked for while something cites it, it is refused and says by what
        let Err(Error::Rejected(refused)) = imports::cancel(&ada, number, id).await else { panic!("taken") };
        assert_eq!((refused[0].code, &refused[0].args[0].1), ("import-cited", &cited.id.to_string()));
        // an entry may come to cite an item after the cancel was asked for
        timeline::delete(&ada, number, cited.id, cited.version).await.unwrap();
        imports::cancel(&ada, number, id).await.unwrap();
        timeline::restore(&ada, number, cited.id).await.unwrap();
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), Some(State::Cancelled));
        let kept = items(&ada, number).await;
        assert_eq!(kept.iter().map(|item| item.id).collect::<Vec<_>>(), brought[5..6]);
        assert!(!app::evidence::raw(&ada, number, kept[0].id).await.unwrap().is_empty());
        assert_eq!(timeline::get(&ada, number, cited.id).await.unwrap().evidence, brought[5..6]);
        assert_eq!(imports::get(&ada, number, id).await.unwrap().n_taken, 1);
        let back = timeline::restore(&ada, number, gone.id).await.unwrap();
        assert!(back.evidence.is_empty(), "{:?}", back.evidence);
    }

    async fn bytes_that_no_file_names_are_swept_and_old_deliveries_forgotten(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let admin = house.person("Grace", Role::Administrator).await;
        let kept = house.postmortem(&ada, "Kept").await.number;
        let gone = house.postmortem(&ada, "Gone").await.number;
        let new = |text: &str| {
            let bytes = text.as_bytes().to_vec();
            files::NewFile { name: "a.log".to_owned(), bytes, occurred: None, caption: String::new() }
        };
        let stays = files::add(&ada, kept, new("of both")).await.unwrap().file.hash;
        files::add(&ada, gone, new("of both")).await.unwrap();
        let goes = files::add(&ada, gone, new("of one")).await.unwrap().file.hash;
        app::connections::create(&admin, SourceKind::Github, "deploys").await.unwrap();
        let mut tx = house.house.db.write().await.unwrap();
        let connection = store::connection::list(&mut tx).await.unwrap()[0].id;
        assert!(store::connection::note_delivery(&mut tx, connection, "old", house.house.now()).await.unwrap());
        tx.commit().await.unwrap();
        stewardship::delete(&ada, gone, &gone.to_string()).await.unwrap();
        house.advance(SignedDuration::from_hours(29 * 24));
        let mut tx = house.house.db.write().await.unwrap();
        assert!(store::connection::note_delivery(&mut tx, connection, "new", house.house.now()).await.unwrap());
        tx.commit().await.unwrap();
        house.advance(SignedDuration::from_hours(2 * 24));
        let path = |hash: &str| house.folder().join("data/files").join(&hash[..2]).join(hash);
        assert!(path(&goes).exists());
        assert_eq!(sweep::sweep(&house.house).await.unwrap(), sweep::Swept { n_deliveries: 1, n_files: 1 });
        assert!(path(&stays).exists() && !path(&goes).exists());
        assert_eq!(sweep::sweep(&house.house).await.unwrap(), sweep::Swept::default());
        assert_eq!(files::list(&ada, kept).await.unwrap().len(), 1);
        files::add(&ada, kept, new("of one")).await.unwrap();
        assert!(path(&goes).exists());
    }

    async fn a_text_is_found_in_any_case_and_script(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let table = "when,what\n2026-11-13T14:00:00Z,ÄRGER mit der Kasse\n2026-11-13T14:01:00Z,Откат ВЫПОЛНЕН\n\
                     2026-11-13T14:02:00Z,ＲＯＬＬＢＡＣＫ 완료\n2026-11-13T14:03:00Z,100% [ok] *star* a_b straße\n";
        let id = start(&ada, number, SourceKind::Table, table.as_bytes()).await;
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), Some(State::Done));
        for text in ["ärger", "Ärger MIT", "откат выполнен", "ｒｏｌｌｂａｃｋ", "완료", "[OK]", "*STAR*", "100%", "a_B", "STRAßE"] {
            assert_eq!(found(&ada, number, text).await, 1, "{text}");
        }
        for text in ["a?b", "[a-z]", "100*", "axb", "*"] {
            assert_eq!(found(&ada, number, text).await, i64::from(text == "*"), "{text}");
        }
        assert_eq!(found(&ada, number, &"*a".repeat(60_000)).await, 0);
    }

    async fn an_upload_is_looked_into_before_it_is_imported(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let zip = upload(&ada, number, &Export::of(30).zip()).await;
        let overview = imports::inspect_slack(&ada, number, zip).await.unwrap();
        let names: Vec<&str> = overview.channels.iter().map(|channel| channel.name.as_str()).collect();
        assert!(names.contains(&"incident"), "{names:?}");
        assert_eq!(overview.n_people, 2);
        let table = upload(&ada, number, b"when,what\n2026-11-13T14:00:00Z,first\n").await;
        let looked = imports::inspect_table(&ada, number, table, "log.csv").await.unwrap();
        assert_eq!(looked.head.columns, ["when", "what"]);
        assert_eq!((looked.head.guess.time.as_deref(), looked.remembered), (Some("when"), None));
        // neither the wrong kind, nor what is not there, nor someone else's
        let Err(Error::Rejected(refused)) = imports::inspect_slack(&ada, number, table).await else { panic!("read") };
        assert_eq!((refused[0].field.as_str(), refused[0].code), ("file", "not-readable"));
        let Err(Error::Rejected(refused)) = imports::inspect_table(&ada, number, Uuid::nil(), "x").await else {
            panic!("read")
        };
        assert_eq!(refused[0].code, "upload-gone");
        let ben = house.person("Ben", Role::Member).await;
        assert!(matches!(imports::inspect_slack(&ben, number, zip).await, Err(Error::NotFound)));
        assert!(matches!(imports::inspect_table(&ben, number, table, "x").await, Err(Error::NotFound)));
    }

    async fn uploads_and_reports_have_an_end(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let piece = vec![b'x'; 1 << 20];
        let mut receiving = imports::receive(&ada, number).await.unwrap();
        for _ in 0..64 {
            receiving.write(&piece).await.unwrap();
        }
        let Err(Error::Rejected(refused)) = receiving.write(b"x").await else { panic!("taken") };
        assert_eq!(refused[0].code, "upload-too-large");
        drop(receiving);
        assert!(std::fs::read_dir(house.folder().join("data/uploads")).unwrap().next().is_none(), "a part was left");
        let empty = imports::receive(&ada, number).await.unwrap().finish().await;
        assert!(matches!(empty, Err(Error::Rejected(_))));
        let rows: String = (0..1500).map(|n| format!("never,row {n}\n")).collect();
        let table = format!("when,what\n2026-11-13T14:00:00Z,first\n{rows}");
        let id = start(&ada, number, SourceKind::Table, table.as_bytes()).await;
        assert_eq!(imports::run(&house.house, id, &|_| {}).await.unwrap(), Some(State::Done));
        let (import, report, lines) = imports::report(&ada, number, id).await.unwrap();
        assert_eq!((import.n_taken, import.n_refused, report.unwrap().n_refused), (1, 1500, 1500));
        assert_eq!((lines.len(), lines[0].line), (1000, Some(3)), "every one counts, a thousand are kept");
    }
}
