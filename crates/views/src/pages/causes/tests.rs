//! The lines of the outline open and close as many lists.

use postmortem::{Because, BecauseDraft, BecauseId, Cause, CauseMap, Effect};
use uuid::Uuid;

use super::*;

fn cause(n: u128) -> Cause {
    Cause {
        id: CauseId(Uuid::from_u128(n)),
        class: CauseClass::Condition,
        text: n.to_string(),
        meaning: String::new(),
        deep_enough: None,
        weakness: None,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        recorded_by: None,
        version: 1,
    }
}

#[test]
fn lists_open_and_close_alike() {
    let ties = [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3)];
    let tie = |(n, (effect, to)): (u128, (u128, u128))| {
        let BecauseDraft { necessity, confidence, evidence } = BecauseDraft::default();
        let effect = if effect == 0 { Effect::Impact } else { Effect::Cause(CauseId(Uuid::from_u128(effect))) };
        let cause = CauseId(Uuid::from_u128(to));
        Because { id: BecauseId(Uuid::from_u128(n)), effect, cause, necessity, confidence, evidence, version: 1 }
    };
    let map = CauseMap::new((1..=4).map(cause).collect(), (1..).zip(ties).map(tie).collect()).unwrap();
    let lines = cause_lines(&map, &map.outline().0, &|_| None);
    let shape: Vec<_> = lines.iter().map(|l| (l.text.as_str(), l.opens, l.closes, l.is_again)).collect();
    let expected = [
        ("1", true, 0, false),
        ("2", true, 0, false),
        ("3", false, 2, false),
        ("4", true, 0, false),
        ("3", false, 1, true),
    ];
    assert_eq!(shape, expected);
    assert_eq!(lines[2].end, Some("open"));
}
