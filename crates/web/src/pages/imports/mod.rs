//! Imports: the list, choosing and uploading, progress and report; and notes.

mod choose;
mod note;
mod upload;

use app::{
    imports::{self, Finding, Kept, Why},
    people,
    terms::{Import, ImportState},
    workbench,
};
use axum::{extract::DefaultBodyLimit, extract::Path, handler::Handler};
use postmortem::{ImportId, Moment, Number, Zone};
use views::{
    Problem, Problems, Ui,
    pages::{
        FindingRow, ImportForm, ImportNewPage, ImportPage, ImportProgress, ImportRow, ImportsPage, ProgressSection,
    },
    routes,
};

use super::{Answer, go, rail::rail, show};
use crate::{
    Failure,
    extract::{Form, Visit, Visitor},
    router::declare,
    told::told,
};

pub(super) use note::bytes_of;
pub(super) use upload::{sentence, text_of};

declare! {
    get routes::IMPORTS, Read => list;
    post routes::IMPORTS, Edit => upload::receive.layer(DefaultBodyLimit::disable());
    get routes::IMPORT_NEW, Edit => show_new;
    get routes::IMPORT_CHOOSE, Edit => choose::show_choice;
    post routes::IMPORT_CHOOSE, Edit => choose::start;
    get routes::IMPORT_NOTE, Edit => note::show_note;
    post routes::IMPORT_NOTE, Edit => note::add.layer(DefaultBodyLimit::disable());
    get routes::IMPORT, Read => one;
    get routes::IMPORT_PROGRESS, Read => progress;
    post routes::IMPORT_CANCEL, Edit => cancel;
}

async fn list(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let found = imports::list(&visitor.ctx, number).await?;
    let names = people::names(&visitor.ctx).await?;
    show(&ImportsPage {
        rail: rail(&visitor, &readable, "evidence").await?,
        number,
        zone: readable.zone.clone(),
        is_editable: readable.is_editable,
        imports: found.iter().map(|import| row(import, &names)).collect(),
        ui: visitor.0.ui,
    })
}

type Names = std::collections::HashMap<postmortem::PersonId, String>;

fn row(import: &Import, names: &Names) -> ImportRow {
    ImportRow {
        id: import.id,
        source: import.source.clone(),
        name: import.name.clone(),
        state: import.state.as_str(),
        n_taken: import.n_taken,
        n_skipped: import.n_skipped,
        n_refused: import.n_refused,
        created_at: import.created_at,
        created_by: import.created_by.and_then(|id| names.get(&id).cloned()),
    }
}

async fn show_new(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    let form = ImportForm { source: "slack".to_owned() };
    show(&new_page(visitor, number, form, Problems::default()).await?)
}

async fn new_page(
    visitor: Visitor,
    number: Number,
    form: ImportForm,
    problems: Problems,
) -> Result<ImportNewPage, Failure> {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    let max = i64::try_from(visitor.ctx.house.options.max_upload).unwrap_or(i64::MAX);
    let rail = rail(&visitor, &editable, "evidence").await?;
    Ok(ImportNewPage { ui: visitor.0.ui, rail, number, max, form, problems })
}

async fn section(
    visit: &Visit,
    number: Number,
    id: ImportId,
) -> Result<(ProgressSection, Vec<(String, i64)>, Vec<Finding>), Failure> {
    let is_editable = workbench::get(&visit.ctx, number).await?.is_editable;
    let (import, report, findings) = imports::report(&visit.ctx, number, id).await?;
    let names = people::names(&visit.ctx).await?;
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let section = ProgressSection {
        row: row(&import, &names),
        bytes_done: import.bytes_done,
        bytes_total: import.bytes_total,
        n_known: report.as_ref().filter(|_| import.state == ImportState::Done).map(|report| whole(report.n_known)),
        error: imports::failure(&import).map(|failure| match failure {
            Kept::Known(failure) => told(&visit.ui, &failure.told()),
            Kept::Text(text) => text,
        }),
        is_cancel_asked: import.is_cancel_asked,
        is_editable,
    };
    let skipped = report.map(|report| report.skipped.into_iter().map(|(code, n)| (code, whole(n))).collect());
    Ok((section, skipped.unwrap_or_default(), findings))
}

async fn one(visitor: Visitor, Path((number, id)): Path<(Number, ImportId)>) -> Answer {
    show(&import_page(visitor, number, id, Problems::default()).await?)
}

async fn import_page(
    visitor: Visitor,
    number: Number,
    id: ImportId,
    problems: Problems,
) -> Result<ImportPage, Failure> {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let (progress, skipped, findings) = section(&visitor, number, id).await?;
    Ok(ImportPage {
        rail: rail(&visitor, &readable, "evidence").await?,
        number,
        zone: readable.zone.clone(),
        progress,
        skipped,
        findings: findings.iter().map(|finding| finding_row(&visitor.ui, finding)).collect(),
        problems,
        ui: visitor.0.ui,
    })
}

/// A line of the report, in the viewer's language.
fn finding_row(ui: &Ui, finding: &Finding) -> FindingRow {
    let place = finding.line.map_or_else(|| finding.file.clone(), |line| format!("{}:{line}", finding.file));
    let reason = match &finding.why {
        Why::Refused(Kept::Known(reason)) => told(ui, &reason.told()),
        Why::Refused(Kept::Text(text)) => text.clone(),
        Why::Skipped { code, what: Some(what) } => format!("{}: {what}", ui.word("import-skip", code)),
        Why::Skipped { code, what: None } => ui.word("import-skip", code),
    };
    FindingRow { is_refused: matches!(finding.why, Why::Refused(_)), place, reason }
}

async fn progress(visitor: Visitor, Path((number, id)): Path<(Number, ImportId)>) -> Answer {
    let (progress, _, _) = section(&visitor, number, id).await?;
    show(&ImportProgress { ui: visitor.0.ui, number, progress })
}

async fn cancel(visitor: Visitor, Path((number, id)): Path<(Number, ImportId)>, Form(()): Form<()>) -> Answer {
    match imports::cancel(&visitor.ctx, number, id).await {
        Ok(()) => go(&routes::import(number, id)),
        // it ended while the button was on its way: the page shows how
        Err(app::Error::Denied("import-over")) => {
            let text = visitor.ui.t("denied-import-over");
            let problems = Problems(vec![Problem { field: "progress".to_owned(), text }]);
            super::show_conflict(&import_page(visitor, number, id, problems).await?)
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            super::show_rejected(&import_page(visitor, number, id, problems).await?)
        }
    }
}

/// Reads a time of a form in a zone; none where nothing is said.
pub(super) fn time(field: &str, text: &str, zone: &Zone) -> Result<Option<Moment>, app::FieldError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let refused = || app::FieldError::new(field, "import-time").with("text", text).with("zone", zone.as_str());
    Moment::parse(text, zone).map(Some).map_err(|_| refused())
}
