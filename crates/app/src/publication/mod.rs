//! Publishing to the company: a preview, a confirmation of exactly that, corrections, and withdrawing.
//!
//! What goes out is a projection that `publish` makes; nothing else of the work is ever stored for readers.

mod gather;
mod words;

use postmortem::{Locale, Number, Occasion, PublicationId, Status, line, questions::Question};
use publish::{Doubt, Full, Names, Projected, Replacement, SectionDiff};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{
    Tx,
    publication::{Publication, Retraction, Version},
};

use crate::{
    Ctx, Error, FieldError, Result,
    access::{self, Editable, Owned, Readable},
    questions, timeline,
};

pub(crate) use gather::{gather, written};
pub(crate) use words::folded;

/// The most characters of a note or a reason.
const MAX_NOTE: usize = 1_000;

/// How the publication is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// How people are shown; only the owner may choose to show names.
    pub names: Names,
    /// The language of labels.
    pub locale: Locale,
}

/// How much of the work stays inside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Items of evidence.
    pub n_evidence: i64,
    /// Files that no published text shows.
    pub n_files: usize,
    /// Actors who are shown by a role.
    pub n_names: usize,
}

/// What would go out, beside what stays.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The postmortem.
    pub postmortem: Readable,
    /// How it was asked for.
    pub choice: Choice,
    /// What would go out.
    pub publication: publish::Publication,
    /// What differs from the full text, place by place.
    pub sections: Vec<SectionDiff>,
    /// What was replaced.
    pub replacements: Vec<Replacement>,
    /// What may be a name and was left.
    pub doubts: Vec<Doubt>,
    /// What stays inside.
    pub left_out: LeftOut,
    /// Stands for exactly this: the confirmation names it.
    pub digest: String,
    /// The version that it would become.
    pub version: i64,
    /// Whether the confirmation needs a note: it corrects an earlier version.
    pub needs_note: bool,
    /// Whether the confirmation needs a reason: no meeting was held.
    pub needs_reason: bool,
    /// The questions that have to be settled first; whoever publishes nevertheless says why.
    pub unsettled: Vec<Question>,
    /// The versions so far, the latest first.
    pub versions: Vec<Version>,
}

/// The second, confirming step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// How it was previewed.
    pub choice: Choice,
    /// The digest of the preview.
    pub digest: String,
    /// What this version corrects, for its readers.
    pub note: String,
    /// Why it is published without a meeting; goes to the trail.
    pub reason: String,
    /// Why it is published although questions have to be settled first; kept with the version, not for its readers.
    pub overridden: String,
}

/// Shows what would go out. Changes nothing.
pub async fn preview(ctx: &Ctx, number: Number, choice: Choice) -> Result<Preview> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::edit(&mut tx, ctx, number).await?;
    Ok(build(&mut tx, ctx, &postmortem, choice).await?.preview)
}

/// Publishes exactly what was previewed; `Conflict` where anything of it changed since.
pub async fn publish(ctx: &Ctx, number: Number, confirmation: Confirmation) -> Result<Version> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = timeline::open(&mut tx, ctx, number).await?;
    let Built { preview, full, order } = build(&mut tx, ctx, &postmortem, confirmation.choice).await?;
    if preview.digest != confirmation.digest {
        return Err(Error::Conflict);
    }
    let note = text("note", &confirmation.note, preview.needs_note, "note-needed")?;
    let reason = text("reason", &confirmation.reason, preview.needs_reason, "reason-needed")?;
    let needs_override = !preview.unsettled.is_empty();
    let overridden = text("overridden", &confirmation.overridden, needs_override, "override-needed")?;
    let overridden = needs_override.then_some(overridden);
    let row = Publication {
        overridden,
        ..row(ctx, &postmortem, &preview, if preview.version == 1 { String::new() } else { note })?
    };
    let files = files(&mut tx, &full, &preview.publication).await?;
    store::publication::insert(&mut tx, &row, &files)
        .await
        .map_err(|error| if matches!(error, store::Error::Duplicate(_)) { Error::Conflict } else { error.into() })?;
    store::weakness::insert_published(&mut tx, row.id, &publish::published_weaknesses(&full)).await?;
    store::publication::set_role_order(&mut tx, postmortem.id, &order).await?;
    if postmortem.status != Status::Closed {
        store::postmortem::update_status(&mut tx, postmortem.id, Status::Published).await?;
    }
    let detail = json!({
        "version": row.version, "names": preview.choice.names, "locale": row.locale, "digest": preview.digest,
        "note": row.note, "reason": reason, "overridden": row.overridden, "unsettled": keys(&preview.unsettled),
    });
    ctx.audit(&mut tx, Some(postmortem.id), "publication.publish", detail).await?;
    tx.commit().await?;
    let Publication { id, version, note, published_at, overridden, .. } = row;
    Ok(Version { id, version, note, published_at, overridden, retraction: None })
}

/// Withdraws every version that stands. Its address stays, and says so to its readers.
pub async fn retract(ctx: &Ctx, number: Number, reason: &str) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = access::own(&mut tx, ctx, number).await?;
    store::entry::hold(&mut tx, postmortem.id, ctx.now()).await?;
    let reason = text("retraction", reason, true, "reason-needed")?;
    if withdraw(ctx, &mut tx, &postmortem, reason).await? == 0 {
        return Err(Error::field("retraction", "nothing-published"));
    }
    Ok(tx.commit().await?)
}

