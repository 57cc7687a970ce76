//! Documents that leave: for editors everything, in four forms.

use app::exchange::{self, Audience, Body, Exported, Format};
use axum::{
    body::Body as HttpBody,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use postmortem::Number;
use tokio_util::io::ReaderStream;
use views::routes;

use super::Answer;
use crate::{Failure, extract::Visitor, router::declare};

declare! {
    get routes::EXPORT_MD, Edit => markdown;
    get routes::EXPORT_HTML, Edit => html;
    get routes::EXPORT_JSON, Edit => json;
    get routes::EXPORT_ZIP, Edit => bundle;
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
