//! A house of its own for each test: an empty database, a temporary folder, a frozen clock, seeded dice.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use app::{Ctx, House, HouseOptions, Viewer};
use axum::Router;
use jiff::SignedDuration;
use postmortem::{Locale, Login, Occasion, Person, PersonId, Postmortem, PostmortemDraft, Role, Zone};
use sha2::{Digest, Sha256};
use store::{Db, Options, session::Session};
use uuid::Uuid;

use crate::{
    Visitor,
    world::{FrozenClock, SeededDice},
};

/// The two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Both {
    /// Embedded.
    Sqlite,
    /// A server, named by `INQUEST_TEST_PG`.
    Postgres,
}

/// A house for one test.
pub struct TestHouse {
    /// The house.
    pub house: Arc<House>,
    /// Its clock.
    pub clock: Arc<FrozenClock>,
    /// Its site.
    pub router: Router,
    /// What the database was opened with, to open it again.
    pub database: Options,
    folder: Arc<tempfile::TempDir>,
}

static SCHEMAS: AtomicU64 = AtomicU64::new(0);

impl TestHouse {
    /// Runs a test in a house of its own. Returns without running it where the database is not at hand.
    pub fn run<F: Future<Output = ()>>(on: Both, test: impl FnOnce(Self) -> F) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime starts");
        runtime.block_on(async {
            let Some(house) = Self::start(on).await else { return };
            let (db, database) = (house.house.db.clone(), house.database.clone());
            // a test that keeps only a part of its house would otherwise lose the ground below it
            let _folder = house.folder.clone();
            test(house).await;
            db.close().await;
            drop_schema(&database).await;
        });
    }

    /// Opens a house; none where the database is not at hand.
    pub async fn start(on: Both) -> Option<Self> {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder can be made"));
        let database = match on {
            Both::Sqlite => Options::Sqlite(folder.path().join("inquest.db")),
            Both::Postgres => {
                let Some(url) = postgres_url() else {
                    println!("skipped: INQUEST_TEST_PG names no PostgreSQL server");
                    return None;
                };
                let n = SCHEMAS.fetch_add(1, Ordering::SeqCst);
                let schema = format!("t_{}_{n}", std::process::id());
                store::create_schema(&url, &schema).await.expect("a schema can be made");
                Options::Postgres { url, schema: Some(schema) }
            }
        };
        let db = Db::open(&database).await.expect("the database opens");
        db.migrate().await.expect("the database migrates");
        let clock = Arc::new(FrozenClock::default());
        let options = HouseOptions {
            data: folder.path().join("data"),
            base_url: "https://inquest.example".to_owned(),
            password_memory_kib: 64,
            max_upload: 64 << 20,
            max_file: 25 << 20,
        };
        let house = House::open(db, options, clock.clone(), Arc::new(SeededDice::default())).await.expect("it opens");
        let web = web::Options { is_https: true, sign_in_per_minute: 1000, ..web::Options::default() };
        let router = web::router(web::State::new(house.clone(), web));
        Some(Self { house, clock, router, database, folder })
    }

    /// The folder of the house.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Whoever runs commands on the machine.
    pub fn operator(&self) -> Ctx {
        Ctx::new(self.house.clone(), Viewer::Operator)
    }

    /// Makes an account, named `<name>@inquest.example`.
    pub async fn person(&self, name: &str, role: Role) -> Ctx {
        let login: Login = format!("{}@inquest.example", name.to_lowercase()).parse().expect("a login");
        let person = Person {
            id: PersonId(self.house.id()),
            login,
            name: name.to_owned(),
            role,
            locale: Locale::En,
            zone: "Asia/Seoul".parse::<Zone>().expect("a zone"),
            suspended_at: None,
            has_password: false,
            created_at: self.house.now(),
        };
        let mut tx = self.house.db.write().await.expect("writing begins");
        store::person::insert(&mut tx, &person).await.expect("a person is added");
        tx.commit().await.expect("it lasts");
        Ctx::new(self.house.clone(), Viewer::Person(person.into()))
    }

    /// Makes an account and signs in, as a browser would be.
    pub async fn visitor(&self, name: &str, role: Role) -> Visitor {
        let ctx = self.person(name, role).await;
        self.sign_in(&ctx).await
    }

    /// Signs someone in.
    pub async fn sign_in(&self, ctx: &Ctx) -> Visitor {
        let person = ctx.person().expect("someone").clone();
        let token = Uuid::from_bytes(self.house.random()).simple().to_string();
        let now = self.house.now();
        let lasts = if person.role == Role::Administrator { 12 } else { 7 * 24 };
        let session = Session {
            token_hash: session_hash(&token).to_vec(),
            person: person.id,
            agent: "test".to_owned(),
            created_at: now,
            seen_at: now,
            expires_at: now + SignedDuration::from_hours(lasts),
        };
        let mut tx = self.house.db.write().await.expect("writing begins");
        store::session::insert(&mut tx, &session).await.expect("a session is added");
        tx.commit().await.expect("it lasts");
        Visitor::new(self.router.clone(), Some(token), Some(ctx.clone()))
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Visitor {
        Visitor::new(self.router.clone(), None, None)
    }

    /// Begins a postmortem.
    pub async fn postmortem(&self, ctx: &Ctx, title: &str) -> Postmortem {
        let draft = PostmortemDraft {
            title: title.to_owned(),
            severity: "sev2".to_owned(),
            occasion: Occasion::Incident,
            zone: "Asia/Seoul".parse().expect("a zone"),
            tags: vec!["connection pool".to_owned()],
            services: vec!["payments-api".to_owned()],
            teams: vec!["Checkout".to_owned()],
            departments: Vec::new(),
        };
        app::workbench::begin(ctx, draft, None).await.expect("it begins")
    }

    /// Everything that is kept, table by table: equal as long as nothing was written.
    pub async fn digest(&self) -> Vec<(String, String)> {
        let mut tx = self.house.db.read().await.expect("reading begins");
        store::digest::digest(&mut tx).await.expect("every table can be read")
    }

    /// Puts the clock forward.
    pub fn advance(&self, by: SignedDuration) {
        self.clock.advance(by);
    }
}

/// The hash under which a session is kept.
pub fn session_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The PostgreSQL server for tests, if one is at hand.
#[expect(clippy::disallowed_methods, reason = "the one place where tests learn of their PostgreSQL server")]
pub fn postgres_url() -> Option<String> {
    std::env::var("INQUEST_TEST_PG").ok().filter(|url| !url.is_empty())
}

/// How much of a campaign of `full` rounds is asked for: `INQUEST_CAMPAIGN=1` is all of it. None, with a word, without.
#[expect(clippy::disallowed_methods, reason = "the one place where tests learn whether they shall be long")]
pub fn campaign(full: u64) -> Option<u64> {
    let share = std::env::var("INQUEST_CAMPAIGN").ok().filter(|share| !share.is_empty());
    let Some(share) = share else {
        println!("skipped: INQUEST_CAMPAIGN is not set, and the short form is a test of its own");
        return None;
    };
    let share: f64 = share.parse().expect("INQUEST_CAMPAIGN is a number");
    Some((full as f64 * share).ceil() as u64)
}

async fn drop_schema(database: &Options) {
    if let Options::Postgres { url, schema: Some(schema) } = database {
        store::drop_schema(url, schema).await.expect("the schema can be dropped");
    }
}
