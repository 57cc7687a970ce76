//! The causes of a document: those that are here already stay or change, the others come and go, and each change is
//! kept in the history.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use postmortem::{
    Because, BecauseDraft, BecauseId, Cause, CauseDraft, CauseId, CauseMap, Effect, EvidenceId, PostmortemId,
    Visibility, Weakness, WeaknessId,
};
use publish::markdown::{EvidenceKey, ImportedBecause, ImportedCause, ImportedCauses};
use store::Tx;

use crate::{Ctx, Error, FieldError, Result, causes, weaknesses};

/// Brings the causes to what the document says; gives their ids, in its order, and the weaknesses that it named first.
pub(super) async fn take_in(
    ctx: &Ctx,
    tx: &mut Tx,
    (id, visibility): (PostmortemId, Visibility),
    imported: &ImportedCauses,
    evidence: &HashMap<EvidenceKey, EvidenceId>,
) -> Result<(Vec<CauseId>, Vec<Weakness>)> {
    if imported.causes.len() > CauseMap::MOST {
        return Err(FieldError::new("document", "too-many").with("limit", CauseMap::MOST.to_string()).into());
    }
    let before = causes::map(tx, id).await?;
    let (tied, named) = in_register(ctx, tx, &before, imported, visibility).await?;
    let mut drafts = Vec::with_capacity(imported.causes.len());
    for (given, weakness) in imported.causes.iter().zip(tied) {
        drafts.push(checked(given, weakness)?);
    }
    let matched = matches(before.causes(), &drafts);
    // ids that count up keep causes of one instant, and the answers to one question, in the order of the document
    let mut fresh: Vec<CauseId> = drafts.iter().map(|_| CauseId(ctx.id())).collect();
    fresh.sort_unstable();
    let ids: Vec<CauseId> =
        matched.iter().zip(&fresh).map(|(at, new)| at.map_or(*new, |at| before.causes()[at].id)).collect();
    let mut wanted = ties(&imported.because, Effect::Impact, &ids, evidence);
    for (given, effect) in imported.causes.iter().zip(&ids) {
        wanted.extend(ties(&given.because, Effect::Cause(*effect), &ids, evidence));
    }
    // what goes, goes first: what comes may need its place. The ties of a cause that goes wait with it.
    let kept: HashSet<(Effect, CauseId)> = wanted.iter().map(|(effect, cause, _)| (*effect, *cause)).collect();
    let stays = |b: &&Because| b.effect.cause().into_iter().chain([b.cause]).all(|id| ids.contains(&id));
    let untied = before.becauses().iter().filter(|b| !kept.contains(&(b.effect, b.cause)));
    for gone in untied.filter(stays) {
        causes::untie(tx, ctx, id, gone.clone()).await?;
    }
    for gone in before.causes().iter().filter(|c| !ids.contains(&c.id)) {
        causes::take_away(tx, ctx, id, gone.clone()).await?;
    }
    for ((draft, at), (given, new)) in drafts.into_iter().zip(&matched).zip(imported.causes.iter().zip(&ids)) {
        let now = at.map(|at| &before.causes()[at]);
        put(ctx, tx, id, now, draft, (*new, given.recorded_at)).await?;
    }
    let mut fresh: Vec<BecauseId> = wanted.iter().map(|_| BecauseId(ctx.id())).collect();
    fresh.sort_unstable();
    for ((effect, cause, draft), new) in wanted.into_iter().zip(fresh) {
        let now = before.becauses().iter().find(|b| b.effect == effect && b.cause == cause);
        weigh(ctx, tx, id, now, Because { id: new, ..causes::new_because(ctx, effect, cause, draft) }).await?;
    }
    Ok((ids, named))
}

type Draft = (CauseDraft, Option<String>, Option<WeaknessId>);

/// The weaknesses that the causes of the document name, place by place; what is not in the register is named there, and
/// told.
async fn in_register(
    ctx: &Ctx,
    tx: &mut Tx,
    before: &CauseMap,
    imported: &ImportedCauses,
    visibility: Visibility,
) -> Result<(Vec<Option<WeaknessId>>, Vec<Weakness>)> {
    if imported.causes.iter().any(|c| c.weakness.is_some()) || before.causes().iter().any(|c| c.weakness.is_some()) {
        store::weakness::hold(tx).await?;
    }
    let mut tied = Vec::with_capacity(imported.causes.len());
    let mut named = Vec::new();
    for given in &imported.causes {
        let Some(name) = &given.weakness else {
            tied.push(None);
            continue;
        };
        let (weakness, is_new) = weaknesses::named(tx, ctx, name, visibility).await.map_err(of_document)?;
        tied.push(Some(weakness.id));
        named.extend(is_new.then_some(weakness));
    }
    Ok((tied, named))
}

