//! Connections: made and revoked by administrators; what arrived is taken over by editors.

use app::{
    connections, people,
    terms::{Connection, SourceKind},
    workbench,
};
use axum::extract::Path;
use postmortem::{ConnectionId, Number};
use serde::Deserialize;
use views::{
    Problems,
    pages::{ConnectionRow, ConnectionsPage, CreatedConnection, TakeOverPage},
    routes,
};

use super::{Answer, go, imports::time, rail::rail, show, show_rejected};
use crate::{
    Failure,
    extract::{Form, Visitor},
    router::declare,
};

declare! {
    get routes::CONNECTIONS, Administrator => list;
    post routes::CONNECTIONS, Administrator => create;
    post routes::REVOKE_CONNECTION, Administrator => revoke;
    get routes::TAKE_OVER, Edit => show_take_over;
    post routes::TAKE_OVER, Edit => take_over;
}

async fn rows(visitor: &Visitor) -> Result<Vec<ConnectionRow>, Failure> {
    let names = people::names(&visitor.ctx).await?;
    let row = |c: Connection| ConnectionRow {
        id: c.id,
        source: c.source,
        name: c.name,
        created_at: c.created_at,
        created_by: c.created_by.and_then(|id| names.get(&id).cloned()),
        revoked_at: c.revoked_at,
        arrived_at: c.arrived_at,
    };
    Ok(connections::list(&visitor.ctx).await?.into_iter().map(row).collect())
}

/// To everyone but administrators there is no such page.
fn need_administrator(visitor: &Visitor) -> Result<(), Failure> {
    if visitor.is_administrator() { Ok(()) } else { Err(Failure::not_found()) }
}

async fn page(visitor: Visitor, created: Option<CreatedConnection>) -> Result<ConnectionsPage, Failure> {
    Ok(ConnectionsPage {
        connections: rows(&visitor).await?,
        created,
        source: String::new(),
        name: String::new(),
        problems: Problems::default(),
        ui: visitor.0.ui,
    })
}

async fn list(visitor: Visitor) -> Answer {
    need_administrator(&visitor)?;
    show(&page(visitor, None).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewConnection {
    #[serde(default)]
    source: String,
    #[serde(default)]
    name: String,
}

/// Answers with the page itself: what it shows must not be asked for again.
async fn create(visitor: Visitor, Form(form): Form<NewConnection>) -> Answer {
    need_administrator(&visitor)?;
    let created = match form.source.parse::<SourceKind>() {
        Ok(source) => connections::create(&visitor.ctx, source, &form.name).await,
        Err(_) => Err(app::Error::field("source", "unknown-source")),
    };
    match created {
        Ok(created) => {
            let path = match created.connection.source.as_str() {
                "github" => routes::hook_github(&created.token),
                _ => routes::hook_alertmanager(&created.token),
            };
            let address = visitor.ctx.house.link(&path);
            let shown = CreatedConnection { name: created.connection.name, address, secret: created.secret };
            show(&page(visitor, Some(shown)).await?)
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            let page = page(visitor, None).await?;
            show_rejected(&ConnectionsPage { source: form.source, name: form.name, problems, ..page })
        }
    }
}

async fn revoke(visitor: Visitor, Path(id): Path<ConnectionId>, Form(()): Form<()>) -> Answer {
    connections::revoke(&visitor.ctx, id).await?;
    go(&routes::connections())
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Window {
    #[serde(default)]
    connection: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Only counts what would be taken.
    count: Option<String>,
}

async fn take_over_page(
    visitor: Visitor,
    number: Number,
    form: Window,
    problems: Problems,
) -> Result<TakeOverPage, Failure> {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    Ok(TakeOverPage {
        rail: rail(&visitor, &editable, "evidence").await?,
        number,
        zone: editable.zone.clone(),
        connections: rows(&visitor).await?,
        connection: form.connection,
        from: form.from,
        to: form.to,
        count: None,
        problems,
        ui: visitor.0.ui,
    })
}

async fn show_take_over(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    show(&take_over_page(visitor, number, Window::default(), Problems::default()).await?)
}

async fn take_over(visitor: Visitor, Path(number): Path<Number>, Form(form): Form<Window>) -> Answer {
    let zone = workbench::edit(&visitor.ctx, number).await?.zone.clone();
    let done = match chosen(&form, &zone) {
        Ok((id, window)) if form.count.is_some() => {
            let count = connections::count_arrivals(&visitor.ctx, id, window.0, window.1).await?;
            let page = take_over_page(visitor, number, form, Problems::default()).await?;
            return show(&TakeOverPage { count: Some(count), ..page });
        }
        Ok((id, (from, to))) => connections::take_over(&visitor.ctx, number, id, from, to).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => go(&routes::import(number, id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&take_over_page(visitor, number, form, problems).await?)
        }
    }
}

/// The connection and the window that a form names.
fn chosen(
    form: &Window,
    zone: &postmortem::Zone,
) -> Result<(ConnectionId, (jiff::Timestamp, jiff::Timestamp)), app::Error> {
    let id: ConnectionId = form.connection.parse().map_err(|_| app::Error::field("connection", "no-connection"))?;
    let needed = |field, text| time(field, text, zone)?.ok_or_else(|| app::FieldError::new(field, "empty"));
    let (from, to) = (needed("from", &form.from)?, needed("to", &form.to)?);
    if from.at >= to.at {
        return Err(app::Error::field("to", "ends-before-begin"));
    }
    Ok((id, (from.at, to.at)))
}
