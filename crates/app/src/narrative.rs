//! The narrative: writing its parts, and what they said before.

use postmortem::{Number, Part, PostmortemId};
use serde_json::json;
use store::{Tx, narrative::Narrative, revision::Revision};

use crate::{Ctx, Error, FieldError, Result, access};

/// What came of writing a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// It was written; this is its new version.
    Saved(i64),
    /// It says this already.
    Unchanged,
    /// Someone else changed it in between; this is how it stands now. Nothing was written.
    Conflict(Narrative),
}

/// Reads every part, empty ones too.
pub async fn list(ctx: &Ctx, number: Number) -> Result<Vec<Narrative>> {
    let mut tx = ctx.house.db.read().await?;
    let readable = access::read(&mut tx, ctx, number).await?;
    Ok(store::narrative::list(&mut tx, readable.id).await?)
}

/// Reads one part.
pub async fn get(ctx: &Ctx, number: Number, part: Part) -> Result<Narrative> {
    let mut tx = ctx.house.db.read().await?;
    let readable = access::read(&mut tx, ctx, number).await?;
    Ok(store::narrative::get(&mut tx, readable.id, part).await?)
}

/// Writes a part, if nobody changed it since `version`; 0 where nothing was written yet.
pub async fn write(ctx: &Ctx, number: Number, part: Part, text: &str, version: i64) -> Result<Written> {
    let text = checked(text)?;
    let mut tx = ctx.house.db.write().await?;
    let editable = access::edit(&mut tx, ctx, number).await?;
    let before = store::narrative::get(&mut tx, editable.id, part).await?;
    if before.text == text && before.version >= version {
        return Ok(Written::Unchanged);
    }
    if before.version != version {
        return Ok(Written::Conflict(before));
    }
    let Some(version) = put(ctx, &mut tx, editable.id, part, &text, version).await? else {
        tx.rollback().await?;
        let mut tx = ctx.house.db.read().await?;
        return Ok(Written::Conflict(store::narrative::get(&mut tx, editable.id, part).await?));
    };
    let detail = json!({ "part": part, "version": version });
    ctx.audit(&mut tx, Some(editable.id), "narrative.write", detail).await?;
    tx.commit().await?;
    Ok(Written::Saved(version))
}

/// Writes a part and keeps what it says as a revision; nothing where someone else was faster.
pub(crate) async fn put(
    ctx: &Ctx,
    tx: &mut Tx,
    postmortem: PostmortemId,
    part: Part,
    text: &str,
    version: i64,
) -> Result<Option<i64>> {
    let now = ctx.now();
    let by = ctx.person_id();
    let version = match store::narrative::update(tx, postmortem, part, text, version, now, by).await {
        Ok(version) => version,
        Err(store::Error::Conflict) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let revision = Revision { version, content: text.to_owned(), written_at: now, written_by: by };
    store::revision::insert(tx, postmortem, &subject(part), &revision).await?;
    store::postmortem::touch(tx, postmortem, now).await?;
    Ok(Some(version))
}

/// Reads what a part said, the latest first.
pub async fn history(ctx: &Ctx, number: Number, part: Part) -> Result<Vec<Revision>> {
    let mut tx = ctx.house.db.read().await?;
    let readable = access::read(&mut tx, ctx, number).await?;
    Ok(store::revision::list(&mut tx, readable.id, &subject(part)).await?)
}

/// The name under which the revisions of a part are kept.
pub(crate) fn subject(part: Part) -> String {
    format!("narrative/{}", part.as_str())
}

fn checked(text: &str) -> Result<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.len() > Part::MAX_BYTES {
        return Err(FieldError::new("text", "text-too-long").with("bytes", Part::MAX_BYTES.to_string()).into());
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::field("text", "control-character"));
    }
    Ok(text.trim_end().to_owned())
}
