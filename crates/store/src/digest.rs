//! One line for everything that is kept: equal as long as nothing is written. It asks the database which tables there
//! are, so that none is forgotten.

use sqlx::AssertSqlSafe;

use crate::{
    Result,
    tx::{Tx, on_db},
};

/// Sums up every row of every table. Compares only within one database.
pub async fn digest(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let tables: Vec<String> = match tx {
        Tx::Sqlite(tx) => {
            sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                .fetch_all(&mut **tx)
                .await?
        }
        Tx::Postgres(tx) => {
            let named = "SELECT CAST(table_name AS text) FROM information_schema.tables
                         WHERE table_schema = current_schema() ORDER BY 1";
            sqlx::query_scalar(named).fetch_all(&mut **tx).await?
        }
    };
    let mut sums = Vec::with_capacity(tables.len());
    for table in tables {
        let sql = match tx {
            Tx::Sqlite(tx) => {
                let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
                    .bind(&table)
                    .fetch_all(&mut **tx)
                    .await?;
                let quoted: Vec<String> = columns.iter().map(|c| format!("quote(\"{c}\")")).collect();
                let row = quoted.join(" || ',' || ");
                format!(
                    "SELECT coalesce(group_concat(r, ';'), '') FROM (SELECT {row} AS r FROM \"{table}\" ORDER BY 1)"
                )
            }
            Tx::Postgres(_) => {
                format!(
                    "SELECT coalesce(string_agg(CAST(t AS text), ';' ORDER BY CAST(t AS text)), '') FROM \"{table}\" t"
                )
            }
        };
        let sum: String = on_db!(tx, |c| sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(c).await)?;
        sums.push((table, sum));
    }
    Ok(sums)
}
