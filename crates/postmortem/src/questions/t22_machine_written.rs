//! T22: texts that a machine wrote and nobody has rewritten.

use super::{Asked, Place, Subject, Value};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let n = subject.entries.iter().filter(|e| e.is_machine_written).count();
    if n > 0 {
        asked.about(Place::Timeline, [("entries", Value::Count(n))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn entries_in_the_words_of_an_import_are_counted() {
        let open = house_with(Code::T22, |s| s.entries[..3].iter_mut().for_each(|e| e.is_machine_written = true));
        assert_eq!(open[0].data, [("entries", super::Value::Count(3))]);
    }

    #[test]
    fn what_people_wrote_is_not() {
        assert!(house_with(Code::T22, |_| ()).is_empty());
    }
}
