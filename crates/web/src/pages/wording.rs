//! What the rules find in the wording of a text, while it is written. Nothing of it is kept.

use serde::Deserialize;
use views::{pages::WordingPart, routes};

use super::{Answer, show};
use crate::{
    extract::{Form, Visitor},
    router::declare,
};

declare! {
    post routes::WORDING, SignedIn => check;
}

/// Checks a text for whoever reads the page.
pub(crate) fn part(visitor: &Visitor, text: &str) -> WordingPart {
    WordingPart::new(visitor.ui.clone(), text, &wording::check(text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordingForm {
    text: String,
}

async fn check(visitor: Visitor, Form(form): Form<WordingForm>) -> Answer {
    show(&part(&visitor, &form.text))
}
