//! Documents that leave, for editors everything in four forms; and documents that come in.

use app::exchange::{self, Audience, Body, Exported, Format, Incoming, Outcome, WhenKnown};
use axum::{
    body::Body as HttpBody,
    extract::{DefaultBodyLimit, Multipart, Path},
    handler::Handler,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use postmortem::{Number, Role};
use tokio::io::AsyncWriteExt;
use tokio_util::io::ReaderStream;
use views::{Problems, pages::ImportPostmortemPage, routes};

use super::{Answer, go, show, show_conflict, show_rejected};
use crate::{
    Failure,
    extract::{Visitor, multipart_token},
    router::declare,
};

declare! {
    get routes::EXPORT_MD, Edit => markdown;
    get routes::EXPORT_HTML, Edit => html;
    get routes::EXPORT_JSON, Edit => json;
    get routes::EXPORT_ZIP, Edit => bundle;
    get routes::IMPORT_POSTMORTEM, Member => show_import;
    post routes::IMPORT_POSTMORTEM, Member => import.layer(DefaultBodyLimit::disable());
}

/// Hands a document out for saving. A page of written text never runs as one of ours.
pub(super) async fn handed_out(exported: Exported) -> Result<Response, Failure> {
    let disposition = format!("attachment; filename=\"{}\"", exported.name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(exported.media_type)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).map_err(|e| Failure::broken(&e.to_string()))?,
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'"),
        ),
    ];
    Ok(match exported.body {
        Body::Text(text) => (headers, text).into_response(),
        Body::Archive(archive) => {
            let length = archive.length;
            let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(archive.into_file()), 64 * 1024);
            (headers, [(header::CONTENT_LENGTH, HeaderValue::from(length))], HttpBody::from_stream(stream))
                .into_response()
        }
    })
}

async fn all(visitor: &Visitor, number: Number, format: Format) -> Answer {
    handed_out(exchange::export(&visitor.ctx, number, format, Audience::Full).await?).await
}

async fn markdown(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    all(&visitor, number, Format::Markdown).await
}

async fn html(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    all(&visitor, number, Format::Html).await
}

async fn json(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    all(&visitor, number, Format::Json).await
}

async fn bundle(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    all(&visitor, number, Format::Bundle).await
}

fn import_page(visitor: Visitor, problems: Problems, known: Option<Number>) -> ImportPostmortemPage {
    ImportPostmortemPage { ui: visitor.0.ui, problems, known }
}

async fn show_import(visitor: Visitor) -> Answer {
    visitor.ctx.need(Role::Member)?;
    show(&import_page(visitor, Problems::default(), None))
}

async fn import(visitor: Visitor, mut form: Multipart) -> Answer {
    visitor.ctx.need(Role::Member)?;
    multipart_token(&visitor, &mut form).await?;
    let outcome = match received(&visitor, &mut form).await? {
        Ok((incoming, known)) => exchange::import_postmortem(&visitor.ctx, incoming, known, None).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(Outcome::Made(number) | Outcome::Updated(number)) => go(&routes::postmortem(number)),
        Ok(Outcome::Exists(number)) => show_conflict(&import_page(visitor, Problems::default(), Some(number))),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&import_page(visitor, problems, None))
        }
    }
}

/// Takes the upload into a file without a name, which is gone once it is closed.
async fn received(
    visitor: &Visitor,
    form: &mut Multipart,
) -> Result<Result<(Incoming, WhenKnown), app::Error>, Failure> {
    let house = &visitor.ctx.house;
    let mut known = WhenKnown::Ask;
    while let Some(field) = form.next_field().await.map_err(|e| Failure::rejected(&e.to_string()))? {
        match field.name() {
            Some("known") => {
                let word = field.text().await.map_err(|e| Failure::rejected(&e.to_string()))?;
                known = match word.as_str() {
                    "update" => WhenKnown::Update,
                    "new" => WhenKnown::MakeNew,
                    _ => WhenKnown::Ask,
                };
            }
            Some("document") => {
                let (mut file, mut field, mut n_bytes) = (exchange::spool(house).await?, field, 0);
                while let Some(chunk) = field.chunk().await.map_err(|e| Failure::rejected(&e.to_string()))? {
                    n_bytes += chunk.len() as u64;
                    if n_bytes > house.options.max_upload {
                        return Err(Failure::too_large());
                    }
                    file.write_all(&chunk).await.map_err(app::Error::from)?;
                }
                return Ok(opened(file).await.map(|incoming| (incoming, known)));
            }
            _ => return Err(Failure::rejected("a field that the form does not have")),
        }
    }
    Ok(Err(app::Error::field("document", "document-missing")))
}

async fn opened(mut file: tokio::fs::File) -> Result<Incoming, app::Error> {
    file.flush().await?;
    let mut file = file.into_std().await;
    tokio::task::spawn_blocking(move || {
        std::io::Seek::rewind(&mut file)?;
        Incoming::open(file)
    })
    .await?
}
