//! Practices, and what each said before. They belong to the organisation: no postmortem is named to reach one.

mod register;
mod ties;

use jiff::Timestamp;
use postmortem::{LessonId, PersonId, PostmortemId, Practice, PracticeId};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::{Micros, micros},
    kept::touched,
    tx::{Tx, on_db},
};

pub use register::{Listed, Order, Wanted, count, list};
pub use ties::{
    Adoption, Citation, Origin, citations, cited, delete_adoption, insert_adoption, list_adoptions, made_from, origin,
    release,
};

/// What a practice is found by, both folded by whoever writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// Its name; no two are alike.
    pub name: String,
    /// All its words.
    pub words: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    what: String,
    why: String,
    conditions: String,
    owner_id: Option<Uuid>,
    recorded_at: Micros,
    recorded_by: Option<Uuid>,
    withdrawn_at: Option<Micros>,
    version: i64,
}

impl From<Row> for Practice {
    fn from(row: Row) -> Self {
        Self {
            id: PracticeId(row.id),
            name: row.name,
            what: row.what,
            why: row.why,
            conditions: row.conditions,
            owner: row.owner_id.map(PersonId),
            recorded_at: row.recorded_at.into(),
            recorded_by: row.recorded_by.map(PersonId),
            withdrawn_at: row.withdrawn_at.map(Into::into),
            version: row.version,
        }
    }
}

/// Reads one practice, withdrawn or not.
pub async fn get(tx: &mut Tx, id: PracticeId) -> Result<Practice> {
    let row: Row =
        on_db!(tx, |c| sqlx::query_as("SELECT * FROM practices WHERE id = $1").bind(id.0).fetch_one(c).await)?;
    Ok(row.into())
}

/// Finds a practice by its folded name.
pub async fn find(tx: &mut Tx, folded: &str) -> Result<Option<Practice>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as("SELECT * FROM practices WHERE folded = $1")
        .bind(folded)
        .fetch_optional(c)
        .await)?;
    Ok(row.map(Into::into))
}

/// Reads the names of those that can be cited, in the order of the names.
pub async fn names(tx: &mut Tx) -> Result<Vec<(PracticeId, String)>> {
    let rows: Vec<(Uuid, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT id, name FROM practices WHERE withdrawn_at IS NULL ORDER BY folded, id"
    )
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|(id, name)| (PracticeId(id), name)).collect())
}

/// Adds a practice, made of a lesson of this postmortem; `NotFound` where it has no such lesson, `Duplicate` where
/// another bears the name or was made of the lesson.
pub async fn insert(
    tx: &mut Tx,
    practice: &Practice,
    folded: &Folded,
    (postmortem, lesson): (PostmortemId, LessonId),
) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "INSERT INTO practices
             (id, name, folded, what, why, conditions, words, owner_id, lesson_id, recorded_at, recorded_by,
              withdrawn_at, version)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, l.id, $9, $10, $11, $12
         FROM lessons l WHERE l.id = $13 AND l.postmortem_id = $14"
    )
    .bind(practice.id.0)
    .bind(&practice.name)
    .bind(&folded.name)
    .bind(&practice.what)
    .bind(&practice.why)
    .bind(&practice.conditions)
    .bind(&folded.words)
    .bind(practice.owner.map(|p| p.0))
    .bind(Micros::from(practice.recorded_at))
    .bind(practice.recorded_by.map(|p| p.0))
    .bind(micros(practice.withdrawn_at))
    .bind(practice.version)
    .bind(lesson.0)
    .bind(postmortem.0)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Changes a practice to what is handed in, if it is still at `version`; otherwise `Conflict`. Its version becomes
/// `version + 1`. When and by whom it was recorded stay.
pub async fn update(tx: &mut Tx, practice: &Practice, folded: &Folded, version: i64) -> Result<()> {
    let n = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE practices SET name = $3, folded = $4, what = $5, why = $6, conditions = $7, words = $8, owner_id = $9,
             withdrawn_at = $10, version = version + 1
         WHERE id = $1 AND version = $2"
    )
    .bind(practice.id.0)
    .bind(version)
    .bind(&practice.name)
    .bind(&folded.name)
    .bind(&practice.what)
    .bind(&practice.why)
    .bind(&practice.conditions)
    .bind(&folded.words)
    .bind(practice.owner.map(|p| p.0))
    .bind(micros(practice.withdrawn_at))
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    touched(n)
}

/// One version of a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// As it was.
    pub it: Practice,
    /// When it became so.
    pub written_at: Timestamp,
    /// By whom; nobody where a command of the operator did it.
    pub written_by: Option<PersonId>,
}

/// Keeps a practice, as it is now, in its history.
pub async fn insert_past(tx: &mut Tx, past: &Past) -> Result<()> {
    let content = serde_json::to_string(&past.it).expect("a practice always serialises");
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO practice_revisions (practice_id, version, content, written_at, written_by)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(past.it.id.0)
    .bind(past.it.version)
    .bind(&content)
    .bind(Micros::from(past.written_at))
    .bind(past.written_by.map(|p| p.0))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Reads every version of a practice, the latest first.
pub async fn list_past(tx: &mut Tx, id: PracticeId) -> Result<Vec<Past>> {
    let rows: Vec<(String, Micros, Option<Uuid>)> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT content, written_at, written_by FROM practice_revisions WHERE practice_id = $1 ORDER BY version DESC"
    )
    .bind(id.0)
    .fetch_all(c)
    .await
    })?;
    let read = |(content, at, by): (String, Micros, Option<Uuid>)| {
        let it = serde_json::from_str(&content).map_err(|e| Error::Corrupt {
            table: "practice_revisions",
            column: "content",
            what: e.to_string(),
        })?;
        Ok(Past { it, written_at: at.into(), written_by: by.map(PersonId) })
    };
    rows.into_iter().map(read).collect()
}
