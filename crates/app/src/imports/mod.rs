//! Imports: taking a file or a folder of a source in as evidence, once, in the background or at once.
//!
//! git is read from a path only, by the operator: nobody who is signed in may name a path on the server.

mod arrivals;
mod options;
mod pulse;
mod report;
mod run;
mod sink;
mod undo;
mod upload;
mod why;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use evidence::{Input, SourceKind};
use postmortem::{ImportId, Number};
use serde_json::json;
use store::import::{Import, State};
use uuid::Uuid;

pub(crate) use arrivals::take_over;
pub use options::ImportOptions;
pub use report::Report;
pub(crate) use report::refused;
pub use run::{Step, due, release, run, sweep};
pub(crate) use sink::to_new;
pub use upload::Receiving;
pub use why::{BrokenOff, Failure, Finding, Kept, Why, failure};

use crate::{Ctx, Error, FieldError, Result, Viewer, access, workbench::line_code};

/// What is to be imported.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// The kind of source.
    pub source: SourceKind,
    /// What it is called: the name of the file.
    pub name: String,
    /// What of it.
    pub options: ImportOptions,
    /// The upload, as [`Receiving::finish`] named it.
    pub upload: Uuid,
}

/// Begins to receive an upload for an import into this postmortem.
pub async fn receive(ctx: &Ctx, number: Number) -> Result<Receiving> {
    let mut tx = ctx.house.db.read().await?;
    access::edit(&mut tx, ctx, number).await?;
    tx.rollback().await?;
    Receiving::begin(&ctx.house).await
}

/// Asks for an import. The runner takes it up.
pub async fn start(ctx: &Ctx, number: Number, new: NewImport) -> Result<ImportId> {
    if new.source == SourceKind::Git {
        return Err(Error::field("source", "git-by-command-line"));
    }
    let path = upload::path(&ctx.house, new.upload);
    let size = tokio::fs::metadata(&path).await.map_err(|_| Error::field("file", "upload-gone"))?.len();
    remember_mapping(ctx, &path, &new).await?;
    let name = display_name(&new.name)?;
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    let mut import = waiting(ctx, postmortem.id, new.source, name, &new.options)?;
    import.upload = Some(new.upload.to_string());
    let pending = store::import::uploads(&mut tx).await?;
    if pending.contains(&new.upload.to_string()) {
        return Err(Error::Conflict);
    }
    store::import::insert(&mut tx, &import).await?;
    let detail = json!({ "import": import.id, "source": import.source, "name": import.name, "bytes": size });
    ctx.audit(&mut tx, Some(postmortem.id), "import.start", detail).await?;
    tx.commit().await?;
    ctx.house.import_waits.notify_one();
    Ok(import.id)
}

/// Imports a file or folder on this machine at once: for the command line.
pub async fn run_now(
    ctx: &Ctx,
    number: Number,
    source: SourceKind,
    path: &Path,
    options: ImportOptions,
    on_progress: &(dyn Fn(&Step) + Send + Sync),
) -> Result<Import> {
    if ctx.viewer != Viewer::Operator {
        return Err(Error::NotFound);
    }
    sweep(&ctx.house).await?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    let import = waiting(ctx, postmortem.id, source, display_name(&name)?, &options)?;
    store::import::insert(&mut tx, &import).await?;
    let detail = json!({ "import": import.id, "source": import.source, "name": import.name });
    ctx.audit(&mut tx, Some(postmortem.id), "import.start", detail).await?;
    tx.commit().await?;
    let ended = match run::run_from(&ctx.house, import.id, Some(path.to_owned()), on_progress).await {
        // there is no upload from which it could be resumed
        Err(error) => run::broke_off(&ctx.house, import.id, error, 0).await?,
        Ok(ended) => ended,
    };
    if ended.is_none() {
        let mut tx = ctx.house.db.write().await?;
        let end = store::import::End { state: State::Cancelled, report: None, error: None, at: ctx.now() };
        store::import::finish(&mut tx, import.id, &end).await?;
        tx.commit().await?;
        return Err(Error::Denied("import-running"));
    }
    let mut tx = ctx.house.db.read().await?;
    Ok(store::import::get(&mut tx, import.id).await?)
}

fn waiting(
    ctx: &Ctx,
    postmortem: postmortem::PostmortemId,
    source: SourceKind,
    name: String,
    options: &ImportOptions,
) -> Result<Import> {
    Ok(Import {
        id: ImportId(ctx.id()),
        postmortem,
        source: source.as_str().to_owned(),
        name,
        options: serde_json::to_string(options).map_err(Error::internal)?,
        state: State::Waiting,
        upload: None,
        bytes_done: 0,
        bytes_total: None,
        n_taken: 0,
        n_skipped: 0,
        n_refused: 0,
        report: None,
        error: None,
        created_at: ctx.now(),
        created_by: ctx.person_id(),
        finished_at: None,
        is_cancel_asked: false,
    })
}

/// A name for display: one line, without what turns the direction of writing.
fn display_name(name: &str) -> Result<String> {
    let is_hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown: String = name.chars().filter(|c| !is_hidden(*c)).take(200).collect();
    Ok(postmortem::line(&shown, 200).map_err(|why| FieldError::new("name", line_code(why)))?)
}

