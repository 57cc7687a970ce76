//! The register: practices narrowed by words, team and owner, with how often they are adopted and cited.

use postmortem::{GroupId, PersonId, Practice};
use uuid::Uuid;

use super::Row;
use crate::{
    Result,
    dialect::like,
    postmortem::Whose,
    tx::{Tx, on_db},
};

/// By what the register is ordered; within that by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// By name.
    #[default]
    Name,
    /// Those that most teams adopted first.
    Adopted,
    /// Those that most postmortems cite first.
    Cited,
}

/// What is asked of the register. What is empty asks nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words, folded, all of which the text has to hold.
    pub words: Vec<String>,
    /// Only those that this team adopted.
    pub team: Option<GroupId>,
    /// Only those that this person answers for.
    pub owner: Option<PersonId>,
    /// Only those that nobody answers for.
    pub is_without_owner: bool,
    /// Those that are withdrawn, in place of the others.
    pub is_withdrawn: bool,
}

/// A practice in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The practice.
    pub practice: Practice,
    /// How many teams adopted it.
    pub n_adoptions: i64,
    /// How many postmortems cite it, of those that may be seen.
    pub n_citations: i64,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    practice: Row,
    n_adoptions: i64,
    n_citations: i64,
}

impl Wanted {
    /// The condition, whose parameters begin behind the first `n`; `words` are bound in their order.
    fn clause(&self, n: usize) -> String {
        let words = (0..self.words.len()).map(|at| format!(" AND r.words LIKE ${} ESCAPE '!'", n + 6 + at));
        format!(
            "(r.withdrawn_at IS NOT NULL) = ${}
             AND (${} = ${} OR r.owner_id = ${}) AND (NOT ${} OR r.owner_id IS NULL)
             AND (${} = ${} OR EXISTS (
                     SELECT 1 FROM practice_adoptions a WHERE a.practice_id = r.id AND a.group_id = ${})){}",
            n + 1,
            n + 2,
            n + 3,
            n + 2,
            n + 4,
            n + 5,
            n + 3,
            n + 5,
            words.collect::<String>()
        )
    }
}

/// Binds what `clause` names.
macro_rules! bound {
    ($query:expr, $wanted:expr) => {{
        let mut query = $query
            .bind($wanted.is_withdrawn)
            .bind($wanted.owner.map_or(Uuid::nil(), |p| p.0))
            .bind(Uuid::nil())
            .bind($wanted.is_without_owner)
            .bind($wanted.team.map_or(Uuid::nil(), |g| g.0));
        for word in &$wanted.words {
            query = query.bind(like(word));
        }
        query
    }};
}

/// Reads the practices that are wanted, at most so many behind the first `offset`. Citations are counted by
/// postmortem, and only of those that may be seen.
pub async fn list(
    tx: &mut Tx,
    whose: Option<Whose>,
    wanted: &Wanted,
    order: Order,
    (offset, at_most): (i64, i64),
) -> Result<Vec<Listed>> {
    let (all, open, viewer) = seen_by(whose);
    let order = match order {
        Order::Name => "",
        Order::Adopted => "n_adoptions DESC,",
        Order::Cited => "n_citations DESC,",
    };
    let sql = format!(
        "SELECT r.*,
                (SELECT COUNT(*) FROM practice_adoptions a WHERE a.practice_id = r.id) AS n_adoptions,
                (SELECT COUNT(DISTINCT l.postmortem_id)
                 FROM lesson_practices t
                 JOIN lessons l ON l.id = t.lesson_id AND l.deleted_at IS NULL
                 JOIN postmortems p ON p.id = l.postmortem_id
                 WHERE t.practice_id = r.id
                   AND ($1 OR ($2 AND p.visibility = 'members') OR EXISTS (
                           SELECT 1 FROM postmortem_editors e WHERE e.postmortem_id = p.id AND e.person_id = $3))
                ) AS n_citations
         FROM practices r
         WHERE {}
         ORDER BY {order} r.folded, r.id
         LIMIT $4 OFFSET $5",
        wanted.clause(5)
    );
    let rows: Vec<ListedRow> = on_db!(tx, |c| {
        let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(all).bind(open).bind(viewer);
        bound!(query.bind(at_most).bind(offset), wanted).fetch_all(c).await
    })?;
    let listed = |row: ListedRow| Listed {
        practice: row.practice.into(),
        n_adoptions: row.n_adoptions,
        n_citations: row.n_citations,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Counts the practices that are wanted.
pub async fn count(tx: &mut Tx, wanted: &Wanted) -> Result<i64> {
    let sql = format!("SELECT COUNT(*) FROM practices r WHERE {}", wanted.clause(0));
    Ok(on_db!(tx, |c| bound!(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)), wanted).fetch_one(c).await)?)
}

/// Whose postmortems may be seen, as the parameters of a condition; nobody's where none is named.
pub(super) fn seen_by(whose: Option<Whose>) -> (bool, bool, Uuid) {
    match whose {
        None => (false, false, Uuid::nil()),
        Some(Whose::All) => (true, true, Uuid::nil()),
        Some(Whose::EditedBy(person)) => (false, false, person.0),
        Some(Whose::VisibleTo(person)) => (false, true, person.0),
    }
}
