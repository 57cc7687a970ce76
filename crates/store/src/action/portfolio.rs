//! The actions of the whole house, as far as somebody may see their postmortems.

use jiff::civil::Date;
use postmortem::{Action, ActionStatus, GroupId, Number, PersonId, Strength, WeaknessId};
use uuid::Uuid;

use super::row::ActionRow;
use crate::{
    Result,
    kept::Kept,
    postmortem::Whose,
    tx::{Tx, on_db},
};

/// By what actions are ordered; within that by day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By the day on which they are due, or looked at again.
    #[default]
    Due,
    /// The worst incidents first.
    Severity,
    /// The weakest first.
    Strength,
    /// By postmortem, the latest first.
    Postmortem,
}

/// What is asked of the actions of the house. What is empty asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only these states; ideas are listed only where they are asked for.
    pub statuses: Vec<ActionStatus>,
    /// Only this strength.
    pub strength: Option<Strength>,
    /// Only what this person owns or is asked to own.
    pub owner: Option<PersonId>,
    /// Only what a member of this team owns, and what has no owner in a postmortem that names the team.
    pub team: Option<GroupId>,
    /// Only open ones that nobody has accepted.
    pub is_without_owner: bool,
    /// Only what should have been done, or looked at again, before this day.
    pub overdue_on: Option<Date>,
    /// Only what addresses a condition that is tied to this weakness.
    pub weakness: Option<WeaknessId>,
    /// Only those whose verdict a recurrence put in question.
    pub is_reopened: bool,
}

/// An action with the postmortem that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The action.
    pub action: Action,
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// The code of its severity.
    pub severity: String,
}

#[derive(sqlx::FromRow)]
struct FoundRow {
    #[sqlx(flatten)]
    action: ActionRow,
    postmortem_year: i64,
    postmortem_count: i64,
    postmortem_title: String,
    postmortem_severity: String,
}

/// Reads the actions that are wanted of postmortems that may be seen, at most so many behind the first `offset`.
pub async fn portfolio(
    tx: &mut Tx,
    whose: Whose,
    wanted: &Wanted,
    order: Order,
    (offset, at_most): (i64, i64),
) -> Result<Vec<Found>> {
    let (all, open, viewer) = match whose {
        Whose::All => (true, true, Uuid::nil()),
        Whose::EditedBy(person) => (false, false, person.0),
        Whose::VisibleTo(person) => (false, true, person.0),
    };
    let takes = |status: ActionStatus| match wanted.statuses[..] {
        [] => status != ActionStatus::Idea,
        _ => wanted.statuses.contains(&status),
    };
    let statuses: Vec<&str> = ActionStatus::ALL.iter().filter(|s| takes(**s)).map(|s| s.as_str()).collect();
    let order = match order {
        Order::Due => "due",
        Order::Severity => "severity",
        Order::Strength => "strength",
        Order::Postmortem => "postmortem",
    };
    let rows: Vec<FoundRow> = on_db!(tx, |c| sqlx::query_as(
        "SELECT a.*, p.year AS postmortem_year, p.count AS postmortem_count, p.title AS postmortem_title,
                p.severity AS postmortem_severity
         FROM actions a
         JOIN postmortems p ON p.id = a.postmortem_id
         JOIN severities s ON s.code = p.severity
         WHERE a.deleted_at IS NULL
           AND ($1 OR ($2 AND p.visibility = 'members') OR EXISTS (
                   SELECT 1 FROM postmortem_editors e WHERE e.postmortem_id = p.id AND e.person_id = $3))
           AND $4 LIKE '%|' || a.status || '|%'
           AND ($5 = '' OR a.strength = $5)
           AND ($6 = $7 OR a.owner_id = $6)
           AND ($8 = $7
                OR EXISTS (SELECT 1 FROM group_members m WHERE m.group_id = $8 AND m.person_id = a.owner_id)
                OR (a.owner_id IS NULL AND EXISTS (
                       SELECT 1 FROM postmortem_groups g WHERE g.postmortem_id = p.id AND g.group_id = $8)))
           AND (NOT $9 OR (a.status IN ('open', 'in_progress') AND NOT (a.owner_id IS NOT NULL AND a.is_accepted)))
           AND ($10 = ''
                OR (a.status IN ('open', 'in_progress') AND a.due_on < $10)
                OR (a.status = 'declined' AND a.review_on < $10))
           AND ($14 = $7 OR EXISTS (
                   SELECT 1 FROM action_causes l
                   JOIN causes k ON k.id = l.cause_id AND k.postmortem_id = a.postmortem_id AND k.deleted_at IS NULL
                   WHERE l.action_id = a.id AND k.weakness_id = $14))
           AND (NOT $15 OR (a.recurred_in IS NOT NULL AND a.recurred_through IS NOT NULL))
         ORDER BY CASE WHEN $11 = 'severity' THEN s.position
                       WHEN $11 = 'strength' THEN CASE a.strength WHEN 'weak' THEN 1 WHEN 'medium' THEN 2
                                                                  WHEN 'strong' THEN 3 ELSE 4 END
                       WHEN $11 = 'postmortem' THEN -p.year ELSE 0 END,
                  CASE WHEN $11 = 'postmortem' THEN -p.count ELSE 0 END,
                  COALESCE(a.due_on, a.review_on, '9999-12-31'), a.recorded_at, a.id
         LIMIT $12 OFFSET $13"
    )
    .bind(all)
    .bind(open)
    .bind(viewer)
    .bind(format!("|{}|", statuses.join("|")))
    .bind(wanted.strength.map_or("", Strength::as_str))
    .bind(wanted.owner.map_or(Uuid::nil(), |p| p.0))
    .bind(Uuid::nil())
    .bind(wanted.team.map_or(Uuid::nil(), |g| g.0))
    .bind(wanted.is_without_owner)
    .bind(wanted.overdue_on.map(|day| day.to_string()).unwrap_or_default())
    .bind(order)
    .bind(at_most)
    .bind(offset)
    .bind(wanted.weakness.map_or(Uuid::nil(), |w| w.0))
    .bind(wanted.is_reopened)
    .fetch_all(c)
    .await)?;
    rows.into_iter().map(Found::try_from).collect()
}

impl TryFrom<FoundRow> for Found {
    type Error = crate::Error;
    fn try_from(row: FoundRow) -> Result<Self> {
        let year = i16::try_from(row.postmortem_year).map_err(|_| crate::Error::Corrupt {
            table: "postmortems",
            column: "year",
            what: row.postmortem_year.to_string(),
        })?;
        Ok(Self {
            action: Kept::<Action>::try_from(row.action)?.it,
            number: Number { year, count: row.postmortem_count },
            title: row.postmortem_title,
            severity: row.postmortem_severity,
        })
    }
}
