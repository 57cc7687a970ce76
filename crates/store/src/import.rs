//! Imports: what was asked, how far it is, what it found. Whoever runs one holds a lease that ages without a beat.

use jiff::Timestamp;
use postmortem::{ImportId, PersonId, PostmortemId};
use uuid::Uuid;

use crate::{
    Error, Result,
    evidence::Inserted,
    instant::{Micros, micros},
    tx::{Tx, on_db, word},
};

/// How an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody runs it yet.
    Waiting,
    /// Somebody runs it, or did until its process ended.
    Running,
    /// All was read.
    Done,
    /// It was cancelled, and what it brought is gone.
    Cancelled,
    /// Its input could not be read, and what it brought is gone.
    Failed,
}

impl State {
    /// The word in the database and on the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// Whether it goes no further.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

/// No such state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown state {0:?}")]
pub struct InvalidState(pub String);

impl std::str::FromStr for State {
    type Err = InvalidState;
    fn from_str(text: &str) -> std::result::Result<Self, InvalidState> {
        [Self::Waiting, Self::Running, Self::Done, Self::Cancelled, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| InvalidState(text.to_owned()))
    }
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Into which postmortem.
    pub postmortem: PostmortemId,
    /// The kind of source.
    pub source: String,
    /// What it is called: the name of the file.
    pub name: String,
    /// What was asked, as JSON.
    pub options: String,
    /// How it stands.
    pub state: State,
    /// The uploaded file, by its name in the folder of uploads.
    pub upload: Option<String>,
    /// Bytes read, inflated.
    pub bytes_done: i64,
    /// Bytes to read, where the input tells.
    pub bytes_total: Option<i64>,
    /// Items that are new through it, revisions included.
    pub n_taken: i64,
    /// Things left out on purpose.
    pub n_skipped: i64,
    /// Things that could not be read.
    pub n_refused: i64,
    /// What it found in sum, as JSON.
    pub report: Option<String>,
    /// Why its input was not read.
    pub error: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Who asked.
    pub created_by: Option<PersonId>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// Whether somebody asked to cancel it.
    pub is_cancel_asked: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    postmortem_id: Uuid,
    source: String,
    name: String,
    options: String,
    state: String,
    upload: Option<String>,
    bytes_done: i64,
    bytes_total: Option<i64>,
    n_taken: i64,
    n_skipped: i64,
    n_refused: i64,
    report: Option<String>,
    error: Option<String>,
    created_at: Micros,
    created_by: Option<Uuid>,
    finished_at: Option<Micros>,
    is_cancel_asked: bool,
}

impl TryFrom<Row> for Import {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ImportId(row.id),
            postmortem: PostmortemId(row.postmortem_id),
            source: row.source,
            name: row.name,
            options: row.options,
            state: word("imports", "state", &row.state)?,
            upload: row.upload,
            bytes_done: row.bytes_done,
            bytes_total: row.bytes_total,
            n_taken: row.n_taken,
            n_skipped: row.n_skipped,
            n_refused: row.n_refused,
            report: row.report,
            error: row.error,
            created_at: row.created_at.into(),
            created_by: row.created_by.map(PersonId),
            finished_at: row.finished_at.map(Into::into),
            is_cancel_asked: row.is_cancel_asked,
        })
    }
}

/// Reads the imports of a postmortem, the latest first.
pub async fn list(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<Import>> {
    let rows: Vec<Row> = on_db!(tx, |c| sqlx::query_as(
        "SELECT * FROM imports WHERE postmortem_id = $1 ORDER BY created_at DESC, id DESC"
    )
    .bind(postmortem.0)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Import::try_from).collect()
}

/// Reads one import.
pub async fn get(tx: &mut Tx, id: ImportId) -> Result<Import> {
    let row: Row = on_db!(tx, |c| sqlx::query_as("SELECT * FROM imports WHERE id = $1").bind(id.0).fetch_one(c).await)?;
    row.try_into()
}

/// The imports that somebody should run: those that wait, and those whose runner gave no beat since `stale`.
pub async fn due(tx: &mut Tx, stale: Timestamp) -> Result<Vec<ImportId>> {
    let ids: Vec<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM imports
         WHERE upload IS NOT NULL AND (state = 'waiting' OR (state = 'running' AND beat_at < $1))
         ORDER BY created_at, id"
    )
    .bind(Micros::from(stale))
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(ImportId).collect())
}

