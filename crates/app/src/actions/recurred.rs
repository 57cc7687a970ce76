//! What puts verdicts in question, as far as the viewer may read it.

use std::collections::HashMap;

use postmortem::{Action, Number, PostmortemId, Recurrence, Weakness, WeaknessId};
use store::Tx;

use crate::{Ctx, Error, Result, access};

/// An incident that came through a weakness which an action had addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurred {
    /// The number of its postmortem.
    pub number: Number,
    /// The title of its postmortem.
    pub title: String,
    /// The weakness.
    pub weakness: Weakness,
}

/// Recurrences by what they name. One that the viewer may not read is not in it.
#[derive(Debug, Clone, Default)]
pub struct Recurrences(HashMap<(PostmortemId, WeaknessId), Recurred>);

impl Recurrences {
    /// What puts the verdict of an action in question.
    pub fn of(&self, action: &Action) -> Option<&Recurred> {
        let (_, recurrence) = action.commitment()?.reopened()?;
        self.find(recurrence)
    }

    /// What a recurrence names.
    pub fn find(&self, recurrence: Recurrence) -> Option<&Recurred> {
        self.0.get(&(recurrence.postmortem, recurrence.weakness))
    }

    /// Reads what these actions name.
    pub(super) async fn read<'a>(tx: &mut Tx, ctx: &Ctx, actions: impl Iterator<Item = &'a Action>) -> Result<Self> {
        let mut found = Self::default();
        let named =
            actions.filter_map(Action::commitment).filter_map(|c| c.reopened()).map(|(_, recurrence)| recurrence);
        let mut named: Vec<_> = named.map(|r| (r.postmortem, r.weakness)).collect();
        named.sort_unstable();
        named.dedup();
        for (postmortem, weakness) in named {
            if let Some(recurred) = one(tx, ctx, postmortem, weakness).await? {
                found.0.insert((postmortem, weakness), recurred);
            }
        }
        Ok(found)
    }
}

async fn one(tx: &mut Tx, ctx: &Ctx, postmortem: PostmortemId, weakness: WeaknessId) -> Result<Option<Recurred>> {
    let number = match store::postmortem::get(tx, postmortem).await {
        Ok(postmortem) => postmortem.number,
        Err(store::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let readable = match access::read(tx, ctx, number).await {
        Err(Error::NotFound) => return Ok(None),
        read => read?,
    };
    let Some(mut weakness) = store::weakness::find(tx, access::whose(ctx)?, weakness).await? else { return Ok(None) };
    if let Some(into) = weakness.merged_into {
        // in a version of its history, from before
        let Some(found) = store::weakness::find(tx, access::whose(ctx)?, into).await? else { return Ok(None) };
        weakness = found;
    }
    Ok(Some(Recurred { number, title: readable.title.clone(), weakness }))
}
