//! Lessons. Every function takes the postmortem too, so that an id of another one finds nothing.

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{
    Acceptance, ActionId, CauseId, EntryId, Lesson, LessonId, LessonKind, Luck, PersonId, PostmortemId, PracticeId,
    Telling,
};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    kept::{self, Kept},
    links::{self, Links},
    tx::{Tx, on_db, word},
};

#[derive(sqlx::FromRow)]
struct LessonRow {
    id: Uuid,
    kind: String,
    text: String,
    luck: Option<String>,
    action_id: Option<Uuid>,
    cause_id: Option<Uuid>,
    reason: Option<String>,
    review_on: Option<String>,
    position: i64,
    recorded_at: Micros,
    recorded_by: Option<Uuid>,
    version: i64,
    deleted_at: Option<Micros>,
}

fn corrupt(column: &'static str, what: &str) -> Error {
    Error::Corrupt { table: "lessons", column, what: what.to_owned() }
}

impl LessonRow {
    fn luck(&self) -> Result<Luck> {
        match (self.luck.as_deref(), &self.reason, &self.review_on) {
            (None, ..) => Ok(Luck::Open),
            (Some("accepted"), Some(reason), Some(day)) => {
                let review_on = day.parse().map_err(|_| corrupt("review_on", day))?;
                Ok(Luck::Accepted(Acceptance { reason: reason.clone(), review_on }))
            }
            // an action that is gone leaves the luck open
            (Some("action"), ..) => Ok(self.action_id.map_or(Luck::Open, |id| Luck::Action(ActionId(id)))),
            (Some("mitigator"), ..) => Ok(self.cause_id.map_or(Luck::Open, |id| Luck::Mitigator(CauseId(id)))),
            (Some(other), ..) => Err(corrupt("luck", other)),
        }
    }
}

impl TryFrom<LessonRow> for Kept<Lesson> {
    type Error = Error;
    fn try_from(row: LessonRow) -> Result<Self> {
        let telling = match word("lessons", "kind", &row.kind)? {
            LessonKind::WentWell => Telling::WentWell,
            LessonKind::WentWrong => Telling::WentWrong,
            LessonKind::GotLucky => Telling::GotLucky(row.luck()?),
        };
        let it = Lesson {
            id: LessonId(row.id),
            telling,
            text: row.text,
            entries: Vec::new(),
            practices: Vec::new(),
            position: row.position,
            recorded_at: row.recorded_at.into(),
            recorded_by: row.recorded_by.map(PersonId),
            version: row.version,
        };
        Ok(Self { it, deleted_at: row.deleted_at.map(Into::into) })
    }
}

/// The columns that tell what luck ended in.
struct LuckColumns<'l> {
    luck: Option<&'static str>,
    action_id: Option<Uuid>,
    cause_id: Option<Uuid>,
    reason: Option<&'l str>,
    review_on: Option<String>,
}

impl<'l> From<&'l Telling> for LuckColumns<'l> {
    fn from(telling: &'l Telling) -> Self {
        let none = Self { luck: None, action_id: None, cause_id: None, reason: None, review_on: None };
        match telling {
            Telling::GotLucky(Luck::Accepted(a)) => Self {
                luck: Some("accepted"),
                reason: Some(&a.reason),
                review_on: Some(a.review_on.to_string()),
                ..none
            },
            Telling::GotLucky(Luck::Mitigator(id)) => Self { luck: Some("mitigator"), cause_id: Some(id.0), ..none },
            Telling::GotLucky(Luck::Action(id)) => Self { luck: Some("action"), action_id: Some(id.0), ..none },
            Telling::WentWell | Telling::WentWrong | Telling::GotLucky(Luck::Open) => none,
        }
    }
}

/// Reads the lessons that are not removed, in their order.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Lesson>> {
    let rows: Vec<LessonRow> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT l.id, l.kind, l.text, l.luck, a.id AS action_id, s.id AS cause_id, l.reason, l.review_on, l.position, l.recorded_at,
                l.recorded_by, l.version, l.deleted_at
         FROM lessons l
         LEFT JOIN actions a ON a.id = l.action_id AND a.deleted_at IS NULL
         LEFT JOIN causes s ON s.id = l.cause_id AND s.deleted_at IS NULL
         WHERE l.postmortem_id = $1 AND l.deleted_at IS NULL
         ORDER BY l.position, l.id"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await
    })?;
    let mut kept = rows.into_iter().map(Kept::<Lesson>::try_from).collect::<Result<Vec<_>>>()?;
    attach(tx, postmortem, &mut kept).await?;
    Ok(kept.into_iter().map(|k| k.it).collect())
}

/// Reads one lesson, removed or not.
pub async fn get(tx: &mut Tx, postmortem: PostmortemId, id: LessonId) -> Result<Kept<Lesson>> {
    let row: LessonRow = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT l.id, l.kind, l.text, l.luck, a.id AS action_id, s.id AS cause_id, l.reason, l.review_on, l.position, l.recorded_at,
                l.recorded_by, l.version, l.deleted_at
         FROM lessons l
         LEFT JOIN actions a ON a.id = l.action_id AND a.deleted_at IS NULL
         LEFT JOIN causes s ON s.id = l.cause_id AND s.deleted_at IS NULL
         WHERE l.postmortem_id = $1 AND l.id = $2"
    )
    .bind(postmortem.0)
    .bind(id.0)
    .fetch_one(c)
    .await
    })?;
    let mut kept = [Kept::<Lesson>::try_from(row)?];
    attach(tx, postmortem, &mut kept).await?;
    let [kept] = kept;
    Ok(kept)
}

