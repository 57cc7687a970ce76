//! What the verbs take and give besides types of their own, so that whoever calls them needs no other room.

pub use ::evidence::{
    ItemKind, SourceKind, slack::Overview as SlackOverview, suggest::Rule as SuggestionRule, table::Mapping,
};
pub use store::connection::Connection;
pub use store::evidence::{Density, Evidence, Facet, Facets, Filter, Page};
pub use store::import::{Finding, Import, State as ImportState};
pub use store::suggestion::{State as SuggestionState, Suggestion};
