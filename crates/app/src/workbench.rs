//! The workbench: where postmortems are begun and found.

use jiff::tz::TimeZone;
use postmortem::{
    GroupId, GroupKind, InvalidPostmortem, Number, PersonId, Postmortem, PostmortemDraft, PostmortemId, Role, Severity,
    Status, Visibility,
};
use serde_json::json;
use store::Tx;

use crate::{
    Ctx, Error, FieldError, Result,
    access::{self, Readable},
};

/// Lists the work that the viewer may see, the latest begun first.
pub async fn list(ctx: &Ctx, with_archived: bool) -> Result<Vec<Postmortem>> {
    let whose = access::whose(ctx)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::postmortem::list(&mut tx, whose, with_archived).await?)
}

/// Opens one postmortem for reading.
pub async fn get(ctx: &Ctx, number: Number) -> Result<Readable> {
    let mut tx = ctx.house.db.read().await?;
    access::read(&mut tx, ctx, number).await
}

/// Reads the scheme of severities.
pub async fn severities(ctx: &Ctx) -> Result<Vec<Severity>> {
    ctx.need(Role::Reader)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::severity::list(&mut tx).await?)
}

/// Opens one postmortem for editing.
pub async fn edit(ctx: &Ctx, number: Number) -> Result<access::Editable> {
    let mut tx = ctx.house.db.read().await?;
    access::edit(&mut tx, ctx, number).await
}

/// Opens one postmortem to whoever is answerable for it.
pub async fn own(ctx: &Ctx, number: Number) -> Result<access::Owned> {
    let mut tx = ctx.house.db.read().await?;
    access::own(&mut tx, ctx, number).await
}

/// Reads who edits a postmortem.
pub async fn editors(ctx: &Ctx, number: Number) -> Result<Vec<PersonId>> {
    let mut tx = ctx.house.db.read().await?;
    let readable = access::read(&mut tx, ctx, number).await?;
    Ok(store::postmortem::editors(&mut tx, readable.id).await?)
}

/// Reads the teams, departments and services that can be named.
pub async fn groups(ctx: &Ctx) -> Result<Vec<postmortem::Group>> {
    ctx.need(Role::Member)?;
    let mut tx = ctx.house.db.read().await?;
    Ok(store::group::list(&mut tx).await?)
}

/// Begins a postmortem. Its owner is whoever asks, or `owner` where the operator does.
pub async fn begin(ctx: &Ctx, draft: PostmortemDraft, owner: Option<PersonId>) -> Result<Postmortem> {
    ctx.need(Role::Member)?;
    let owner = ctx.person_id().or(owner).ok_or_else(|| Error::field("owner", "needs-owner"))?;
    let mut tx = ctx.house.db.write().await?;
    let postmortem = begin_in(ctx, &mut tx, draft, owner).await?;
    let detail = json!({ "number": postmortem.number, "title": postmortem.title });
    ctx.audit(&mut tx, Some(postmortem.id), "postmortem.begin", detail).await?;
    tx.commit().await?;
    Ok(postmortem)
}

/// Begins a postmortem within a change that is under way.
pub(crate) async fn begin_in(ctx: &Ctx, tx: &mut Tx, draft: PostmortemDraft, owner: PersonId) -> Result<Postmortem> {
    let draft = checked(tx, draft).await?;
    let now = ctx.now();
    let year = now.to_zoned(TimeZone::UTC).year();
    let postmortem = Postmortem {
        id: PostmortemId(ctx.id()),
        number: store::postmortem::next_number(tx, year).await?,
        title: draft.title.clone(),
        severity: draft.severity.clone(),
        occasion: draft.occasion,
        zone: draft.zone.clone(),
        status: Status::Draft,
        visibility: Visibility::Private,
        owner,
        tags: draft.tags.clone(),
        services: draft.services.clone(),
        teams: draft.teams.clone(),
        departments: draft.departments.clone(),
        version: 1,
        created_at: now,
        updated_at: now,
        archived_at: None,
        merged_into: None,
    };
    store::postmortem::insert(tx, &postmortem).await?;
    store::postmortem::insert_editor(tx, postmortem.id, owner).await?;
    name_groups(ctx, tx, postmortem.id, &draft).await?;
    Ok(postmortem)
}

/// Changes the fields of a postmortem, if nobody changed them since `version`.
pub async fn revise(ctx: &Ctx, number: Number, draft: PostmortemDraft, version: i64) -> Result<Postmortem> {
    let mut tx = ctx.house.db.write().await?;
    let before = access::edit(&mut tx, ctx, number).await?;
    let draft = checked(&mut tx, draft).await?;
    let revised = Postmortem {
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
    store::postmortem::update(&mut tx, &revised, version, ctx.now()).await?;
    name_groups(ctx, &mut tx, before.id, &draft).await?;
    let detail = json!({ "before": shown(&before), "after": shown(&revised) });
    ctx.audit(&mut tx, Some(before.id), "postmortem.revise", detail).await?;
    tx.commit().await?;
    Ok(revised)
}

/// The fields as the trail shows them.
fn shown(postmortem: &Postmortem) -> serde_json::Value {
    json!({
        "title": postmortem.title, "severity": postmortem.severity, "occasion": postmortem.occasion,
        "zone": postmortem.zone, "tags": postmortem.tags, "services": postmortem.services,
        "teams": postmortem.teams, "departments": postmortem.departments,
    })
}

pub(crate) async fn checked(tx: &mut Tx, draft: PostmortemDraft) -> Result<PostmortemDraft> {
    let draft = draft.checked().map_err(|error| match error {
        InvalidPostmortem::Title(why) => FieldError::new("title", line_code(why)),
        InvalidPostmortem::Tag(tag, why) => FieldError::new("tags", line_code(why)).with("text", tag),
        InvalidPostmortem::Group(name, why) => FieldError::new("services", line_code(why)).with("text", name),
    })?;
    let scheme = store::severity::list(tx).await?;
    if !scheme.iter().any(|s| s.code == draft.severity) {
        return Err(FieldError::new("severity", "unknown-severity").with("text", draft.severity).into());
    }
    Ok(draft)
}

/// The key that tells why a short text was not taken.
pub(crate) fn line_code(why: postmortem::InvalidLine) -> &'static str {
    match why {
        postmortem::InvalidLine::Empty => "empty",
        postmortem::InvalidLine::TooLong(_) => "too-long",
        postmortem::InvalidLine::Control => "control-character",
    }
}

/// Ties the groups that a draft names to the postmortem; a name that is new becomes a group without members.
pub(crate) async fn name_groups(ctx: &Ctx, tx: &mut Tx, id: PostmortemId, draft: &PostmortemDraft) -> Result<()> {
    let named = [
        (GroupKind::Service, &draft.services),
        (GroupKind::Team, &draft.teams),
        (GroupKind::Department, &draft.departments),
    ];
    let mut ids = Vec::new();
    for (kind, names) in named {
        for name in names {
            ids.push(store::group::ensure(tx, GroupId(ctx.id()), kind, name).await?);
        }
    }
    Ok(store::postmortem::set_groups(tx, id, &ids).await?)
}
