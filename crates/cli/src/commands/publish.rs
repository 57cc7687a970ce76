//! `inquest publish`

use std::fmt::Write;

use app::{
    Ctx,
    publication::{self, Choice, Confirmation, Preview},
};
use clap::ValueEnum;
use postmortem::{Locale, Number};
use publish::Place;
use serde_json::json;

use crate::{
    context::{Birth, Context},
    exit::Exit,
    output,
};

/// Publish a postmortem to the company
///
/// Shows first what goes out: what was replaced so that people are shown by their roles, which sections differ from
/// the full text, and which words may be names. Nothing is published without a confirmation: an answer on the
/// terminal, or --yes. Without either this is a preview.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The postmortem, such as PM-2026-041
    number: Number,
    /// What this version corrects, for its readers; needed from the second version on
    #[arg(long, default_value = "", hide_default_value = true)]
    note: String,
    /// Why it is published without a meeting, for the audit trail; needed for the first version of an incident
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    /// Why it is published although questions have to be settled first; kept with the version, not for its readers
    #[arg(long = "override", value_name = "REASON", default_value = "", hide_default_value = true)]
    overridden: String,
    /// How people are shown; only the owner may choose to show names
    #[arg(long, value_enum, default_value_t = Names::AsRoles)]
    names: Names,
    /// The language of labels: en or ko [default: that of whoever publishes]
    #[arg(long)]
    locale: Option<Locale>,
    /// Publish without asking
    #[arg(long)]
    yes: bool,
}

/// How people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Names {
    /// By their names
    Shown,
    /// By their role in the incident
    AsRoles,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    let ctx = context.enter(Birth::Refused).await?;
    let done = publish(&context, &ctx, args).await;
    ctx.house.db.close().await;
    done
}

async fn publish(context: &Context, ctx: &Ctx, args: Args) -> Result<(), Exit> {
    let names = match args.names {
        Names::Shown => publish::Names::Shown,
        Names::AsRoles => publish::Names::AsRoles,
    };
    let choice = Choice { names, locale: args.locale.unwrap_or_else(|| ctx.locale()) };
    let preview = publication::preview(ctx, args.number, choice).await.map_err(|e| Exit::about(args.number, e))?;
    if !context.globals.json {
        output::out(&shown(&preview));
    }
    if let Some(missing) = missing(&preview, &args) {
        return Err(missing);
    }
    if !args.yes {
        let question = format!("Publish version {} of {} to the company?", preview.version, args.number);
        match output::confirm(&question, context.globals.json) {
            Some(true) => {}
            Some(false) => return Err(Exit::user("nothing was published")),
            None => {
                if context.globals.json {
                    output::out(&format!("{:#}\n", as_json(&preview)));
                }
                return Err(Exit::user("nothing was published: nobody is there to confirm it")
                    .hint("look at what goes out, then add --yes"));
            }
        }
    }
    let Args { note, reason, overridden, .. } = args;
    let confirmation = Confirmation { choice, digest: preview.digest.clone(), note, reason, overridden };
    let version = publication::publish(ctx, args.number, confirmation).await.map_err(|error| match error {
        app::Error::Conflict => Exit::user("nothing was published: it was changed by someone in between")
            .hint("look at what goes out now, then confirm that"),
        error => error.into(),
    })?;
    let link = ctx.house.link(&format!("/library/{}", args.number));
    let mut json = as_json(&preview);
    json["link"] = json!(link);
    json["published_at"] = json!(version.published_at);
    context.print(&json, &format!("{} version {} is published: {link}\n", args.number, version.version));
    Ok(())
}

/// What the confirmation would lack, told before anyone is asked.
fn missing(preview: &Preview, args: &Args) -> Option<Exit> {
    if preview.needs_note && args.note.trim().is_empty() {
        return Some(Exit::from(app::Error::field("note", "note-needed")).hint("say it with --note"));
    }
    if preview.needs_reason && args.reason.trim().is_empty() {
        return Some(
            Exit::from(app::Error::field("reason", "reason-needed"))
                .hint("say with --reason why it is published without a meeting"),
        );
    }
    if !preview.unsettled.is_empty() && args.overridden.trim().is_empty() {
        return Some(
            Exit::from(app::Error::field("override", "override-needed"))
                .hint("settle or dismiss them; `inquest explain CODE` tells how")
                .hint("or say with --override why it is published nevertheless"),
        );
    }
    None
}

/// What goes out, beside what stays.
fn shown(preview: &Preview) -> String {
    let mut text = format!(
        "{}  {}\nversion {}, {}\n\n",
        preview.postmortem.number,
        preview.publication.title,
        preview.version,
        match preview.choice.names {
            publish::Names::AsRoles => "people are shown by their roles",
            publish::Names::Shown => "people are shown by their names",
        }
    );
    let rows: Vec<Vec<String>> = preview
        .replacements
        .iter()
        .map(|r| vec![format!("  {}", r.place), r.before.clone(), "->".to_owned(), r.after.clone()])
        .collect();
    let _ = writeln!(text, "{} replaced", count(rows.len(), "name is", "names are"));
    text += &output::table(&rows);
    let differing = differing(preview);
    let _ = writeln!(text, "{} from the full text", count(differing.len(), "section differs", "sections differ"));
    if !differing.is_empty() {
        let _ = writeln!(text, "  {}", differing.join(", "));
    }
    let doubts: Vec<Vec<String>> =
        preview.doubts.iter().map(|d| vec![format!("  {}", d.place), d.word.clone()]).collect();
    let _ = writeln!(text, "{} a name and left as it stands", count(doubts.len(), "word may be", "words may each be"));
    text += &output::table(&doubts);
    let unsettled = preview.unsettled.len();
    let _ = writeln!(text, "{} to be settled first", count(unsettled, "question is", "questions are"));
    for question in &preview.unsettled {
        let _ = writeln!(text, "  {} {}", question.code, views::questions::sentence(Locale::En, question));
    }
    let out = &preview.left_out;
    let _ = writeln!(
        text,
        "inside stay {}, {} and {}\n",
        count(usize::try_from(out.n_evidence).unwrap_or_default(), "item of evidence", "items of evidence"),
        count(out.n_files, "file", "files"),
        count(out.n_names, "name of an actor", "names of actors"),
    );
    text
}

fn count(n: usize, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// The sections that do not go out as they stand.
fn differing(preview: &Preview) -> Vec<String> {
    let changed = preview.sections.iter().filter(|section| !section.diff.hunks.is_empty());
    changed
        .map(|section| match section.place {
            Place::Head => "title and tags".to_owned(),
            Place::Part(part) => part.as_str().replace('_', " "),
            Place::Entry(at) => format!("entry {}", at + 1),
            Place::Cause(at) => format!("cause {}", at + 1),
            Place::Lessons => "lessons".to_owned(),
            Place::Actions => "actions".to_owned(),
        })
        .collect()
}

fn as_json(preview: &Preview) -> serde_json::Value {
    json!({
        "number": preview.postmortem.number, "version": preview.version, "digest": preview.digest,
        "names": preview.choice.names, "locale": preview.choice.locale,
        "replacements": preview.replacements, "doubts": preview.doubts, "sections": differing(preview),
        "left_out": {
            "evidence": preview.left_out.n_evidence, "files": preview.left_out.n_files,
            "names": preview.left_out.n_names,
        },
        "unsettled": preview.unsettled.iter().map(|q| views::questions::as_json(Locale::En, q, None)).collect::<Vec<_>>(),
        "needs_note": preview.needs_note, "needs_reason": preview.needs_reason,
    })
}
