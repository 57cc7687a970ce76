//! `inquest check`

mod report;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use app::Clock;
use clap::ValueEnum;
use postmortem::{
    Locale, Number,
    questions::{Level, Place, Question, Rules, questions},
};
use publish::told;

use crate::{
    context::{Birth, Context},
    exit::Exit,
    machine::SystemClock,
    output,
};

/// The most bytes of one document.
const MOST_BYTES: u64 = 32 << 20;

/// Ask what is still open in a postmortem, here or in a Markdown document
///
/// Takes numbers, files and folders (their .md, .markdown and .txt files). A document of inquest is read as it was
/// exported. Any other is read by its headings, as Google, PagerDuty, Atlassian, GitLab, Wikitech and others name them.
/// `inquest explain T05` tells what a question means.
///
/// Exit codes: 0 nothing is open at the level of --fail-on, 3 something is, 1 a file or a number was not found.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Postmortems such as PM-2026-041, files and folders
    #[arg(required = true, value_name = "PM|FILE|DIR")]
    what: Vec<String>,
    /// Write SARIF 2.1.0, for code scanning
    #[arg(long, conflicts_with = "github")]
    sarif: bool,
    /// Write workflow commands, which GitHub shows beside the lines
    #[arg(long)]
    github: bool,
    /// End with 3 where a question of this level or above is open
    #[arg(long, value_enum, default_value_t = FailOn::Must)]
    fail_on: FailOn,
    /// The language of the sentences: en or ko
    #[arg(long, default_value = "en")]
    language: Locale,
}

/// From which level on something open is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What has to be settled before publication
    Must,
    /// What should be settled too
    Should,
    /// Anything
    Note,
    /// Nothing
    Never,
}

impl FailOn {
    fn level(self) -> Option<Level> {
        match self {
            Self::Must => Some(Level::Must),
            Self::Should => Some(Level::Should),
            Self::Note => Some(Level::Note),
            Self::Never => None,
        }
    }
}

/// What was checked, and what is open in it.
#[derive(Debug)]
struct Checked {
    /// The number, or the path as it was given.
    name: String,
    /// Whether it is a file.
    is_file: bool,
    open: Vec<Open>,
    /// What somebody dismissed; nothing in a file.
    dismissed: Vec<Dismissed>,
}

/// A question that somebody dismissed.
#[derive(Debug)]
struct Dismissed {
    question: Question,
    reason: String,
    at: jiff::Timestamp,
    by: Option<String>,
}

/// A question and its line.
#[derive(Debug)]
struct Open {
    question: Question,
    line: usize,
}

/// What to check.
#[derive(Debug)]
enum Target {
    Number(Number),
    File(PathBuf),
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    let targets = targets(&args.what)?;
    let mut checked = Vec::new();
    if targets.iter().any(|t| matches!(t, Target::Number(_))) {
        let ctx = context.enter(Birth::Refused).await?;
        let here = kept(&ctx, &targets).await;
        ctx.house.db.close().await;
        checked = here?;
    }
    for target in &targets {
        if let Target::File(path) = target {
            checked.push(file(path)?);
        }
    }
    let text = if args.sarif {
        format!("{:#}\n", report::sarif(&checked, args.language))
    } else if context.globals.json {
        format!("{:#}\n", report::json(&checked, args.language))
    } else if args.github {
        report::github(&checked, args.language)
    } else {
        report::text(&checked, args.language)
    };
    output::out(&text);
    let is_failure = |open: &&Open| args.fail_on.level().is_some_and(|level| open.question.level <= level);
    match checked.iter().flat_map(|c| &c.open).filter(is_failure).count() {
        0 => Ok(()),
        1 => Err(Exit::open("1 question is to be settled")),
        n => Err(Exit::open(format!("{n} questions are to be settled"))),
    }
}

async fn kept(ctx: &app::Ctx, targets: &[Target]) -> Result<Vec<Checked>, Exit> {
    let mut checked = Vec::new();
    for target in targets {
        let Target::Number(number) = target else { continue };
        let view = app::questions::view(ctx, *number).await.map_err(|e| Exit::about(*number, e))?;
        let open = view.found.open.iter().map(|question| Open { question: question.clone(), line: 1 }).collect();
        let dismissed = view.found.dismissed.iter().map(|(question, dismissal)| Dismissed {
            question: question.clone(),
            reason: dismissal.reason.clone(),
            at: dismissal.at,
            by: view.people.iter().find(|p| Some(p.id) == dismissal.by).map(|p| p.name.clone()),
        });
        let dismissed = dismissed.collect();
        checked.push(Checked { name: number.to_string(), is_file: false, open, dismissed });
    }
    Ok(checked)
}

fn targets(what: &[String]) -> Result<Vec<Target>, Exit> {
    let mut targets = Vec::new();
    for given in what {
        let path = Path::new(given);
        if let (Ok(number), false) = (given.parse(), path.exists()) {
            targets.push(Target::Number(number));
        } else if path.is_dir() {
            let mut found = BTreeSet::new();
            documents(path, &mut found)?;
            if found.is_empty() {
                return Err(Exit::user(format!("{given} holds no .md, .markdown or .txt file")));
            }
            targets.extend(found.into_iter().map(Target::File));
        } else if path.exists() {
            targets.push(Target::File(path.to_owned()));
        } else {
            return Err(Exit::user(format!("there is no {given}"))
                .hint("name a number such as PM-2026-041, a file or a folder"));
        }
    }
    Ok(targets)
}

/// Finds the documents of a folder; links are not followed, so that none leads around.
fn documents(folder: &Path, found: &mut BTreeSet<PathBuf>) -> Result<(), Exit> {
    let failed = |e: std::io::Error| Exit::user(format!("{}: {e}", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let ending = path.extension().and_then(|e| e.to_str()).map(str::to_lowercase);
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && !is_hidden {
            documents(&path, found)?;
        } else if kind.is_file() && matches!(ending.as_deref(), Some("md" | "markdown" | "txt")) {
            found.insert(path);
        }
    }
    Ok(())
}

fn file(path: &Path) -> Result<Checked, Exit> {
    let failed = |e: std::io::Error| Exit::user(format!("{}: {e}", path.display()));
    if std::fs::metadata(path).map_err(failed)?.len() > MOST_BYTES {
        return Err(Exit::user(format!("{} is larger than {} MiB", path.display(), MOST_BYTES >> 20)));
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    if bytes.contains(&0) {
        return Err(Exit::user(format!("{} is no text", path.display()))
            .hint("check takes Markdown; `inquest import postmortem` reads a bundle"));
    }
    let text = String::from_utf8_lossy(&bytes);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut document = told::document(&text, &name).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Exit::user(lines.join("\n")).within(path)
    })?;
    document.subject.wording = app::questions::in_document(&text);
    let open = questions(&document.subject, SystemClock.now(), &Rules::default());
    let mut open: Vec<Open> =
        open.into_iter().map(|question| Open { line: document.lines.of(question.place), question }).collect();
    open.sort_by_key(|open| open.line);
    Ok(Checked { name: path.display().to_string(), is_file: true, open, dismissed: Vec::new() })
}

/// Where in a postmortem of the house something is open: a part by its own name, everything else by its room.
fn room(question: &Question) -> &'static str {
    match question.place {
        Place::Part(part) => part.as_str(),
        _ => question.room().as_str(),
    }
}
