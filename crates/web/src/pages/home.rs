//! The first page, and whether the server is well.

use app::Viewer;
use axum::{
    extract::State as Shared,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use postmortem::Role;
use views::routes;

use super::{Answer, go};
use crate::{State, extract::Visit, router::declare};

declare! {
    get routes::HOME, Public => home;
    get "/healthz", Public => healthz;
    get "/readyz", Public => readyz;
}

async fn home(visit: Visit) -> Answer {
    match &visit.ctx.viewer {
        Viewer::Person(person) if person.role >= Role::Member => go(&routes::workbench()),
        Viewer::Person(_) => go("/library"),
        _ => go(&routes::sign_in()),
    }
}

async fn healthz() -> &'static str {
    "ok\n"
}

async fn readyz(Shared(state): Shared<State>) -> Response {
    match state.house.db.check().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}
