//! `inquest lint`

use std::{fmt::Write, io::Read, path::PathBuf};

use postmortem::Locale;
use serde_json::{Value, json};
use wording::{Finding, Report};

use crate::{context::Context, exit::Exit, output};

/// Look in texts for wording that accuses or judges from hindsight, and ask a question for each place
///
/// Reads Markdown in English and Korean; leaves code, quotations and comments alone. Rewrites nothing. A comment
/// `<!-- lint: allow blame/person-as-cause -->` silences a rule to the end of its block. The exit code is 0 where
/// nothing was found, 1 where something was, 2 where a file cannot be read or the command is called wrongly.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The files; - is the standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write SARIF 2.1.0, for tools that collect findings
    #[arg(long, conflicts_with_all = ["github", "json"])]
    sarif: bool,
    /// Write annotations of GitHub Actions
    #[arg(long, conflicts_with = "json")]
    github: bool,
    /// The language of reasons and questions [default: that of the words found]
    #[arg(long)]
    locale: Option<Locale>,
}

/// A file with what was found in it.
struct Checked {
    name: String,
    text: String,
    report: Report,
}

pub fn run(context: &Context, args: Args) -> Result<(), Exit> {
    let checked: Vec<Checked> = args.files.iter().map(check).collect::<Result<_, _>>()?;
    let locale = |finding: &Finding| args.locale.unwrap_or(finding.language);
    if args.sarif {
        output::out(&format!("{}\n", sarif(&checked, &locale)));
    } else if args.github {
        output::out(&each(&checked, |file, finding| annotation(file, finding, locale(finding))));
    } else {
        context.print(&as_json(&checked, &locale), &as_text(&checked, &locale));
    }
    let is_clean = checked.iter().all(|file| file.report.findings.is_empty());
    if is_clean { Ok(()) } else { Err(Exit::found()) }
}

fn check(path: &PathBuf) -> Result<Checked, Exit> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    let name = path.display().to_string();
    read.map_err(|error| unreadable(&name, &error))?;
    let no_text = || Exit::config(format!("{name}: is no text in UTF-8"));
    let text = String::from_utf8(bytes)
        .map_err(|_| no_text().hint("save it as UTF-8, or leave it out: only Markdown and plain texts are read"))?;
    let report = wording::check(&text);
    Ok(Checked { name, text, report })
}

/// Says why a file was not read, and what to do.
fn unreadable(name: &str, error: &std::io::Error) -> Exit {
    let hint = match error.kind() {
        std::io::ErrorKind::NotFound => "check the path, or name - to read the standard input",
        std::io::ErrorKind::IsADirectory => "name the files in it: `inquest lint FOLDER/*.md`",
        std::io::ErrorKind::PermissionDenied => "let the user who runs this read the file",
        _ => "nothing was checked; try again with the files that can be read",
    };
    Exit::config(format!("{name}: {error}")).hint(hint)
}

fn each(checked: &[Checked], mut line: impl FnMut(&Checked, &Finding) -> String) -> String {
    checked
        .iter()
        .flat_map(|file| file.report.findings.iter().map(move |it| (file, it)))
        .map(|(f, it)| line(f, it))
        .collect()
}

fn as_text(checked: &[Checked], locale: &dyn Fn(&Finding) -> Locale) -> String {
    let mut text = each(checked, |file, finding| {
        let (rule, locale) = (finding.rule, locale(finding));
        let words = said(file, finding);
        let place = format!("{}:{}:{}", file.name, finding.line, finding.column);
        format!("{place}: {} \"{words}\"\n  {}\n  {}\n", rule.id, rule.reason(locale), rule.question(locale))
    });
    let n: usize = checked.iter().map(|file| file.report.findings.len()).sum();
    let n_allowed: usize = checked.iter().map(|file| file.report.n_allowed).sum();
    let _ = writeln!(text, "found {n}, allowed {n_allowed}, files {}", checked.len());
    text
}

fn as_json(checked: &[Checked], locale: &dyn Fn(&Finding) -> Locale) -> Value {
    let files: Vec<Value> = checked
        .iter()
        .map(|file| {
            let findings: Vec<Value> = file
                .report
                .findings
                .iter()
                .map(|it| {
                    json!({
                        "rule": it.rule.id,
                        "start": it.span.start,
                        "end": it.span.end,
                        "line": it.line,
                        "column": it.column,
                        "words": &file.text[it.span.clone()],
                        "language": it.language.as_str(),
                        "reason": it.rule.reason(locale(it)),
                        "question": it.rule.question(locale(it)),
                    })
                })
                .collect();
            json!({ "file": file.name, "findings": findings, "allowed": file.report.n_allowed })
        })
        .collect();
    json!(files)
}

fn sarif(checked: &[Checked], locale: &dyn Fn(&Finding) -> Locale) -> Value {
    let rules: Vec<Value> = wording::RULES
        .iter()
        .map(|rule| {
            let locale = Locale::En;
            json!({
                "id": rule.id,
                "shortDescription": { "text": rule.reason(locale) },
                "help": { "text": rule.question(locale) },
            })
        })
        .collect();
    let mut results = Vec::new();
    for file in checked {
        for it in &file.report.findings {
            let region = json!({
                "startLine": it.line, "startColumn": it.column,
                "byteOffset": it.span.start, "byteLength": it.span.len(),
            });
            results.push(json!({
                "ruleId": it.rule.id,
                "level": "note",
                "message": { "text": message(it, locale(it)) },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": file.name }, "region": region } }],
            }));
        }
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "inquest", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn annotation(file: &Checked, finding: &Finding, locale: Locale) -> String {
    let escaped = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let name = escaped(&file.name).replace(':', "%3A").replace(',', "%2C");
    let (line, column) = (finding.line, finding.column);
    let message = escaped(&message(finding, locale));
    format!("::notice file={name},line={line},col={column},title={}::{message}\n", finding.rule.id)
}

fn message(finding: &Finding, locale: Locale) -> String {
    format!("{} {}", finding.rule.reason(locale), finding.rule.question(locale))
}

/// The words found, on one line.
fn said(file: &Checked, finding: &Finding) -> String {
    file.text[finding.span.clone()].split_whitespace().collect::<Vec<_>>().join(" ")
}
