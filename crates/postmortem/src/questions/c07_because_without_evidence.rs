//! C07: nothing shows what ties a cause to its effect.

use super::{Asked, Place, Subject, Value, asked::begins};

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    let Some(map) = &subject.causes else { return };
    let bare: Vec<_> = map.becauses().iter().filter(|b| b.evidence.is_empty()).collect();
    if bare.len() > 1 && bare.len() == map.becauses().len() {
        asked.about(Place::Causes, [("ties", Value::Count(bare.len()))]);
        return;
    }
    for because in bare {
        let text = map.cause(because.cause).map_or("", |c| c.text.as_str());
        asked.about(Place::Because(because.id), [("ties", Value::Count(1)), ("cause", begins(text))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Place, testing::*};

    #[test]
    fn each_bare_tie_is_asked_about_and_all_of_them_at_once() {
        assert_eq!(house_with(Code::C07, |s| because(s, CONDITION, |b| b.evidence.clear())).len(), 1);
        let open = house_with(Code::C07, |s| {
            for n in [TRIGGER, CONDITION, HINDRANCE, MITIGATOR] {
                because(s, n, |b| b.evidence.clear());
            }
        });
        assert_eq!((open.len(), open[0].place), (1, Place::Causes));
    }

    #[test]
    fn ties_that_rest_on_evidence_are_not() {
        assert!(house_with(Code::C07, |_| ()).is_empty());
    }
}
