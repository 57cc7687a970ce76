//! What the rules find in a text: beside its editor, never on what is published.

use askama::Template;
use wording::{Finding, Report};

use crate::Ui;

/// So many findings are shown; whoever has more begins with these.
const MOST: usize = 100;

/// So long are the words shown of one.
const LONGEST: usize = 120;

/// A place in a text, why it hinders learning and what to ask instead.
#[derive(Debug, Clone)]
pub struct ShownFinding {
    /// The words, on one line.
    pub words: String,
    /// Their language.
    pub lang: &'static str,
    /// The rule.
    pub rule: &'static str,
    /// Why.
    pub reason: &'static str,
    /// What to ask instead.
    pub question: &'static str,
    /// Where it begins, in UTF-16 units.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// The findings in a text.
#[derive(Template)]
#[template(path = "wording/list.html")]
pub struct WordingPart {
    /// What every page knows.
    pub ui: Ui,
    /// The places in the order of the text.
    pub findings: Vec<ShownFinding>,
    /// How many more there are that the text allows.
    pub n_allowed: usize,
}

impl WordingPart {
    /// What was found in a text.
    pub fn new(ui: Ui, text: &str, report: &Report) -> Self {
        let (mut at, mut units) = (0, 0);
        let mut unit = |to: usize| {
            units += text[at..to].encode_utf16().count();
            at = to;
            units
        };
        let show = |it: &Finding| {
            let from = unit(it.span.start);
            let words = &text[it.span.clone()];
            ShownFinding {
                words: one_line(words),
                lang: it.language.as_str(),
                rule: it.rule.id,
                reason: it.rule.reason(ui.locale),
                question: it.rule.question(ui.locale),
                from,
                to: from + words.encode_utf16().count(),
            }
        };
        let findings = report.findings.iter().take(MOST).map(show).collect();
        Self { findings, n_allowed: report.n_allowed, ui }
    }
}

/// Words on one line, the middle left out where they are many.
fn one_line(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let n = line.chars().count();
    if n <= LONGEST {
        return line;
    }
    let head: String = line.chars().take(LONGEST / 2).collect();
    let tail: String = line.chars().skip(n - LONGEST / 2).collect();
    format!("{head} … {tail}")
}

#[cfg(test)]
mod tests {
    use postmortem::Locale;

    use super::*;

    #[test]
    fn positions_count_as_browsers_do() {
        let text = "🙂 장애 원인은 휴먼 에러입니다. Then 🙂 obviously so.";
        let part = WordingPart::new(crate::ui::tests::ui(Locale::En), text, &wording::check(text));
        let units: Vec<u16> = text.encode_utf16().collect();
        let shown: Vec<String> =
            part.findings.iter().map(|it| String::from_utf16(&units[it.from..it.to]).unwrap()).collect();
        assert_eq!(shown, ["휴먼 에러", "obviously"]);
        assert!(part.findings.iter().all(|it| it.words == shown[usize::from(it.lang == "en")]));
    }
}
