//! What is asked about, read from the store: no more than questions need.

use std::collections::HashSet;

use postmortem::{Entry, PersonId, Postmortem, questions::Subject};
use publish::{Full, PersonName};
use store::Tx;

use super::wording;
use crate::{Error, Result, causes, publication::written};

/// Reads a postmortem whose door was passed; its entries only where they are not known yet.
pub(super) async fn of(tx: &mut Tx, postmortem: &Postmortem, entries: Option<Vec<Entry>>) -> Result<Subject> {
    let id = postmortem.id;
    let scheme = store::severity::list(tx).await?;
    let severity = scheme
        .into_iter()
        .find(|s| s.code == postmortem.severity)
        .ok_or_else(|| Error::internal("a postmortem has a severity that is not in the scheme"))?;
    let narrative = store::narrative::list(tx, id).await?;
    let narrative =
        narrative.into_iter().map(|n| (n.part, written(&n.text))).filter(|(_, text)| !text.is_empty()).collect();
    let actors = store::actor::list(tx, id).await?;
    let matched: HashSet<PersonId> = actors.iter().filter_map(|a| a.person).collect();
    let people = if matched.is_empty() { Vec::new() } else { store::person::list(tx).await? };
    let people = people.into_iter().filter(|p| matched.contains(&p.id));
    let people = people.map(|p| PersonName { id: p.id, name: p.name, login: p.login.as_str().to_owned() }).collect();
    let entries = match entries {
        Some(entries) => entries,
        None => store::entry::list(tx, id).await?,
    };
    let full = Full {
        postmortem: postmortem.clone(),
        severity,
        narrative,
        entries,
        causes: causes::map(tx, id).await?,
        weaknesses: Vec::new(),
        practices: Vec::new(),
        lessons: store::lesson::list(tx, id).await?,
        actions: store::action::list(tx, id).await?,
        actors,
        people,
        evidence: Vec::new(),
        files: Vec::new(),
    };
    let mut subject = publish::told::subject(&full);
    subject.wording = wording::in_house(&full);
    Ok(subject)
}
