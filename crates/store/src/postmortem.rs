//! Postmortems: their own fields, numbers, editors, tags and groups.

use std::collections::HashMap;

use jiff::Timestamp;
use postmortem::{GroupId, GroupKind, Number, PersonId, Postmortem, PostmortemId, Status, Visibility};
use uuid::Uuid;

use crate::{
    Error, Result,
    instant::{Micros, micros},
    tx::{Tx, on_db, word},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    year: i64,
    count: i64,
    title: String,
    severity: String,
    occasion: String,
    zone: String,
    status: String,
    visibility: String,
    owner_id: Uuid,
    version: i64,
    created_at: Micros,
    updated_at: Micros,
    archived_at: Option<Micros>,
    merged_into: Option<Uuid>,
}

impl TryFrom<Row> for Postmortem {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let year = i16::try_from(row.year).map_err(|_| Error::Corrupt {
            table: "postmortems",
            column: "year",
            what: row.year.to_string(),
        })?;
        Ok(Self {
            id: PostmortemId(row.id),
            number: Number { year, count: row.count },
            title: row.title,
            severity: row.severity,
            occasion: word("postmortems", "occasion", &row.occasion)?,
            zone: word("postmortems", "zone", &row.zone)?,
            status: word("postmortems", "status", &row.status)?,
            visibility: word("postmortems", "visibility", &row.visibility)?,
            owner: PersonId(row.owner_id),
            tags: Vec::new(),
            services: Vec::new(),
            teams: Vec::new(),
            departments: Vec::new(),
            version: row.version,
            created_at: row.created_at.into(),
            updated_at: row.updated_at.into(),
            archived_at: row.archived_at.map(Into::into),
            merged_into: row.merged_into.map(PostmortemId),
        })
    }
}

/// Whose postmortems a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// All there are: for the operator.
    All,
    /// Those that this person edits.
    EditedBy(PersonId),
    /// Those that this person edits, and those open to all members.
    VisibleTo(PersonId),
}

/// Reads postmortems, the latest begun first.
pub async fn list(tx: &mut Tx, whose: Whose, with_archived: bool) -> Result<Vec<Postmortem>> {
    let (all, open, person) = match whose {
        Whose::All => (true, true, Uuid::nil()),
        Whose::EditedBy(person) => (false, false, person.0),
        Whose::VisibleTo(person) => (false, true, person.0),
    };
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT p.* FROM postmortems p
         WHERE ($1 OR ($2 AND p.visibility = 'members') OR EXISTS (
                   SELECT 1 FROM postmortem_editors e
                   WHERE e.postmortem_id = p.id AND e.person_id = $3))
           AND ($4 OR p.archived_at IS NULL)
         ORDER BY p.year DESC, p.count DESC"
    )
    .bind(all)
    .bind(open)
    .bind(person)
    .bind(with_archived)
    .fetch_all(c)
    .await)?;
    let mut postmortems = rows.into_iter().map(Postmortem::try_from).collect::<Result<Vec<_>>>()?;
    attach(tx, &mut postmortems).await?;
    Ok(postmortems)
}

/// Reads one postmortem.
pub async fn get(tx: &mut Tx, id: PostmortemId) -> Result<Postmortem> {
    let row: Row =
        on_db!(tx, |c| sqlx::query_as("SELECT * FROM postmortems WHERE id = $1").bind(id.0).fetch_one(c).await)?;
    one(tx, row).await
}

/// Finds a postmortem by its number.
pub async fn find(tx: &mut Tx, number: Number) -> Result<Option<Postmortem>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as("SELECT * FROM postmortems WHERE year = $1 AND count = $2")
        .bind(i64::from(number.year))
        .bind(number.count)
        .fetch_optional(c)
        .await)?;
    match row {
        Some(row) => Ok(Some(one(tx, row).await?)),
        None => Ok(None),
    }
}

async fn one(tx: &mut Tx, row: Row) -> Result<Postmortem> {
    let mut list = [Postmortem::try_from(row)?];
    attach(tx, &mut list).await?;
    let [postmortem] = list;
    Ok(postmortem)
}