/// The imports without an upload whose process gave no sign since `stale`: nothing is left to resume them from. One may
/// have ended before it took up what it had asked for.
pub async fn orphaned(tx: &mut Tx, stale: Timestamp) -> Result<Vec<ImportId>> {
    let ids: Vec<Uuid> = on_db!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM imports
         WHERE upload IS NULL AND state IN ('waiting', 'running') AND COALESCE(beat_at, created_at) < $1
         ORDER BY created_at, id"
    )
    .bind(Micros::from(stale))
    .fetch_all(c)
    .await)?;
    Ok(ids.into_iter().map(ImportId).collect())
}

/// The uploads that a waiting or running import still needs.
pub async fn uploads(tx: &mut Tx) -> Result<Vec<String>> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT upload FROM imports WHERE upload IS NOT NULL AND state IN ('waiting', 'running')"
    )
    .fetch_all(c)
    .await)?)
}

/// Adds an import that waits.
pub async fn insert(tx: &mut Tx, import: &Import) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO imports
             (id, postmortem_id, source, name, options, state, upload, bytes_done, bytes_total, n_taken, n_skipped,
              n_refused, created_at, created_by, is_cancel_asked)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, 0, 0, 0, $9, $10, $11)"
    )
    .bind(import.id.0)
    .bind(import.postmortem.0)
    .bind(&import.source)
    .bind(&import.name)
    .bind(&import.options)
    .bind(import.state.as_str())
    .bind(&import.upload)
    .bind(import.bytes_total)
    .bind(Micros::from(import.created_at))
    .bind(import.created_by.map(|p| p.0))
    .bind(false)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Takes an import to run it, if it waits or its runner is silent since `stale`, and if no other import of the
/// postmortem runs. Returns whether it was taken, and whether somebody had begun it before.
pub async fn claim(
    tx: &mut Tx,
    import: &Import,
    runner: Uuid,
    now: Timestamp,
    stale: Timestamp,
) -> Result<Option<bool>> {
    // on PostgreSQL two runners meet here, and the second sees what the first did
    on_db!(tx, |c| sqlx::query("UPDATE postmortems SET updated_at = updated_at WHERE id = $1")
        .bind(import.postmortem.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    let was: Option<String> = on_db!(tx, |c| sqlx::query_scalar("SELECT state FROM imports WHERE id = $1")
        .bind(import.id.0)
        .fetch_optional(c)
        .await)?;
    let n = on_db!(tx, |c| {
        sqlx::query(
        "UPDATE imports SET state = 'running', runner = $2, beat_at = $3, n_skipped = 0, n_refused = 0, bytes_done = 0,
                n_tries = n_tries + 1
         WHERE id = $1 AND (state = 'waiting' OR (state = 'running' AND beat_at < $4))
           AND NOT EXISTS (
               SELECT 1 FROM imports o
               WHERE o.postmortem_id = imports.postmortem_id AND o.id <> imports.id
                 AND o.state = 'running' AND o.beat_at >= $4)"
    )
    .bind(import.id.0)
    .bind(runner)
    .bind(Micros::from(now))
    .bind(Micros::from(stale))
    .execute(c)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok((n > 0).then(|| was.as_deref() == Some("running")))
}

/// How often an import was begun and neither ended nor given back.
pub async fn tries(tx: &mut Tx, id: ImportId) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar("SELECT n_tries FROM imports WHERE id = $1").bind(id.0).fetch_one(c).await)?)
}

/// Shows that an import is worked on, by whomever.
pub async fn touch(tx: &mut Tx, id: ImportId, now: Timestamp) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE imports SET beat_at = $2 WHERE id = $1 AND state = 'running'")
        .bind(id.0)
        .bind(Micros::from(now))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Lets a running import wait for a runner again. That it was begun does not count against it.
pub async fn release(tx: &mut Tx, id: ImportId) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE imports SET state = 'waiting', runner = NULL, n_tries = n_tries - 1
         WHERE id = $1 AND state = 'running' AND upload IS NOT NULL"
    )
    .bind(id.0)
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read, inflated.
    pub bytes_done: i64,
    /// Bytes to read, where the input tells.
    pub bytes_total: Option<i64>,
    /// Things left out on purpose.
    pub n_skipped: i64,
    /// Things that could not be read.
    pub n_refused: i64,
}

