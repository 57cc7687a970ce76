//! C01: there are no causes.

use super::{Asked, Place, Subject};
use crate::cause::CauseMap;

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let is_without = match (&subject.told, &subject.causes) {
        (Some(told), _) => !told.has_causes && !subject.narrative.iter().any(|(_, text)| tells_causes(text)),
        (None, Some(map)) => CauseMap::is_empty(map),
        (None, None) => false,
    };
    if is_without && subject.is_incident() {
        asked.about(Place::Causes, []);
    }
}

/// Documents of others often tell the causes within the story.
fn tells_causes(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["cause", "because", "due to", "triggered by", "as a result of", "원인", "때문", "인해"]
        .iter()
        .any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};
    use crate::{CauseMap, Occasion};

    #[test]
    fn an_empty_map_is_asked_about() {
        assert_eq!(house_with(Code::C01, |s| s.causes = Some(CauseMap::default())).len(), 1);
    }

    #[test]
    fn a_document_that_tells_no_cause_anywhere_is_asked_about() {
        assert_eq!(document_with(Code::C01, |_, told| told.has_causes = false).len(), 1);
        let open = document_with(Code::C01, |s, told| {
            told.has_causes = false;
            s.narrative[3].1 = "It failed because the pool was halved.".into();
        });
        assert!(open.is_empty());
    }

    #[test]
    fn a_map_or_a_light_occasion_is_not() {
        assert!(house_with(Code::C01, |_| ()).is_empty());
        assert!(document_with(Code::C01, |_, _| ()).is_empty());
        let open = house_with(Code::C01, |s| {
            s.causes = Some(CauseMap::default());
            s.occasion = Occasion::Drill;
        });
        assert!(open.is_empty());
    }
}
