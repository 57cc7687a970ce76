//! Everything of one postmortem in one form, for documents that leave: the same content in the same order each time.

use std::collections::{HashMap, HashSet};

use postmortem::{
    Actor, ActorId, CauseMap, Entry, EvidenceId, Lesson, LessonId, PersonId, Postmortem, PostmortemId, Practice,
};
use publish::{Author, EvidenceRef, FileRef, Full, FullWeakness, PersonName, PracticeRef};
use store::Tx;

use crate::{Ctx, Error, Result, causes};

/// Most people of the evidence whose names are looked for.
const MOST_PEOPLE: i64 = 20_000;

/// Reads everything that belongs to a postmortem whose door was passed.
pub(crate) async fn gather(tx: &mut Tx, postmortem: &Postmortem) -> Result<Full> {
    let scheme = store::severity::list(tx).await?;
    let severity = scheme
        .into_iter()
        .find(|s| s.code == postmortem.severity)
        .ok_or_else(|| Error::internal("a postmortem has a severity that is not in the scheme"))?;
    let narrative = store::narrative::list(tx, postmortem.id).await?;
    let narrative =
        narrative.into_iter().map(|n| (n.part, written(&n.text))).filter(|(_, text)| !text.is_empty()).collect();
    let mut actors = store::actor::list(tx, postmortem.id).await?;
    // by bytes, as the databases do not agree on the order of letters
    actors.sort_by(|a, b| (&a.name, &a.handle).cmp(&(&b.name, &b.handle)));
    let mut entries = store::entry::list(tx, postmortem.id).await?;
    sort_knowledge(&mut entries, &actors);
    let people = store::person::list(tx).await?;
    let people =
        people.into_iter().map(|p| PersonName { id: p.id, name: p.name, login: p.login.as_str().to_owned() }).collect();
    let causes = causes::map(tx, postmortem.id).await?;
    let weaknesses = weaknesses(tx, postmortem.id).await?;
    let evidence = evidence(tx, postmortem, &entries, &causes).await?;
    let files = store::file::list(tx, postmortem.id).await?;
    let files = files
        .into_iter()
        .map(|f| FileRef {
            hash: f.hash,
            name: f.name,
            media_type: f.media_type,
            size: u64::try_from(f.size).unwrap_or_default(),
        })
        .collect();
    let lessons = store::lesson::list(tx, postmortem.id).await?;
    let actions = store::action::list(tx, postmortem.id).await?;
    let practices = practices(tx, postmortem, &lessons).await?;
    Ok(Full {
        postmortem: postmortem.clone(),
        severity,
        narrative,
        entries,
        causes,
        weaknesses,
        lessons,
        actions,
        practices,
        actors,
        people,
        evidence,
        files,
    })
}

/// The practices that the lessons cite or became; of the latter only those that still stand.
async fn practices(tx: &mut Tx, postmortem: &Postmortem, lessons: &[Lesson]) -> Result<Vec<PracticeRef>> {
    let reference = |practice: Practice, made_from| PracticeRef {
        id: practice.id,
        name: practice.name,
        owner: practice.owner,
        made_from,
    };
    let made = store::practice::made_from(tx, postmortem.id).await?;
    let is_told = |id: LessonId| lessons.iter().any(|l| l.id == id);
    let standing = made.into_iter().filter(|(lesson, practice)| is_told(*lesson) && !practice.is_withdrawn());
    let mut all: Vec<PracticeRef> = standing.map(|(lesson, practice)| reference(practice, Some(lesson))).collect();
    for practice in store::practice::cited(tx, postmortem.id).await? {
        let is_cited = lessons.iter().any(|l| l.practices.contains(&practice.id));
        if is_cited && !all.iter().any(|known| known.id == practice.id) {
            all.push(reference(practice, None));
        }
    }
    all.sort_by_key(|practice| practice.id);
    Ok(all)
}

/// A text without what a document cannot carry: empty lines around it, and foreign ends of lines.
pub(crate) fn written(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let is_filled = |line: &&str| !line.trim().is_empty();
    let Some(first) = lines.iter().position(is_filled) else { return String::new() };
    let last = lines.iter().rposition(is_filled).unwrap_or(first);
    lines[first..=last].join("\n").trim_end().to_owned()
}

