//! What an entry became while the viewer looked at an older one, put into words.

use app::timeline::{self, Stale, View};
use axum::http::StatusCode;
use postmortem::{EntryId, Number, Zone};
use views::pages::{Names, StaleInPlace, StalePage, Theirs, describe};

use super::{
    super::{Answer, rail::rail, show_as},
    names,
};
use crate::{Failure, extract::Visitor};

/// How the two versions are called.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// What is said where it was deleted.
    pub deleted: &'static str,
    /// The title of the viewer's version.
    pub yours: &'static str,
}

/// What the viewer saw, and acted on.
const SAW: Words = Words { deleted: "stale-deleted", yours: "stale-saw" };

/// Both versions and what differs.
pub(super) async fn theirs(
    visitor: &Visitor,
    stale: &Stale,
    yours: String,
    names: &Names,
    zone: &Zone,
    words: Words,
) -> Result<Theirs, Failure> {
    let people = app::people::names(&visitor.ctx).await?;
    let theirs = describe(&visitor.ui, &stale.current.to_draft(), names, zone);
    Ok(Theirs {
        by: stale.changed_by.and_then(|id| people.get(&id).cloned()),
        at: stale.changed_at,
        is_deleted: stale.is_deleted,
        deleted_text: words.deleted,
        yours_title: words.yours,
        diff: prose::diff(&theirs, &yours),
        yours,
        theirs,
    })
}

/// What the viewer saw of an entry, and what stands now; nothing where it is still what was seen.
pub(super) async fn changed(
    visitor: &Visitor,
    view: &View,
    id: EntryId,
    version: i64,
) -> Result<Option<(Stale, Theirs)>, Failure> {
    let stale = timeline::changed_since(&visitor.ctx, view.postmortem.number, id, version).await?;
    if !stale.is_deleted && stale.current.version == version {
        return Ok(None);
    }
    let (names, zone) = (names(view), &view.postmortem.zone);
    let saw = stale.base.as_ref().map(|e| describe(&visitor.ui, &e.to_draft(), &names, zone)).unwrap_or_default();
    let theirs = theirs(visitor, &stale, saw, &names, zone, SAW).await?;
    Ok(Some((stale, theirs)))
}

/// An act that was not carried out, as it can be sent again.
pub(super) struct Act {
    /// On which entry.
    pub id: EntryId,
    /// Where it is sent.
    pub action: String,
    /// What else it carries.
    pub fields: Vec<(&'static str, String)>,
    /// The key of the button that acts all the same.
    pub go_on: &'static str,
}

/// Shows both versions of every entry that an act named and that changed; `seen` are field, entry and version.
pub(super) async fn choice(
    visitor: Visitor,
    number: Number,
    act: Act,
    seen: &[(&'static str, EntryId, i64)],
) -> Answer {
    let view = timeline::view(&visitor.ctx, number, None).await?;
    let mut both = Vec::new();
    let mut fields = act.fields;
    for (field, id, version) in seen {
        let found = changed(&visitor, &view, *id, *version).await?;
        fields.push((*field, found.as_ref().map_or(*version, |(stale, _)| stale.current.version).to_string()));
        both.extend(found.map(|(_, theirs)| (*id, theirs)));
    }
    let rail = rail(&visitor, &view.postmortem, "timeline").await?;
    let is_fragment = visitor.is_fragment;
    let ui = visitor.0.ui;
    let page = StalePage { ui, rail, id: act.id, theirs: both, action: act.action, fields, go_on: act.go_on };
    if is_fragment { show_as(StatusCode::CONFLICT, &StaleInPlace(page)) } else { show_as(StatusCode::CONFLICT, &page) }
}