/// Fills in the entries and the practices; an entry that is deleted is not named until it comes back.
async fn attach(tx: &mut Tx, postmortem: PostmortemId, kept: &mut [Kept<Lesson>]) -> Result<()> {
    let links: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT l.lesson_id, l.entry_id FROM lesson_entries l
         JOIN lessons s ON s.id = l.lesson_id
         JOIN entries e ON e.id = l.entry_id AND e.deleted_at IS NULL AND e.postmortem_id = s.postmortem_id
         WHERE s.postmortem_id = $1
         ORDER BY l.lesson_id, l.position"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    let mut by_id: HashMap<Uuid, &mut Lesson> = kept.iter_mut().map(|k| (k.it.id.0, &mut k.it)).collect();
    for (id, entry) in links {
        if let Some(lesson) = by_id.get_mut(&id) {
            lesson.entries.push(EntryId(entry));
        }
    }
    let links: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT l.lesson_id, l.practice_id FROM lesson_practices l
         JOIN lessons s ON s.id = l.lesson_id
         WHERE s.postmortem_id = $1
         ORDER BY l.lesson_id, l.position"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    for (id, practice) in links {
        if let Some(lesson) = by_id.get_mut(&id) {
            lesson.practices.push(PracticeId(practice));
        }
    }
    Ok(())
}

/// Tells the place behind the last lesson. Read while the postmortem is held.
pub async fn next_position(tx: &mut Tx, postmortem: PostmortemId) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COALESCE(MAX(position), 0) + 1 FROM lessons WHERE postmortem_id = $1"
    )
    .bind(postmortem.0)
    .fetch_one(c)
    .await)?)
}

/// Adds a lesson with its links.
pub async fn insert(tx: &mut Tx, postmortem: PostmortemId, lesson: &Lesson) -> Result<()> {
    let luck = LuckColumns::from(&lesson.telling);
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO lessons
             (id, postmortem_id, kind, text, luck, reason, review_on, position, recorded_at, recorded_by, version,
              action_id, cause_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(lesson.id.0)
    .bind(postmortem.0)
    .bind(lesson.telling.kind().as_str())
    .bind(&lesson.text)
    .bind(luck.luck)
    .bind(luck.reason)
    .bind(luck.review_on.as_deref())
    .bind(lesson.position)
    .bind(Micros::from(lesson.recorded_at))
    .bind(lesson.recorded_by.map(|p| p.0))
    .bind(lesson.version)
    .bind(luck.action_id)
    .bind(luck.cause_id)
    .execute(c)
    .await
    .map(|_| ()))?;
    set_links(tx, postmortem, lesson).await
}

/// Changes a lesson to what is handed in, if it is still at `version` and not removed; otherwise `Conflict`.
/// Its version becomes `version + 1`. Its place, and when and by whom it was recorded, stay.
pub async fn update(tx: &mut Tx, postmortem: PostmortemId, lesson: &Lesson, version: i64) -> Result<()> {
    let luck = LuckColumns::from(&lesson.telling);
    let n = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE lessons SET kind = $4, text = $5, luck = $6, reason = $7, review_on = $8, action_id = $9, cause_id = $10,
             version = version + 1
         WHERE postmortem_id = $1 AND id = $2 AND version = $3 AND deleted_at IS NULL"
    )
    .bind(postmortem.0)
    .bind(lesson.id.0)
    .bind(version)
    .bind(lesson.telling.kind().as_str())
    .bind(&lesson.text)
    .bind(luck.luck)
    .bind(luck.reason)
    .bind(luck.review_on.as_deref())
    .bind(luck.action_id)
    .bind(luck.cause_id)
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    kept::touched(n)?;
    set_links(tx, postmortem, lesson).await
}

/// Lets two lessons change places. Called while the postmortem is held.
pub async fn swap(tx: &mut Tx, postmortem: PostmortemId, one: &Lesson, other: &Lesson) -> Result<()> {
    for (id, position) in [(one.id, other.position), (other.id, one.position)] {
        on_db!(tx, |c| sqlx::query("UPDATE lessons SET position = $3 WHERE postmortem_id = $1 AND id = $2")
            .bind(postmortem.0)
            .bind(id.0)
            .bind(position)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// Removes a lesson so that it can come back, or brings it back, if it is still at `version`; otherwise `Conflict`.
pub async fn update_deleted(
    tx: &mut Tx,
    postmortem: PostmortemId,
    id: LessonId,
    version: i64,
    at: Option<Timestamp>,
) -> Result<()> {
    kept::update_deleted(tx, "lessons", postmortem, (id.0, version), at).await
}

/// Lets a lesson name exactly its entries and practices; `NotFound` where one is not there.
async fn set_links(tx: &mut Tx, postmortem: PostmortemId, lesson: &Lesson) -> Result<()> {
    const ENTRIES: Links = Links { table: "lesson_entries", from: "lesson_id", to: "entry_id", named: "entries" };
    const PRACTICES: Links =
        Links { table: "lesson_practices", from: "lesson_id", to: "practice_id", named: "practices" };
    let id = lesson.id.0;
    links::set(tx, &ENTRIES, Some(postmortem), id, lesson.entries.iter().map(|e| e.0)).await?;
    links::set(tx, &PRACTICES, None, id, lesson.practices.iter().map(|p| p.0)).await
}