/// Notes a beat and how far it is. Returns whether to go on: nobody asked to cancel, and nobody took it over.
pub async fn beat(tx: &mut Tx, id: ImportId, runner: Uuid, progress: &Progress, now: Timestamp) -> Result<Lease> {
    let asked: Option<bool> = on_db!(tx, |c| sqlx::query_scalar(
        "UPDATE imports SET beat_at = $3, bytes_done = $4, bytes_total = COALESCE($5, bytes_total), n_skipped = $6,
                n_refused = $7
         WHERE id = $1 AND runner = $2 AND state = 'running'
         RETURNING is_cancel_asked"
    )
    .bind(id.0)
    .bind(runner)
    .bind(Micros::from(now))
    .bind(progress.bytes_done)
    .bind(progress.bytes_total)
    .bind(progress.n_skipped)
    .bind(progress.n_refused)
    .fetch_optional(c)
    .await)?;
    Ok(match asked {
        Some(false) => Lease::Held,
        Some(true) => Lease::CancelAsked,
        None => Lease::Lost,
    })
}

/// Whether the runner may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// It may.
    Held,
    /// Somebody asked to cancel.
    CancelAsked,
    /// Somebody else runs it, or it is over.
    Lost,
}

/// Counts what a batch brought, in the transaction that brought it. Returns whether the runner still holds the lease.
pub async fn add_taken(tx: &mut Tx, id: ImportId, runner: Uuid, inserted: &Inserted) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE imports SET n_taken = n_taken + $3 WHERE id = $1 AND runner = $2 AND state = 'running'"
    )
    .bind(id.0)
    .bind(runner)
    .bind((inserted.n_new + inserted.n_revised) as i64)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// How it stands now.
    pub state: State,
    /// What it found in sum, as JSON.
    pub report: Option<String>,
    /// Why its input was not read.
    pub error: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Ends an import. What it brought is gone where it was not done, but for what entries cite.
pub async fn finish(tx: &mut Tx, id: ImportId, end: &End) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "UPDATE imports SET state = $2, report = $3, error = $4, finished_at = $5, upload = NULL, runner = NULL,
                n_taken = CASE WHEN $2 = 'done' THEN n_taken
                               ELSE (SELECT COUNT(*) FROM evidence WHERE import_id = $1) END
         WHERE id = $1"
    )
    .bind(id.0)
    .bind(end.state.as_str())
    .bind(&end.report)
    .bind(&end.error)
    .bind(micros(Some(end.at)))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Asks the runner to stop. Returns whether the import was not over yet.
pub async fn ask_cancel(tx: &mut Tx, id: ImportId) -> Result<bool> {
    let n = on_db!(tx, |c| sqlx::query(
        "UPDATE imports SET is_cancel_asked = $2 WHERE id = $1 AND state IN ('waiting', 'running')"
    )
    .bind(id.0)
    .bind(true)
    .execute(c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(n > 0)
}

/// A line of the report of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it could not be read; otherwise it was left out on purpose.
    pub is_refused: bool,
    /// The file, inside the archive or folder.
    pub file: String,
    /// The line, counted from one.
    pub line: Option<i64>,
    /// Why: a code with what was met after a colon where it was left out; where it could not be read, the code
    /// and the arguments of the reason in JSON.
    pub reason: String,
}

/// Reads the lines of the report.
pub async fn findings(tx: &mut Tx, id: ImportId) -> Result<Vec<Finding>> {
    let rows: Vec<(String, String, Option<i64>, String)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT kind, file, line, reason FROM import_findings WHERE import_id = $1 ORDER BY position"
    )
    .bind(id.0)
    .fetch_all(c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(kind, file, line, reason)| Finding { is_refused: kind == "refused", file, line, reason })
        .collect())
}

/// Writes the lines of the report in place of those before.
pub async fn set_findings(tx: &mut Tx, id: ImportId, findings: &[Finding]) -> Result<()> {
    on_db!(tx, |c| sqlx::query("DELETE FROM import_findings WHERE import_id = $1")
        .bind(id.0)
        .execute(c)
        .await
        .map(|_| ()))?;
    for (position, finding) in (0_i64..).zip(findings) {
        on_db!(tx, |c| sqlx::query(
            "INSERT INTO import_findings (import_id, position, kind, file, line, reason)
             VALUES ($1, $2, $3, $4, $5, $6)"
        )
        .bind(id.0)
        .bind(position)
        .bind(if finding.is_refused { "refused" } else { "skipped" })
        .bind(&finding.file)
        .bind(finding.line)
        .bind(&finding.reason)
        .execute(c)
        .await
        .map(|_| ()))?;
    }
    Ok(())
}
