//! The site's table of contents.

use axum::{
    Router, middleware,
    routing::{MethodRouter, get},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
};

use crate::{State, api, assets, guard, hooks, pages};

/// Who may reach a route at all; what they find behind it is decided by the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Members; what they may read.
    Read,
    /// Editors of the postmortem.
    Edit,
    /// The owner of the postmortem.
    Own,
    /// Members at large.
    Member,
    /// Administrators.
    Administrator,
    /// Whoever holds the token in the path.
    Token,
}

/// One route as the access table sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RouteInfo {
    /// The method.
    pub method: &'static str,
    /// The pattern.
    pub path: &'static str,
    /// Who may reach it.
    pub access: Access,
}

/// A route with its handler.
pub(crate) struct Route {
    pub info: RouteInfo,
    pub handler: MethodRouter<State>,
}

/// Declares routes: method, pattern, access, handler. What is not declared does not exist.
macro_rules! declare {
    ($($method:ident $path:expr, $access:ident => $handler:expr;)*) => {
        /// The routes of this room.
        pub(crate) fn routes() -> Vec<$crate::router::Route> {
            vec![$($crate::router::Route {
                info: $crate::router::RouteInfo {
                    method: stringify!($method),
                    path: $path,
                    access: $crate::router::Access::$access,
                },
                handler: axum::routing::$method($handler),
            }),*]
        }
    };
}
pub(crate) use declare;

/// Every room with its routes.
pub(crate) const ROOMS: &[fn() -> Vec<Route>] = &[
    api::questions::routes,
    hooks::routes,
    pages::account::routes,
    pages::actions::routes,
    pages::causes::routes,
    pages::connections::routes,
    pages::evidence::routes,
    pages::exchange::routes,
    pages::files::routes,
    pages::home::routes,
    pages::imports::routes,
    pages::lessons::routes,
    pages::library::routes,
    pages::narrative::routes,
    pages::people::routes,
    pages::portfolio::routes,
    pages::practices::routes,
    pages::publication::routes,
    pages::question_settings::routes,
    pages::questions::routes,
    pages::settings::routes,
    pages::stewardship::routes,
    pages::timeline::actors::routes,
    pages::timeline::routes,
    pages::weaknesses::routes,
    pages::wording::routes,
    pages::workbench::routes,
];

/// Every route, for the access table.
pub static ROUTES: std::sync::LazyLock<Vec<RouteInfo>> =
    std::sync::LazyLock::new(|| ROOMS.iter().flat_map(|room| room()).map(|route| route.info).collect());

/// Puts the site together.
pub fn router(state: State) -> Router {
    let mut router = Router::new();
    for route in ROOMS.iter().flat_map(|room| room()) {
        router = router.route(route.info.path, route.handler);
    }
    let compressible =
        SizeAbove::new(512).and(NotForContentType::IMAGES).and(NotForContentType::new("application/zip"));
    router
        .layer(middleware::from_fn_with_state(state.clone(), guard::door))
        .route("/assets/{name}", get(assets::get))
        .route("/favicon.ico", get(assets::favicon))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(state.clone(), guard::headers))
        .layer(CompressionLayer::new().compress_when(compressible))
        .with_state(state)
}
