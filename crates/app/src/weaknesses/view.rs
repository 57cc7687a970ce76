//! What the pages of the register show, each read in one transaction.

use jiff::Timestamp;
use postmortem::{ActionStatus, Occurrence, Person, Severity, Weakness, WeaknessId, count_postmortems};
use store::{
    action::Wanted as WantedActions,
    weakness::{Past, Scope},
};

use super::whose;
use crate::{
    Ctx, Error, Result,
    actions::{self, Listed},
    timeline,
};

/// The most actions against one weakness that its page lists.
const MOST_ACTIONS: i64 = 500;

/// By what the register is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// What came up most often first.
    #[default]
    Times,
    /// What came up last first.
    Latest,
    /// By name.
    Name,
}

impl Order {
    /// Every order, as a word.
    pub const ALL: [(&'static str, Self); 3] = [("times", Self::Times), ("latest", Self::Latest), ("name", Self::Name)];

    /// The order that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, order)| order)
    }
}

/// What is asked of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words, all of which name or description hold.
    pub text: String,
    /// The order.
    pub order: Order,
}

/// A weakness in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The weakness.
    pub weakness: Weakness,
    /// In how many postmortems it came up.
    pub n_times: usize,
    /// Where it came up last.
    pub last: Option<Occurrence>,
    /// How many actions against it are open.
    pub n_open: i64,
}

/// Lists the register as far as the viewer may know of it.
pub async fn list(ctx: &Ctx, wanted: &Wanted) -> Result<Vec<Entry>> {
    let whose = whose(ctx)?;
    let mut tx = ctx.house.db.read().await?;
    let weaknesses = store::weakness::list(&mut tx, whose).await?;
    let occurrences = store::weakness::list_occurrences(&mut tx, whose, Scope::All).await?;
    let open = store::weakness::count_open_actions(&mut tx, whose).await?;
    let entry = |weakness: Weakness| {
        let of = || occurrences.iter().filter(|o| o.weakness == weakness.id);
        Entry {
            n_times: count_postmortems(of()),
            last: of().next_back().cloned(),
            n_open: open.get(&weakness.id).copied().unwrap_or_default(),
            weakness,
        }
    };
    let words: Vec<String> = wanted.text.split_whitespace().map(str::to_lowercase).collect();
    let holds = |w: &Weakness| {
        let text = format!("{} {}", w.name, w.description).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut entries: Vec<Entry> = weaknesses.into_iter().filter(holds).map(entry).collect();
    // they come by name, and what is equal stays so
    let last = |e: &Entry| std::cmp::Reverse(e.last.as_ref().map(|o| o.began_at));
    match wanted.order {
        Order::Times => entries.sort_by_key(|e| (std::cmp::Reverse(e.n_times), last(e))),
        Order::Latest => entries.sort_by_key(last),
        Order::Name => {}
    }
    Ok(entries)
}

/// What stands at the address of a weakness.
#[derive(Debug, Clone)]
pub enum Opened {
    /// It.
    Here(Box<Page>),
    /// It was merged into this one.
    Moved(WeaknessId),
}

/// One weakness with all that is tied to it.
#[derive(Debug, Clone)]
pub struct Page {
    /// The weakness.
    pub weakness: Weakness,
    /// Its conditions, the earliest incident first.
    pub occurrences: Vec<Occurrence>,
    /// What is done about it.
    pub actions: Vec<Listed>,
    /// The scheme of severities.
    pub severities: Vec<Severity>,
    /// Since when it is in the register, as far as the viewer may know.
    pub since: Timestamp,
    /// Who named it first; nobody where that was before all members could know of it.
    pub by: Option<Person>,
}

/// Opens one weakness.
pub async fn open(ctx: &Ctx, id: WeaknessId) -> Result<Opened> {
    let whose = whose(ctx)?;
    let mut tx = ctx.house.db.read().await?;
    let weakness = store::weakness::find(&mut tx, whose, id).await?.ok_or(Error::NotFound)?;
    if let Some(into) = weakness.merged_into {
        // whoever may not know of the other is told nothing of either
        store::weakness::find(&mut tx, whose, into).await?.ok_or(Error::NotFound)?;
        return Ok(Opened::Moved(into));
    }
    let occurrences = store::weakness::list_occurrences(&mut tx, whose, Scope::Of(id)).await?;
    let severities = store::severity::list(&mut tx).await?;
    let since = weakness.opened_at.unwrap_or(weakness.recorded_at);
    let named_by = weakness.recorded_by.filter(|_| weakness.recorded_at >= since);
    let by = timeline::people(&mut tx, named_by.into_iter()).await?.into_iter().next();
    tx.rollback().await?;
    let wanted = WantedActions { weakness: Some(id), statuses: ActionStatus::ALL.to_vec(), ..WantedActions::default() };
    let actions = actions::portfolio(ctx, &wanted, actions::Order::Due, (0, MOST_ACTIONS)).await?.actions;
    Ok(Opened::Here(Box::new(Page { weakness, occurrences, actions, severities, since, by })))
}

/// The weaknesses that one could be merged into, by name.
pub async fn others(ctx: &Ctx, id: WeaknessId) -> Result<Vec<Weakness>> {
    let whose = whose(ctx)?;
    let mut tx = ctx.house.db.read().await?;
    let mut all = store::weakness::list(&mut tx, whose).await?;
    all.retain(|w| w.id != id);
    Ok(all)
}

/// What a weakness was called and said, version by version, with the people who wrote it.
#[derive(Debug, Clone)]
pub struct History {
    /// The weakness.
    pub weakness: Weakness,
    /// Every version, the latest first.
    pub past: Vec<Past>,
    /// The people who wrote.
    pub people: Vec<Person>,
}

/// Reads what a weakness was called and said before; no further back than since all members may know of it.
pub async fn history(ctx: &Ctx, id: WeaknessId) -> Result<History> {
    let whose = whose(ctx)?;
    let mut tx = ctx.house.db.read().await?;
    let weakness = store::weakness::find(&mut tx, whose, id).await?.ok_or(Error::NotFound)?;
    let mut past = store::weakness::list_past(&mut tx, id).await?;
    if let Some(opened_at) = weakness.opened_at
        && let Some(at) = past.iter().position(|p| p.written_at <= opened_at)
    {
        past.truncate(at + 1);
        // when and by whom that came about before is for those who knew of it then
        if let Some(first) = past.last_mut().filter(|p| p.written_at < opened_at) {
            (first.written_at, first.written_by) = (opened_at, None);
        }
    }
    let people = timeline::people(&mut tx, past.iter().filter_map(|p| p.written_by)).await?;
    Ok(History { weakness, past, people })
}
