//! T10: entries were given in different zones.

use super::{Asked, Place, Subject, Value};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let mut offsets = Vec::new();
    let mut zones: Vec<String> = Vec::new();
    for moment in subject.entries.iter().map(|e| &e.occurred) {
        let offset = moment.zone.rules().to_offset(moment.at);
        if !offsets.contains(&offset) && !zones.iter().any(|z| z == moment.zone.as_str()) {
            offsets.push(offset);
            zones.push(moment.zone.as_str().to_owned());
        }
    }
    if zones.len() > 1 {
        asked.about(Place::Timeline, [("zones", Value::Texts(zones))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn two_offsets_are_asked_about_once() {
        let open = house_with(Code::T10, |s| {
            s.entries[2].occurred.zone = "Asia/Seoul".parse().unwrap();
            s.entries[4].occurred.zone = "Asia/Seoul".parse().unwrap();
        });
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].data[0].1, super::Value::Texts(vec!["UTC".into(), "Asia/Seoul".into()]));
    }

    #[test]
    fn two_names_of_one_offset_are_not() {
        assert!(house_with(Code::T10, |s| s.entries[2].occurred.zone = "+00:00".parse().unwrap()).is_empty());
    }
}
