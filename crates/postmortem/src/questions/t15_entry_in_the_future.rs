//! T15: an entry lies in the future.

use super::{Asked, Place, Subject, Value, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let now = asked.now;
    for entry in subject.entries.iter().filter(|e| e.occurred.at > now) {
        let by = entry.occurred.at.duration_since(now).as_secs();
        asked.about(Place::Entry(entry.id), [("entry", begins(&entry.text)), ("by", Value::Seconds(by))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn what_has_not_happened_yet_is_asked_about() {
        let open = house_with(Code::T15, |s| s.entries[7].occurred.at = "2027-11-13T14:40:00Z".parse().unwrap());
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn the_present_moment_is_fine() {
        assert!(house_with(Code::T15, |s| s.entries[7].occurred.at = now()).is_empty());
    }
}
