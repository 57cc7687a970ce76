//! A postmortem for an audience, as a document: Markdown, HTML, JSON. Pure.
//!
//! What goes out is a `Publication`, made by naming each thing that may go; nothing of `Full` is embedded in it.

pub mod bundle;
mod causes;
pub mod csv;
mod difference;
pub mod drawing;
mod full;
pub mod html;
pub mod json;
mod learned;
mod lettering;
mod links;
pub mod markdown;
mod names;
mod particle;
mod publication;
mod sentence;
pub mod told;
mod words;

pub use causes::{
    PublishedBecause, PublishedCause, PublishedCauses, PublishedWeakness, place_of, published_weaknesses,
};
pub use difference::{Place, SectionDiff, diff_to_full};
pub use full::{Author, EvidenceRef, FileRef, Full, FullWeakness, PersonName, PracticeRef};
pub use learned::{
    PublishedAction, PublishedLesson, PublishedLuck, PublishedPlan, PublishedPractice, PublishedRefusal,
};
pub use names::{Doubt, Replacement};
pub use publication::{
    Names, Projected, Publication, PublishedDecision, PublishedEntry, PublishedEvidence, PublishedFile,
    PublishedKnowledge, PublishedMeasure, PublishedPart, PublishedSeverity, SCHEMA, project,
};
pub use words::nth_time;
