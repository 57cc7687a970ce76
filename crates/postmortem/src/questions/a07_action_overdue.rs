//! A07: an action is overdue, or a decision not to act should have been looked at again.

use jiff::tz::TimeZone;

use super::{Asked, Place, Subject, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let today = asked.now.to_zoned(TimeZone::UTC).date();
    for action in subject.learned.iter().flat_map(|learned| &learned.actions) {
        if action.is_overdue(today) {
            asked.about(Place::Action(action.id), [("action", begins(&action.text))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn an_open_action_behind_its_day_is_asked_about() {
        let due = Some(jiff::civil::date(2026, 11, 14));
        assert_eq!(house_with(Code::A07, |s| commitment(s).plan.due_on = due).len(), 1);
    }

    #[test]
    fn on_its_day_it_is_not_nor_when_it_is_done() {
        let open = house_with(Code::A07, |s| commitment(s).plan.due_on = Some(jiff::civil::date(2026, 11, 15)));
        assert!(open.is_empty());
        let open = house_with(Code::A07, |s| {
            commitment(s).plan.due_on = Some(jiff::civil::date(2026, 11, 14));
            finish(s, "2026-11-14T09:00:00Z");
        });
        assert!(open.is_empty());
    }
}