/// Withdraws what stands of a postmortem that is held; tells how many versions that were. Without a reason it was
/// merged into another.
pub(crate) async fn withdraw(ctx: &Ctx, tx: &mut Tx, postmortem: &Owned, reason: String) -> Result<u64> {
    let retraction = Retraction { at: ctx.now(), reason };
    let n = store::publication::update_retracted(tx, postmortem.id, &retraction, ctx.person_id()).await?;
    if n > 0 {
        store::postmortem::update_status(tx, postmortem.id, Status::Draft).await?;
        let detail = json!({ "versions": n, "reason": retraction.reason });
        ctx.audit(tx, Some(postmortem.id), "publication.retract", detail).await?;
    }
    Ok(n)
}

/// Lists the versions of a postmortem, the latest first, to those who work on it.
pub async fn versions(ctx: &Ctx, number: Number) -> Result<Vec<Version>> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    Ok(store::publication::versions(&mut tx, postmortem.number).await?)
}

struct Built {
    preview: Preview,
    full: Full,
    order: Vec<postmortem::ActorId>,
}

async fn build(tx: &mut Tx, ctx: &Ctx, postmortem: &Editable, choice: Choice) -> Result<Built> {
    if postmortem.archived_at.is_some() || postmortem.merged_into.is_some() {
        return Err(Error::Denied("archived"));
    }
    if choice.names == Names::Shown && !postmortem.is_owned {
        return Err(Error::Denied("needs-owner"));
    }
    let full = gather(tx, postmortem).await?;
    let order = gather::role_order(tx, ctx, &full).await?;
    let known = gather::with_all_names(tx, &full).await?;
    let Projected { publication, replacements, doubts } = publish::project(&known, choice.names, &order, choice.locale);
    let versions = store::publication::versions(tx, postmortem.number).await?;
    let version = versions.first().map_or(1, |latest| latest.version + 1);
    let n_evidence = store::evidence::count(tx, postmortem.id, &store::evidence::Filter::default()).await?;
    let unsettled: Vec<Question> = questions::find(tx, ctx, postmortem).await?.to_settle().cloned().collect();
    let left_out = LeftOut {
        n_evidence,
        n_files: full.files.len().saturating_sub(publication.files.len()),
        n_names: if choice.names == Names::AsRoles { full.actors.len() } else { 0 },
    };
    let preview = Preview {
        postmortem: Readable::clone(postmortem),
        choice,
        sections: publish::diff_to_full(&full, &publication),
        replacements,
        doubts,
        left_out,
        digest: digest(&publication, version, &unsettled)?,
        unsettled,
        version,
        needs_note: version > 1,
        needs_reason: version == 1 && postmortem.occasion == Occasion::Incident,
        versions,
        publication,
    };
    Ok(Built { preview, full, order })
}

fn keys(questions: &[Question]) -> Vec<String> {
    questions.iter().map(Question::key).collect()
}

/// Stands for the document, for the place that it takes among the versions, and for what is unsettled in it.
fn digest(publication: &publish::Publication, version: i64, unsettled: &[Question]) -> Result<String> {
    let document = serde_json::to_vec(&(publication, version, keys(unsettled))).map_err(Error::internal)?;
    Ok(hex::encode(Sha256::digest(&document)))
}

fn text(field: &str, given: &str, is_needed: bool, missing: &'static str) -> Result<String> {
    if given.trim().is_empty() {
        return if is_needed { Err(Error::field(field, missing)) } else { Ok(String::new()) };
    }
    let folded = given.split_whitespace().collect::<Vec<_>>().join(" ");
    line(&folded, MAX_NOTE).map_err(|why| FieldError::new(field, crate::workbench::line_code(why)).into())
}

fn row(ctx: &Ctx, postmortem: &Editable, preview: &Preview, note: String) -> Result<Publication> {
    let publication = &preview.publication;
    let document = serde_json::to_string(publication).map_err(Error::internal)?;
    Ok(Publication {
        id: PublicationId(ctx.id()),
        postmortem: postmortem.id,
        number: publication.number,
        version: preview.version,
        audience: "company".to_owned(),
        locale: publication.locale,
        title: publication.title.clone(),
        severity: publication.severity.code.clone(),
        occasion: publication.occasion,
        tags: publication.tags.clone(),
        services: publication.services.clone(),
        summary: words::summary(publication),
        folded: words::all(publication),
        hash: Sha256::digest(document.as_bytes()).to_vec(),
        document,
        note,
        published_at: ctx.now(),
        published_by: ctx.person_id(),
        overridden: None,
        retraction: None,
    })
}

/// The files that the publication shows, with what is shown of them.
async fn files(tx: &mut Tx, full: &Full, publication: &publish::Publication) -> Result<Vec<store::publication::File>> {
    let mut found = Vec::with_capacity(publication.files.len());
    for file in &publication.files {
        let kept = store::file::find(tx, full.postmortem.id, &file.hash).await?;
        found.push(store::publication::File {
            hash: file.hash.clone(),
            shown_hash: kept.and_then(|k| k.shown_hash),
            media_type: file.media_type.clone(),
        });
    }
    Ok(found)
}
