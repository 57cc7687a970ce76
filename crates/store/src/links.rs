//! The rows that a row names, in their order: tables of links, written by one function.

use postmortem::PostmortemId;
use uuid::Uuid;

use crate::{
    Error, Result,
    tx::{Tx, on_db},
};

/// A table of links.
pub(crate) struct Links {
    /// Its name.
    pub table: &'static str,
    /// The column of the row that names others.
    pub from: &'static str,
    /// The column of the rows that are named.
    pub to: &'static str,
    /// The table of the rows that are named.
    pub named: &'static str,
}

/// Lets a row name exactly these; `NotFound` where one is not there. With a postmortem, where one is not of it.
pub(crate) async fn set(
    tx: &mut Tx,
    links: &Links,
    postmortem: Option<PostmortemId>,
    from: Uuid,
    to: impl Iterator<Item = Uuid>,
) -> Result<()> {
    let Links { table, from: from_column, to: to_column, named } = links;
    let sql = format!("DELETE FROM {table} WHERE {from_column} = $1");
    on_db!(tx, |c| sqlx::query(sqlx::AssertSqlSafe(sql)).bind(from).execute(c).await.map(|_| ()))?;
    let owned = if postmortem.is_some() { " AND postmortem_id = $4" } else { "" };
    let sql = format!(
        "INSERT INTO {table} ({from_column}, {to_column}, position) SELECT $1, id, $3 FROM {named} WHERE id = $2{owned}"
    );
    for (position, to) in (0_i64..).zip(to) {
        let n = on_db!(tx, |c| {
            let query = sqlx::query(sqlx::AssertSqlSafe(sql.clone())).bind(from).bind(to).bind(position);
            let query = match postmortem {
                Some(id) => query.bind(id.0),
                None => query,
            };
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        if n == 0 {
            return Err(Error::NotFound);
        }
    }
    Ok(())
}
