//! What publications name of weaknesses: all that their readers may know of recurrence.

use postmortem::{Number, PostmortemId, PublicationId, WeaknessId};
use uuid::Uuid;

use crate::{
    Error, Result,
    tx::{Tx, on_db},
};

/// Notes the weaknesses that a publication names.
pub async fn insert_published(tx: &mut Tx, publication: PublicationId, named: &[WeaknessId]) -> Result<()> {
    for weakness in named {
        on_db!(tx, |c| sqlx::query(
            "INSERT INTO publication_weaknesses (publication_id, weakness_id) VALUES ($1, $2)"
        )
        .bind(publication.0)
        .bind(weakness.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    Ok(())
}

/// Reads which postmortems name a weakness in the publication that stands, of those whose incidents came before that of
/// `postmortem`; the earliest first.
pub async fn earlier_published(tx: &mut Tx, weakness: WeaknessId, postmortem: PostmortemId) -> Result<Vec<Number>> {
    let rows: Vec<(Uuid, i64, i64)> = on_db!(tx, |c| {
        sqlx::query_as(
        "WITH began AS (
             SELECT p.id, p.year, p.count,
                    COALESCE(
                        (SELECT e.occurred_at FROM entries e
                         WHERE e.postmortem_id = p.id AND e.key_moment = 'impact_start' AND e.deleted_at IS NULL),
                        (SELECT MIN(e.occurred_at) FROM entries e
                         WHERE e.postmortem_id = p.id AND e.deleted_at IS NULL),
                        p.created_at) AS at
             FROM postmortems p
             WHERE p.id = $2 OR p.id IN (
                 SELECT x.postmortem_id FROM publication_weaknesses l
                 JOIN publications x ON x.id = l.publication_id
                 WHERE l.weakness_id = $1 AND x.retracted_at IS NULL
                   AND x.version = (SELECT MAX(y.version) FROM publications y WHERE y.postmortem_id = x.postmortem_id))
         )
         SELECT b.id, b.year, b.count FROM began b
         JOIN began here ON here.id = $2
         WHERE b.id <> $2
           AND (b.at < here.at OR (b.at = here.at AND (b.year < here.year OR (b.year = here.year AND b.count < here.count))))
         ORDER BY b.at, b.year, b.count"
    )
    .bind(weakness.0)
    .bind(postmortem.0)
    .fetch_all(c)
    .await
    })?;
    let number = |(_, year, count): (Uuid, i64, i64)| {
        let year = i16::try_from(year).map_err(|_| Error::Corrupt {
            table: "postmortems",
            column: "year",
            what: year.to_string(),
        })?;
        Ok(Number { year, count })
    };
    rows.into_iter().map(number).collect()
}
