//! The library: the list, and the page on which one publication is read.

use app::{
    exchange::{self, Audience, Format},
    library::{self, Opened, Wanted},
};
use axum::{
    extract::{Path, State as Shared},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Response},
};
use postmortem::{Number, Severity};
use serde::Deserialize;
use views::{
    Page,
    pages::{Article, Chosen, LibraryPage, ListedView, ReadingPage, RetractedPage, VersionView},
    routes,
};

use super::{Answer, exchange::handed_out, show};
use crate::{
    Failure, State,
    extract::{Query, Visitor},
    reading::{Coding, Kept, Key},
    router::declare,
};

declare! {
    get routes::LIBRARY, SignedIn => list;
    get routes::READING, SignedIn => read;
    get routes::READING_FILE, SignedIn => file;
    get routes::READING_MD, SignedIn => markdown;
    get routes::READING_HTML, SignedIn => html;
    get routes::READING_JSON, SignedIn => json;
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ListQuery {
    q: String,
    severity: String,
    occasion: String,
    tag: String,
    service: String,
    page: String,
}

fn chosen(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|t| !t.is_empty())
}

async fn list(visitor: Visitor, Query(query): Query<ListQuery>) -> Answer {
    let wanted = Wanted {
        text: query.q.clone(),
        severity: chosen(&query.severity),
        occasion: query.occasion.parse().ok(),
        tag: chosen(&query.tag),
        service: chosen(&query.service),
        page: query.page.parse().unwrap_or(1),
    };
    let page = library::list(&visitor.ctx, &wanted).await?;
    let scheme = library::severities(&visitor.ctx).await?;
    let listed: Vec<ListedView> = page
        .listed
        .into_iter()
        .map(|p| ListedView {
            number: p.number,
            version: p.version,
            title: p.title,
            severity: severity(&scheme, &p.severity, &p.severity),
            occasion: p.occasion,
            tags: p.tags,
            services: p.services,
            summary: p.summary,
            published_at: p.published_at,
        })
        .collect();
    let first = (page.page - 1) * page.page_size;
    let last = first + i64::try_from(listed.len()).unwrap_or(0);
    let name = |code: &str| severity(&scheme, code, code).name;
    show(&LibraryPage {
        listed,
        n_all: page.n_all,
        page: page.page,
        n_pages: page.n_pages,
        spot: (first + 1, last),
        severities: page.facets.severities.into_iter().map(|(code, n)| (code.clone(), name(&code), n)).collect(),
        occasions: page.facets.occasions,
        chosen: Chosen {
            q: query.q.chars().take(256).collect(),
            severity: query.severity,
            occasion: wanted.occasion.map(|o| o.as_str().to_owned()).unwrap_or_default(),
            tag: query.tag,
            service: query.service,
        },
        ui: visitor.0.ui,
    })
}

/// The severity of that code as the scheme has it now, or as the publication called it.
fn severity(scheme: &[Severity], code: &str, name: &str) -> Severity {
    scheme.iter().find(|s| s.code == code).cloned().unwrap_or_else(|| Severity {
        code: code.to_owned(),
        name: name.to_owned(),
        meaning: String::new(),
        position: 9,
        is_offered: false,
        version: 0,
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ReadQuery {
    version: Option<i64>,
}

async fn read(
    visitor: Visitor,
    Shared(state): Shared<State>,
    headers: HeaderMap,
    Path(number): Path<Number>,
    Query(query): Query<ReadQuery>,
) -> Answer {
    // who asks and which version they get is decided each time; only the rendering is kept
    let found = library::find(&visitor.ctx, number, query.version).await?;
    let coding = Coding::wanted(&headers);
    let key = Key::new(&visitor, &found, query.version, coding);
    if let Some(kept) = state.reading.get(&key) {
        return Ok(kept.answer(&headers));
    }
    let opened = library::read(&visitor.ctx, number, query.version).await?;
    // published or withdrawn between the two looks: shown once, not kept
    let is_same = opened.row.id == found.version.id && opened.shelf == *found.shelf;
    let html = page(visitor, opened, query.version)?;
    if !is_same {
        return Ok(Html(html).into_response());
    }
    let kept = tokio::task::spawn_blocking(move || Kept::new(&html, coding))
        .await
        .map_err(|error| Failure::broken(&error.to_string()))?;
    state.reading.keep(key, kept.clone());
    Ok(kept.answer(&headers))
}

fn page(visitor: Visitor, opened: Opened, asked: Option<i64>) -> Result<String, Failure> {
    let Opened { row, text, shelf } = opened;
    let standing = shelf.versions.iter().find(|v| v.retraction.is_none()).map(|v| v.version);
    let Some(text) = text else {
        let retraction = row.retraction.ok_or_else(|| Failure::broken("a publication without text stands"))?;
        let page = RetractedPage {
            ui: visitor.0.ui,
            number: row.number,
            retracted_at: retraction.at,
            reason: retraction.reason,
            standing,
        };
        return Ok(page.render()?);
    };
    let ui = visitor.0.ui;
    let file = |hash: &str| Some(routes::reading_file(row.number, row.version, hash));
    let words = prose::plain(&publish::markdown::publication(&text, text.locale));
    let page = ReadingPage {
        article: Article::new(&ui, &text, &file),
        number: row.number,
        version: row.version,
        newer: standing.filter(|v| *v > row.version),
        note: row.note,
        published_at: row.published_at,
        title: text.title.clone(),
        severity: severity(&shelf.severities, &text.severity.code, &text.severity.name),
        occasion: text.occasion,
        services: text.services,
        groups: text.teams.into_iter().chain(text.departments).collect(),
        tags: text.tags,
        minutes: i64::from(prose::reading_minutes(&words)),
        versions: shelf
            .versions
            .into_iter()
            .map(|v| VersionView {
                is_here: v.version == row.version,
                version: v.version,
                note: v.note,
                published_at: v.published_at,
                retracted_at: v.retraction.map(|r| r.at),
                // not for readers
                overridden: None,
            })
            .collect(),
        query: asked.map(|version| format!("?version={version}")).unwrap_or_default(),
        ui,
    };
    Ok(page.render()?)
}

async fn file(visitor: Visitor, Path((number, version, hash)): Path<(Number, i64, String)>) -> Answer {
    let file = library::file(&visitor.ctx, number, Some(version), &hash).await?;
    let shown = exchange::shown_file(&visitor.ctx, &file).await?;
    let headers = [
        (header::CONTENT_TYPE, shown.media_type),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
        (header::CONTENT_DISPOSITION, shown.disposition.to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'".to_owned()),
    ];
    Ok((headers, shown.bytes).into_response())
}

async fn hand_out(
    visitor: &Visitor,
    number: Number,
    version: Option<i64>,
    format: Format,
) -> Result<Response, Failure> {
    handed_out(exchange::export(&visitor.ctx, number, format, Audience::Company { version }).await?).await
}

async fn markdown(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<ReadQuery>) -> Answer {
    hand_out(&visitor, number, query.version, Format::Markdown).await
}

async fn html(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<ReadQuery>) -> Answer {
    hand_out(&visitor, number, query.version, Format::Html).await
}

async fn json(visitor: Visitor, Path(number): Path<Number>, Query(query): Query<ReadQuery>) -> Answer {
    hand_out(&visitor, number, query.version, Format::Json).await
}