/// Fills in tags and groups.
async fn attach(tx: &mut Tx, postmortems: &mut [Postmortem]) -> Result<()> {
    let only = match postmortems {
        [] => return Ok(()),
        [one] => Some(one.id.0),
        _ => None,
    };
    let tags: Vec<(Uuid, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT postmortem_id, tag FROM postmortem_tags
         WHERE $1 IS NULL OR postmortem_id = $1
         ORDER BY postmortem_id, position"
    )
    .bind(only)
    .fetch_all(c)
    .await)?;
    let groups: Vec<(Uuid, String, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT m.postmortem_id, g.kind, g.name
         FROM postmortem_groups m JOIN groups g ON g.id = m.group_id
         WHERE $1 IS NULL OR m.postmortem_id = $1
         ORDER BY m.postmortem_id, m.position"
    )
    .bind(only)
    .fetch_all(c)
    .await)?;
    let mut by_id: HashMap<Uuid, &mut Postmortem> = postmortems.iter_mut().map(|p| (p.id.0, p)).collect();
    for (id, tag) in tags {
        if let Some(postmortem) = by_id.get_mut(&id) {
            postmortem.tags.push(tag);
        }
    }
    for (id, kind, name) in groups {
        if let Some(postmortem) = by_id.get_mut(&id) {
            match word("groups", "kind", &kind)? {
                GroupKind::Service => postmortem.services.push(name),
                GroupKind::Team => postmortem.teams.push(name),
                GroupKind::Department => postmortem.departments.push(name),
            }
        }
    }
    Ok(())
}

/// Takes the next number of a year. Numbers of postmortems that were given up are not taken again.
pub async fn next_number(tx: &mut Tx, year: i16) -> Result<Number> {
    let count: i64 = on_db!(tx, |c| sqlx::query_scalar(
        "INSERT INTO numbers (year, last) VALUES ($1, 1)
         ON CONFLICT (year) DO UPDATE SET last = numbers.last + 1
         RETURNING last"
    )
    .bind(i64::from(year))
    .fetch_one(c)
    .await)?;
    Ok(Number { year, count })
}

/// Adds a postmortem with its tags; groups are set apart, by [`set_groups`].
pub async fn insert(tx: &mut Tx, postmortem: &Postmortem) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO postmortems
             (id, year, count, title, severity, occasion, zone, status, visibility, owner_id, version,
              created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $11)"
    )
    .bind(postmortem.id.0)
    .bind(i64::from(postmortem.number.year))
    .bind(postmortem.number.count)
    .bind(&postmortem.title)
    .bind(&postmortem.severity)
    .bind(postmortem.occasion.as_str())
    .bind(postmortem.zone.as_str())
    .bind(postmortem.status.as_str())
    .bind(postmortem.visibility.as_str())
    .bind(postmortem.owner.0)
    .bind(Micros::from(postmortem.created_at))
    .execute(c)
    .await
    .map(|_| ()))?;
    set_tags(tx, postmortem.id, &postmortem.tags).await
}

/// Changes the fields that people write, if nobody changed them since `version`; otherwise `Conflict`.
pub async fn update(tx: &mut Tx, postmortem: &Postmortem, version: i64, now: Timestamp) -> Result<()> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE postmortems
         SET title = $3, severity = $4, occasion = $5, zone = $6, visibility = $7, owner_id = $8,
             version = version + 1, updated_at = $9
         WHERE id = $1 AND version = $2"
    )
    .bind(postmortem.id.0)
    .bind(version)
    .bind(&postmortem.title)
    .bind(&postmortem.severity)
    .bind(postmortem.occasion.as_str())
    .bind(postmortem.zone.as_str())
    .bind(postmortem.visibility.as_str())
    .bind(postmortem.owner.0)
    .bind(Micros::from(now))
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    if n == 0 {
        return Err(Error::Conflict);
    }
    set_tags(tx, postmortem.id, &postmortem.tags).await
}

async fn set_tags(tx: &mut Tx, id: PostmortemId, tags: &[String]) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM postmortem_tags WHERE postmortem_id = $1")
        .bind(id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    for (position, tag) in (0_i64..).zip(tags) {
        on_db!(tx, |c| sqlx::query("INSERT INTO postmortem_tags (postmortem_id, position, tag) VALUES ($1, $2, $3)")
            .bind(id.0)
            .bind(position)
            .bind(tag)
            .execute(c)
            .await
            .map(|_| ()))?;
    }
    Ok(())
}

