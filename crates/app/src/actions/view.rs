//! All that the page of ideas and actions shows, read in one transaction.

use jiff::{Timestamp, civil::Date};
use postmortem::{
    Action, ActionId, Cause, Number, Person, PersonId, Postmortem, after_working_days, default_due, is_only_weak,
};
use store::{Tx, kept::Past};

use super::{Recurrences, SOAK_DAYS};
use crate::{
    Ctx, Result,
    access::{self, Readable},
    timeline,
};

/// All that the page of ideas and actions shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The postmortem.
    pub postmortem: Readable,
    /// Its ideas and actions, in the order in which they were written down.
    pub actions: Vec<Action>,
    /// The causes that actions can address.
    pub causes: Vec<Cause>,
    /// The people whom they name.
    pub people: Vec<Person>,
    /// Whether all that was committed to after a severe incident is weak.
    pub is_only_weak: bool,
    /// What puts verdicts in question.
    pub recurrences: Recurrences,
    /// When an action is due unless somebody says otherwise.
    pub default_due: Date,
    /// The day, in the zone of the postmortem.
    pub today: Date,
}

impl View {
    /// When the soak of an idea is over.
    pub fn soaked_at(&self, action: &Action) -> Timestamp {
        soaked_at(&self.postmortem, action)
    }
}

/// When the soak of an idea is over, on the working days of its postmortem.
pub(super) fn soaked_at(postmortem: &Postmortem, action: &Action) -> Timestamp {
    after_working_days(action.recorded_at, SOAK_DAYS, &postmortem.zone)
}

/// Opens the ideas and actions for their page.
pub async fn view(ctx: &Ctx, number: Number) -> Result<View> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let actions = store::action::list(&mut tx, postmortem.id).await?;
    let rank = rank(&mut tx, &postmortem).await?;
    let named: Vec<PersonId> = actions.iter().flat_map(|a| [a.recorded_by, a.owner(), judge(a)]).flatten().collect();
    let people = timeline::people(&mut tx, named.into_iter()).await?;
    let today = ctx.now().to_zoned(postmortem.zone.rules()).date();
    let recurrences = Recurrences::read(&mut tx, ctx, actions.iter()).await?;
    Ok(View {
        recurrences,
        is_only_weak: is_only_weak(&actions, rank),
        default_due: default_due(rank, today),
        causes: store::cause::list(&mut tx, postmortem.id).await?,
        postmortem,
        actions,
        people,
        today,
    })
}

fn judge(action: &Action) -> Option<PersonId> {
    action.commitment().and_then(|c| c.last_judgement()).and_then(|j| j.by)
}

/// The place of a postmortem's severity in the scheme; the last where it is none of it.
async fn rank(tx: &mut Tx, postmortem: &Postmortem) -> Result<i64> {
    let scheme = store::severity::list(tx).await?;
    Ok(scheme.iter().find(|s| s.code == postmortem.severity).map_or(i64::MAX, |s| s.position))
}

/// What an idea or action said, version by version, with the people who wrote it.
#[derive(Debug, Clone)]
pub struct History {
    /// The postmortem.
    pub postmortem: Readable,
    /// Every version, the latest first.
    pub past: Vec<Past<Action>>,
    /// Whether it is removed at present.
    pub is_deleted: bool,
    /// The people who wrote.
    pub people: Vec<Person>,
    /// What put verdicts in question.
    pub recurrences: Recurrences,
}

/// Reads what an idea or action said before, removed or not.
pub async fn history(ctx: &Ctx, number: Number, id: ActionId) -> Result<History> {
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let kept = store::action::get(&mut tx, postmortem.id, id).await?;
    let past: Vec<Past<Action>> = store::kept::list_past(&mut tx, postmortem.id, &super::subject(id)).await?;
    let people = timeline::people(&mut tx, past.iter().filter_map(|p| p.written_by)).await?;
    let recurrences = Recurrences::read(&mut tx, ctx, past.iter().map(|p| &p.it)).await?;
    Ok(History { postmortem, past, is_deleted: kept.deleted_at.is_some(), people, recurrences })
}
