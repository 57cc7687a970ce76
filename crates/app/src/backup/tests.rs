//! Whole houses packed and unpacked, on both databases; nothing of the archive's form is tested here twice.

use std::{path::Path, sync::Arc};

use postmortem::{Locale, Occasion, PersonId, PostmortemDraft, Role, Zone};
use store::{Db, Options};

use super::*;
use crate::{Clock, Dice, House, HouseOptions, Viewer, people, workbench};

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_900_000_000).unwrap()
    }
}

/// Different at each throw, the same in each run.
struct Loaded(std::sync::atomic::AtomicU8);

impl Dice for Loaded {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed).wrapping_mul(167);
        }
    }
}

async fn house(data: &Path, database: &Options) -> Ctx {
    std::fs::create_dir_all(data).unwrap();
    let db = Db::open(database).await.unwrap();
    db.migrate().await.unwrap();
    let options = HouseOptions {
        data: data.to_owned(),
        base_url: "http://localhost".to_owned(),
        password_memory_kib: 19 * 1024,
        max_upload: 1 << 20,
        max_file: 1 << 20,
    };
    let house = House::open(db, options, Arc::new(Still), Arc::new(Loaded(0.into()))).await.unwrap();
    Ctx::new(house, Viewer::Operator)
}

fn sqlite(data: &Path) -> Target {
    Target { data: data.to_owned(), database: Options::Sqlite(data.join("inquest.db")) }
}

/// The schema of a database as this program makes it.
async fn known_schema(folder: &Path) -> i64 {
    let folder = folder.join("known");
    std::fs::create_dir_all(&folder).unwrap();
    let db = Db::open(&sqlite(&folder).database).await.unwrap();
    db.migrate().await.unwrap();
    let known = db.schema().await.unwrap().known;
    db.close().await;
    known
}

/// A house with a person, two postmortems and two files.
async fn lived_in(data: &Path) -> Ctx {
    let ctx = house(data, &sqlite(data).database).await;
    let invitee = people::Invitee {
        login: "ada@example.com".to_owned(),
        name: "Ada 박".to_owned(),
        role: Role::Member,
        locale: Locale::Ko,
        zone: Zone::utc(),
    };
    let (ada, _) = people::invite(&ctx, invitee).await.unwrap();
    for title in ["Checkout was down", "카드 결제가 거절되었습니다"] {
        begin(&ctx, title, ada.id).await;
    }
    let folder = data.join("files/ab");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("abcd"), vec![7; 100_000]).unwrap();
    std::fs::write(folder.join("abce"), b"").unwrap();
    std::fs::write(folder.join(".on-its-way"), b"half").unwrap();
    ctx
}

async fn begin(ctx: &Ctx, title: &str, owner: PersonId) {
    let draft = PostmortemDraft {
        title: title.to_owned(),
        severity: "sev2".to_owned(),
        occasion: Occasion::Incident,
        zone: Zone::utc(),
        tags: vec!["연결 풀".to_owned()],
        services: vec!["checkout".to_owned()],
        teams: Vec::new(),
        departments: Vec::new(),
    };
    workbench::begin(ctx, draft, Some(owner)).await.unwrap();
}

const QUIET: Progress<'static> = &|_| {};

async fn contents(ctx: &Ctx) -> Vec<(&'static str, Vec<u8>)> {
    let mut tx = store::backup::snapshot(&ctx.house.db).await.unwrap();
    let mut all = Vec::new();
    // the trail goes on with the backup and the restore themselves
    for table in store::backup::tables().filter(|t| !t.starts_with("audit")) {
        let mut bytes = Vec::new();
        store::backup::dump(&mut tx, table, &mut bytes).await.unwrap();
        all.push((table, bytes));
    }
    all
}

fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = files_in(folder).unwrap();
    names.into_iter().map(|n| (n.clone(), std::fs::read(folder.join(n)).unwrap())).collect()
}

#[tokio::test]
async fn a_backup_restores_equal() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new, file) = (folder.path().join("old"), folder.path().join("new"), folder.path().join("b.zip"));
    let ctx = lived_in(&old).await;
    let made = write(&ctx, &file, true, QUIET).await.unwrap();
    assert_eq!((made.files(), made.has_key), (2, true));
    assert!(made.rows() > 10);
    assert!(matches!(write(&ctx, &file, true, QUIET).await, Err(Error::Occupied(_))), "nothing is overwritten");

    let read = restore(&file, &sqlite(&new), Still.now(), QUIET).await.unwrap();
    assert_eq!(read, made);
    let again = house(&new, &sqlite(&new).database).await;
    assert!(contents(&again).await == contents(&ctx).await);
    assert_eq!(tree(&new.join("files")), tree(&old.join("files")));
    assert_eq!(std::fs::read(new.join("secret.key")).unwrap(), std::fs::read(old.join("secret.key")).unwrap());
    assert_eq!(crate::operator::check_trail(&again.house.db).await.unwrap(), None);
    // people see what they saw, but have to sign in anew: the invitation is gone
    let ada = people::find(&again, "ada@example.com").await.unwrap();
    assert_eq!(ada.name, "Ada 박");
    assert_eq!(workbench::list(&again, true).await.unwrap().len(), 2);

    let twice = restore(&file, &sqlite(&new), Still.now(), QUIET).await;
    assert!(matches!(twice, Err(Error::Occupied(_))), "{twice:?}");
}

