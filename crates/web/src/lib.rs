//! HTTP. The only crate that knows it.
//!
//! A handler names nobody but the verb and the page: who asked, what happens, how it looks.

mod api;
mod assets;
mod extract;
mod failure;
mod guard;
mod hooks;
mod pages;
mod reading;
mod router;
mod server;
mod state;
mod told;

pub use failure::Failure;
pub use router::{Access, ROUTES, RouteInfo, router};
pub use server::serve;
pub use state::{Options, Proxies, State};
