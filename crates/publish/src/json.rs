//! The publication as JSON, for programs.

use serde_json::{Value, json};

use crate::Publication;

/// Gives the document: `{"schema": "inquest.publication", "version": 1, "publication": {…}}`.
///
/// The fields of `publication` are those of `Publication`; a field may be added within a version, never changed.
pub fn document(publication: &Publication) -> Value {
    json!({ "schema": "inquest.publication", "version": crate::SCHEMA, "publication": publication })
}
