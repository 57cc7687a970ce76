//! The actions of the whole house, as far as the viewer may read their postmortems.

use std::collections::HashMap;

use jiff::civil::Date;
use postmortem::{ActionStatus, Group, GroupKind, PersonId, Severity};
use store::action::{Found, Order, Wanted};

use super::{Recurred, Recurrences};
use crate::{Ctx, Result, access::whose};

/// So many actions stand on one page.
pub const PAGE: i64 = 100;

/// The most actions that one file holds.
pub const MOST_EXPORTED: i64 = 10_000;

/// So many of one's own actions stand on the workbench, of each sort.
const MINE: i64 = 20;

/// An action with its postmortem and the name of whoever has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The action and its postmortem.
    pub found: Found,
    /// Who owns it or is asked to.
    pub owner: Option<String>,
    /// The teams of that person.
    pub teams: Vec<String>,
    /// What its severity is called.
    pub severity: Option<Severity>,
    /// Whether it should have been done, or looked at again, by now.
    pub is_overdue: bool,
    /// What puts its verdict in question.
    pub recurred: Option<Recurred>,
}

/// A part of the actions of the house.
#[derive(Debug, Clone)]
pub struct Portfolio {
    /// The actions.
    pub actions: Vec<Listed>,
    /// Whether there are more behind these.
    pub has_more: bool,
    /// The teams that can be asked for.
    pub teams: Vec<Group>,
    /// The day, where the viewer is.
    pub today: Date,
}

/// Lists the actions that are wanted: so many behind the first `offset`.
pub async fn portfolio(ctx: &Ctx, wanted: &Wanted, order: Order, (offset, at_most): (i64, i64)) -> Result<Portfolio> {
    let whose = whose(ctx)?;
    let mut tx = ctx.house.db.read().await?;
    let today = ctx.now().to_zoned(ctx.zone().rules()).date();
    let mut found = store::action::portfolio(&mut tx, whose, wanted, order, (offset, at_most + 1)).await?;
    let wanted_most = usize::try_from(at_most).unwrap_or(usize::MAX);
    let has_more = found.len() > wanted_most;
    found.truncate(wanted_most);
    let people = store::person::list(&mut tx).await?;
    let names: HashMap<PersonId, String> = people.into_iter().map(|p| (p.id, p.name)).collect();
    let mut teams = store::group::list(&mut tx).await?;
    teams.retain(|g| g.kind == GroupKind::Team);
    let scheme = store::severity::list(&mut tx).await?;
    let recurrences = Recurrences::read(&mut tx, ctx, found.iter().map(|f| &f.action)).await?;
    let listed = |found: Found| {
        let owner = found.action.owner();
        let is_member = |g: &&Group| owner.is_some_and(|id| g.members.contains(&id));
        Listed {
            owner: owner.and_then(|id| names.get(&id).cloned()),
            teams: teams.iter().filter(is_member).map(|g| g.name.clone()).collect(),
            severity: scheme.iter().find(|s| s.code == found.severity).cloned(),
            is_overdue: found.action.is_overdue(today),
            recurred: recurrences.of(&found.action).cloned(),
            found,
        }
    };
    Ok(Portfolio { actions: found.into_iter().map(listed).collect(), has_more, today, teams: teams.clone() })
}

/// Lists what the viewer owns or is asked to own and is to do: what is to be judged again, then what is not done, the
/// earliest due first.
pub async fn mine(ctx: &Ctx) -> Result<Vec<Listed>> {
    let Some(person) = ctx.person_id() else { return Ok(Vec::new()) };
    let statuses = vec![ActionStatus::Open, ActionStatus::InProgress];
    let wanted = Wanted { owner: Some(person), statuses, ..Wanted::default() };
    let reopened = Wanted { owner: Some(person), is_reopened: true, ..Wanted::default() };
    let mut mine = portfolio(ctx, &reopened, Order::Due, (0, MINE)).await?.actions;
    mine.extend(portfolio(ctx, &wanted, Order::Due, (0, MINE)).await?.actions);
    Ok(mine)
}
