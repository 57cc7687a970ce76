//! A note or a file as evidence.

use app::{files, workbench};
use axum::extract::{Multipart, Path, multipart::Field};
use postmortem::Number;
use views::{
    Problems,
    pages::{ImportNotePage, NoteForm},
    routes,
};

use super::{text_of, time};
use crate::{
    Failure,
    extract::{Visitor, multipart_token},
    pages::{Answer, go, rail::rail, show, show_rejected},
};

pub(super) async fn show_note(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    show(&page(visitor, number, NoteForm::default(), Problems::default()).await?)
}

async fn page(visitor: Visitor, number: Number, form: NoteForm, problems: Problems) -> Result<ImportNotePage, Failure> {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    let max = i64::try_from(visitor.ctx.house.options.max_file).unwrap_or(i64::MAX);
    let rail = rail(&visitor, &editable, "evidence").await?;
    Ok(ImportNotePage { rail, number, zone: editable.zone.clone(), max, form, problems, ui: visitor.0.ui })
}

pub(super) async fn add(visitor: Visitor, Path(number): Path<Number>, mut form: Multipart) -> Answer {
    multipart_token(&visitor, &mut form).await?;
    // who may not add is told before the file is read
    let editable = workbench::edit(&visitor.ctx, number).await?;
    let mut fields = NoteForm::default();
    let added = match read(&visitor, &mut form, &mut fields, &editable.zone).await {
        Ok(new) => files::add(&visitor.ctx, number, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(added) => go(&routes::evidence_item(number, added.evidence)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&page(visitor, number, fields, problems).await?)
        }
    }
}

async fn read(
    visitor: &Visitor,
    form: &mut Multipart,
    fields: &mut NoteForm,
    zone: &postmortem::Zone,
) -> Result<files::NewFile, app::Error> {
    let mut file = None;
    while let Some(field) = form.next_field().await.map_err(|_| app::Error::field("file", "upload-broken-off"))? {
        match field.name() {
            Some("occurred") => fields.occurred = text_of(field, "occurred").await?,
            Some("caption") => fields.caption = text_of(field, "caption").await?,
            Some("text") => fields.text = text_of(field, "text").await?,
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = bytes_of(field, visitor.ctx.house.options.max_file).await?;
                file = Some((name, bytes)).filter(|(_, bytes)| !bytes.is_empty());
            }
            _ => return Err(app::Error::field("file", "upload-broken-off")),
        }
    }
    let occurred = time("occurred", &fields.occurred, zone)?.ok_or_else(|| app::Error::field("occurred", "empty"))?;
    let text = fields.text.trim();
    let (name, bytes, caption) = match file {
        // the words beside a file are its caption
        Some((name, bytes)) => (name, bytes, [fields.caption.trim(), text].join("\n").trim().to_owned()),
        None if text.is_empty() => return Err(app::Error::field("text", "note-empty")),
        None => ("note.txt".to_owned(), text.as_bytes().to_vec(), fields.caption.trim().to_owned()),
    };
    Ok(files::NewFile { name, bytes, occurred: Some(occurred), caption })
}

/// Reads a file of a form, bounded.
pub(in crate::pages) async fn bytes_of(mut field: Field<'_>, max: u64) -> Result<Vec<u8>, app::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| app::Error::field("file", "upload-broken-off"))? {
        if (bytes.len() + chunk.len()) as u64 > max {
            let limit = (max >> 20).to_string();
            return Err(app::FieldError::new("file", "file-too-large").with("limit", limit).into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}
