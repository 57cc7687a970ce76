//! A08: an action is done for a while, and nobody said whether it worked.

use jiff::SignedDuration;

use super::{Asked, Learned, Place, Subject, asked::begins};
use crate::action::Progress;

/// An effect takes some time to show.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    for (action, commitment) in subject.learned.iter().flat_map(Learned::commitments) {
        let Progress::Done(completion) = &commitment.progress else { continue };
        if completion.judgement.is_none() && asked.now.duration_since(completion.at) > SOON {
            asked.about(Place::Action(action.id), [("action", begins(&action.text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn what_was_done_a_while_ago_is_asked_about() {
        assert_eq!(house_with(Code::A08, |s| finish(s, "2026-10-31T23:59:00Z")).len(), 1);
    }

    #[test]
    fn what_was_done_lately_or_is_not_done_is_not() {
        assert!(house_with(Code::A08, |s| finish(s, "2026-11-01T00:01:00Z")).is_empty());
        assert!(house_with(Code::A08, |_| ()).is_empty());
    }
}