/// Those who learned at the same time stand in the order of the actors, whatever their ids are.
fn sort_knowledge(entries: &mut [Entry], actors: &[Actor]) {
    let places: HashMap<ActorId, usize> = actors.iter().enumerate().map(|(at, a)| (a.id, at)).collect();
    for entry in entries {
        entry.knowledge.sort_by_key(|k| (k.learned.at, places.get(&k.actor).copied()));
    }
}

/// The weaknesses that conditions here are tied to, with what the company may know of their recurrence.
async fn weaknesses(tx: &mut Tx, postmortem: PostmortemId) -> Result<Vec<FullWeakness>> {
    let mut found = Vec::new();
    for weakness in store::weakness::list_tied(tx, postmortem).await? {
        let earlier = store::weakness::earlier_published(tx, weakness.id, postmortem).await?;
        found.push(FullWeakness { id: weakness.id, name: weakness.name, earlier });
    }
    Ok(found)
}

async fn evidence(
    tx: &mut Tx,
    postmortem: &Postmortem,
    entries: &[Entry],
    causes: &CauseMap,
) -> Result<Vec<EvidenceRef>> {
    let mut wanted: Vec<EvidenceId> = Vec::new();
    let mut seen = HashSet::new();
    for entry in entries {
        let known = entry.decision.iter().flat_map(|d| &d.known_evidence);
        wanted.extend(entry.evidence.iter().chain(known).filter(|id| seen.insert(**id)));
    }
    let shown = causes.becauses().iter().flat_map(|b| &b.evidence);
    wanted.extend(shown.filter(|id| seen.insert(**id)));
    let found = store::evidence::by_ids(tx, postmortem.id, &wanted).await?;
    Ok(found
        .into_iter()
        .map(|e| EvidenceRef {
            id: e.id,
            hash: hex::encode(&e.hash),
            source: e.source,
            key: e.key,
            occurred: e.occurred,
            zone: e.zone,
            author: e.handle.map(|handle| Author { handle, name: e.author }),
            place: e.place,
            link: e.link,
            text: e.text,
        })
        .collect())
}

/// The same with every other name that may stand in its texts: handles that were merged, and all who speak in the
/// evidence. Only for projecting; nothing of it is shown.
pub(super) async fn with_all_names(tx: &mut Tx, full: &Full) -> Result<Full> {
    let mut known = full.clone();
    for (actor, handle) in store::actor::list_merged(tx, full.postmortem.id).await? {
        let Some(actor) = known.actors.iter_mut().find(|a| a.id == actor) else { continue };
        // an actor without an account gets a stand-in, so that both names lead to one role
        let person = *actor.person.get_or_insert(PersonId(actor.id.0));
        known.people.push(PersonName { id: person, name: handle.clone(), login: handle });
    }
    let facets = store::evidence::facets(tx, full.postmortem.id, MOST_PEOPLE).await?;
    for speaker in facets.people {
        known.evidence.push(EvidenceRef {
            id: EvidenceId(uuid::Uuid::nil()),
            hash: String::new(),
            source: String::new(),
            key: String::new(),
            occurred: full.postmortem.created_at,
            zone: None,
            author: Some(Author { handle: speaker.value, name: speaker.label }),
            place: None,
            link: None,
            text: String::new(),
        });
    }
    Ok(known)
}

/// The order in which actors get the letters of their roles: as in earlier versions, then those who came later in an
/// order that only this house can tell.
pub(super) async fn role_order(tx: &mut Tx, ctx: &Ctx, full: &Full) -> Result<Vec<ActorId>> {
    let id = full.postmortem.id;
    let mut order = store::publication::role_order(tx, id).await?;
    let mut later: Vec<ActorId> = full.actors.iter().map(|a| a.id).filter(|a| !order.contains(a)).collect();
    later.sort_by_key(|actor| {
        let mut bytes = id.0.as_bytes().to_vec();
        bytes.extend(actor.0.as_bytes());
        ctx.house.mark("role", &bytes)
    });
    order.extend(later);
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn texts_lose_only_what_stands_around_them() {
        assert_eq!(written("\r\n\r\n  - 하나\r\n\r\n둘  \r\n\n"), "  - 하나\n\n둘");
        assert_eq!(written(" \n\t\n"), "");
    }
}
