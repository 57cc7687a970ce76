//! Files of the narrative: handed in by the editor, served so that nothing in them ever runs.

use app::files;
use axum::{
    Json,
    extract::{DefaultBodyLimit, Multipart, Path},
    handler::Handler,
    http::StatusCode,
    response::IntoResponse,
};
use postmortem::Number;
use serde_json::json;
use subtle::ConstantTimeEq;
use views::routes;

use super::{
    Answer,
    evidence::download,
    imports::{bytes_of, sentence, text_of},
};
use crate::{Failure, extract::Visitor, router::declare};

declare! {
    post routes::FILES, Edit => add.layer(DefaultBodyLimit::disable());
    get routes::FILE, Read => open;
}

/// Takes a file that was pasted or dropped, and answers with the Markdown that shows it.
///
/// The token of the session comes before the file, so that nothing is read for anyone else.
async fn add(visitor: Visitor, Path(number): Path<Number>, mut form: Multipart) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let added = match read(&visitor, &mut form).await? {
        Ok(new) => files::add(&visitor.ctx, number, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(added) => Ok(Json(
            json!({ "markdown": markdown(&added.file.hash, added.file.shown_hash.is_some(), &added.file.name) }),
        )
        .into_response()),
        Err(error) => {
            let text = sentence(&visitor, error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": text }))).into_response())
        }
    }
}

async fn read(visitor: &Visitor, form: &mut Multipart) -> Result<Result<files::NewFile, app::Error>, Failure> {
    let broken = || app::Error::field("file", "upload-broken-off");
    let mut is_ours = false;
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(Err(app::Error::field("file", "empty"))),
            Err(_) => return Ok(Err(broken())),
        };
        match field.name() {
            Some("form_token") => {
                let token = text_of(field, "form_token").await?;
                if !bool::from(visitor.ui.form_token.as_bytes().ct_eq(token.as_bytes())) {
                    return Err(Failure::forged());
                }
                is_ours = true;
            }
            Some("file") if !is_ours => return Err(Failure::forged()),
            Some("file") => {
                let name = field.file_name().filter(|name| !name.trim().is_empty()).unwrap_or("file").to_owned();
                let bytes = bytes_of(field, visitor.ctx.house.options.max_file).await;
                return Ok(bytes.map(|bytes| files::NewFile { name, bytes, occurred: None, caption: String::new() }));
            }
            _ => return Ok(Err(broken())),
        }
    }
}

/// A picture in place, anything else as a link. The name loses what Markdown would read as more than a name.
fn markdown(hash: &str, is_picture: bool, name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if "[]()<>\\`!*_&#|~\"".contains(c) || c.is_control() { ' ' } else { c }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    // the portable reference: it reads the same in exports and publications
    let mark = if is_picture { "!" } else { "" };
    format!("{mark}[{plain}](file:{hash})")
}

async fn open(visitor: Visitor, Path((number, hash)): Path<(Number, String)>) -> Answer {
    if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Failure::not_found());
    }
    let opened = files::open(&visitor.ctx, number, &hash).await?;
    // only pictures that were drawn anew are shown in place; the type was told from their bytes
    let is_inline = opened.is_inline && opened.media_type.starts_with("image/");
    Ok(download(opened.bytes, opened.media_type, &opened.name, is_inline))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name_in_markdown() {
        let text = markdown("ab", true, "x](javascript:alert(1))![y");
        assert_eq!(text, "![x javascript:alert 1 y](file:ab)");
        assert_eq!(markdown("ab", false, "a.log"), "[a.log](file:ab)");
    }
}
