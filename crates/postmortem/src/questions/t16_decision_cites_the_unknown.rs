//! T16: a decision cites what its deciders can't have known.

use jiff::Timestamp;

use super::{Asked, Place, Subject, asked::begins};
use crate::entry::{Decision, Entry};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (entry, decision) in subject.decisions() {
        for cited in subject.entries.iter().filter(|e| decision.known_entries.contains(&e.id)) {
            if cited.occurred.at > entry.occurred.at || is_learned_later(cited, entry.occurred.at, &decision) {
                asked.about(Place::Entry(entry.id), [("entry", begins(&entry.text)), ("cited", begins(&cited.text))]);
            }
        }
    }
}

/// Whether it is written when the deciders learned of it, and for each who is written it was later.
fn is_learned_later(cited: &Entry, decided: Timestamp, decision: &Decision) -> bool {
    let mut learned = cited.knowledge.iter().filter(|k| decision.deciders.contains(&k.actor)).peekable();
    learned.peek().is_some() && learned.all(|k| k.learned.at > decided)
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn what_came_later_or_was_learned_later_is_asked_about() {
        let open = house_with(Code::T16, |s| {
            let later = s.entries[6].id;
            s.entries[DECISION].decision.as_mut().unwrap().known_entries.push(later);
        });
        assert_eq!(open.len(), 1);
        assert_eq!(house_with(Code::T16, |s| s.entries[2].knowledge[0].learned = at("14:25")).len(), 1);
    }

    #[test]
    fn what_nobody_wrote_down_is_not() {
        assert!(house_with(Code::T16, |s| s.entries[2].knowledge.clear()).is_empty());
    }
}
