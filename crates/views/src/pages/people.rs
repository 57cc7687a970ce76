//! Signing in, and arriving by a single-use link.

use askama::Template;

use crate::{Problems, Ui};

/// The page to sign in on.
#[derive(Template)]
#[template(path = "people/sign_in.html")]
pub struct SignInPage {
    /// What every page knows.
    pub ui: Ui,
    /// What was typed as login.
    pub login: String,
    /// Where to go then.
    pub next: String,
    /// What was not taken.
    pub problems: Problems,
}

/// The page that a single-use link opens.
#[derive(Template)]
#[template(path = "people/welcome.html")]
pub struct WelcomePage {
    /// What every page knows.
    pub ui: Ui,
    /// The token of the link.
    pub token: String,
    /// Whether the first administrator is made here.
    pub is_first_run: bool,
    /// Whether a forgotten password is set anew.
    pub is_reset: bool,
    /// The login, typed or known.
    pub login: String,
    /// The name, typed or known.
    pub name: String,
    /// The zone, typed.
    pub zone: String,
    /// What was not taken.
    pub problems: Problems,
}
