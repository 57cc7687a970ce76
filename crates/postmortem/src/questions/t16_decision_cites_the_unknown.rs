//! T16: a decision cites what none of its deciders had learned of by then.

use super::{Asked, Place, Subject, asked::begins};
use crate::knowledge::{Cited, hindsight};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (entry, decision) in subject.decisions() {
        for cited in hindsight(entry, &decision, &subject.entries) {
            // evidence is called by the entry that rests on it
            let named = subject.entries.iter().find(|e| match cited {
                Cited::Entry(id) => e.id == id,
                Cited::Evidence(id) => e.id != entry.id && e.evidence.contains(&id),
            });
            let text = named.map_or_else(|| begins(""), |e| begins(&e.text));
            asked.about(Place::Entry(entry.id), [("entry", begins(&entry.text)), ("cited", text)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{Code, testing::*};
    use crate::{ActorId, Knowledge};

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
    fn what_only_others_had_learned_of_is_asked_about_as_entry_and_as_evidence() {
        let others = || vec![Knowledge::sure(ActorId(Uuid::from_u128(7)), at("14:09"))];
        assert_eq!(house_with(Code::T16, |s| s.entries[2].knowledge = others()).len(), 1);
        let open = house_with(Code::T16, |s| {
            s.entries[2].knowledge = others();
            let item = s.entries[2].evidence[0];
            let decision = s.entries[DECISION].decision.as_mut().unwrap();
            decision.known_entries.clear();
            decision.known_evidence.push(item);
        });
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn what_nobody_wrote_down_is_not() {
        assert!(house_with(Code::T16, |s| s.entries[2].knowledge.clear()).is_empty());
    }
}
