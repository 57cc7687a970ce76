//! One line for everything that is kept: equal as long as nothing is written. It asks the database which tables there
//! are, so that none is forgotten.

use sqlx::AssertSqlSafe;

use crate::{
    Result,
    tx::{Tx, on_db},
};

/// Sums up every row of every table, in one statement: with one for each table most of the time went into the asking.
/// Compares only within one database.
pub async fn digest(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    let tables = match tx {
        Tx::Sqlite(tx) => {
            let named = "SELECT m.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ' ORDER BY c.cid)
                         FROM sqlite_master m, pragma_table_info(m.name) c
                         WHERE m.type = 'table' GROUP BY m.name ORDER BY m.name";
            sqlx::query_as::<_, (String, String)>(named).fetch_all(&mut **tx).await?
        }
        Tx::Postgres(tx) => {
            let named = "SELECT CAST(c.relname AS text), 'CAST(t AS text)' FROM pg_class c
                         WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind IN ('r', 'p')
                         ORDER BY 1";
            sqlx::query_as::<_, (String, String)>(named).fetch_all(&mut **tx).await?
        }
    };
    let joined = if matches!(tx, Tx::Sqlite(_)) { "group_concat" } else { "string_agg" };
    let sum = |(table, row): &(String, String)| {
        let rows = format!("SELECT {row} AS r FROM \"{table}\" t ORDER BY 1");
        format!("SELECT '{table}' AS name, coalesce({joined}(r, ';'), '') AS sum FROM ({rows}) AS s")
    };
    let sql = format!("{} ORDER BY 1", tables.iter().map(sum).collect::<Vec<_>>().join(" UNION ALL "));
    Ok(on_db!(tx, |c| sqlx::query_as::<_, (String, String)>(AssertSqlSafe(sql)).fetch_all(c).await)?)
}
