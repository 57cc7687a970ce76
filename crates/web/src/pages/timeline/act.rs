//! What is done to entries as a whole: parting, merging, marking, attaching evidence, deleting.

use app::timeline;
use axum::extract::Path;
use postmortem::{Entry, EntryId, EntryKind, EvidenceId, KeyMoment, Number};
use serde::Deserialize;
use views::{
    Problems,
    pages::{SplitForm, SplitPage, input_of},
    routes,
};

use super::{
    super::{Answer, go, rail::rail, show, show_conflict, show_rejected},
    ListQuery, desk, fields, page, settled, shown,
    stale::{self, Act},
};
use crate::{
    Failure,
    extract::{Form, Visitor},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SplitFields {
    pub first_text: String,
    pub second_text: String,
    pub second_kind: String,
    pub second_occurred: String,
    pub zone: String,
    #[serde(default)]
    pub evidence: Vec<String>,
    pub version: i64,
}

pub(super) async fn show_split(visitor: Visitor, Path((number, id)): Path<(Number, EntryId)>) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let entry = timeline::get(&visitor.ctx, number, id).await?;
    let (first, second) = match entry.text.split_once("\n\n").or_else(|| entry.text.split_once('\n')) {
        Some((first, second)) => (first.to_owned(), second.to_owned()),
        None => (entry.text.clone(), String::new()),
    };
    let second_kind = if entry.kind == EntryKind::Decision { EntryKind::Response } else { entry.kind };
    let form = SplitForm {
        first_text: first,
        second_text: second,
        second_kind: second_kind.as_str().to_owned(),
        second_occurred: input_of(&entry.occurred, &entry.occurred.zone),
        zone: entry.occurred.zone.to_string(),
        evidence: Vec::new(),
        version: entry.version,
    };
    show(&split_page(&visitor, number, entry, form, Problems::default()).await?)
}

async fn split_page(
    visitor: &Visitor,
    number: Number,
    entry: Entry,
    form: SplitForm,
    problems: Problems,
) -> Result<SplitPage, Failure> {
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let rail = rail(visitor, &view.postmortem, "timeline").await?;
    let ground = entry.evidence.iter().filter_map(|id| view.timeline.ground.get(id)).map(shown).collect();
    Ok(SplitPage { ui: visitor.ui.clone(), rail, entry, form, ground, problems, theirs: None })
}

