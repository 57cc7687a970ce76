//! Rows of a JSON Lines file (or one JSON list of objects); columns are the names met in its head.

use std::io::Read;

use serde_json::Value;

use super::{Row, RowResult, Rows};
use crate::json_stream::Elements;
use crate::reason::{RefuseReason, Rejected};

pub(super) struct JsonRows<R> {
    elements: Elements<R>,
    columns: Vec<String>,
}

impl<R: Read> JsonRows<R> {
    pub(super) fn open(file: &str, head: &[u8], reader: R) -> Self {
        let mut columns: Vec<String> = Vec::new();
        let mut first = Elements::any(file, head);
        // the head may end in the middle of an element: what was whole is enough
        for _ in 0..20 {
            let Ok(Some(element)) = first.next() else {
                break;
            };
            let Ok(Value::Object(object)) = serde_json::from_slice(element.raw) else {
                continue;
            };
            for name in object.keys() {
                if columns.len() < 200 && !columns.contains(name) {
                    columns.push(name.clone());
                }
            }
        }
        Self { elements: Elements::any(file, reader), columns }
    }
}

impl<R: Read> Rows for JsonRows<R> {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn next(&mut self) -> Result<Option<RowResult>, Rejected> {
        let Some(element) = self.elements.next()? else {
            return Ok(None);
        };
        let object = match serde_json::from_slice(element.raw) {
            Ok(Value::Object(object)) => object,
            Ok(_) => return Ok(Some(Err((element.line, RefuseReason::NotAnObject)))),
            Err(e) => return Ok(Some(Err((element.line, e.into())))),
        };
        let cells = self
            .columns
            .iter()
            .map(|name| match object.get(name) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            })
            .collect();
        Ok(Some(Ok(Row { line: element.line, cells, raw: element.raw.to_vec() })))
    }

    fn bytes_done(&self) -> u64 {
        self.elements.bytes_done()
    }
}