/// Asks to cancel an import; what it brought goes again. Refused where entries cite it: they are named.
pub async fn cancel(ctx: &Ctx, number: Number, id: ImportId) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    let import = of(&mut tx, &postmortem, id).await?;
    let cited = store::evidence::cited(&mut tx, id).await?;
    if !cited.is_empty() {
        let named = cited.iter().map(|(entry, _)| entry.to_string()).collect::<Vec<_>>().join(" ");
        return Err(FieldError::new("import", "import-cited").with("entries", named).into());
    }
    if !store::import::ask_cancel(&mut tx, id).await? {
        return Err(Error::Denied("import-over"));
    }
    if import.state == State::Waiting {
        let end = store::import::End { state: State::Cancelled, report: None, error: None, at: ctx.now() };
        store::import::finish(&mut tx, id, &end).await?;
    }
    ctx.audit(&mut tx, Some(postmortem.id), "import.cancel", json!({ "import": id, "name": import.name })).await?;
    tx.commit().await?;
    if let (State::Waiting, Some(upload)) = (import.state, &import.upload) {
        upload::remove(&ctx.house, upload).await;
    }
    Ok(())
}

async fn of(tx: &mut store::Tx, postmortem: &access::Readable, id: ImportId) -> Result<Import> {
    let import = store::import::get(tx, id).await?;
    if import.postmortem == postmortem.id { Ok(import) } else { Err(Error::NotFound) }
}

/// Lists the imports of a postmortem, the latest first.
pub async fn list(ctx: &Ctx, number: Number) -> Result<Vec<Import>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::import::list(&mut tx, postmortem.id).await?)
}

/// Reads one import.
pub async fn get(ctx: &Ctx, number: Number, id: ImportId) -> Result<Import> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    of(&mut tx, &postmortem, id).await
}

/// Reads what an import found: in sum, once it is over, and line by line.
pub async fn report(ctx: &Ctx, number: Number, id: ImportId) -> Result<(Import, Option<Report>, Vec<Finding>)> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let import = of(&mut tx, &postmortem, id).await?;
    let report = import.report.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    let findings = store::import::findings(&mut tx, id).await?;
    Ok((import, report, findings.into_iter().map(Finding::from).collect()))
}

/// Looks into an uploaded Slack export: its channels and days.
pub async fn inspect_slack(ctx: &Ctx, number: Number, upload: Uuid) -> Result<evidence::slack::Overview> {
    let path = inspectable(ctx, number, upload).await?;
    let looked = tokio::task::spawn_blocking(move || {
        evidence::slack::inspect(Input::open(&path)?, &evidence::Options::default())
    });
    looked.await?.map_err(|rejected| report::refused(&rejected))
}

/// The head of an uploaded table, and which columns were chosen the last time for such a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOverview {
    /// Its columns, a guess and some rows.
    pub head: evidence::table::Overview,
    /// What was chosen the last time.
    pub remembered: Option<evidence::table::Mapping>,
}

/// Looks into an uploaded table.
pub async fn inspect_table(ctx: &Ctx, number: Number, upload: Uuid, name: &str) -> Result<TableOverview> {
    let path = inspectable(ctx, number, upload).await?;
    table_overview(ctx, path, name).await
}

async fn table_overview(ctx: &Ctx, path: PathBuf, name: &str) -> Result<TableOverview> {
    let name = name.to_owned();
    let looked = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::open(&path).map_err(|e| evidence::Rejected::unreadable(name.clone(), &e))?;
        evidence::table::inspect(Input::detect(name, file)?, &evidence::Options::default())
    });
    let head = looked.await?.map_err(|rejected| report::refused(&rejected))?;
    let mut tx = ctx.house.db.read().await?;
    let remembered = store::mapping::find(&mut tx, &signature(&head.columns)).await?;
    // what an older version wrote may read no more; then the guess stands
    let remembered = remembered.and_then(|json| serde_json::from_str(&json).ok());
    Ok(TableOverview { head, remembered })
}

async fn inspectable(ctx: &Ctx, number: Number, upload: Uuid) -> Result<PathBuf> {
    let mut tx = ctx.house.db.read().await?;
    access::edit(&mut tx, ctx, number).await?;
    let path = upload::path(&ctx.house, upload);
    if tokio::fs::try_exists(&path).await? { Ok(path) } else { Err(Error::field("file", "upload-gone")) }
}

/// Tables of the same columns have the same signature.
fn signature(columns: &[String]) -> String {
    use sha2::{Digest, Sha256};
    let columns: Vec<String> = columns.iter().map(|c| c.trim().to_lowercase()).collect();
    hex::encode(Sha256::digest(columns.join("\u{1f}").as_bytes()))
}

async fn remember_mapping(ctx: &Ctx, path: &Path, new: &NewImport) -> Result<()> {
    let (SourceKind::Table, Some(mapping)) = (new.source, &new.options.mapping) else { return Ok(()) };
    ctx.need(postmortem::Role::Member)?;
    let overview = table_overview(ctx, path.to_owned(), &new.name).await?;
    let json = serde_json::to_string(mapping).map_err(Error::internal)?;
    let mut tx = ctx.house.db.write().await?;
    store::mapping::upsert(&mut tx, &signature(&overview.head.columns), &json, ctx.now()).await?;
    Ok(tx.commit().await?)
}

/// Where imports are run from.
type House = Arc<crate::House>;
