//! The runner: what is asked for is run, what is given up is taken up, and told to stop it gives back. On both databases.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use std::time::Duration;

use app::{
    Ctx,
    imports::{self, ImportOptions, NewImport},
};
use evidence::SourceKind;
use jiff::SignedDuration;
use postmortem::{ImportId, Number, Role};
use store::import::State;
use testkit::TestHouse;
use tokio::{sync::watch, task::JoinHandle};

/// Uploads a table of so many lines and asks for its import.
async fn ask(ctx: &Ctx, number: Number, n_rows: usize) -> ImportId {
    let row = |n: usize| format!("2026-11-13T14:{:02}:{:02}Z,row {n}\n", n / 60 % 60, n % 60);
    let table: String = std::iter::once("when,what\n".to_owned()).chain((0..n_rows).map(row)).collect();
    let mut receiving = imports::receive(ctx, number).await.unwrap();
    receiving.write(table.as_bytes()).await.unwrap();
    let mapping = evidence::table::Mapping {
        time: Some("when".to_owned()),
        text: Some("what".to_owned()),
        ..evidence::table::Mapping::default()
    };
    let options = ImportOptions { mapping: Some(mapping), ..ImportOptions::default() };
    let upload = receiving.finish().await.unwrap();
    let new = NewImport { source: SourceKind::Table, name: "log.csv".to_owned(), options, upload };
    imports::start(ctx, number, new).await.unwrap()
}

fn runner(house: &TestHouse) -> (JoinHandle<()>, watch::Sender<bool>) {
    let (stop, stopped) = watch::channel(false);
    (tokio::spawn(jobs::run(house.house.clone(), stopped)), stop)
}

/// Waits until an import stands so; a runner that does not come to it would wait for ever.
async fn until(ctx: &Ctx, number: Number, id: ImportId, is_it: impl Fn(&store::import::Import) -> bool) {
    let wait = async {
        while !is_it(&imports::get(ctx, number, id).await.unwrap()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait).await.expect("it came to that");
}

testkit::on_both! {
    async fn what_is_asked_for_is_run_one_after_the_other(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let before = ask(&ada, number, 20).await;
        let (running, stop) = runner(&house);
        until(&ada, number, before, |import| import.state == State::Done).await;
        let after = ask(&ada, number, 30).await;
        until(&ada, number, after, |import| import.state == State::Done).await;
        assert_eq!(imports::get(&ada, number, after).await.unwrap().n_taken, 10, "the others are known");
        stop.send_replace(true);
        running.await.unwrap();
        let late = ask(&ada, number, 40).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(imports::get(&ada, number, late).await.unwrap().state, State::Waiting, "nobody runs it any more");
    }

    async fn told_to_stop_it_gives_back_what_it_runs(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let id = ask(&ada, number, 16_000).await;
        let (running, stop) = runner(&house);
        until(&ada, number, id, |import| import.n_taken > 0).await;
        stop.send_replace(true);
        running.await.unwrap();
        let given_back = imports::get(&ada, number, id).await.unwrap();
        assert_eq!(given_back.state, State::Waiting, "it was not stopped in the middle");
        // the next one takes it up at once, not after a silence
        let (running, stop) = runner(&house);
        until(&ada, number, id, |import| import.state == State::Done).await;
        assert_eq!(imports::get(&ada, number, id).await.unwrap().n_taken, 16_000);
        stop.send_replace(true);
        running.await.unwrap();
    }

    async fn what_another_runner_gave_up_is_taken_up(house: TestHouse) {
        let ada = house.person("Ada", Role::Member).await;
        let number = house.postmortem(&ada, "Checkout was down").await.number;
        let id = ask(&ada, number, 20).await;
        let mut tx = house.house.db.write().await.unwrap();
        let import = store::import::get(&mut tx, id).await.unwrap();
        let (dead, now) = (house.house.id(), house.house.now());
        assert!(store::import::claim(&mut tx, &import, dead, now, now).await.unwrap().is_some());
        tx.commit().await.unwrap();
        house.advance(SignedDuration::from_secs(16));
        let (running, stop) = runner(&house);
        until(&ada, number, id, |import| import.state == State::Done).await;
        stop.send_replace(true);
        running.await.unwrap();
    }
}
