//! SIGKILL under write load, again and again: what was acknowledged is there afterwards, and nothing by halves.

mod client;
mod ledger;
mod load;

use std::{
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use postmortem::{ImportId, Number};
use store::{Options, import::State};

use self::{
    client::Client,
    ledger::Ledger,
    load::{Story, begin, start_import, table, write_until},
};
use crate::common::{Place, SERVE, Server};

const LOGIN: &str = "ada@example.com";
const PASSWORD: &str = "a sentence of her own";

/// How long a run is.
#[derive(Debug, Clone, Copy)]
struct Length {
    n_cycles: usize,
    /// Every so many cycles an import begins.
    import_every: usize,
    n_rows: usize,
}

/// The seed from which a run draws its instants; printed, so that a run can be had again.
struct Lots(u64);

impl Lots {
    /// A number below `end` (splitmix64).
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// A house that is killed again and again.
struct Siege {
    place: Place,
    database: Options,
    client: Client,
    lots: Lots,
    imports: Vec<(Number, ImportId)>,
    n_acked: usize,
    slowest: Duration,
}

impl Siege {
    fn lay(place: Place, database: Options, seed: u64) -> Self {
        println!("seed {seed}");
        let added = place.run(["user", "add", LOGIN, "--role", "administrator", "--json"]).code(0).json();
        let link = added["link"].as_str().unwrap();
        let server = place.serve();
        let client = Client::default().at(&server.ready);
        let answer = client.post(&link[link.find("/welcome/").unwrap()..], &[("password", PASSWORD)]).unwrap();
        assert_eq!(answer.status, 303, "{}", answer.body);
        let client = client.sign_in(LOGIN, PASSWORD).unwrap().with_token();
        let lots = Lots(seed);
        let (n_acked, slowest) = (0, Duration::ZERO);
        Self { place, database, client, lots, imports: Vec::new(), n_acked, slowest }
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(&self.database, self.place.path("inquest-data"))
    }

    fn start(&mut self) -> Server {
        let from = Instant::now();
        let server = self.place.serve();
        self.slowest = self.slowest.max(from.elapsed());
        server
    }

    /// Looks at what the last kill left, on the server that came up after it.
    fn look_back(&mut self, ready: &str, story: &Story) {
        let ledger = self.ledger();
        ledger.check_house();
        ledger.check(story);
        for (number, id) in &self.imports {
            ledger.check_import(*number, *id);
        }
        for session in &story.sessions {
            assert_eq!(
                session.at(ready).get("/account").expect("the server is there").status,
                200,
                "a session is lost"
            );
        }
        let acked = |sent: &[(String, bool)]| sent.iter().filter(|(_, is_acked)| *is_acked).count();
        self.n_acked += acked(&story.entries) + acked(&story.summaries) + story.sessions.len();
    }

    fn run(&mut self, length: Length) {
        let table = table(length.n_rows);
        // so long that the kill comes in the middle, however quick the machine is
        self.place.write("broken.csv", &self::table(20 * length.n_rows));
        let mut story = Story::default();
        let mut broken = None;
        for cycle in 0..length.n_cycles {
            if cycle % 10 == 7 {
                // in the middle of its start, before anyone could write
                self.place.kill_after(SERVE, Duration::from_millis(self.lots.below(400)));
                continue;
            }
            let mut server = self.start();
            let client = self.client.at(&server.ready);
            self.look_back(&server.ready, &story);
            if cycle % length.import_every == 0 {
                let number = begin(&client, "An import that is killed");
                self.imports.push((number, start_import(&client, number, &table)));
            }
            if cycle == 2 {
                broken = Some((self.break_command(&client), Instant::now()));
            }
            let after = Duration::from_millis(50 + self.lots.below(550));
            story = write_until(&client, cycle, (LOGIN, PASSWORD), || {
                std::thread::sleep(after);
                server.kill();
            });
        }
        self.end(&story, length, broken.expect("a run is longer than that"));
    }

    /// Kills an import of the command line, which has nothing to be resumed from.
    fn break_command(&mut self, client: &Client) -> Number {
        let number = begin(client, "An import of the command line");
        let pm = number.to_string();
        let import =
            ["import", "table", "broken.csv", "--pm", &pm, "--map", "time=when", "--map", "text=what", "--json"];
        self.place.kill_after(import, Duration::from_millis(300 + self.lots.below(500)));
        number
    }

    /// The last start: every import comes to its end, and all is told.
    fn end(&mut self, story: &Story, length: Length, broken: (Number, Instant)) {
        // a runner is taken for dead after a quarter of a minute without a sign
        std::thread::sleep(Duration::from_secs(16).saturating_sub(broken.1.elapsed()));
        let mut server = self.start();
        self.look_back(&server.ready, story);
        let ledger = self.ledger();
        let until = Instant::now() + Duration::from_secs(90);
        for (number, id) in self.imports.clone() {
            while ledger.check_import(number, id) != State::Done {
                assert!(Instant::now() < until, "an import was not resumed");
                std::thread::sleep(Duration::from_millis(100));
            }
            ledger.check_taken(number, length.n_rows);
        }
        ledger.check_taken_back(broken.0);
        drop(ledger);
        assert_eq!(server.stop(), Some(0));
        self.place.run(["doctor"]).code(0);
        self.place.run(["backup", "after.zip"]).code(0);
        println!(
            "{} kills, {} writes acknowledged and found, {} imports ended, the slowest start took {:?}",
            length.n_cycles,
            self.n_acked,
            self.imports.len(),
            self.slowest
        );
        assert!(self.n_acked > length.n_cycles, "too little was written to tell anything");
    }
}

fn on_sqlite(seed: u64, length: Length) {
    let place = Place::new().with("INQUEST_LOG__LEVEL", "error");
    let database = Options::Sqlite(place.path("inquest-data/inquest.db"));
    Siege::lay(place, database, seed).run(length);
}

/// Does nothing where no server is at hand.
fn on_postgres(seed: u64, length: Length) {
    let Some(url) = variable("INQUEST_TEST_PG") else {
        println!("skipped: INQUEST_TEST_PG names no PostgreSQL server");
        return;
    };
    let schema = format!("kills_{}_{seed}", std::process::id());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(store::create_schema(&url, &schema)).unwrap();
    let place = Place::new()
        .with("INQUEST_LOG__LEVEL", "error")
        .with("INQUEST_STORAGE__DATABASE", url.as_str())
        .with("INQUEST_STORAGE__SCHEMA", schema.as_str());
    let database = Options::Postgres { url: url.clone(), schema: Some(schema.clone()) };
    Siege::lay(place, database, seed).run(length);
    runtime.block_on(store::drop_schema(&url, &schema)).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "tests learn of their surroundings from the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[test]
fn fifty_kills_under_load_lose_nothing() {
    on_sqlite(50, Length { n_cycles: 50, import_every: 12, n_rows: 12_000 });
}

#[test]
fn kills_under_load_lose_nothing_on_postgres() {
    on_postgres(51, Length { n_cycles: 12, import_every: 8, n_rows: 12_000 });
}

#[test]
fn the_check_would_see_a_loss() {
    let place = Place::new().with("INQUEST_LOG__LEVEL", "error");
    let database = Options::Sqlite(place.path("inquest-data/inquest.db"));
    let mut siege = Siege::lay(place, database, 1);
    let mut server = siege.start();
    let client = siege.client.at(&server.ready);
    let number = begin(&client, "Cycle 0");
    let whole = || Story { number: Some(number), title: "Cycle 0".to_owned(), ..Story::default() };
    let lost = [
        Story { entries: vec![("never written".to_owned(), true)], ..whole() },
        Story { summaries: vec![("never written".to_owned(), true)], ..whole() },
        Story { title: "another".to_owned(), ..whole() },
        Story { sessions: vec![client.stranger()], ..whole() },
    ];
    siege.look_back(&server.ready, &whole());
    for story in lost {
        let looked = std::panic::catch_unwind(AssertUnwindSafe(|| siege.look_back(&server.ready, &story)));
        assert!(looked.is_err(), "{story:?}");
    }
    server.kill();
}

/// How much of a campaign is asked for: `INQUEST_CAMPAIGN=1` is all of it.
fn campaign(n: usize) -> Option<usize> {
    let share: f64 = variable("INQUEST_CAMPAIGN")?.parse().expect("INQUEST_CAMPAIGN is a number");
    Some((n as f64 * share).ceil() as usize)
}

#[test]
fn campaign_kills() {
    let Some(n_rounds) = campaign(40) else {
        println!("skipped: INQUEST_CAMPAIGN is not set; fifty_kills_under_load_lose_nothing is the short form");
        return;
    };
    // a new house for each round: what was there before is checked at every start
    for round in 0..n_rounds as u64 {
        on_sqlite(1000 + round, Length { n_cycles: 100, import_every: 12, n_rows: 20_000 });
        on_postgres(2000 + round, Length { n_cycles: 25, import_every: 8, n_rows: 20_000 });
    }
}
