//! Bringing a postmortem in: a document becomes a postmortem equal by content, or changes the one that it tells of.
//!
//! All or nothing, in one transaction. The importer becomes the owner; access and history are in no document.

mod bundle;
mod causes;
mod content;
mod learned;
mod refusal;
mod timeline;

use std::io::{Read, Seek, SeekFrom};

use postmortem::{Number, PersonId, Postmortem, PostmortemDraft, Role, Severity, Weakness};
use publish::{bundle::Bundle, markdown::Imported};
use serde_json::json;
use store::Tx;

use crate::{Ctx, Error, FieldError, Result, access, recurrence, suggestions, weaknesses, workbench};

/// The most bytes of a Markdown document.
const MAX_MARKDOWN: u64 = 25 << 20;

/// A document on its way in.
#[derive(Debug)]
pub enum Incoming {
    /// A Markdown document.
    Markdown(String),
    /// A bundle, as an open file.
    Bundle(std::fs::File),
}

impl Incoming {
    /// Tells a bundle from a Markdown document by its first bytes.
    pub fn open(mut file: std::fs::File) -> Result<Self> {
        let mut head = Vec::new();
        (&mut file).take(4).read_to_end(&mut head)?;
        file.seek(SeekFrom::Start(0))?;
        if head == b"PK\x03\x04" {
            return Ok(Self::Bundle(file));
        }
        let mut bytes = Vec::new();
        file.take(MAX_MARKDOWN + 1).read_to_end(&mut bytes)?;
        Self::markdown(bytes)
    }

    /// A Markdown document from its bytes.
    pub fn markdown(bytes: Vec<u8>) -> Result<Self> {
        if bytes.is_empty() {
            return Err(Error::field("document", "document-missing"));
        }
        if bytes.len() as u64 > MAX_MARKDOWN {
            let limit = (MAX_MARKDOWN >> 20).to_string();
            return Err(FieldError::new("document", "document-too-large").with("limit", limit).into());
        }
        let text = String::from_utf8(bytes).map_err(|_| Error::field("document", "document-text"))?;
        Ok(Self::Markdown(text))
    }
}

/// What to do where the postmortem that a document tells of is here already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenKnown {
    /// Say so, and change nothing.
    Ask,
    /// Change the one that is here; what it says now stays in its history.
    Update,
    /// Make another one.
    MakeNew,
}

/// What came of bringing a document in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new postmortem was made.
    Made(Number),
    /// The one that was here was changed.
    Updated(Number),
    /// It is here already; nothing was changed.
    Exists(Number),
}

/// Brings a document in. The owner of a new postmortem is whoever asks, or `owner` where the operator does.
pub async fn import_postmortem(
    ctx: &Ctx,
    incoming: Incoming,
    known: WhenKnown,
    owner: Option<PersonId>,
) -> Result<Outcome> {
    ctx.need(Role::Member)?;
    let (imported, bundle) = opened(ctx, incoming).await?;
    if known != WhenKnown::MakeNew
        && let Some(number) = imported.number
    {
        let mut tx = ctx.house.db.read().await?;
        let is_known = match access::edit(&mut tx, ctx, number).await {
            Ok(_) => true,
            // what the viewer may not know of is not told here either
            Err(Error::NotFound | Error::Denied(_)) => false,
            Err(error) => return Err(error),
        };
        tx.rollback().await?;
        match known {
            WhenKnown::Ask if is_known => return Ok(Outcome::Exists(number)),
            WhenKnown::Update if is_known => return update(ctx, number, imported, bundle).await,
            _ => {}
        }
    }
    make(ctx, imported, bundle, owner).await
}

async fn opened(ctx: &Ctx, incoming: Incoming) -> Result<(Imported, Option<Bundle<std::fs::File>>)> {
    let limits = publish::bundle::Limits {
        markdown_bytes: MAX_MARKDOWN,
        // a bundle inflates to no more than what may be uploaded in other ways
        total_bytes: publish::bundle::Limits::default().total_bytes.min(ctx.house.options.max_upload.saturating_mul(8)),
        ..publish::bundle::Limits::default()
    };
    tokio::task::spawn_blocking(move || {
        let (text, bundle) = match incoming {
            Incoming::Markdown(text) => (text, None),
            Incoming::Bundle(file) => {
                let mut bundle = Bundle::open(file, limits).map_err(|e| refusal::bundle(&e))?;
                let text = bundle.markdown().map_err(|e| refusal::bundle(&e))?;
                (text, Some(bundle))
            }
        };
        let imported = publish::markdown::parse(&text).map_err(|errors| refusal::document(&errors))?;
        Ok((imported, bundle))
    })
    .await?
}

fn draft(imported: &Imported) -> PostmortemDraft {
    PostmortemDraft {
        title: imported.title.clone(),
        severity: imported.severity.clone(),
        occasion: imported.occasion,
        zone: imported.zone.clone(),
        tags: imported.tags.clone(),
        services: imported.services.clone(),
        teams: imported.teams.clone(),
        departments: imported.departments.clone(),
    }
}

