//! The form of an entry: on a page of its own, or where the entry stands.

use app::timeline::{self, Revised, Stale};
use axum::{extract::Path, http::StatusCode};
use postmortem::{Entry, EntryDraft, EntryId, EntryKind, EvidenceId, Number};
use serde::Deserialize;
use views::{
    Problems,
    pages::{EntryForm, EntryFormInPlace, EntryFormPage, KnowledgeFields, describe, input_of},
};

use super::{
    super::{Answer, rail::rail, show_as},
    fields, names, settled, shown, stale,
};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
};

/// How many items near the entry can be chosen from.
const NEAR: i64 = 60;

#[derive(Deserialize, Default)]
pub(super) struct NewQuery {
    #[serde(default)]
    after: String,
    #[serde(default)]
    evidence: Vec<String>,
}

pub(super) async fn show_new(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<NewQuery>) -> Answer {
    let postmortem = app::workbench::edit(&visitor.ctx, number).await?;
    let mut form = EntryForm {
        kind: EntryKind::Observation.as_str().to_owned(),
        zone: postmortem.zone.to_string(),
        evidence: query.evidence,
        ..EntryForm::default()
    };
    let list = timeline::list(&visitor.ctx, number).await?;
    let before = match query.after.as_str() {
        "end" => list.last(),
        id => id.parse::<EntryId>().ok().and_then(|id| list.iter().find(|e| e.id == id)),
    };
    if let Some(entry) = before {
        form.occurred = input_of(&entry.occurred, &postmortem.zone);
    }
    if let Some(entry) = before.or(list.last()) {
        form.day = entry.occurred.in_zone(&postmortem.zone).date().to_string();
    }
    let mut page = form_page(&visitor, number, None, form, Problems::default()).await?;
    page.after = query.after;
    answer(visitor.is_fragment, StatusCode::OK, page)
}

/// The form as the page of its own, or as the item of the list.
fn answer(is_fragment: bool, status: StatusCode, page: EntryFormPage) -> Answer {
    if is_fragment { show_as(status, &EntryFormInPlace(page)) } else { show_as(status, &page) }
}

/// The page of the form, with all that can be chosen in it.
async fn form_page(
    visitor: &Visitor,
    number: Number,
    before: Option<&Entry>,
    mut form: EntryForm,
    problems: Problems,
) -> Result<EntryFormPage, Failure> {
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let rail = rail(visitor, &view.postmortem, "timeline").await?;
    let around = before.map(|e| e.occurred.at).or_else(|| {
        let zone = form.zone.parse().ok()?;
        fields::moment("occurred", &form.occurred, &zone).ok().map(|m| m.at)
    });
    let mut chosen: Vec<EvidenceId> = before.map(|e| e.evidence.clone()).unwrap_or_default();
    for id in form.evidence.iter().chain(&form.known_evidence).filter_map(|id| id.parse().ok()) {
        if !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    let near = timeline::nearby(&visitor.ctx, number, &chosen, around, None, NEAR).await?;
    form.knowledge.extend([const { KnowledgeFields::EMPTY }; 3]);
    form.options.extend([const { (String::new(), false) }; 3]);
    let id = before.map(|e| e.id);
    Ok(EntryFormPage {
        ui: visitor.ui.clone(),
        rail,
        id,
        form,
        actors: view.timeline.actors.clone(),
        entries: view.timeline.entries.iter().filter(|e| Some(e.id) != id).cloned().collect(),
        ground: near.items.iter().map(shown).collect(),
        problems,
        theirs: None,
        after: String::new(),
    })
}

pub(super) async fn insert(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<fields::Fields>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let inserted = match fields::draft(&visitor.ctx, number, &fields, None).await {
        Ok(draft) => timeline::insert(&visitor.ctx, number, draft).await,
        Err(error) => Err(error),
    };
    match inserted {
        Ok(entry) => settled(visitor, number, entry.id).await,
        Err(error) => {
            let problems = visitor.problems(error)?;
            let after = fields.after.clone();
            let mut page = form_page(&visitor, number, None, fields.form(), problems).await?;
            page.after = after;
            answer(visitor.is_fragment, StatusCode::UNPROCESSABLE_ENTITY, page)
        }
    }
}

pub(super) async fn show(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let entry = timeline::get(&visitor.ctx, number, id).await?;
    let form = fields::form_of(&entry);
    let page = form_page(&visitor, number, Some(&entry), form, Problems::default()).await?;
    answer(visitor.is_fragment, StatusCode::OK, page)
}

pub(super) async fn revise(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<fields::Fields>,
) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let history = timeline::history(&visitor.ctx, number, id).await?;
    let before = history.past.iter().find(|p| p.entry.version == fields.version).or_else(|| history.past.first());
    let before = before.map(|p| p.entry.clone()).ok_or_else(Failure::not_found)?;
    let draft = match fields::draft(&visitor.ctx, number, &fields, Some(&before)).await {
        Ok(draft) => draft,
        Err(error) => {
            let problems = visitor.problems(error)?;
            return rejected(&visitor, number, &before, fields, problems).await;
        }
    };
    let mut version = fields.version;
    if fields.restore.is_some()
        && history.is_deleted
        && history.past.first().is_some_and(|p| p.entry.version == version)
    {
        version = timeline::restore(&visitor.ctx, number, id).await?.version;
    }
    match timeline::revise(&visitor.ctx, number, id, draft.clone(), version).await {
        Ok(Revised::Saved(entry)) => settled(visitor, number, entry.id).await,
        Ok(Revised::Stale(stale)) => conflict(visitor, number, fields, &draft, &stale).await,
        Err(error) => {
            let problems = visitor.problems(error)?;
            rejected(&visitor, number, &before, fields, problems).await
        }
    }
}

async fn rejected(
    visitor: &Visitor,
    number: Number,
    before: &Entry,
    fields: fields::Fields,
    problems: Problems,
) -> Answer {
    let page = form_page(visitor, number, Some(before), fields.form(), problems).await?;
    answer(visitor.is_fragment, StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// Both versions side by side, what differs, and the form to keep one of them or combine them.
async fn conflict(
    visitor: Visitor,
    number: Number,
    fields: fields::Fields,
    draft: &EntryDraft,
    stale: &Stale,
) -> Answer {
    let form = EntryForm { version: stale.current.version, ..fields.form() };
    let mut page = form_page(&visitor, number, Some(&stale.current), form, Problems::default()).await?;
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let mut names = names(&view);
    names.evidence.extend(page.ground.iter().map(|g| (g.id, g.clone())));
    let yours = describe(&visitor.ui, draft, &names, &view.postmortem.zone);
    let words = stale::Words { deleted: "conflict-deleted", yours: "conflict-yours" };
    page.theirs = Some(stale::theirs(&visitor, stale, yours, &names, &view.postmortem.zone, words).await?);
    answer(visitor.is_fragment, StatusCode::CONFLICT, page)
}
