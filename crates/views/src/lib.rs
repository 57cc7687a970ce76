//! Pages: a page is a struct that renders itself.
//!
//! Nothing here asks the database or knows a request; texts stand in the locales, never in code.

mod locale;
mod ui;

pub mod pages;
pub mod questions;
pub mod routes;

pub use askama::{Error as RenderError, Template as Page};
pub use locale::{has_text, text};
pub use ui::{Assets, Problem, Problems, Ui, Whole};
