//! Publishing: the preview, its confirmation, withdrawing.

use app::publication::{self, Choice, Confirmation, Preview};
use axum::extract::Path;
use postmortem::Number;
use publish::Names;
use serde::Deserialize;
use views::{
    Problems,
    pages::{Article, PreviewPage, Section, ShownQuestion, Swap, VersionView},
    routes,
};

use super::{Answer, go, rail::rail, show, show_conflict, show_rejected};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::PUBLICATION, Edit => preview;
    post routes::PUBLICATION, Edit => publish;
    post routes::RETRACTION, Own => retract;
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PreviewQuery {
    names: String,
    language: String,
    published: Option<i64>,
    retracted: Option<String>,
}

fn choice(visitor: &Visitor, names: &str, language: &str) -> Choice {
    Choice {
        names: if names == "shown" { Names::Shown } else { Names::AsRoles },
        locale: language.parse().unwrap_or(visitor.ui.locale),
    }
}

/// What the forms hold when the page is shown again.
#[derive(Debug, Default)]
struct Typed {
    note: String,
    reason: String,
    overridden: String,
    retraction: String,
    problems: Problems,
}

async fn page(visitor: Visitor, preview: Preview, typed: Typed) -> Result<PreviewPage, Failure> {
    let rail = rail(&visitor, &preview.postmortem, "publication").await?;
    let (ui, number) = (visitor.0.ui, preview.postmortem.number);
    let sections: Vec<Section> = preview.sections.iter().filter_map(|s| Section::new(&ui, s)).collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Ok(PreviewPage {
        rail,
        names: preview.choice.names,
        language: preview.choice.locale.as_str(),
        version: preview.version,
        digest: preview.digest,
        title: preview.publication.title.clone(),
        article: Article::new(&ui, &preview.publication, &|_| None),
        n_same: count(preview.sections.len() - sections.len()),
        sections,
        swaps: swaps(&preview.replacements),
        doubts: words(preview.doubts),
        n_evidence: preview.left_out.n_evidence,
        n_files: count(preview.left_out.n_files),
        n_names: count(preview.left_out.n_names),
        needs_note: preview.needs_note,
        needs_reason: preview.needs_reason,
        form: (typed.note, typed.reason),
        unsettled: preview.unsettled.iter().map(|q| ShownQuestion::new(&ui, number, q, None)).collect(),
        overridden: typed.overridden,
        retraction: typed.retraction,
        problems: typed.problems,
        is_stale: false,
        done: None,
        is_retracted: false,
        versions: preview
            .versions
            .into_iter()
            .map(|v| VersionView {
                version: v.version,
                note: v.note,
                published_at: v.published_at,
                retracted_at: v.retraction.map(|r| r.at),
                overridden: v.overridden,
                is_here: false,
            })
            .collect(),
        ui,
    })
}

/// Each word once, in the order in which they stand.
fn words(doubts: Vec<publish::Doubt>) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for doubt in doubts {
        if !words.contains(&doubt.word) {
            words.push(doubt.word);
        }
    }
    words
}

/// Equal replacements as one line, in the order in which they first stand.
fn swaps(replacements: &[publish::Replacement]) -> Vec<Swap> {
    let mut swaps: Vec<Swap> = Vec::new();
    for one in replacements {
        match swaps.iter_mut().find(|s| s.before == one.before && s.after == one.after) {
            Some(swap) => swap.n += 1,
            None => swaps.push(Swap { before: one.before.clone(), after: one.after.clone(), n: 1 }),
        }
    }
    swaps
}

async fn preview(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<PreviewQuery>) -> Answer {
    let choice = choice(&visitor, &query.names, &query.language);
    let preview = publication::preview(&visitor.ctx, number, choice).await?;
    let stands = preview.versions.iter().any(|v| Some(v.version) == query.published && v.retraction.is_none());
    let is_retracted = query.retracted.is_some() && preview.versions.iter().all(|v| v.retraction.is_some());
    let mut page = page(visitor, preview, Typed::default()).await?;
    page.done = query.published.filter(|_| stands);
    page.is_retracted = is_retracted;
    show(&page)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    digest: String,
    names: String,
    language: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    overridden: String,
}

async fn publish(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<Fields>) -> Answer {
    let choice = choice(&visitor, &fields.names, &fields.language);
    let Fields { digest, note, reason, overridden, .. } = fields;
    let confirmation =
        Confirmation { choice, digest, note: note.clone(), reason: reason.clone(), overridden: overridden.clone() };
    let error = match publication::publish(&visitor.ctx, number, confirmation).await {
        Ok(version) => return go(&format!("{}?published={}", routes::publication(number), version.version)),
        Err(error) => error,
    };
    let is_stale = matches!(error, app::Error::Conflict);
    let problems = if is_stale { Problems::default() } else { visitor.problems(error)? };
    let preview = publication::preview(&visitor.ctx, number, choice).await?;
    let mut page = page(visitor, preview, Typed { note, reason, overridden, problems, ..Typed::default() }).await?;
    page.is_stale = is_stale;
    if is_stale { show_conflict(&page) } else { show_rejected(&page) }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Withdrawal {
    #[serde(default)]
    retraction: String,
}

async fn retract(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<Withdrawal>) -> Answer {
    match publication::retract(&visitor.ctx, number, &fields.retraction).await {
        Ok(()) => go(&format!("{}?retracted=1", routes::publication(number))),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let choice = choice(&visitor, "", "");
            let preview = publication::preview(&visitor.ctx, number, choice).await?;
            let typed = Typed { retraction: fields.retraction, problems, ..Typed::default() };
            show_rejected(&page(visitor, preview, typed).await?)
        }
    }
}
