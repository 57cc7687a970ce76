//! The sentence of a question, and its page.

use postmortem::{
    Locale,
    questions::{Code, Level, Question, Value},
};

use crate::{locale::text, ui::duration};

/// Says what a question asks.
pub fn sentence(locale: Locale, question: &Question) -> String {
    let args: Vec<(&str, String)> = question.data.iter().map(|(name, value)| (*name, word(locale, value))).collect();
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    text(locale, &key(question.code), &args)
}

/// The key of a question's sentence.
pub fn key(code: Code) -> String {
    format!("question-{}", code.as_str().to_lowercase())
}

/// Its place on the page of questions: the same as long as its key is.
pub fn anchor(question: &Question) -> String {
    // FNV-1a; what stands in a key may hold any character
    let hash = question
        .key()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{}-{:08x}", question.code.as_str(), hash & 0xffff_ffff)
}

/// A question for programs. The line is that of a document.
pub fn as_json(locale: Locale, question: &Question, line: Option<usize>) -> serde_json::Value {
    let data: serde_json::Map<String, serde_json::Value> =
        question.data.iter().map(|(name, value)| ((*name).to_owned(), serde_json::json!(value))).collect();
    serde_json::json!({
        "code": question.code,
        "family": question.code.family(),
        "level": question.level,
        "title": title(locale, question.code),
        "sentence": sentence(locale, question),
        "key": question.key(),
        "place": question.place,
        "line": line,
        "data": data,
    })
}

/// How much is open by level, for programs.
pub fn counts_as_json<'q>(open: impl Iterator<Item = &'q Question> + Clone) -> serde_json::Value {
    let count = |level: Level| open.clone().filter(|q| q.level == level).count();
    Level::ALL.iter().map(|level| (level.as_str().to_owned(), serde_json::json!(count(*level)))).collect()
}

/// What a question is called: the heading of its page, which bears both languages.
pub fn title(locale: Locale, code: Code) -> &'static str {
    let heading = code.page().lines().next().unwrap_or_default();
    let heading = heading.trim_start_matches(['#', ' ']).trim_start_matches(code.as_str()).trim();
    let (english, korean) = heading.split_once(" / ").unwrap_or((heading, heading));
    match locale {
        Locale::En => english,
        Locale::Ko => korean,
    }
}

fn word(locale: Locale, value: &Value) -> String {
    let named = |list: &str, word: &str| text(locale, &format!("{list}-{}", word.replace('_', "-")), &[]);
    match value {
        Value::Text(words) => words.clone(),
        Value::Texts(all) => all.join(", "),
        Value::Count(n) => n.to_string(),
        Value::Seconds(seconds) => duration(locale, *seconds),
        Value::KeyMoment(moment) => named("key-moment", moment.as_str()),
        Value::Part(part) => named("reading-part", part.as_str()),
        Value::Classes(classes) => {
            classes.iter().map(|class| named("cause-class", class.as_str())).collect::<Vec<_>>().join(", ")
        }
        Value::Measures(kinds) => {
            kinds.iter().map(|kind| named("measure", kind.as_str())).collect::<Vec<_>>().join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use postmortem::{CauseClass, KeyMoment, MeasureKind, Part, questions::Place};

    use super::*;

    /// Every name that data bears, so that no sentence is left with a hole.
    fn data() -> Vec<(&'static str, Value)> {
        let words = |name| (name, Value::Text(format!("<{name}>")));
        let mut all: Vec<_> =
            ["entry", "cited", "row", "lesson", "action", "written", "cause", "rule"].map(words).into();
        all.extend([
            ("moment", Value::KeyMoment(KeyMoment::ImpactStart)),
            ("first", Value::KeyMoment(KeyMoment::Detected)),
            ("second", Value::KeyMoment(KeyMoment::Resolved)),
            ("lasts", Value::Seconds(600)),
            ("by", Value::Seconds(60)),
            ("since", Value::Seconds(864_000)),
            ("measured", Value::Seconds(1560)),
            ("entries", Value::Count(1)),
            ("causes", Value::Count(3)),
            ("ties", Value::Count(1)),
            ("classes", Value::Classes(vec![CauseClass::Hindrance])),
            ("actions", Value::Count(3)),
            ("words", Value::Count(300)),
            ("zones", Value::Texts(vec!["UTC".into(), "Asia/Seoul".into()])),
            ("names", Value::Texts(vec!["Ada Kim".into()])),
            ("measures", Value::Measures(vec![MeasureKind::TimeToDetect])),
            ("part", Value::Part(Part::Impact)),
        ]);
        all
    }

    #[test]
    fn every_question_has_a_sentence_and_a_title_in_both_languages() {
        for locale in Locale::ALL {
            for code in Code::ALL {
                let question = Question { code: *code, level: Level::Must, place: Place::Whole, data: data() };
                let said = sentence(locale, &question);
                assert!(said != key(*code), "{code:?} has no sentence in {locale:?}, or one with other data");
                assert!(said.contains('?') && !said.contains(['{', '$']), "{said}");
                assert!(title(locale, *code).chars().count() > 4, "{code:?}");
            }
        }
    }

    #[test]
    fn a_sentence_holds_its_data() {
        let data = vec![("entry", Value::Text("It rose".into())), ("lasts", Value::Seconds(26 * 60))];
        let question = Question { code: Code::T08, level: Level::Should, place: Place::Timeline, data };
        assert_eq!(
            sentence(Locale::En, &question),
            "What happened in the 26 min after “It rose”? The timeline says nothing, and the impact went on."
        );
        assert!(sentence(Locale::Ko, &question).starts_with("“It rose” 이후 영향이 이어지던 26분 동안"));
        assert_eq!(title(Locale::En, Code::T05), "Decision without a reason");
    }
}
