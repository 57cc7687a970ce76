//! What is open, for people, for programs, for code scanning and for GitHub.

use postmortem::{
    Locale,
    questions::{Code, Level},
};
use serde_json::{Value, json};
use views::questions::{as_json, counts_as_json, sentence, title};

use super::{Checked, Dismissed, Open, room};

fn each(checked: &[Checked]) -> impl Iterator<Item = (&Checked, &Open)> + Clone {
    checked.iter().flat_map(|c| c.open.iter().map(move |open| (c, open)))
}

fn count(checked: &[Checked], level: Level) -> usize {
    each(checked).filter(|(_, open)| open.question.level == level).count()
}

/// One line a question, as compilers write them.
pub fn text(checked: &[Checked], language: Locale) -> String {
    let mut text = String::new();
    for (at, Open { question, line }) in each(checked) {
        let place = if at.is_file { line.to_string() } else { room(question).to_owned() };
        let (code, level) = (question.code, question.level.as_str());
        text += &format!("{}:{place}: {code} {level}: {}\n", at.name, sentence(language, question));
    }
    let counts = Level::ALL.iter().map(|level| format!("{} {}", count(checked, *level), level.as_str()));
    let (n, counts) = (checked.len(), counts.collect::<Vec<_>>().join(", "));
    let n_dismissed: usize = checked.iter().map(|at| at.dismissed.len()).sum();
    let dismissed = if n_dismissed > 0 { format!("; {n_dismissed} dismissed") } else { String::new() };
    text + &format!("{n} checked; open: {counts}{dismissed}\n")
}

/// Everything, for programs.
pub fn json(checked: &[Checked], language: Locale) -> Value {
    let open = |at: &Checked, open: &Open| as_json(language, &open.question, at.is_file.then_some(open.line));
    let one = |at: &Checked| {
        let questions: Vec<Value> = at.open.iter().map(|o| open(at, o)).collect();
        let dismissed: Vec<Value> = at.dismissed.iter().map(|d| dismissed(language, d)).collect();
        json!({ "name": at.name, "questions": questions, "dismissed": dismissed })
    };
    let all: Vec<Value> = checked.iter().map(one).collect();
    json!({ "checked": all, "open": counts_as_json(each(checked).map(|(_, open)| &open.question)) })
}

fn dismissed(language: Locale, dismissed: &Dismissed) -> Value {
    let mut told = as_json(language, &dismissed.question, None);
    told["dismissed"] = json!({ "reason": dismissed.reason, "at": dismissed.at, "by": dismissed.by });
    told
}

/// Workflow commands of GitHub.
pub fn github(checked: &[Checked], language: Locale) -> String {
    let mut text = String::new();
    for (at, Open { question, line }) in each(checked) {
        let command = match question.level {
            Level::Must => "error",
            Level::Should => "warning",
            Level::Note => "notice",
        };
        let file = if at.is_file { format!("file={},line={line},", property(&at.name)) } else { String::new() };
        let name = property(&format!("{} {}", question.code, title(language, question.code)));
        let said = sentence(language, question);
        let said = if at.is_file { said } else { format!("{}: {said}", at.name) };
        text += &format!("::{command} {file}title={name}::{}\n", escaped(&said));
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

/// SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).
pub fn sarif(checked: &[Checked], language: Locale) -> Value {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .map(|code| {
            json!({
                "id": code,
                "name": code.name(),
                "shortDescription": { "text": title(language, *code) },
                "help": { "text": code.page(), "markdown": code.page() },
                "defaultConfiguration": { "level": sarif_level(code.level()) },
            })
        })
        .collect();
    let results: Vec<Value> = each(checked)
        .map(|(at, Open { question, line })| {
            let location = if at.is_file {
                json!({ "physicalLocation": {
                    "artifactLocation": { "uri": uri(&at.name) },
                    "region": { "startLine": line },
                } })
            } else {
                let name = format!("{} {}", at.name, room(question));
                json!({ "logicalLocations": [{ "fullyQualifiedName": name }] })
            };
            json!({
                "ruleId": question.code,
                "ruleIndex": Code::ALL.iter().position(|code| *code == question.code),
                "level": sarif_level(question.level),
                "message": { "text": sentence(language, question) },
                "locations": [location],
                "partialFingerprints": { "question/v1": question.key() },
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "inquest", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}

fn sarif_level(level: Level) -> &'static str {
    match level {
        Level::Must => "error",
        Level::Should => "warning",
        Level::Note => "note",
    }
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let bytes = path.strip_prefix("./").unwrap_or(path).bytes();
    bytes.map(|b| if is_plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
