//! A04: no action says how one will see that it worked.

use super::{Asked, Place, Subject, Value};

/// Words that tell of an outcome to look at.
const MEASURE: [&str; 16] = [
    "measure",
    "metric",
    "verif",
    "so that",
    "target",
    "threshold",
    "percent",
    "%",
    "drill",
    "game day",
    "확인하",
    "측정",
    "지표",
    "검증",
    "목표",
    "훈련",
];

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if let Some(learned) = &subject.learned {
        let n = learned.commitments().count();
        if n > 0 && learned.commitments().all(|(_, c)| c.plan.measure.is_empty()) {
            asked.about(Place::Actions, [("actions", Value::Count(n))]);
        }
    }
    let Some(told) = subject.told.as_ref().filter(|told| !told.actions.is_empty()) else { return };
    let is_measured = |text: &str| {
        let text = text.to_lowercase();
        MEASURE.iter().any(|word| text.contains(word))
    };
    if !told.actions.iter().any(|a| is_measured(&a.text)) {
        asked.about(Place::Actions, [("actions", Value::Count(told.actions.len()))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn actions_that_only_do_are_asked_about_once() {
        let open = document_with(Code::A04, |_, told| told.actions[0].text = "Refuse such a release".into());
        assert_eq!(open.len(), 1);
    }

    #[test]
    fn an_empty_measure_is_asked_about() {
        assert_eq!(house_with(Code::A04, |s| commitment(s).plan.measure.clear()).len(), 1);
        assert!(house_with(Code::A04, |_| ()).is_empty());
    }

    #[test]
    fn an_action_with_an_outcome_is_not() {
        assert!(
            document_with(Code::A04, |_, told| told.actions[0].text = "월 1회 훈련으로 검증합니다".into()).is_empty()
        );
    }
}
