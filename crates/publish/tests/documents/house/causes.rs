//! Maps of causes: the one of the sample, and arbitrary ones.

use postmortem::{
    Because, BecauseId, Cause, CauseClass, CauseId, CauseMap, Confidence, Effect, EvidenceId, Necessity, PersonId,
    WeaknessId,
};
use proptest::prelude::*;
use publish::FullWeakness;

use super::{hostile, id, timeline::ids};

pub fn cause(n: u128, class: CauseClass, text: &str) -> Cause {
    Cause {
        id: CauseId(id(n)),
        class,
        text: text.into(),
        meaning: String::new(),
        deep_enough: None,
        weakness: None,
        recorded_at: "2026-11-14T02:00:00Z".parse().unwrap(),
        recorded_by: Some(PersonId(id(900))),
        version: 2,
    }
}

/// A weakness by its number.
pub fn weakness(n: u128, name: &str) -> FullWeakness {
    FullWeakness { id: WeaknessId(id(n)), name: name.into(), earlier: vec![] }
}

pub fn because(n: u128, effect: Effect, cause: u128) -> Because {
    Because {
        id: BecauseId(id(n)),
        effect,
        cause: CauseId(id(cause)),
        necessity: Necessity::Necessary,
        confidence: Confidence::High,
        evidence: vec![],
        version: 1,
    }
}

/// Two branches that join, a text with a name, and one cause that is tied to nothing.
pub fn causes() -> CauseMap {
    let mut canary = cause(73, CauseClass::Condition, "No canary on the gateway");
    canary.meaning = "Ben Stone saw it too.\n\n## Causes\n\n- all pods at once".into();
    canary.weakness = Some(WeaknessId(id(81)));
    canary.deep_enough = Some("a staged rollout by 김하늘 removes it".into());
    let causes = vec![
        cause(72, CauseClass::Hindrance, "41 minutes until <somebody> looked"),
        cause(71, CauseClass::Mechanism, "The pool of 김하늘 ran dry"),
        canary,
        cause(74, CauseClass::Mitigator, "Dana watched the queue"),
    ];
    let at = |n| Effect::Cause(CauseId(id(n)));
    let mut shown = because(81, Effect::Impact, 71);
    shown.evidence = vec![EvidenceId(id(50))];
    let mut guess = because(83, at(72), 73);
    (guess.necessity, guess.confidence) = (Necessity::Contributed, Confidence::Low);
    CauseMap::new(causes, vec![shown, because(82, Effect::Impact, 72), guess, because(84, at(71), 73)]).unwrap()
}

type AnyTie = (usize, usize, Necessity, Confidence, Vec<usize>);

/// Any map: ties that would close a circle or stand twice are left out.
pub fn any_causes() -> impl Strategy<Value = CauseMap> {
    let class = prop::sample::select(CauseClass::ALL);
    let said = (hostile(), hostile(), prop::option::of(hostile()), prop::option::of(0u128..3));
    let causes = prop::collection::vec((class, said), 0..6);
    let weighed = (prop::sample::select(Necessity::ALL), prop::sample::select(Confidence::ALL));
    let tie = (0usize..7, 0usize..6, weighed, ids()).prop_map(|(e, c, (n, s), ids)| (e, c, n, s, ids));
    (causes, prop::collection::vec(tie, 0..12)).prop_map(|(causes, ties): (_, Vec<AnyTie>)| {
        let n_causes = causes.len();
        let causes = (0u128..).zip(causes).map(|(n, (class, (text, meaning, deep_enough, tied)))| Cause {
            meaning,
            deep_enough,
            weakness: tied.filter(|_| class == CauseClass::Condition).map(|n| WeaknessId(id(80 + n))),
            ..cause(400 + n, class, &text)
        });
        let mut map = CauseMap::new(causes.collect(), vec![]).unwrap();
        for (n, (effect, to, necessity, confidence, evidence)) in (500u128..).zip(ties) {
            if effect > n_causes || to >= n_causes {
                continue;
            }
            let effect = effect.checked_sub(1).map_or(Effect::Impact, |e| Effect::Cause(CauseId(id(400 + e as u128))));
            let evidence = evidence.into_iter().map(|n| EvidenceId(id(300 + n as u128))).collect();
            let tie = Because { necessity, confidence, evidence, ..because(n, effect, 400 + to as u128) };
            let _ = map.link(tie);
        }
        map
    })
}

/// A register in which names are told apart, as they are in a house.
pub fn any_register() -> impl Strategy<Value = Vec<FullWeakness>> {
    prop::collection::vec(hostile(), 3)
        .prop_map(|names| (80..).zip(names).map(|(n, name)| weakness(n, &format!("{name}{n}"))).collect())
}
