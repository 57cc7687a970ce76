//! Questions: what is still open in a postmortem, dismissing one with a reason, and what the organisation chose.
//!
//! They are found anew from what is kept, and nothing of them is kept but dismissals. One that was dismissed stays so
//! while its key is the same, also when what it asks about goes and comes back.

mod rules;
mod subject;
mod wording;

use std::{collections::HashMap, sync::Arc};

use postmortem::{
    InvalidLine, Number, Person, PostmortemId, line,
    questions::{Code, Level, Question, questions},
};
use serde_json::json;
use store::{Stamp, Tx, question};

use crate::{
    Ctx, Error, FieldError, Result,
    access::{self, Readable},
    timeline,
    workbench::line_code,
};

pub use rules::{Chosen, choose, chosen, current};
pub use store::question::Dismissal;
pub use wording::in_document;

/// The most characters of a reason.
const MAX_REASON: usize = 500;

/// How many postmortems' questions are remembered at most.
pub(crate) const REMEMBERED: usize = 64;

/// Which questions were remembered: of which postmortem, and in which minute, as some ask about the present.
pub(crate) type Key = (PostmortemId, i64);

/// What is open in a postmortem, and what of it was dismissed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What is open, in the order of the codes.
    pub open: Vec<Question>,
    /// What was dismissed and would be open otherwise.
    pub dismissed: Vec<(Question, Dismissal)>,
}

impl Found {
    /// How much is open at a level.
    pub fn count(&self, level: Level) -> usize {
        self.open.iter().filter(|q| q.level == level).count()
    }

    /// What has to be settled before publication.
    pub fn to_settle(&self) -> impl Iterator<Item = &Question> {
        self.open.iter().filter(|q| q.level == Level::Must)
    }

    /// How much should be settled.
    pub fn n_weighty(&self) -> usize {
        self.count(Level::Must) + self.count(Level::Should)
    }
}

/// All that the page of questions shows.
#[derive(Debug, Clone)]
pub struct View {
    /// The postmortem.
    pub postmortem: Readable,
    /// What is open and what was dismissed.
    pub found: Arc<Found>,
    /// The people who dismissed.
    pub people: Vec<Person>,
}

/// Finds what is open in a postmortem that the viewer may read, for its page.
pub async fn view(ctx: &Ctx, number: Number) -> Result<View> {
    let stamp = ctx.house.stamps.now().await?;
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    let found = remembered(&mut tx, ctx, &postmortem, stamp).await?;
    let people = timeline::people(&mut tx, found.dismissed.iter().filter_map(|(_, d)| d.by)).await?;
    Ok(View { postmortem, found, people })
}

/// Finds what is open in a postmortem that the viewer may read.
pub async fn list(ctx: &Ctx, number: Number) -> Result<Arc<Found>> {
    let stamp = ctx.house.stamps.now().await?;
    let mut tx = ctx.house.db.read().await?;
    let postmortem = access::read(&mut tx, ctx, number).await?;
    remembered(&mut tx, ctx, &postmortem, stamp).await
}

/// Dismisses a question that is open. Whoever comes second is told that someone was faster.
pub async fn dismiss(ctx: &Ctx, number: Number, key: &str, reason: &str) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = timeline::open(&mut tx, ctx, number).await?;
    let reason = checked(reason)?;
    let found = find(&mut tx, ctx, &postmortem).await?;
    if found.dismissed.iter().any(|(q, _)| q.key() == key) {
        return Err(Error::Conflict);
    }
    let code = found.open.iter().find(|q| q.key() == key).map(|q| q.code).ok_or(Error::NotFound)?;
    let dismissal = Dismissal { key: key.to_owned(), reason, at: ctx.now(), by: ctx.person_id() };
    if !question::insert_dismissal(&mut tx, postmortem.id, &dismissal).await? {
        return Err(Error::Conflict);
    }
    ctx.audit(&mut tx, Some(postmortem.id), "question.dismiss", shown(code, &dismissal.key, &dismissal.reason)).await?;
    Ok(tx.commit().await?)
}

/// Takes a dismissal back: the question is open again. Nothing happens where there is none any more.
pub async fn take_back(ctx: &Ctx, number: Number, key: &str) -> Result<()> {
    let mut tx = ctx.house.db.write().await?;
    let postmortem = timeline::open(&mut tx, ctx, number).await?;
    let all = question::list_dismissals(&mut tx, postmortem.id).await?;
    let Some(before) = all.into_iter().find(|d| d.key == key) else { return Ok(()) };
    if question::delete_dismissal(&mut tx, postmortem.id, key).await? {
        let code = key.split(' ').next().and_then(|code| code.parse::<Code>().ok());
        let detail = json!({ "code": code, "key": before.key, "reason": before.reason });
        ctx.audit(&mut tx, Some(postmortem.id), "question.take_back", detail).await?;
    }
    Ok(tx.commit().await?)
}

fn shown(code: Code, key: &str, reason: &str) -> serde_json::Value {
    json!({ "code": code, "key": key, "reason": reason })
}

fn checked(reason: &str) -> Result<String> {
    let folded = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    line(&folded, MAX_REASON).map_err(|why| match why {
        InvalidLine::Empty => Error::field("reason", "reason-needed"),
        why => FieldError::new("reason", line_code(why)).with("limit", MAX_REASON.to_string()).into(),
    })
}

/// What was found last stays until anything changes, or the minute is over: every page of a postmortem shows how much
/// is open.
async fn remembered(tx: &mut Tx, ctx: &Ctx, postmortem: &Readable, stamp: Stamp) -> Result<Arc<Found>> {
    let key = (postmortem.id, ctx.now().as_second().div_euclid(60));
    if let Some(known) = ctx.house.questions.get(stamp, &key) {
        return Ok(known);
    }
    let entries = ctx.house.timelines.get(stamp, &postmortem.id).map(|timeline| timeline.entries.clone());
    let found = Arc::new(look(tx, ctx, postmortem, entries).await?);
    Ok(ctx.house.questions.keep(stamp, key, found))
}

/// Finds what is open as the transaction sees it.
pub(crate) async fn find(tx: &mut Tx, ctx: &Ctx, postmortem: &Readable) -> Result<Found> {
    look(tx, ctx, postmortem, None).await
}

async fn look(tx: &mut Tx, ctx: &Ctx, postmortem: &Readable, entries: Option<Vec<postmortem::Entry>>) -> Result<Found> {
    let (rules, _) = question::rules(tx).await?;
    let subject = subject::of(tx, postmortem, entries).await?;
    let all = question::list_dismissals(tx, postmortem.id).await?;
    let mut dismissals: HashMap<String, Dismissal> = all.into_iter().map(|d| (d.key.clone(), d)).collect();
    let mut found = Found::default();
    for question in questions(&subject, ctx.now(), &rules) {
        match dismissals.remove(&question.key()) {
            Some(dismissal) => found.dismissed.push((question, dismissal)),
            None => found.open.push(question),
        }
    }
    Ok(found)
}
