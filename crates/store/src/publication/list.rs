//! The library's list: the standing version of each postmortem, narrowed by words and fields, page by page.

use jiff::Timestamp;
use postmortem::{Number, Occasion};

use super::{number, unpacked};
use crate::{
    Result,
    dialect::like,
    instant::Micros,
    tx::{Tx, on_db, word},
};

/// What the list is narrowed to; an empty field narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that the text has to hold, all of them, folded.
    pub words: Vec<String>,
    /// The code of the severity.
    pub severity: Option<String>,
    /// The occasion.
    pub occasion: Option<Occasion>,
    /// A tag.
    pub tag: Option<String>,
    /// A service.
    pub service: Option<String>,
}

/// A publication in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The number of the postmortem.
    pub number: Number,
    /// Which version stands.
    pub version: i64,
    /// The title.
    pub title: String,
    /// The code of the severity.
    pub severity: String,
    /// The occasion.
    pub occasion: Occasion,
    /// Tags.
    pub tags: Vec<String>,
    /// Services.
    pub services: Vec<String>,
    /// The beginning of its text.
    pub summary: String,
    /// When this version was published.
    pub published_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    year: i64,
    count: i64,
    version: i64,
    title: String,
    severity: String,
    occasion: String,
    tags: String,
    services: String,
    summary: String,
    published_at: Micros,
}

impl TryFrom<Row> for Listed {
    type Error = crate::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            number: number(row.year, row.count)?,
            version: row.version,
            title: row.title,
            severity: row.severity,
            occasion: word("publications", "occasion", &row.occasion)?,
            tags: unpacked(&row.tags),
            services: unpacked(&row.services),
            summary: row.summary,
            published_at: row.published_at.into(),
        })
    }
}

/// How many publications stand, by severity and by occasion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// By the code of the severity.
    pub severities: Vec<(String, i64)>,
    /// By occasion.
    pub occasions: Vec<(String, i64)>,
}

/// Only what stands: not withdrawn, for the company, and the latest of its postmortem.
const STANDING: &str = "p.retracted_at IS NULL AND p.audience = 'company' AND NOT EXISTS (
    SELECT 1 FROM publications n
    WHERE n.postmortem_id = p.postmortem_id AND n.version > p.version AND n.retracted_at IS NULL)";

impl Filter {
    /// The condition and the values that it binds, all of them texts.
    fn clause(&self) -> (String, Vec<String>) {
        let mut sql = format!("WHERE {STANDING}");
        let mut args: Vec<String> = Vec::new();
        for word in &self.words {
            args.push(like(word));
            sql.push_str(&format!(" AND p.folded LIKE ${} ESCAPE '!'", args.len()));
        }
        let fields = [("severity", self.severity.clone()), ("occasion", self.occasion.map(|o| o.as_str().to_owned()))];
        for (column, value) in fields {
            if let Some(value) = value {
                args.push(value);
                sql.push_str(&format!(" AND p.{column} = ${}", args.len()));
            }
        }
        for (column, value) in [("tags", &self.tag), ("services", &self.service)] {
            if let Some(value) = value {
                args.push(format!("\n{value}\n"));
                // both databases read this alike, where LIKE minds the case in one and not in the other
                sql.push_str(&format!(" AND replace(p.{column}, ${}, '') <> p.{column}", args.len()));
            }
        }
        (sql, args)
    }
}

/// Reads what stands, the latest published first: so many after so many others.
pub async fn list(tx: &mut Tx, filter: &Filter, offset: i64, limit: i64) -> Result<Vec<Listed>> {
    let (clause, args) = filter.clause();
    let (limit_at, offset_at) = (args.len() + 1, args.len() + 2);
    let sql = format!(
        "SELECT p.year, p.count, p.version, p.title, p.severity, p.occasion, p.tags, p.services, p.summary,
                p.published_at
         FROM publications p {clause}
         ORDER BY p.published_at DESC, p.year DESC, p.count DESC
         LIMIT ${limit_at} OFFSET ${offset_at}"
    );
    let rows: Vec<Row> = on_db!(tx, |c| {
        let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql));
        for arg in &args {
            query = query.bind(arg.as_str());
        }
        query.bind(limit).bind(offset).fetch_all(c).await
    })?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// Counts what stands.
pub async fn count(tx: &mut Tx, filter: &Filter) -> Result<i64> {
    let (clause, args) = filter.clause();
    let sql = format!("SELECT COUNT(*) FROM publications p {clause}");
    Ok(on_db!(tx, |c| {
        let mut query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql));
        for arg in &args {
            query = query.bind(arg.as_str());
        }
        query.fetch_one(c).await
    })?)
}

/// Counts what stands by severity and by occasion, whatever the list is narrowed to.
pub async fn facets(tx: &mut Tx) -> Result<Facets> {
    let mut found = Facets::default();
    for (column, into) in [("severity", &mut found.severities), ("occasion", &mut found.occasions)] {
        let sql = format!("SELECT p.{column}, COUNT(*) FROM publications p WHERE {STANDING} GROUP BY 1 ORDER BY 1");
        *into = on_db!(tx, |c| sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(c).await)?;
    }
    Ok(found)
}
