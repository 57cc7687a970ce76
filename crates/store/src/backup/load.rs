//! Reading tables in.

use std::io::BufRead;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{
    Error,
    catalogue::{Kind, LATER, TABLES, Table},
    dump::head,
};
use crate::tx::{Tx, on_db};

/// So many values are bound in one statement at most; SQLite takes 32,766.
const MOST_VALUES: usize = 16_000;
/// So many bytes of lines go into one statement at most.
const MOST_BYTES: usize = 4 << 20;

/// A value on its way into a column.
enum Cell {
    Id(Option<Uuid>),
    Text(Option<String>),
    Number(Option<i64>),
    Flag(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

/// Reads a table in from the lines that `dump` wrote; returns how many rows. Refuses other columns than it knows.
pub async fn load(tx: &mut Tx, table: &str, lines: &mut (dyn BufRead + Send)) -> Result<u64, Error> {
    let table = TABLES.iter().find(|t| t.name == table).ok_or(crate::Error::NotFound)?;
    let malformed = |line, what: &str| Error::Malformed { table: table.name, line, what: what.to_owned() };
    let later = LATER.iter().find(|(t, _)| *t == table.name).map(|(_, column)| place(table, column));
    let mut postponed = Vec::new();
    let mut batch = Vec::new();
    let (mut n, mut bytes, mut line) = (0, 0, String::new());
    if lines.read_line(&mut line)? == 0 || serde_json::from_str::<Value>(&line).ok() != Some(head(table)) {
        return Err(malformed(1, "the columns are not those of this version"));
    }
    loop {
        line.clear();
        if lines.read_line(&mut line)? == 0 {
            break;
        }
        n += 1;
        let mut cells = read(table, &line).ok_or_else(|| malformed(n + 1, "the row does not fit its columns"))?;
        if let Some(place) = later {
            postpone(&mut cells, place, &mut postponed);
        }
        batch.push(cells);
        bytes += line.len();
        if bytes >= MOST_BYTES || (batch.len() + 1) * table.columns.len() > MOST_VALUES {
            insert(tx, table, std::mem::take(&mut batch)).await?;
            bytes = 0;
        }
    }
    insert(tx, table, batch).await?;
    if let Some(place) = later {
        settle(tx, table, table.columns[place].0, postponed).await?;
    }
    Ok(n)
}

fn place(table: &Table, column: &str) -> usize {
    table.columns.iter().position(|(name, _)| *name == column).expect("the catalogue names its own columns")
}

fn read(table: &Table, line: &str) -> Option<Vec<Cell>> {
    let values: Vec<Value> = serde_json::from_str(line).ok()?;
    if values.len() != table.columns.len() {
        return None;
    }
    let cells = values.into_iter().zip(table.columns).map(|(value, (_, kind))| cell(value, *kind));
    cells.collect()
}

fn cell(value: Value, kind: Kind) -> Option<Cell> {
    let is_null = value.is_null();
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        _ => None,
    };
    Some(match kind {
        Kind::Id if is_null => Cell::Id(None),
        Kind::Id => Cell::Id(Some(text(value)?.parse().ok()?)),
        Kind::Text if is_null => Cell::Text(None),
        Kind::Text => Cell::Text(Some(text(value)?)),
        Kind::Number if is_null => Cell::Number(None),
        Kind::Number => Cell::Number(Some(value.as_i64()?)),
        Kind::Flag if is_null => Cell::Flag(None),
        Kind::Flag => Cell::Flag(Some(value.as_bool()?)),
        Kind::Bytes if is_null => Cell::Bytes(None),
        Kind::Bytes => Cell::Bytes(Some(STANDARD.decode(text(value)?).ok()?)),
    })
}

/// Takes a value out that may name a row further down, with the id of its row.
fn postpone(cells: &mut [Cell], place: usize, postponed: &mut Vec<(Uuid, Uuid)>) {
    if let (Some(Cell::Id(Some(id))), Some(Cell::Id(Some(named)))) = (cells.first(), cells.get(place)) {
        postponed.push((*id, *named));
        cells[place] = Cell::Id(None);
    }
}

async fn settle(tx: &mut Tx, table: &Table, column: &str, postponed: Vec<(Uuid, Uuid)>) -> Result<(), Error> {
    for (id, named) in postponed {
        let sql = format!("UPDATE {} SET {column} = $2 WHERE id = $1", table.name);
        on_db!(tx, |c| sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).bind(named).execute(c).await.map(|_| ()))?;
    }
    Ok(())
}

async fn insert(tx: &mut Tx, table: &Table, batch: Vec<Vec<Cell>>) -> Result<(), Error> {
    if batch.is_empty() {
        return Ok(());
    }
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let head = format!("INSERT INTO {} ({}) ", table.name, columns.join(", "));
    on_db!(tx, |c| {
        let mut query = QueryBuilder::new(head);
        query.push_values(batch, |mut row, cells| {
            for cell in cells {
                match cell {
                    Cell::Id(value) => row.push_bind(value),
                    Cell::Text(value) => row.push_bind(value),
                    Cell::Number(value) => row.push_bind(value),
                    Cell::Flag(value) => row.push_bind(value),
                    Cell::Bytes(value) => row.push_bind(value),
                };
            }
        });
        // each batch has a length of its own, so that a kept statement would only fill the cache
        query.build().persistent(false).execute(c).await?;
    });
    Ok(())
}
