//! P02: a part of the narrative is empty.

use super::{Asked, Place, Subject, Value};
use crate::{entry::KeyMoment, narrative::Part};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if !subject.is_incident() {
        return;
    }
    let house = [Part::Impact, Part::WhatHappened, Part::Detection, Part::Response, Part::Recovery];
    for part in house.into_iter().filter(|part| subject.part(*part).is_none()) {
        if subject.is_house() || !is_told_elsewhere(subject, part) {
            asked.about(Place::Part(part), [("part", Value::Part(part))]);
        }
    }
}

/// Documents of others draw the lines between the parts elsewhere: one way of ending it is enough, and the story may
/// be all in the timeline or in the summary.
fn is_told_elsewhere(subject: &Subject, part: Part) -> bool {
    match part {
        Part::WhatHappened => !subject.entries.is_empty() || subject.part(Part::Background).is_some(),
        Part::Detection => subject.key(KeyMoment::Detected).is_some(),
        Part::Response => subject.part(Part::Recovery).is_some(),
        Part::Recovery => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    use super::super::Place;
    use crate::{Occasion, Part};

    #[test]
    fn each_empty_part_is_asked_about() {
        let open = house_with(Code::P02, |s| s.narrative.retain(|(p, _)| *p == Part::Summary));
        assert_eq!(open.len(), 5);
        assert_eq!(open[0].place, Place::Part(Part::Impact));
    }

    #[test]
    fn drills_and_documents_need_less() {
        let drill = house_with(Code::P02, |s| {
            s.narrative.retain(|(p, _)| *p == Part::Summary);
            s.occasion = Occasion::Drill;
        });
        let document = document_with(Code::P02, |s, _| {
            s.narrative.retain(|(p, _)| !matches!(p, Part::Response | Part::WhatHappened | Part::Detection));
        });
        assert!(drill.is_empty() && document.is_empty());
    }
}
