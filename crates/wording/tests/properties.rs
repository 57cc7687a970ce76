//! What holds for any text: nothing stumbles, spans stand on characters and in order, and it is the same each time.

use proptest::prelude::*;
use wording::{RULES, check};

/// Words that call rules, and marks that change how a text is read.
fn piece() -> impl Strategy<Value = String> {
    let words = [
        "obviously",
        "The root cause was",
        "we should've",
        "human error",
        "Kim pushed a broken config",
        "some customers",
        "for a while",
        "실수로",
        "했어야 했습니다",
        "당연히",
        "휴먼 에러",
        "일부 고객이",
        "왜",
        "\u{2019}ve",
        "'ve",
    ];
    let marks = [
        "\n",
        "\n\n",
        "> ",
        "```",
        "~~~",
        "`",
        "\"",
        "\u{201c}",
        "\u{201d}",
        "<!--",
        "-->",
        "| ",
        "# ",
        "- ",
        "    ",
        "---\n",
        "[",
        "](",
        ")",
        "<!-- lint: allow blame/person-as-cause -->",
        ". ",
        "🙂",
        "\r\n",
        "\0",
    ];
    prop_oneof![
        3 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        3 => prop::sample::select(marks.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,12}",
        1 => Just(" ".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_without_a_stumble(pieces in prop::collection::vec(piece(), 0..60)) {
        let text = pieces.join(" ");
        let report = check(&text);
        let mut before = 0;
        for finding in &report.findings {
            prop_assert!(text.is_char_boundary(finding.span.start) && text.is_char_boundary(finding.span.end));
            prop_assert!(!text[finding.span.clone()].trim().is_empty(), "{:?}", finding);
            prop_assert!(finding.span.start >= before, "out of order: {:?}", finding);
            prop_assert_eq!(finding.line, text[..finding.span.start].matches('\n').count() + 1);
            before = finding.span.start;
        }
        prop_assert_eq!(check(&text), report);
    }

    #[test]
    fn what_is_allowed_is_counted_and_nothing_else_changes(at in 0..RULES.len()) {
        let text = "It was human error. Obviously the replica was stale. We should have checked it.";
        let allowed = format!("<!-- lint: allow {} -->\n{text}", RULES[at].id);
        let (all, fewer) = (check(text), check(&allowed));
        let n = all.findings.iter().filter(|it| *it.rule == *RULES[at]).count();
        prop_assert_eq!((fewer.findings.len(), fewer.n_allowed), (all.findings.len() - n, n));
    }
}