#[tokio::test]
async fn a_backup_goes_to_postgresql_and_back() {
    let Some(server) = testing::Schema::make().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let ctx = lived_in(&at("one")).await;
    write(&ctx, &at("one.zip"), true, QUIET).await.unwrap();
    let middle = Target { data: at("two"), database: server.options() };
    restore(&at("one.zip"), &middle, Still.now(), QUIET).await.unwrap();
    let second = house(&middle.data, &middle.database).await;
    assert!(contents(&second).await == contents(&ctx).await);
    write(&second, &at("two.zip"), true, QUIET).await.unwrap();
    restore(&at("two.zip"), &sqlite(&at("three")), Still.now(), QUIET).await.unwrap();
    let third = house(&at("three"), &sqlite(&at("three")).database).await;
    assert!(contents(&third).await == contents(&ctx).await);
    assert_eq!(tree(&at("three/files")), tree(&at("one/files")));

    let elsewhere = Target { data: at("four"), database: server.options() };
    let twice = restore(&at("one.zip"), &elsewhere, Still.now(), QUIET).await;
    assert!(matches!(twice, Err(Error::Occupied(_))), "{twice:?}");
    assert!(contents(&second).await == contents(&ctx).await);
    second.house.db.close().await;
    server.drop().await;
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_touches_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, bad, new) = (folder.path().join("b.zip"), folder.path().join("bad.zip"), folder.path().join("new"));
    let ctx = lived_in(&folder.path().join("old")).await;
    write(&ctx, &file, true, QUIET).await.unwrap();
    let good = std::fs::read(&file).unwrap();
    let mut state = 42_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..400 {
        let mut bytes = good.clone();
        match round % 4 {
            0 | 1 => bytes[next(good.len())] ^= 1 << next(8),
            2 => bytes.truncate(next(good.len())),
            _ => bytes.extend(vec![next(256) as u8; 1 + next(100)]),
        }
        std::fs::write(&bad, &bytes).unwrap();
        assert!(matches!(Archive::open(&bad), Err(Error::Damaged(_))), "round {round} was taken");
    }
    let refused = restore(&bad, &sqlite(&new), Still.now(), QUIET).await;
    assert!(matches!(refused, Err(Error::Damaged(_))), "{refused:?}");
    assert!(!new.exists(), "nothing was made");
    assert!(Archive::open(&file).is_ok(), "the good one is taken");
}

#[tokio::test]
async fn what_was_tampered_with_and_sealed_again_is_refused_by_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let (file, new) = (folder.path().join("b.zip"), folder.path().join("new"));
    let mut packer = Packer::new(&file).unwrap();
    for table in store::backup::tables() {
        packer.begin(&format!("tables/{table}.jsonl"), true).unwrap();
        packer.write_all(b"{}\n").unwrap();
        packer.end(Some(0));
    }
    packer.finish(known_schema(folder.path()).await, Still.now(), false).unwrap();
    let refused = restore(&file, &sqlite(&new), Still.now(), QUIET).await;
    assert!(matches!(refused, Err(Error::Store(store::backup::Error::Malformed { .. }))), "{refused:?}");
    assert_eq!(tree(&new), Vec::new(), "nothing is left behind");

    let (file, schema) = (folder.path().join("c.zip"), 999);
    Packer::new(&file).unwrap().finish(schema, Still.now(), false).unwrap();
    let refused = restore(&file, &sqlite(&new), Still.now(), QUIET).await;
    assert!(matches!(refused, Err(Error::Version { found: 999, .. })), "{refused:?}");

    let file = folder.path().join("d.zip");
    let mut packer = Packer::new(&file).unwrap();
    packer.begin("files/../../escape", false).unwrap();
    packer.end(None);
    assert!(matches!(packer.finish(1, Still.now(), false), Err(Error::Damaged(_))));
    assert!(!file.exists());
}

/// A schema of its own on the PostgreSQL of the tests.
mod testing {
    use super::*;

    pub struct Schema {
        url: String,
        name: String,
    }

    impl Schema {
        pub async fn make() -> Option<Self> {
            let Some(url) = testkit::postgres_url() else {
                eprintln!("skipped: INQUEST_TEST_PG is not set");
                return None;
            };
            let schema = Self { url, name: format!("app_backup_{}", std::process::id()) };
            store::create_schema(&schema.url, &schema.name).await.unwrap();
            Some(schema)
        }

        pub fn options(&self) -> Options {
            Options::Postgres { url: self.url.clone(), schema: Some(self.name.clone()) }
        }

        pub async fn drop(self) {
            store::drop_schema(&self.url, &self.name).await.unwrap();
        }
    }
}