/// A severity that this house does not have is kept in the scheme, but not offered for others.
async fn ensure_severity(tx: &mut Tx, imported: &Imported) -> Result<()> {
    let scheme = store::severity::list(tx).await?;
    if scheme.iter().any(|s| s.code == imported.severity) {
        return Ok(());
    }
    let name = imported.severity_name.as_deref().unwrap_or(&imported.severity);
    let position = scheme.iter().map(|s| s.position).max().unwrap_or(0) + 1;
    let severity =
        Severity::new(&imported.severity, name, "", position)
            .ok()
            .filter(|s| s.code == imported.severity)
            .ok_or_else(|| FieldError::new("document", "unknown-severity").with("text", imported.severity.clone()))?;
    store::severity::insert(tx, &Severity { is_offered: false, ..severity }).await?;
    Ok(())
}

async fn make(
    ctx: &Ctx,
    imported: Imported,
    bundle: Option<Bundle<std::fs::File>>,
    owner: Option<PersonId>,
) -> Result<Outcome> {
    let owner = ctx.person_id().or(owner).ok_or_else(|| Error::field("owner", "needs-owner"))?;
    let mut tx = ctx.house.db.write().await?;
    ensure_severity(&mut tx, &imported).await?;
    let postmortem = workbench::begin_in(ctx, &mut tx, draft(&imported), owner).await?;
    let brought = take_in(ctx, &mut tx, &postmortem, &imported, bundle).await?;
    let named = note_named(ctx, &mut tx, &brought.named).await?;
    let detail = json!({
        "number": postmortem.number, "title": postmortem.title, "from": imported.number, "weaknesses": named,
        "practices_left_out": brought.unknown_practices,
    });
    ctx.audit(&mut tx, Some(postmortem.id), "postmortem.import", detail).await?;
    tx.commit().await?;
    suggestions::refresh_all(&ctx.house, postmortem.id).await?;
    Ok(Outcome::Made(postmortem.number))
}

async fn update(
    ctx: &Ctx,
    number: Number,
    imported: Imported,
    bundle: Option<Bundle<std::fs::File>>,
) -> Result<Outcome> {
    let mut tx = ctx.house.db.write().await?;
    let before = crate::timeline::open(&mut tx, ctx, number).await?;
    ensure_severity(&mut tx, &imported).await?;
    let draft = workbench::checked(&mut tx, draft(&imported)).await?;
    let after = Postmortem {
        title: draft.title.clone(),
        severity: draft.severity.clone(),
        occasion: draft.occasion,
        zone: draft.zone.clone(),
        tags: draft.tags.clone(),
        services: draft.services.clone(),
        teams: draft.teams.clone(),
        departments: draft.departments.clone(),
        ..Postmortem::clone(&before)
    };
    if after != **before {
        store::postmortem::update(&mut tx, &after, before.version, ctx.now()).await?;
        workbench::name_groups(ctx, &mut tx, before.id, &draft).await?;
    }
    let brought = take_in(ctx, &mut tx, &after, &imported, bundle).await?;
    let named = note_named(ctx, &mut tx, &brought.named).await?;
    let detail = json!({
        "number": number, "title": after.title, "before": before.title, "weaknesses": named,
        "practices_left_out": brought.unknown_practices,
    });
    ctx.audit(&mut tx, Some(before.id), "postmortem.import_update", detail).await?;
    tx.commit().await?;
    suggestions::refresh_all(&ctx.house, before.id).await?;
    Ok(Outcome::Updated(number))
}

/// Writes the weaknesses that a document named first into the trail of the house; gives their names.
async fn note_named(ctx: &Ctx, tx: &mut Tx, named: &[Weakness]) -> Result<Vec<String>> {
    for weakness in named {
        weaknesses::note_named(tx, ctx, weakness).await?;
    }
    Ok(named.iter().map(|w| w.name.clone()).collect())
}

/// What the trail tells of a document that was taken in.
struct Brought {
    /// The weaknesses that it named first.
    named: Vec<Weakness>,
    /// The practices that this house does not have: their citations are left out.
    unknown_practices: Vec<String>,
}

/// Brings narrative, evidence, actors, timeline and causes to what the document says; lessons and actions are added to.
async fn take_in(
    ctx: &Ctx,
    tx: &mut Tx,
    postmortem: &Postmortem,
    imported: &Imported,
    bundle: Option<Bundle<std::fs::File>>,
) -> Result<Brought> {
    content::narrative(ctx, tx, postmortem.id, imported).await?;
    if let Some(bundle) = bundle {
        bundle::take_in(ctx, tx, postmortem.id, bundle).await?;
    }
    let evidence = content::evidence(ctx, tx, postmortem.id, imported).await?;
    let actors = content::actors(ctx, tx, postmortem.id, imported).await?;
    let known = timeline::Known { evidence, actors };
    let entries = timeline::take_in(ctx, tx, postmortem.id, imported, &known).await?;
    let (causes, named) =
        causes::take_in(ctx, tx, (postmortem.id, postmortem.visibility), &imported.causes, &known.evidence).await?;
    let places = learned::Places { entries: &entries, causes: &causes };
    let unknown_practices = learned::take_in(ctx, tx, postmortem.id, imported, places).await?;
    recurrence::settle_in(tx, ctx, postmortem.id).await?;
    store::evidence::recount(tx, postmortem.id).await?;
    Ok(Brought { named, unknown_practices })
}