/// Sets the groups that a postmortem names, in this order.
pub async fn set_groups(tx: &mut Tx, id: PostmortemId, groups: &[GroupId]) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM postmortem_groups WHERE postmortem_id = $1")
        .bind(id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    for (position, group) in (0_i64..).zip(groups) {
        on_db!(tx, |c| sqlx::query(
            "INSERT INTO postmortem_groups (postmortem_id, position, group_id) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING"
        )
        .bind(id.0)
        .bind(position)
        .bind(group.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    Ok(())
}

/// Notes that something within the postmortem changed.
pub async fn touch(tx: &mut Tx, id: PostmortemId, now: Timestamp) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE postmortems SET updated_at = $2 WHERE id = $1 AND updated_at < $2")
        .bind(id.0)
        .bind(Micros::from(now))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Moves the postmortem on in its life.
pub async fn update_status(tx: &mut Tx, id: PostmortemId, status: Status) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE postmortems SET status = $2 WHERE id = $1")
        .bind(id.0)
        .bind(status.as_str())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Opens the draft to all members, or keeps it to its editors.
pub async fn update_visibility(tx: &mut Tx, id: PostmortemId, visibility: Visibility) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE postmortems SET visibility = $2 WHERE id = $1")
        .bind(id.0)
        .bind(visibility.as_str())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Puts the postmortem out of the way, or takes it back.
pub async fn update_archived(tx: &mut Tx, id: PostmortemId, at: Option<Timestamp>) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE postmortems SET archived_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(micros(at))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Notes that the postmortem lives on in another one.
pub async fn update_merged_into(tx: &mut Tx, id: PostmortemId, into: PostmortemId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE postmortems SET merged_into = $2 WHERE id = $1")
        .bind(id.0)
        .bind(into.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Removes a postmortem and all that belongs to it.
pub async fn delete(tx: &mut Tx, id: PostmortemId) -> Result<()> {
    crate::dialect::allow_long(tx).await?;
    on_db!(tx, |c| sqlx::query("DELETE FROM postmortems WHERE id = $1").bind(id.0).execute(c).await.map(|_| ()))?;
    Ok(())
}

/// Reads who edits a postmortem.
pub async fn editors(tx: &mut Tx, id: PostmortemId) -> Result<Vec<PersonId>> {
    let ids: Vec<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT e.person_id FROM postmortem_editors e JOIN people p ON p.id = e.person_id
         WHERE e.postmortem_id = $1 ORDER BY p.name"
    )
    .bind(id.0)
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// Whether this person edits this postmortem.
pub async fn is_editor(tx: &mut Tx, id: PostmortemId, person: PersonId) -> Result<bool> {
    let n: i64 = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM postmortem_editors WHERE postmortem_id = $1 AND person_id = $2"
    )
    .bind(id.0)
    .bind(person.0)
    .fetch_one(c)
    .await)?;
    Ok(n > 0)
}

/// Lets a person edit.
pub async fn insert_editor(tx: &mut Tx, id: PostmortemId, person: PersonId) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO postmortem_editors (postmortem_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    )
    .bind(id.0)
    .bind(person.0)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// No longer lets a person edit.
pub async fn delete_editor(tx: &mut Tx, id: PostmortemId, person: PersonId) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM postmortem_editors WHERE postmortem_id = $1 AND person_id = $2")
        .bind(id.0)
        .bind(person.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// How much a postmortem holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Holdings {
    /// Parts of the narrative with text.
    pub n_parts: i64,
    /// Entries that are not deleted.
    pub n_entries: i64,
    /// Causes that are not removed.
    pub n_causes: i64,
    /// Lessons that are not removed.
    pub n_lessons: i64,
    /// Ideas and actions that are not removed.
    pub n_actions: i64,
    /// Current items of evidence.
    pub n_evidence: i64,
    /// Files.
    pub n_files: i64,
    /// Publications.
    pub n_publications: i64,
}

/// Counts what a postmortem holds.
pub async fn holdings(tx: &mut Tx, id: PostmortemId) -> Result<Holdings> {
    Ok(on_db!(tx, |c| sqlx::query_as(
        "SELECT
             (SELECT COUNT(*) FROM narratives WHERE postmortem_id = $1 AND text <> '') AS n_parts,
             (SELECT COUNT(*) FROM entries WHERE postmortem_id = $1 AND deleted_at IS NULL) AS n_entries,
             (SELECT COUNT(*) FROM causes WHERE postmortem_id = $1 AND deleted_at IS NULL) AS n_causes,
             (SELECT COUNT(*) FROM lessons WHERE postmortem_id = $1 AND deleted_at IS NULL) AS n_lessons,
             (SELECT COUNT(*) FROM actions WHERE postmortem_id = $1 AND deleted_at IS NULL) AS n_actions,
             (SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM evidence_counts
              WHERE postmortem_id = $1 AND facet = 'source') AS n_evidence,
             (SELECT COUNT(*) FROM files WHERE postmortem_id = $1) AS n_files,
             (SELECT COUNT(*) FROM publications WHERE postmortem_id = $1) AS n_publications"
    )
    .bind(id.0)
    .fetch_one(c)
    .await)?)
}

/// Moves entries, causes, lessons, actions, actors, evidence and files of one postmortem to another. What the other has
/// already (same source and source id, same handle, same file, same key moment) stays behind or gives way, so that
/// nothing of the other changes.
pub async fn move_holdings(tx: &mut Tx, from: PostmortemId, into: PostmortemId) -> Result<()> {
    const STEPS: &[&str] = &[
        // key moments that the other has already are given up, not the entries
        "UPDATE entries SET key_moment = NULL
         WHERE postmortem_id = $1 AND key_moment IN (
             SELECT key_moment FROM entries
             WHERE postmortem_id = $2 AND key_moment IS NOT NULL AND deleted_at IS NULL)",
        // links to what the other has already point there
        "INSERT INTO entry_evidence (entry_id, evidence_id, position)
         SELECT l.entry_id, b.id, l.position
         FROM entry_evidence l
         JOIN evidence a ON a.id = l.evidence_id AND a.postmortem_id = $1
         JOIN evidence b ON b.postmortem_id = $2 AND b.source = a.source AND b.key = a.key AND b.revision = a.revision
         WHERE true
         ON CONFLICT DO NOTHING",
        "INSERT INTO entry_actors (entry_id, actor_id, position)
         SELECT l.entry_id, b.id, l.position
         FROM entry_actors l
         JOIN actors a ON a.id = l.actor_id AND a.postmortem_id = $1
         JOIN actors b ON b.postmortem_id = $2 AND b.handle = a.handle
         WHERE true
         ON CONFLICT DO NOTHING",
        "INSERT INTO knowledge (entry_id, actor_id, learned_at, learned_precision, learned_zone)
         SELECT l.entry_id, b.id, l.learned_at, l.learned_precision, l.learned_zone
         FROM knowledge l
         JOIN actors a ON a.id = l.actor_id AND a.postmortem_id = $1
         JOIN actors b ON b.postmortem_id = $2 AND b.handle = a.handle
         WHERE true
         ON CONFLICT DO NOTHING",
        "INSERT INTO because_evidence (because_id, evidence_id, position)
         SELECT l.because_id, b.id, l.position
         FROM because_evidence l
         JOIN evidence a ON a.id = l.evidence_id AND a.postmortem_id = $1
         JOIN evidence b ON b.postmortem_id = $2 AND b.source = a.source AND b.key = a.key AND b.revision = a.revision
         WHERE true
         ON CONFLICT DO NOTHING",
        "UPDATE actors SET postmortem_id = $2
         WHERE postmortem_id = $1 AND handle NOT IN (SELECT handle FROM actors WHERE postmortem_id = $2)",
        "UPDATE raw_blocks SET postmortem_id = $2 WHERE postmortem_id = $1",
        "UPDATE evidence SET postmortem_id = $2
         WHERE postmortem_id = $1 AND NOT EXISTS (
             SELECT 1 FROM evidence b
             WHERE b.postmortem_id = $2 AND b.source = evidence.source AND b.key = evidence.key)",
        "UPDATE suggestions SET postmortem_id = $2
         WHERE postmortem_id = $1 AND evidence_id IN (SELECT id FROM evidence WHERE postmortem_id = $2)",
        "UPDATE files SET postmortem_id = $2
         WHERE postmortem_id = $1 AND hash NOT IN (SELECT hash FROM files WHERE postmortem_id = $2)",
        "UPDATE imports SET postmortem_id = $2 WHERE postmortem_id = $1",
        "INSERT INTO revisions (postmortem_id, subject, version, content, written_at, written_by)
         SELECT $2, subject, version, content, written_at, written_by
         FROM revisions
         WHERE postmortem_id = $1
           AND (subject LIKE 'entry/%' OR subject LIKE 'cause/%' OR subject LIKE 'because/%'
                OR subject LIKE 'lesson/%' OR subject LIKE 'action/%')
         ON CONFLICT DO NOTHING",
        // those about the texts stay: the other has its own
        "UPDATE dismissals SET postmortem_id = $2
         WHERE postmortem_id = $1
           AND (key LIKE '___ entry %' OR key LIKE '___ between %' OR key LIKE '___ cause %'
                OR key LIKE '___ because %' OR key LIKE '___ lesson %' OR key LIKE '___ action %')",
        "UPDATE entries SET postmortem_id = $2 WHERE postmortem_id = $1",
        "UPDATE causes SET postmortem_id = $2 WHERE postmortem_id = $1",
        "UPDATE because SET postmortem_id = $2 WHERE postmortem_id = $1",
        "UPDATE actions SET postmortem_id = $2 WHERE postmortem_id = $1",
        // behind those of the other, in their order
        "UPDATE lessons SET postmortem_id = $2, position = position +
             (SELECT COALESCE(MAX(l.position), 0) FROM lessons l WHERE l.postmortem_id = $2)
         WHERE postmortem_id = $1",
    ];
    for step in STEPS {
        on_db!(tx, |c| sqlx::query(*step).bind(from.0).bind(into.0).execute(c).await.map(|_| ()))?;
    }
    crate::evidence::recount(tx, from).await?;
    crate::evidence::recount(tx, into).await
}
