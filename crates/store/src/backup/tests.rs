//! Every table goes out and comes back, on both databases; never data of anyone.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::atomic::{AtomicU32, Ordering},
};

use proptest::{prelude::*, test_runner::Config};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    catalogue::{Kind, LATER, LEFT_OUT, SEEDED, TABLES, Table},
    *,
};
use crate::Options;

/// A column as SQLite's schema tells it.
struct Column {
    is_optional: bool,
    /// The table whose rows it names.
    names: Option<String>,
    /// The words that it takes, where the list is closed.
    words: Vec<String>,
}

type Schema = HashMap<(String, String), Column>;

async fn sqlite(folder: &Path, name: &str) -> Db {
    let db = Db::open(&Options::Sqlite(folder.join(name))).await.unwrap();
    db.migrate().await.unwrap();
    db
}

/// An empty schema on the PostgreSQL of the tests, if there is one.
struct Postgres {
    db: Db,
    url: String,
    schema: String,
}

impl Postgres {
    async fn start() -> Option<Self> {
        let Some(url) = testkit::postgres_url() else {
            eprintln!("skipped on PostgreSQL: INQUEST_TEST_PG is not set");
            return None;
        };
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let schema = format!("backup_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        crate::create_schema(&url, &schema).await.unwrap();
        let db = Db::open(&Options::Postgres { url: url.clone(), schema: Some(schema.clone()) }).await.unwrap();
        db.migrate().await.unwrap();
        Some(Self { db, url, schema })
    }

    async fn stop(self) {
        self.db.close().await;
        crate::drop_schema(&self.url, &self.schema).await.unwrap();
    }
}

async fn schema_of(db: &Db) -> Schema {
    let Db::Sqlite { readers, .. } = db else { panic!("SQLite") };
    let mut schema = Schema::new();
    let tables: Vec<(String, String)> = sqlx::query_as(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'",
    )
    .fetch_all(readers)
    .await
    .unwrap();
    for (table, sql) in tables {
        let columns: Vec<(String, bool)> = sqlx::query_as("SELECT name, \"notnull\" FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(readers)
            .await
            .unwrap();
        let keys: Vec<(String, String)> = sqlx::query_as("SELECT \"from\", \"table\" FROM pragma_foreign_key_list($1)")
            .bind(&table)
            .fetch_all(readers)
            .await
            .unwrap();
        for (column, is_required) in columns {
            let words = sql.split_once(&format!("({column} IN (")).and_then(|(_, rest)| rest.split_once(')'));
            let words = words.map_or_else(Vec::new, |(list, _)| {
                list.split(',').map(|w| w.trim().trim_matches('\'').to_owned()).collect()
            });
            let names = keys.iter().find(|(from, _)| *from == column).map(|(_, to)| to.clone());
            schema.insert((table.clone(), column), Column { is_optional: !is_required, names, words });
        }
    }
    schema
}

/// Tables of one row, whose id is 1.
const ALONE: [&str; 2] = ["audit_head", "question_rules"];

/// Columns that name a row of another table at most once.
const ONCE: [(&str, &str); 1] = [("practices", "lesson_id")];

/// Rows made of a seed: for every table, naming only rows that are there.
struct World {
    seed: u64,
    schema: Schema,
    ids: BTreeMap<&'static str, Vec<Value>>,
}

impl World {
    fn next(&mut self, below: u64) -> u64 {
        // splitmix64
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    fn text(&mut self) -> String {
        const PIECES: [&str; 10] = ["결제", "a", "Z", "\n", "\"'", "\\u", "🚒", "é", " ", "\u{e000}"];
        let n = self.next(6);
        let words: String = (0..n).map(|_| PIECES[self.next(10) as usize]).collect();
        format!("{words}{:x}", self.next(u64::MAX))
    }

    fn value(&mut self, table: &'static str, column: &str, kind: Kind) -> Value {
        let found = &self.schema[&(table.to_owned(), column.to_owned())];
        let (is_optional, names, words) = (found.is_optional, found.names.clone(), found.words.clone());
        if is_optional && self.next(3) == 0 {
            return Value::Null;
        }
        if let Some(named) = names {
            let from = self.ids[named.as_str()].clone();
            return from[self.next(from.len() as u64) as usize].clone();
        }
        match kind {
            Kind::Id => json!(Uuid::from_u64_pair(self.next(u64::MAX), self.next(u64::MAX))),
            // only a condition is tied to a weakness
            Kind::Text if (table, column) == ("causes", "class") => json!("condition"),
            Kind::Text if !words.is_empty() => json!(words[self.next(words.len() as u64) as usize]),
            Kind::Text => json!(self.text()),
            Kind::Number if ALONE.contains(&table) && column == "id" => json!(1),
            Kind::Number => json!(self.next(u64::MAX) as i64),
            Kind::Flag => json!(self.next(2) == 0),
            Kind::Bytes => {
                use base64::Engine;
                let n = self.next(40);
                let bytes: Vec<u8> = (0..n + 8).map(|_| self.next(256) as u8).collect();
                json!(base64::engine::general_purpose::STANDARD.encode(bytes))
            }
        }
    }

    fn rows(&mut self, table: &'static Table) -> String {
        let mut lines = dump::head(table).to_string() + "\n";
        let n = if ALONE.contains(&table.name) { 1 } else { 1 + self.next(7) };
        let own: Vec<Value> = (0..n).map(|_| self.value(table.name, table.columns[0].0, table.columns[0].1)).collect();
        self.ids.insert(table.name, own.clone());
        let mut seen = HashSet::new();
        let mut once = HashSet::new();
        for first in own {
            let mut row = vec![first];
            for (column, kind) in &table.columns[1..] {
                row.push(self.value(table.name, column, *kind));
            }
            for (at, (column, _)) in table.columns.iter().enumerate() {
                if ONCE.contains(&(table.name, *column)) && !once.insert(row[at].to_string()) {
                    row[at] = Value::Null;
                }
            }
            let key: Vec<String> = table
                .key
                .iter()
                .map(|k| row[table.columns.iter().position(|(c, _)| c == k).unwrap()].to_string())
                .collect();
            if seen.insert(key) {
                lines += &(Value::Array(row).to_string() + "\n");
            }
        }
        lines
    }
}

type Archive = Vec<(&'static str, Vec<u8>)>;

async fn dump_all(db: &Db) -> Archive {
    let mut tx = snapshot(db).await.unwrap();
    let mut archive = Archive::new();
    for table in tables() {
        let mut bytes = Vec::new();
        dump(&mut tx, table, &mut bytes).await.unwrap();
        archive.push((table, bytes));
    }
    archive
}

async fn load_all(db: &Db, archive: &Archive) {
    let mut tx = begin_load(db).await.unwrap();
    assert!(is_empty(&mut tx).await.unwrap());
    clear_seeds(&mut tx).await.unwrap();
    for (table, bytes) in archive {
        let rows = load(&mut tx, table, &mut bytes.as_slice()).await.unwrap_or_else(|e| panic!("{table}: {e:?}"));
        assert_eq!(rows as usize + 1, String::from_utf8_lossy(bytes).lines().count(), "{table}");
    }
    tx.commit().await.unwrap();
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

proptest! {
    #![proptest_config(Config { cases: 12, failure_persistence: None, ..Config::default() })]

    #[test]
    fn what_goes_from_one_database_to_the_other_and_back_is_equal(seed: u64) {
        runtime().block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let first = sqlite(folder.path(), "first.db").await;
            let mut world = World { seed, schema: schema_of(&first).await, ids: BTreeMap::new() };
            let made: Archive = TABLES.iter().map(|t| (t.name, world.rows(t).into_bytes())).collect();
            load_all(&first, &made).await;
            let one = dump_all(&first).await;
            for ((table, made), (_, kept)) in made.iter().zip(&one) {
                let sorted = |bytes: &[u8]| {
                    let mut lines: Vec<String> = String::from_utf8(bytes.to_vec()).unwrap().lines().map(str::to_owned).collect();
                    lines.sort();
                    lines
                };
                prop_assert_eq!(sorted(made), sorted(kept), "{}", table);
            }
            let middle = Postgres::start().await;
            let two = match &middle {
                Some(middle) => {
                    load_all(&middle.db, &one).await;
                    dump_all(&middle.db).await
                }
                None => one.clone(),
            };
            prop_assert!(one == two, "PostgreSQL kept something else than SQLite");
            let last = sqlite(folder.path(), "last.db").await;
            load_all(&last, &two).await;
            prop_assert!(one == dump_all(&last).await, "SQLite kept something else than PostgreSQL");
            if let Some(middle) = middle {
                middle.stop().await;
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn the_catalogue_names_every_table_and_column_of_both_databases() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path(), "inquest.db").await;
    let Db::Sqlite { readers, .. } = &db else { panic!("SQLite") };
    let on_sqlite: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT m.name, c.name, c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '_sqlx%'",
    )
    .fetch_all(readers)
    .await
    .unwrap();
    check_catalogue(on_sqlite, |kind| match kind {
        Kind::Id | Kind::Bytes => "BLOB",
        Kind::Text => "TEXT",
        Kind::Number | Kind::Flag => "INTEGER",
    });

    let Some(postgres) = Postgres::start().await else { return };
    let Db::Postgres(pool) = &postgres.db else { panic!("a pool") };
    let on_postgres: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), CAST(data_type AS TEXT)
         FROM information_schema.columns WHERE table_schema = $1 AND table_name NOT LIKE '\\_sqlx%'",
    )
    .bind(&postgres.schema)
    .fetch_all(pool)
    .await
    .unwrap();
    check_catalogue(on_postgres, |kind| match kind {
        Kind::Id => "uuid",
        Kind::Bytes => "bytea",
        Kind::Text => "text",
        Kind::Number => "bigint",
        Kind::Flag => "boolean",
    });
    postgres.stop().await;
}

fn check_catalogue(found: Vec<(String, String, String)>, word: fn(Kind) -> &'static str) {
    let found: HashSet<_> = found.into_iter().filter(|(table, ..)| !LEFT_OUT.contains(&table.as_str())).collect();
    let known: HashSet<_> = TABLES
        .iter()
        .flat_map(|t| t.columns.iter().map(|(c, kind)| (t.name.to_owned(), (*c).to_owned(), word(*kind).to_owned())))
        .collect();
    assert_eq!(found.difference(&known).collect::<Vec<_>>(), Vec::<&_>::new(), "missing in the catalogue");
    assert_eq!(known.difference(&found).collect::<Vec<_>>(), Vec::<&_>::new(), "not in the schema");
}

#[tokio::test]
async fn a_row_names_only_rows_of_earlier_tables() {
    let folder = tempfile::tempdir().unwrap();
    let schema = schema_of(&sqlite(folder.path(), "inquest.db").await).await;
    let place = |name: &str| TABLES.iter().position(|t| t.name == name);
    for ((table, column), found) in &schema {
        let (Some(named), Some(own)) = (found.names.as_deref().map(place), place(table)) else { continue };
        let is_later = LATER.contains(&(table.as_str(), column.as_str()));
        assert!(named < Some(own) || is_later && named == Some(own), "{table}.{column} names a later table");
    }
}

#[tokio::test]
async fn a_line_that_does_not_fit_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path(), "inquest.db").await;
    let head = dump::head(TABLES.iter().find(|t| t.name == "numbers").unwrap()).to_string();
    for (text, line) in [
        (String::new(), 1),
        ("{}\n".to_owned(), 1),
        (format!("{head}\n[2026,1]\n[2027]\n"), 3),
        (format!("{head}\n[2026,\"1\"]\n"), 2),
        (format!("{head}\n[2026,1.5]\n"), 2),
        (format!("{head}\nnonsense\n"), 2),
    ] {
        let mut tx = begin_load(&db).await.unwrap();
        match load(&mut tx, "numbers", &mut text.as_bytes()).await {
            Err(Error::Malformed { table: "numbers", line: found, .. }) => assert_eq!(found, line, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    let mut tx = db.read().await.unwrap();
    assert!(is_empty(&mut tx).await.unwrap());
}

#[tokio::test]
async fn many_rows_take_several_statements() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path(), "inquest.db").await;
    let mut text = dump::head(TABLES.iter().find(|t| t.name == "numbers").unwrap()).to_string() + "\n";
    text.extend((0..20_000).map(|year| format!("[{year},7]\n")));
    let mut tx = begin_load(&db).await.unwrap();
    assert_eq!(load(&mut tx, "numbers", &mut text.as_bytes()).await.unwrap(), 20_000);
    let mut out = Vec::new();
    assert_eq!(dump(&mut tx, "numbers", &mut out).await.unwrap(), 20_000);
    assert!(out == text.as_bytes());
}

#[tokio::test]
async fn a_snapshot_does_not_see_what_is_written_later() {
    let folder = tempfile::tempdir().unwrap();
    let file = sqlite(folder.path(), "inquest.db").await;
    let postgres = Postgres::start().await;
    for db in [Some(&file), postgres.as_ref().map(|p| &p.db)].into_iter().flatten() {
        let mut seen = snapshot(db).await.unwrap();
        let mut tx = db.write().await.unwrap();
        crate::postmortem::next_number(&mut tx, 2030).await.unwrap();
        tx.commit().await.unwrap();
        let mut out = Vec::new();
        assert_eq!(dump(&mut seen, "numbers", &mut out).await.unwrap(), 0);
        seen.rollback().await.unwrap();
        let mut now = snapshot(db).await.unwrap();
        assert_eq!(dump(&mut now, "numbers", &mut out).await.unwrap(), 1);
    }
    if let Some(postgres) = postgres {
        postgres.stop().await;
    }
}

#[tokio::test]
async fn an_embedded_database_is_copied_whole() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(folder.path(), "inquest.db").await;
    let mut tx = db.write().await.unwrap();
    crate::postmortem::next_number(&mut tx, 2030).await.unwrap();
    tx.commit().await.unwrap();
    let to = folder.path().join("copy.db");
    copy_embedded(&db, &to).await.unwrap();
    let copy = Db::open(&Options::Sqlite(to.clone())).await.unwrap();
    assert!(dump_all(&copy).await == dump_all(&db).await);
    assert!(copy_embedded(&db, &to).await.is_err(), "an earlier copy is not overwritten");
    assert!(SEEDED.iter().all(|s| tables().any(|t| t == *s)));
}
