//! Receiving an upload: streamed to the disk as it comes, never held in memory.

use std::time::Duration;

use app::{FieldError, imports, terms::SourceKind};
use axum::{
    extract::{Multipart, Path, multipart::Field},
    http::{HeaderValue, StatusCode, header},
    response::IntoResponse,
};
use postmortem::Number;
use uuid::Uuid;
use views::{pages::ImportForm, routes};

use super::new_page;
use crate::{
    Failure,
    extract::{Visit, Visitor, multipart_token},
    pages::{Answer, go, show_rejected},
};

/// A plain field of a form with files holds at most so many bytes.
const LONGEST: usize = 64 * 1024;
/// Whoever sends nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);

pub(super) async fn receive(visitor: Visitor, Path(number): Path<Number>, mut form: Multipart) -> Answer {
    multipart_token(&visitor, &mut form).await?;
    let mut source = String::new();
    let received = take(&visitor, number, &mut form, &mut source).await;
    match received {
        Ok(next) if visitor.is_fragment => {
            let mut response = StatusCode::NO_CONTENT.into_response();
            let next = HeaderValue::from_str(&next).map_err(|_| Failure::broken("an address that is no header"))?;
            response.headers_mut().insert("hx-redirect", next);
            Ok(response)
        }
        Ok(next) => go(&next),
        Err(error) if visitor.is_fragment => {
            let text = sentence(&visitor, error)?;
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            Ok((StatusCode::UNPROCESSABLE_ENTITY, kind, text).into_response())
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&new_page(visitor, number, ImportForm { source }, problems).await?)
        }
    }
}

/// The first of the sentences that say what was not taken.
pub(in crate::pages) fn sentence(visit: &Visit, error: app::Error) -> Result<String, Failure> {
    let problems = visit.problems(error)?;
    Ok(problems.0.into_iter().next().map(|problem| problem.text).unwrap_or_default())
}

/// Takes the upload and gives the address where it goes on.
async fn take(
    visitor: &Visitor,
    number: Number,
    form: &mut Multipart,
    source: &mut String,
) -> Result<String, app::Error> {
    let mut kind = None;
    while let Some(field) = next(form).await? {
        match field.name() {
            Some("source") => {
                *source = text_of(field, "source").await?;
                let named = source.parse::<SourceKind>();
                kind = Some(named.map_err(|_| app::Error::field("source", "unknown-source"))?);
            }
            Some("file") => {
                let kind = kind.ok_or_else(|| app::Error::field("source", "unknown-source"))?;
                let name = field.file_name().filter(|name| !name.trim().is_empty()).unwrap_or("upload").to_owned();
                let upload = keep(visitor, number, field).await?;
                return go_on(visitor, number, kind, name, upload).await;
            }
            _ => return Err(app::Error::field("file", "upload-broken-off")),
        }
    }
    Err(app::Error::field("file", "empty"))
}

fn broken_off() -> app::Error {
    FieldError::new("file", "upload-broken-off").into()
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, app::Error> {
    let field = tokio::time::timeout(SILENCE, form.next_field()).await;
    field.map_err(|_| broken_off())?.map_err(|_| broken_off())
}

async fn keep(visitor: &Visitor, number: Number, mut field: Field<'_>) -> Result<Uuid, app::Error> {
    let mut receiving = imports::receive(&visitor.ctx, number).await?;
    loop {
        let chunk = tokio::time::timeout(SILENCE, field.chunk()).await;
        match chunk.map_err(|_| broken_off())?.map_err(|_| broken_off())? {
            Some(bytes) => receiving.write(&bytes).await?,
            None => return receiving.finish().await,
        }
    }
}

/// Slack exports and tables are looked into first; the others begin at once.
async fn go_on(
    visitor: &Visitor,
    number: Number,
    source: SourceKind,
    name: String,
    upload: Uuid,
) -> Result<String, app::Error> {
    if matches!(source, SourceKind::Slack | SourceKind::Table) {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("upload", &upload.to_string())
            .append_pair("source", source.as_str())
            .append_pair("name", &name.chars().take(200).collect::<String>())
            .finish();
        return Ok(format!("{}?{query}", routes::import_choose(number)));
    }
    let new = imports::NewImport { source, name, options: imports::ImportOptions::default(), upload };
    let id = imports::start(&visitor.ctx, number, new).await?;
    Ok(routes::import(number, id))
}

/// Reads a plain field of a form with files, bounded.
pub(in crate::pages) async fn text_of(mut field: Field<'_>, name: &str) -> Result<String, app::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| broken_off())? {
        if bytes.len() + chunk.len() > LONGEST {
            return Err(app::Error::field(name, "too-long"));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| app::Error::field(name, "control-character"))
}
