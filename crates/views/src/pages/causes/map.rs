//! The drawing of the map, with where its boxes lead.

use std::collections::HashMap;

use postmortem::{CauseId, CauseMap, Effect, Number};
use publish::{
    PublishedCauses, PublishedWeakness,
    drawing::{Setting, svg},
    place_of,
};

use crate::{Ui, routes};

/// The map as one works on it: each box leads to its cause, in the outline of the page at that cause, and tells the how
/// manieth time the weakness of its cause came up.
pub fn cause_map(
    ui: &Ui,
    number: Number,
    (map, nth): (&CauseMap, &HashMap<CauseId, usize>),
    impact: &str,
    at: Option<CauseId>,
) -> Option<String> {
    let href = |effect: Effect| match effect.cause() {
        Some(id) => format!("{}#cause-{id}", routes::cause(number, id)),
        None => format!("{}#outline", routes::causes(number)),
    };
    let at = Some(at.map_or(Effect::Impact, Effect::Cause));
    let nth = |id| nth.get(&id).copied().unwrap_or(1);
    svg(map, &Setting { impact, locale: ui.locale, href: &href, at, nth: &nth })
}

/// The map as it is read: each box leads to its line below.
pub fn published_map(ui: &Ui, published: &PublishedCauses, impact: &str) -> Option<String> {
    let href = |effect: Effect| match effect.cause() {
        Some(id) => format!("#cause-{}", place_of(id) + 1),
        None => "#causes".to_owned(),
    };
    let nth = |id| published.weakness(id).map_or(1, PublishedWeakness::nth);
    svg(&published.map(), &Setting { impact, locale: ui.locale, href: &href, at: None, nth: &nth })
}
