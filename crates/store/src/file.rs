//! Which files belong to which postmortem. Their bytes lie in the folder of files, under their hash.

use jiff::Timestamp;
use postmortem::{EvidenceId, FileId, PersonId, PostmortemId};
use uuid::Uuid;

use crate::{
    Result,
    instant::Micros,
    tx::{Tx, on_db},
};

/// A file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// The postmortem that it belongs to.
    pub postmortem: PostmortemId,
    /// The evidence that it is.
    pub evidence: Option<EvidenceId>,
    /// SHA-256 of the original, in hex.
    pub hash: String,
    /// SHA-256 of the image as it is shown, in hex: drawn anew, so that nothing hidden is carried along.
    pub shown_hash: Option<String>,
    /// Its name, for display only.
    pub name: String,
    /// Its type, told by its bytes.
    pub media_type: String,
    /// Its size in bytes.
    pub size: i64,
    /// When it was added.
    pub created_at: Timestamp,
    /// Who added it.
    pub created_by: Option<PersonId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    postmortem_id: Uuid,
    evidence_id: Option<Uuid>,
    hash: String,
    shown_hash: Option<String>,
    name: String,
    media_type: String,
    size: i64,
    created_at: Micros,
    created_by: Option<Uuid>,
}

impl From<Row> for File {
    fn from(row: Row) -> Self {
        Self {
            id: FileId(row.id),
            postmortem: PostmortemId(row.postmortem_id),
            evidence: row.evidence_id.map(EvidenceId),
            hash: row.hash,
            shown_hash: row.shown_hash,
            name: row.name,
            media_type: row.media_type,
            size: row.size,
            created_at: row.created_at.into(),
            created_by: row.created_by.map(PersonId),
        }
    }
}

/// Reads the files of a postmortem, the first added first.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<File>> {
    let rows: Vec<Row> =
        on_db!(tx, |c| sqlx::query_as("SELECT * FROM files WHERE postmortem_id = $1 ORDER BY created_at, id")
            .bind(postmortem.0)
            .fetch_all(c)
            .await)?;
    Ok(rows.into_iter().map(File::from).collect())
}

/// Counts the files of a postmortem.
pub async fn count(tx: &mut Tx, postmortem: PostmortemId) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM files WHERE postmortem_id = $1")
        .bind(postmortem.0)
        .fetch_one(c)
        .await)?)
}

/// Finds a file of a postmortem by the hash of its original or of what is shown of it.
pub async fn find(tx: &mut Tx, postmortem: PostmortemId, hash: &str) -> Result<Option<File>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT * FROM files WHERE postmortem_id = $1 AND (hash = $2 OR shown_hash = $2) LIMIT 1"
    )
    .bind(postmortem.0)
    .bind(hash)
    .fetch_optional(c)
    .await)?;
    Ok(row.map(File::from))
}

/// Adds a file; a file of the same bytes stays as it is.
pub async fn insert(tx: &mut Tx, file: &File) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO files (id, postmortem_id, evidence_id, hash, shown_hash, name, media_type, size, created_at,
                            created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (postmortem_id, hash) DO NOTHING"
    )
    .bind(file.id.0)
    .bind(file.postmortem.0)
    .bind(file.evidence.map(|e| e.0))
    .bind(&file.hash)
    .bind(&file.shown_hash)
    .bind(&file.name)
    .bind(&file.media_type)
    .bind(file.size)
    .bind(Micros::from(file.created_at))
    .bind(file.created_by.map(|p| p.0))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Whether any postmortem or publication still has a file of these bytes.
pub async fn is_kept(tx: &mut Tx, hash: &str) -> Result<bool> {
    let found: Option<String> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT hash FROM files WHERE hash = $1 OR shown_hash = $1
         UNION ALL
         SELECT hash FROM publication_files WHERE hash = $1 OR shown_hash = $1
         LIMIT 1"
    )
    .bind(hash)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}
