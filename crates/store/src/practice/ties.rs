//! What a practice is tied to: the lesson that it was made of, the teams that adopted it, the lessons that cite it.

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{GroupId, LessonId, LessonKind, Number, PersonId, PostmortemId, Practice, PracticeId};
use uuid::Uuid;

use super::{Row, register::seen_by};
use crate::{
    Error, Result,
    instant::Micros,
    postmortem::Whose,
    tx::{Tx, on_db, word},
};

/// The lesson that a practice was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// The lesson.
    pub lesson: LessonId,
}

/// A team that works by a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// The team.
    pub group: GroupId,
    /// What it is called.
    pub name: String,
    /// Since when.
    pub at: Timestamp,
    /// Who said so; nobody where a command of the operator did, or the account is gone.
    pub by: Option<PersonId>,
}

/// A lesson that cites a practice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// The lesson.
    pub lesson: LessonId,
    /// Of what kind it is, which tells whether the practice helped or would have applied.
    pub kind: LessonKind,
    /// Its Markdown.
    pub text: String,
}

#[derive(sqlx::FromRow)]
struct LessonRow {
    year: i64,
    count: i64,
    title: String,
    id: Uuid,
    kind: String,
    text: String,
}

impl TryFrom<LessonRow> for Citation {
    type Error = Error;
    fn try_from(row: LessonRow) -> Result<Self> {
        let year = i16::try_from(row.year).map_err(|_| Error::Corrupt {
            table: "postmortems",
            column: "year",
            what: row.year.to_string(),
        })?;
        Ok(Self {
            number: Number { year, count: row.count },
            title: row.title,
            lesson: LessonId(row.id),
            kind: word("lessons", "kind", &row.kind)?,
            text: row.text,
        })
    }
}

/// Reads the lesson that a practice was made of, where it stands in a postmortem that may be seen.
pub async fn origin(tx: &mut Tx, id: PracticeId, whose: Option<Whose>) -> Result<Option<Origin>> {
    let (all, open, viewer) = seen_by(whose);
    let row: Option<LessonRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT p.year, p.count, p.title, l.id, l.kind, l.text
         FROM practices r
         JOIN lessons l ON l.id = r.lesson_id AND l.deleted_at IS NULL
         JOIN postmortems p ON p.id = l.postmortem_id
         WHERE r.id = $1
           AND ($2 OR ($3 AND p.visibility = 'members') OR EXISTS (
                   SELECT 1 FROM postmortem_editors e WHERE e.postmortem_id = p.id AND e.person_id = $4))"
    )
    .bind(id.0)
    .bind(all)
    .bind(open)
    .bind(viewer)
    .fetch_optional(c)
    .await)?;
    let Some(found) = row.map(Citation::try_from).transpose()? else { return Ok(None) };
    Ok(Some(Origin { number: found.number, title: found.title, lesson: found.lesson }))
}

/// Reads the lessons that cite a practice, of postmortems that may be seen, the latest first; at most so many.
pub async fn citations(tx: &mut Tx, id: PracticeId, whose: Option<Whose>, at_most: i64) -> Result<Vec<Citation>> {
    let (all, open, viewer) = seen_by(whose);
    let rows: Vec<LessonRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT p.year, p.count, p.title, l.id, l.kind, l.text
         FROM lesson_practices t
         JOIN lessons l ON l.id = t.lesson_id AND l.deleted_at IS NULL
         JOIN postmortems p ON p.id = l.postmortem_id
         WHERE t.practice_id = $1
           AND ($2 OR ($3 AND p.visibility = 'members') OR EXISTS (
                   SELECT 1 FROM postmortem_editors e WHERE e.postmortem_id = p.id AND e.person_id = $4))
         ORDER BY p.year DESC, p.count DESC, l.position, l.id
         LIMIT $5"
    )
    .bind(id.0)
    .bind(all)
    .bind(open)
    .bind(viewer)
    .bind(at_most)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Citation::try_from).collect()
}

/// Reads the practices that were made of the lessons of a postmortem.
pub async fn made_from(tx: &mut Tx, postmortem: PostmortemId) -> Result<HashMap<LessonId, Practice>> {
    #[derive(sqlx::FromRow)]
    struct Made {
        #[sqlx(flatten)]
        practice: Row,
        lesson_id: Uuid,
    }
    let rows: Vec<Made> = on_db!(tx, |c| sqlx::query_as(
        "SELECT r.* FROM practices r JOIN lessons l ON l.id = r.lesson_id WHERE l.postmortem_id = $1"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(|made| (LessonId(made.lesson_id), made.practice.into())).collect())
}

/// Reads the practices that the lessons of a postmortem cite, each once, by name.
pub async fn cited(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Practice>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT r.* FROM practices r
         WHERE r.id IN (
             SELECT t.practice_id FROM lesson_practices t
             JOIN lessons l ON l.id = t.lesson_id
             WHERE l.postmortem_id = $1)
         ORDER BY r.folded, r.id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Unties the practice that was made of a lesson from it; tells which that was. The practice stays.
pub async fn release(tx: &mut Tx, lesson: LessonId) -> Result<Option<PracticeId>> {
    let id: Option<Uuid> =
        on_db!(tx, |c| sqlx::query_scalar("UPDATE practices SET lesson_id = NULL WHERE lesson_id = $1 RETURNING id")
            .bind(lesson.0)
            .fetch_optional(c)
            .await)?;
    Ok(id.map(PracticeId))
}

/// Reads the teams that work by a practice, the earliest first.
pub async fn list_adoptions(tx: &mut Tx, id: PracticeId) -> Result<Vec<Adoption>> {
    let rows: Vec<(Uuid, String, Micros, Option<Uuid>)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT g.id, g.name, a.adopted_at, a.adopted_by
         FROM practice_adoptions a JOIN groups g ON g.id = a.group_id
         WHERE a.practice_id = $1
         ORDER BY a.adopted_at, g.id"
    )
    .bind(id.0)
    .fetch_all(c)
    .await)?;
    let adoption = |(group, name, at, by): (Uuid, String, Micros, Option<Uuid>)| Adoption {
        group: GroupId(group),
        name,
        at: at.into(),
        by: by.map(PersonId),
    };
    Ok(rows.into_iter().map(adoption).collect())
}

/// Notes that a team works by a practice that is not withdrawn; tells whether that is new.
pub async fn insert_adoption(
    tx: &mut Tx,
    id: PracticeId,
    team: GroupId,
    (at, by): (Timestamp, Option<PersonId>),
) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query(
        "INSERT INTO practice_adoptions (practice_id, group_id, adopted_at, adopted_by)
         SELECT r.id, g.id, $3, $4 FROM practices r, groups g
         WHERE r.id = $1 AND r.withdrawn_at IS NULL AND g.id = $2 AND g.kind = 'team'
         ON CONFLICT DO NOTHING"
    )
    .bind(id.0)
    .bind(team.0)
    .bind(Micros::from(at))
    .bind(by.map(|p| p.0))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// Takes back that a team works by a practice; tells whether it did.
pub async fn delete_adoption(tx: &mut Tx, id: PracticeId, team: GroupId) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query("DELETE FROM practice_adoptions WHERE practice_id = $1 AND group_id = $2")
        .bind(id.0)
        .bind(team.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}
