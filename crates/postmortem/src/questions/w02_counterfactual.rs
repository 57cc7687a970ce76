//! W02: the wording tells what did not happen.

use super::{Asked, Subject, WordingFamily};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    asked.about_words(subject, WordingFamily::Counterfactual);
}

#[cfg(test)]
mod tests {
    use super::super::{Code, WordingFamily, testing::*};

    #[test]
    fn what_the_linter_found_is_asked_about_once_a_place() {
        let open = house_with(Code::W02, |s| {
            s.wording = vec![worded(WordingFamily::Counterfactual), worded(WordingFamily::Counterfactual)];
        });
        assert_eq!(open.len(), 1);
        assert!(open[0].key().ends_with(": the words"), "{}", open[0].key());
    }

    #[test]
    fn words_of_another_family_are_not() {
        assert!(house_with(Code::W02, |s| s.wording = vec![worded(WordingFamily::Vague)]).is_empty());
    }
}
