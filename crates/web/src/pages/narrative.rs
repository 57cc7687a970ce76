//! The narrative: reading and writing its parts, preview, history.

use app::{
    files::{self, File},
    narrative::{self, Written},
    people, workbench,
};
use axum::{
    extract::Path,
    response::{Html as Body, IntoResponse},
};
use postmortem::{Number, Part, PersonId};
use prose::{Html, Options, ReferenceKind};
use serde::Deserialize;
use views::{
    Problems,
    pages::{NarrativeEditorPage, NarrativeHistoryPage, NarrativePage, ShownPart, ShownRevision},
    routes,
};

use super::{Answer, go, rail::rail, show, show_conflict, show_rejected};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::NARRATIVE, Read => list;
    get routes::NARRATIVE_PART, Edit => show_editor;
    post routes::NARRATIVE_PART, Edit => write;
    get routes::NARRATIVE_HISTORY, Read => history;
    post routes::PREVIEW, Edit => preview;
}

/// Renders a text of a postmortem; references to what is kept lead to its own pages.
///
/// Pictures are shown as they were drawn anew, not as they came.
pub(crate) fn render(number: Number, prefix: &str, text: &str, kept: &[File]) -> Html {
    let resolve = |kind: ReferenceKind, hash: &str| match kind {
        ReferenceKind::File => {
            let file = kept.iter().find(|file| file.hash == hash)?;
            Some(routes::file(number, file.shown_hash.as_deref().unwrap_or(hash)))
        }
        ReferenceKind::Evidence => None,
    };
    prose::html(text, &Options { heading_level: 3, id_prefix: prefix, resolve: &resolve })
}

/// The name of whoever wrote something.
pub(crate) async fn writers(visitor: &Visitor) -> Result<impl Fn(Option<PersonId>) -> String + use<>, Failure> {
    let names = people::names(&visitor.ctx).await?;
    let operator = visitor.ui.t("nobody");
    Ok(move |id: Option<PersonId>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_else(|| operator.clone()))
}

async fn list(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let name = writers(&visitor).await?;
    let kept = files::list(&visitor.ctx, number).await?;
    let parts = narrative::list(&visitor.ctx, number).await?.into_iter().map(|n| ShownPart {
        html: (!n.text.is_empty()).then(|| render(number, &format!("{}-", n.part.as_str()), &n.text, &kept)),
        written: n.written_at.map(|at| (at, name(n.written_by))),
        part: n.part,
    });
    let rail = rail(&visitor, &readable, "narrative").await?;
    show(&NarrativePage { parts: parts.collect(), rail, ui: visitor.0.ui })
}

async fn editor(
    visitor: Visitor,
    number: Number,
    part: Part,
    text: String,
    version: i64,
) -> Result<NarrativeEditorPage, Failure> {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    let rail = rail(&visitor, &editable, "narrative").await?;
    let kept = files::list(&visitor.ctx, number).await?;
    let preview = render(number, "preview-", &text, &kept);
    let wording = super::wording::part(&visitor, &text);
    let (ui, problems) = (visitor.0.ui, Problems::default());
    Ok(NarrativeEditorPage { ui, rail, part, text, version, preview, wording, problems, theirs: None, is_saved: false })
}

#[derive(Deserialize)]
struct EditorQuery {
    #[serde(default)]
    saved: Option<String>,
}

async fn show_editor(
    visitor: Visitor,
    Path((number, part)): Path<(Number, Part)>,
    Query(query): Query<EditorQuery>,
) -> Answer {
    workbench::edit(&visitor.ctx, number).await?;
    let standing = narrative::get(&visitor.ctx, number, part).await?;
    let mut page = editor(visitor, number, part, standing.text, standing.version).await?;
    page.is_saved = query.saved.is_some();
    show(&page)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WriteForm {
    text: String,
    version: i64,
    #[serde(default)]
    then: String,
}

async fn write(visitor: Visitor, Path((number, part)): Path<(Number, Part)>, Form(form): Form<WriteForm>) -> Answer {
    if form.then == "preview" {
        return show(&editor(visitor, number, part, form.text, form.version).await?);
    }
    match narrative::write(&visitor.ctx, number, part, &form.text, form.version).await {
        Ok(Written::Saved(_) | Written::Unchanged) => {
            go(&format!("{}?saved=1", routes::narrative_part(number, part.as_str())))
        }
        Ok(Written::Conflict(theirs)) => {
            let diff = prose::diff(&theirs.text, &form.text);
            let mut page = editor(visitor, number, part, form.text, theirs.version).await?;
            page.theirs = Some(diff);
            show_conflict(&page)
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            let mut page = editor(visitor, number, part, form.text, form.version).await?;
            page.problems = problems;
            show_rejected(&page)
        }
    }
}

async fn history(visitor: Visitor, Path((number, part)): Path<(Number, Part)>) -> Answer {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let name = writers(&visitor).await?;
    let kept = narrative::history(&visitor.ctx, number, part).await?;
    let before = |at: usize| kept.get(at + 1).map_or("", |r| r.content.as_str());
    let revisions = kept
        .iter()
        .enumerate()
        .map(|(at, r)| ShownRevision {
            version: r.version,
            written_at: r.written_at,
            by: name(r.written_by),
            diff: prose::diff(before(at), &r.content),
        })
        .collect();
    let rail = rail(&visitor, &readable, "narrative").await?;
    show(&NarrativeHistoryPage { ui: visitor.0.ui, rail, part, revisions })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PreviewForm {
    text: String,
    #[serde(default)]
    version: i64,
}

async fn preview(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<PreviewForm>) -> Answer {
    let _ = form.version;
    workbench::edit(&visitor.ctx, number).await?;
    let text: String = form.text.chars().take(Part::MAX_BYTES).collect();
    let kept = files::list(&visitor.ctx, number).await?;
    Ok(Body(render(number, "preview-", &text, &kept).into_string()).into_response())
}
