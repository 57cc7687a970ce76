//! The conditions that are tied to weaknesses, wherever they stand.

use postmortem::{CauseId, Number, Occurrence, PostmortemId, WeaknessId};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::Micros,
    postmortem::Whose,
    tx::{Tx, on_db},
};

/// Which occurrences are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of every weakness.
    All,
    /// Those of one weakness.
    Of(WeaknessId),
    /// Those of every weakness that a condition of this postmortem is tied to.
    TiedIn(PostmortemId),
}

#[derive(sqlx::FromRow)]
struct Row {
    weakness_id: Uuid,
    cause_id: Uuid,
    cause_text: String,
    postmortem_id: Uuid,
    year: i64,
    count: i64,
    title: String,
    severity: String,
    began_at: Micros,
}

impl TryFrom<Row> for Occurrence {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let year = i16::try_from(row.year).map_err(|_| Error::Corrupt {
            table: "postmortems",
            column: "year",
            what: row.year.to_string(),
        })?;
        Ok(Self {
            weakness: WeaknessId(row.weakness_id),
            cause: CauseId(row.cause_id),
            text: row.cause_text,
            postmortem: PostmortemId(row.postmortem_id),
            number: Number { year, count: row.count },
            title: row.title,
            severity: row.severity,
            began_at: row.began_at.into(),
        })
    }
}

/// Reads the conditions that are tied, of postmortems that may be seen, the earliest incident first.
pub async fn list_occurrences(tx: &mut Tx, whose: Whose, scope: Scope) -> Result<Vec<Occurrence>> {
    let (all, open, viewer) = match whose {
        Whose::All => (true, true, Uuid::nil()),
        Whose::EditedBy(person) => (false, false, person.0),
        Whose::VisibleTo(person) => (false, true, person.0),
    };
    let (weakness, postmortem) = match scope {
        Scope::All => (Uuid::nil(), Uuid::nil()),
        Scope::Of(weakness) => (weakness.0, Uuid::nil()),
        Scope::TiedIn(postmortem) => (Uuid::nil(), postmortem.0),
    };
    let rows: Vec<Row> = on_db!(tx, |c| {
        sqlx::query_as(
        "SELECT k.weakness_id, k.id AS cause_id, k.text AS cause_text, p.id AS postmortem_id, p.year, p.count, p.title,
                p.severity,
                COALESCE(
                    (SELECT e.occurred_at FROM entries e
                     WHERE e.postmortem_id = p.id AND e.key_moment = 'impact_start' AND e.deleted_at IS NULL),
                    (SELECT MIN(e.occurred_at) FROM entries e WHERE e.postmortem_id = p.id AND e.deleted_at IS NULL),
                    p.created_at) AS began_at
         FROM causes k
         JOIN postmortems p ON p.id = k.postmortem_id
         WHERE k.weakness_id IS NOT NULL AND k.deleted_at IS NULL
           AND ($1 OR ($2 AND p.visibility = 'members') OR EXISTS (
                   SELECT 1 FROM postmortem_editors e WHERE e.postmortem_id = p.id AND e.person_id = $3))
           AND ($4 = $6 OR k.weakness_id = $4)
           AND ($5 = $6 OR k.weakness_id IN (
                   SELECT h.weakness_id FROM causes h WHERE h.postmortem_id = $5 AND h.deleted_at IS NULL))
         ORDER BY began_at, p.year, p.count, k.recorded_at, k.id"
    )
    .bind(all)
    .bind(open)
    .bind(viewer)
    .bind(weakness)
    .bind(postmortem)
    .bind(Uuid::nil())
    .fetch_all(c)
    .await
    })?;
    rows.into_iter().map(Occurrence::try_from).collect()
}

/// The weaknesses that the causes of a postmortem are tied to, removed ones included.
pub async fn tied_in(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<WeaknessId>> {
    let ids: Vec<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT DISTINCT weakness_id FROM causes WHERE postmortem_id = $1 AND weakness_id IS NOT NULL"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(WeaknessId).collect())
}

/// Every cause that is tied to a weakness, in whatever postmortem, removed or not.
pub async fn tied_causes(tx: &mut Tx, weakness: WeaknessId) -> Result<Vec<(PostmortemId, CauseId)>> {
    let ids: Vec<(Uuid, Uuid)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT postmortem_id, id FROM causes WHERE weakness_id = $1 ORDER BY postmortem_id, id"
    )
    .bind(weakness.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(|(pm, id)| (PostmortemId(pm), CauseId(id))).collect())
}

/// Moves what is tied to one weakness to another: causes, what put verdicts in question, what publications name. The
/// versions of the causes count up.
pub async fn move_ties(tx: &mut Tx, from: WeaknessId, into: WeaknessId) -> Result<()> {
    const STEPS: &[&str] = &[
        "UPDATE causes SET weakness_id = $2, version = version + 1 WHERE weakness_id = $1",
        "UPDATE actions SET recurred_through = $2 WHERE recurred_through = $1",
        "INSERT INTO publication_weaknesses (publication_id, weakness_id)
         SELECT publication_id, $2 FROM publication_weaknesses WHERE weakness_id = $1
         ON CONFLICT DO NOTHING",
    ];
    for step in STEPS {
        on_db!(tx, |c| sqlx::query(*step).bind(from.0).bind(into.0).execute(c).await.map(|_| ()))?;
    }
    on_db!(tx, |c| sqlx::query("DELETE FROM publication_weaknesses WHERE weakness_id = $1")
        .bind(from.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Unties every cause of a postmortem that is about to go.
pub async fn untie_all(tx: &mut Tx, postmortem: PostmortemId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE causes SET weakness_id = NULL WHERE postmortem_id = $1")
        .bind(postmortem.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}
