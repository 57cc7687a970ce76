//! What the verbs take and give besides types of their own, so that whoever calls them needs no other room.

pub use ::evidence::{
    ArchiveFlaw, Arg, Expected, ItemKind, JsonFlaw, MissingColumn, NoteFlaw, RefuseReason, Rejected, SourceKind,
    TimeFlaw, Told, slack::Overview as SlackOverview, suggest::Rule as SuggestionRule, table::Mapping,
};
pub use store::connection::Connection;
pub use store::evidence::{Density, Evidence, Facet, Facets, Filter, Page};
pub use store::import::{Import, State as ImportState};
pub use store::suggestion::{State as SuggestionState, Suggestion};
