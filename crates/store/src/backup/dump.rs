//! Writing tables out.

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Row};
use uuid::Uuid;

use super::{
    Error,
    catalogue::{Kind, TABLES, Table},
};
use crate::tx::{Tx, on_db};

/// Writes a table out, one line a row in the order of its key; returns how many.
pub async fn dump(tx: &mut Tx, table: &str, out: &mut (dyn Write + Send)) -> Result<u64, Error> {
    let table = TABLES.iter().find(|t| t.name == table).ok_or(crate::Error::NotFound)?;
    serde_json::to_writer(&mut *out, &head(table)).map_err(std::io::Error::from)?;
    out.write_all(b"\n")?;
    let mut n = 0;
    let sql = select(table, matches!(tx, Tx::Postgres(_)));
    on_db!(tx, |c| {
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(c);
        while let Some(row) = rows.try_next().await? {
            let mut values = Vec::with_capacity(table.columns.len());
            for (i, (_, kind)) in table.columns.iter().enumerate() {
                values.push(match kind {
                    Kind::Id => row.try_get::<Option<Uuid>, _>(i)?.map_or(Value::Null, |id| json!(id)),
                    Kind::Text => row.try_get::<Option<String>, _>(i)?.map_or(Value::Null, Value::String),
                    Kind::Number => row.try_get::<Option<i64>, _>(i)?.map_or(Value::Null, |n| json!(n)),
                    Kind::Flag => row.try_get::<Option<bool>, _>(i)?.map_or(Value::Null, Value::Bool),
                    Kind::Bytes => {
                        let bytes = row.try_get::<Option<Vec<u8>>, _>(i)?;
                        bytes.map_or(Value::Null, |b| Value::String(STANDARD.encode(b)))
                    }
                });
            }
            serde_json::to_writer(&mut *out, &values).map_err(std::io::Error::from)?;
            out.write_all(b"\n")?;
            n += 1;
        }
    });
    Ok(n)
}

/// The first line of a table: its name and its columns with what they hold.
pub(super) fn head(table: &Table) -> Value {
    let columns: Vec<Value> = table.columns.iter().map(|(name, kind)| json!([name, kind.as_str()])).collect();
    json!({ "table": table.name, "columns": columns })
}

fn select(table: &Table, is_postgres: bool) -> String {
    let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let order: Vec<String> = table
        .key
        .iter()
        .map(|key| {
            let is_text = table.columns.contains(&(*key, Kind::Text));
            // SQLite sorts text by its bytes; PostgreSQL by the language of the database unless told otherwise
            if is_text && is_postgres { format!("{key} COLLATE \"C\"") } else { (*key).to_owned() }
        })
        .collect();
    format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), table.name, order.join(", "))
}