pub(super) async fn split(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<SplitFields>,
) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let now = timeline::changed_since(&visitor.ctx, number, id, fields.version).await?;
    let parted = match fields::split(&fields, &now.current) {
        Ok(split) => timeline::split(&visitor.ctx, number, id, split, fields.version).await,
        Err(error) => Err(error.into()),
    };
    let (problems, is_stale) = match parted {
        Ok((_, second)) => return settled(visitor, number, second.id).await,
        Err(app::Error::Conflict) => (Problems::default(), true),
        Err(error) => (visitor.problems(error)?, false),
    };
    let seen = fields.version;
    let form = SplitForm {
        first_text: fields.first_text,
        second_text: fields.second_text,
        second_kind: fields.second_kind,
        second_occurred: fields.second_occurred,
        zone: fields.zone,
        evidence: fields.evidence,
        version: seen,
    };
    if !is_stale {
        return show_rejected(&split_page(&visitor, number, now.current, form, problems).await?);
    }
    let view = timeline::view(&visitor.ctx, number, None).await?;
    match stale::changed(&visitor, &view, id, seen).await? {
        Some((stale, theirs)) if !stale.is_deleted => {
            let form = SplitForm { version: stale.current.version, ..form };
            let mut page = split_page(&visitor, number, stale.current, form, problems).await?;
            page.theirs = Some(theirs);
            show_conflict(&page)
        }
        // what is deleted cannot be parted: what it was is shown, and the way to bring it back
        _ => {
            let act = Act { id, action: routes::entry_split(number, id), fields: Vec::new(), go_on: "timeline-split" };
            stale::choice(visitor, number, act, &[("version", id, seen)]).await
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MergeFields {
    version: i64,
    other: EntryId,
    other_version: i64,
}

pub(super) async fn merge(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<MergeFields>,
) -> Answer {
    let other = (fields.other, fields.other_version);
    match timeline::merge(&visitor.ctx, number, (id, fields.version), other).await {
        Ok(entry) => settled(visitor, number, entry.id).await,
        Err(app::Error::Conflict) => {
            let other = vec![("other", fields.other.to_string())];
            let act = Act { id, action: routes::entry_merge(number, id), fields: other, go_on: "stale-merge" };
            let seen = [("version", id, fields.version), ("other_version", fields.other, fields.other_version)];
            stale::choice(visitor, number, act, &seen).await
        }
        Err(error) => rejected(visitor, number, error).await,
    }
}

/// The list with what was not taken.
async fn rejected(visitor: Visitor, number: Number, error: app::Error) -> Answer {
    let problems = visitor.problems(error)?;
    if visitor.is_fragment {
        return desk(visitor, number, ListQuery::default(), None, problems).await;
    }
    show_rejected(&page(visitor, number, ListQuery::default(), problems).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MomentFields {
    moment: String,
    version: i64,
    #[serde(default)]
    confirmed: Option<String>,
}

/// Lets an entry mark a key moment, or none. That impact starts is never set without a person's word for it.
pub(super) async fn set_moment(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<MomentFields>,
) -> Answer {
    app::workbench::edit(&visitor.ctx, number).await?;
    let moment = match fields.moment.as_str() {
        "" => None,
        word => match word.parse::<KeyMoment>() {
            Ok(moment) => Some(moment),
            Err(_) => return rejected(visitor, number, app::Error::field("moment", "empty")).await,
        },
    };
    if moment == Some(KeyMoment::ImpactStart) && fields.confirmed.is_none() {
        return rejected(visitor, number, app::Error::field("confirmed", "impact-start-unconfirmed")).await;
    }
    match timeline::set_key_moment(&visitor.ctx, number, id, moment, fields.version).await {
        Ok(entry) => settled(visitor, number, entry.id).await,
        Err(app::Error::Conflict) => {
            let mut carried = vec![("moment", fields.moment)];
            carried.extend(fields.confirmed.map(|word| ("confirmed", word)));
            let act = Act { id, action: routes::entry_moment(number, id), fields: carried, go_on: "stale-moment" };
            stale::choice(visitor, number, act, &[("version", id, fields.version)]).await
        }
        Err(error) => rejected(visitor, number, error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TakeOverFields {
    #[serde(default)]
    handle: Vec<String>,
    version: i64,
}

/// Writes down who learned of an entry, as the evidence makes it evident and the viewer chose.
pub(super) async fn take_over(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<TakeOverFields>,
) -> Answer {
    match timeline::take_over(&visitor.ctx, number, id, &fields.handle, fields.version).await {
        Ok(entry) => settled(visitor, number, entry.id).await,
        Err(app::Error::Conflict) => {
            let carried = fields.handle.into_iter().map(|handle| ("handle", handle)).collect();
            let act = Act { id, action: routes::entry_knowledge(number, id), fields: carried, go_on: "stale-learn" };
            stale::choice(visitor, number, act, &[("version", id, fields.version)]).await
        }
        Err(error) => rejected(visitor, number, error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PinFields {
    #[serde(default)]
    evidence: Vec<EvidenceId>,
}

/// Adds evidence to what an entry rests on.
pub(super) async fn pin(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(fields): Form<PinFields>,
) -> Answer {
    match timeline::pin(&visitor.ctx, number, id, &fields.evidence).await {
        Ok(entry) => settled(visitor, number, entry.id).await,
        Err(error) => rejected(visitor, number, error).await,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtVersion {
    version: i64,
}

pub(super) async fn delete(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(form): Form<AtVersion>,
) -> Answer {
    match timeline::delete(&visitor.ctx, number, id, form.version).await {
        Ok(()) if visitor.is_fragment => {
            let query = ListQuery { deleted: id.to_string(), ..ListQuery::default() };
            desk(visitor, number, query, None, Problems::default()).await
        }
        Ok(()) => go(&format!("{}?deleted={id}", routes::timeline(number))),
        Err(app::Error::Conflict) => {
            let act = Act { id, action: routes::entry_delete(number, id), fields: Vec::new(), go_on: "stale-delete" };
            stale::choice(visitor, number, act, &[("version", id, form.version)]).await
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn restore(
    visitor: Visitor,
    Path((number, id)): Path<(Number, EntryId)>,
    Form(()): Form<()>,
) -> Answer {
    let entry = timeline::restore(&visitor.ctx, number, id).await?;
    settled(visitor, number, entry.id).await
}
