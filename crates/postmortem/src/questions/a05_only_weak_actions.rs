//! A05: all actions are weak ones; here after a severe incident only.

use super::{Asked, Place, Subject, Value};
use crate::action::is_only_weak;

/// Words of actions that hold only as long as people remember.
const WEAK: [&str; 26] = [
    "train",
    "remind",
    "document",
    "runbook",
    "wiki",
    "be more careful",
    "pay attention",
    "double-check",
    "double check",
    "awareness",
    "communicate",
    "educate",
    "discuss",
    "write up",
    "write a guide",
    "checklist",
    "교육",
    "숙지",
    "주의",
    "공유",
    "문서",
    "가이드",
    "재확인",
    "이중 확인",
    "체크리스트",
    "당부",
];

pub(super) fn ask(subject: &Subject, asked: &mut Asked<'_>) {
    if let (Some(learned), Some(severity)) = (&subject.learned, subject.severity)
        && is_only_weak(&learned.actions, severity)
    {
        asked.about(Place::Actions, [("actions", Value::Count(learned.commitments().count()))]);
    }
    let Some(told) = subject.told.as_ref().filter(|told| !told.actions.is_empty()) else { return };
    let is_weak = |text: &str| {
        let text = text.to_lowercase();
        WEAK.iter().any(|word| text.contains(word))
    };
    if told.actions.iter().all(|a| is_weak(&a.text)) {
        asked.about(Place::Actions, [("actions", Value::Count(told.actions.len()))]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, testing::*};

    #[test]
    fn only_reminders_are_asked_about() {
        let weak = document_with(Code::A05, |_, told| told.actions[0].text = "Remind everyone to double-check".into());
        let korean = document_with(Code::A05, |_, told| told.actions[0].text = "배포 절차 교육 강화".into());
        assert_eq!((weak.len(), korean.len()), (1, 1));
    }

    #[test]
    fn what_was_called_weak_is_asked_about_after_a_severe_incident() {
        let weak = |severity: i64| {
            house_with(Code::A05, |s| {
                commitment(s).plan.strength = crate::Strength::Weak;
                s.severity = Some(severity);
            })
        };
        assert_eq!((weak(1).len(), weak(4).len()), (1, 0));
        assert!(house_with(Code::A05, |_| ()).is_empty());
    }

    #[test]
    fn one_stronger_action_is_enough() {
        let open = document_with(Code::A05, |_, told| {
            let mut weak = told.actions[0].clone();
            weak.text = "Update the runbook".into();
            told.actions.push(weak);
        });
        assert!(open.is_empty());
    }
}