/// The document is one field to whoever hands it in.
fn of_document(error: Error) -> Error {
    match error {
        Error::Rejected(errors) => {
            Error::Rejected(errors.into_iter().map(|e| FieldError { field: "document".to_owned(), ..e }).collect())
        }
        other => other,
    }
}

fn checked(given: &ImportedCause, weakness: Option<WeaknessId>) -> Result<Draft> {
    let draft = CauseDraft { class: given.class, text: given.text.clone(), meaning: given.meaning.clone() };
    let draft = causes::checked(draft).map_err(of_document)?;
    let reason = given.deep_enough.as_deref().filter(|_| given.because.is_empty());
    let reason = reason.map(Cause::checked_reason).transpose().map_err(|why| of_document(causes::invalid(&why)))?;
    Ok((draft, reason, weakness))
}

type Tie = (Effect, CauseId, BecauseDraft);

fn ties(
    given: &[ImportedBecause],
    effect: Effect,
    ids: &[CauseId],
    evidence: &HashMap<EvidenceKey, EvidenceId>,
) -> Vec<Tie> {
    let tie = |b: &ImportedBecause| {
        let mut shown: Vec<EvidenceId> = b.evidence.iter().filter_map(|key| evidence.get(key).copied()).collect();
        let mut seen = HashSet::new();
        shown.retain(|id| seen.insert(*id));
        let draft = BecauseDraft { necessity: b.necessity, confidence: b.confidence, evidence: shown };
        Some((effect, *ids.get(b.cause)?, draft))
    };
    given.iter().filter_map(tie).collect()
}

/// Which cause that is here each one of the document is: the same in all, else the same in words.
fn matches(before: &[Cause], drafts: &[Draft]) -> Vec<Option<usize>> {
    type Same = fn(&Cause, &Draft) -> bool;
    let rules: [Same; 2] =
        [|c, (d, reason, _)| c.to_draft() == *d && c.deep_enough == *reason, |c, (d, ..)| c.text == d.text];
    let mut matched = vec![None; drafts.len()];
    let mut taken = vec![false; before.len()];
    for is_same in rules {
        for (draft, place) in drafts.iter().zip(&mut matched).filter(|(_, place)| place.is_none()) {
            let at = before.iter().enumerate().position(|(at, cause)| !taken[at] && is_same(cause, draft));
            if let Some(at) = at {
                taken[at] = true;
                *place = Some(at);
            }
        }
    }
    matched
}

async fn put(
    ctx: &Ctx,
    tx: &mut Tx,
    pm: PostmortemId,
    now: Option<&Cause>,
    (draft, deep_enough, weakness): Draft,
    (id, recorded_at): (CauseId, Option<Timestamp>),
) -> Result<()> {
    let CauseDraft { class, text, meaning } = draft;
    let Some(now) = now else {
        let micros = |at: Timestamp| Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at);
        let recorded_at = recorded_at.map_or_else(|| ctx.now(), micros);
        let recorded_by = ctx.person_id();
        let cause = Cause { id, class, text, meaning, deep_enough, weakness, recorded_at, recorded_by, version: 1 };
        return causes::add(tx, ctx, pm, &cause).await;
    };
    let wanted = Cause { class, text, meaning, deep_enough, weakness, ..now.clone() };
    if wanted != *now {
        causes::put(tx, ctx, pm, wanted).await?;
    }
    Ok(())
}

async fn weigh(ctx: &Ctx, tx: &mut Tx, pm: PostmortemId, now: Option<&Because>, new: Because) -> Result<()> {
    let Some(now) = now else { return causes::tie(tx, ctx, pm, &new).await };
    if now.to_draft() != new.to_draft() {
        let Because { necessity, confidence, evidence, .. } = new;
        causes::put_because(tx, ctx, pm, Because { necessity, confidence, evidence, ..now.clone() }).await?;
    }
    Ok(())
}
