//! `inquest import`

mod document;
mod note;

use std::{
    fmt::Write,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::{
    Ctx,
    imports::{self, Finding, Why},
};
use evidence::{SourceKind, table::Mapping};
use jiff::Timestamp;
use postmortem::{Moment, Number, Zone};
use serde_json::json;
use store::import::{Import, State};

use crate::{
    context::{Birth, Context},
    exit::Exit,
    output,
};

/// Import the raw traces of an incident as evidence, or a postmortem that was exported
///
/// Importing the same again changes nothing; what changed at the source becomes a new revision. Ctrl-C takes back what
/// the import brought. Runs beside a server, which shows the progress too.
///
/// `inquest import postmortem FILE` reads the Markdown or the bundle of an export: a new postmortem with a number of
/// its own. Where the one that it tells of is here already, it asks before it updates that. All of it is taken or
/// nothing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Sources: slack (export, zip or folder), alertmanager, github, git (a repository), table (CSV, JSON Lines), note (a file), postmortem (an export: Markdown or bundle)"
)]
pub struct Args {
    /// The kind of source: slack, alertmanager, github, git, table, note or postmortem
    source: String,
    /// The file or folder
    path: PathBuf,
    /// The postmortem that evidence belongs to, such as PM-2026-041
    #[arg(long, value_name = "NUMBER")]
    pm: Option<Number>,
    /// Only this channel (name or id); may be repeated
    #[arg(long = "channel", value_name = "CHANNEL")]
    channels: Vec<String>,
    /// Only what happened from then on, such as "2026-11-13 14:00" in the zone of the postmortem
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Only what happened before then
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The zone of times that bear none, such as Asia/Seoul
    #[arg(long)]
    zone: Option<Zone>,
    /// Which column is what, such as time=시각; may be repeated for time, text, who, link and id
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Read 03/04/2026 as the fourth of March
    #[arg(long, conflicts_with = "day_first")]
    month_first: bool,
    /// Read 03/04/2026 as the third of April
    #[arg(long)]
    day_first: bool,
    /// The name of the webhook's event, where a GitHub body came without its headers
    #[arg(long, value_name = "NAME")]
    event: Option<String>,
    /// When what a note or file shows happened, such as "2026-11-13 14:00" in the zone of the postmortem
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What is to be seen in a note or file, in one line
    #[arg(long, value_name = "TEXT")]
    caption: Option<String>,
    /// Who is answerable for a new postmortem (an e-mail address); needed without --as
    #[arg(long, value_name = "LOGIN")]
    owner: Option<String>,
    /// Update the postmortem that the document tells of without asking
    #[arg(long, conflicts_with = "new")]
    yes: bool,
    /// Make another postmortem, even where the one that the document tells of is here
    #[arg(long)]
    new: bool,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    if !args.path.exists() {
        return Err(Exit::user(format!("there is no {}", args.path.display())));
    }
    if args.source == "postmortem" {
        return document::run(context, args).await;
    }
    let source: SourceKind = args.source.parse().map_err(|_| {
        Exit::user(format!("unknown source {:?}", args.source))
            .hint("use slack, alertmanager, github, git, table, note or postmortem")
    })?;
    if args.owner.is_some() || args.yes || args.new {
        return Err(Exit::user("--owner, --yes and --new are for `inquest import postmortem`")
            .hint("evidence belongs to the postmortem that --pm names"));
    }
    let Some(number) = args.pm else {
        return Err(Exit::user("evidence needs a postmortem to belong to").hint("name it with --pm NUMBER"));
    };
    if source != SourceKind::Note && (args.at.is_some() || args.caption.is_some()) {
        return Err(Exit::user("--at and --caption are for `inquest import note`")
            .hint("other sources bear times of their own"));
    }
    if context.globals.as_user.is_some() {
        return Err(Exit::user("an import reads a path of this machine: only the operator may name one")
            .hint("leave --as out, or upload the file in the browser"));
    }
    let ctx = context.enter(Birth::Refused).await?;
    let done = Box::pin(import(&context, &ctx, number, source, args)).await;
    ctx.house.db.close().await;
    done
}

async fn import(context: &Context, ctx: &Ctx, number: Number, source: SourceKind, args: Args) -> Result<(), Exit> {
    let postmortem = app::workbench::get(ctx, number).await.map_err(|e| Exit::about(number, e))?;
    if source == SourceKind::Note {
        return note::run(context, ctx, number, &postmortem.zone, args).await;
    }
    let path = std::path::absolute(&args.path)?;
    let options = options(args, &postmortem.zone)?;
    let import = run_until_done_or_stopped(context, ctx, number, source, &path, options).await?;
    let (import, report, findings) = imports::report(ctx, number, import.id).await?;
    let json = json!({
        "id": import.id, "state": import.state.as_str(), "source": import.source, "name": import.name,
        "report": report, "error": imports::failure(&import).map(|why| why.to_string()),
        "findings": findings.iter().map(finding_json).collect::<Vec<_>>(),
    });
    let mut text = String::new();
    if let Some(report) = &report {
        let _ = writeln!(
            text,
            "{} new items, {} known already, {} refused",
            report.n_taken, report.n_known, report.n_refused
        );
        for (reason, n) in &report.skipped {
            let _ = writeln!(text, "  {n} left out: {}", reason.replace('_', " "));
        }
    }
    for finding in &findings {
        if let Why::Refused(reason) = &finding.why {
            let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
            let _ = writeln!(text, "  {}{line}: {reason}", finding.file);
        }
    }
    match import.state {
        State::Done => {
            context.print(&json, &text);
            Ok(())
        }
        State::Cancelled => Err(Exit::user("cancelled; what it had brought is gone again")),
        _ => {
            let why = imports::failure(&import).map_or_else(|| "it did not end".to_owned(), |why| why.to_string());
            Err(Exit::user(format!("{}: {why}", import.name)).hint("nothing was kept of it"))
        }
    }
}

fn finding_json(finding: &Finding) -> serde_json::Value {
    let (kind, reason) = match &finding.why {
        Why::Refused(reason) => ("refused", reason.to_string()),
        Why::Skipped { code, what: Some(what) } => ("skipped", format!("{code}: {what}")),
        Why::Skipped { code, what: None } => ("skipped", code.clone()),
    };
    json!({ "kind": kind, "file": finding.file, "line": finding.line, "reason": reason })
}

/// Runs the import; Ctrl-C asks it to cancel, and it then takes back what it brought.
async fn run_until_done_or_stopped(
    context: &Context,
    ctx: &Ctx,
    number: Number,
    source: SourceKind,
    path: &Path,
    options: imports::ImportOptions,
) -> Result<Import, Exit> {
    let bar = Arc::new(output::bar(context.globals.json));
    let progress = {
        let bar = bar.clone();
        move |step: &imports::Step| {
            if let Some(total) = step.bytes_total.and_then(|n| u64::try_from(n).ok()) {
                bar.set_length(total);
            }
            bar.set_position(u64::try_from(step.bytes_done).unwrap_or(0));
            bar.set_message(format!("{} items", step.n_items));
        }
    };
    let before: Vec<_> = imports::list(ctx, number).await?.iter().map(|i| i.id).collect();
    let mut running = std::pin::pin!(imports::run_now(ctx, number, source, path, options, &progress));
    let done = tokio::select! {
        done = &mut running => done,
        _ = tokio::signal::ctrl_c() => {
            bar.set_message("taking back what it brought");
            let ours = imports::list(ctx, number).await?.into_iter().find(|i| !before.contains(&i.id));
            if let Some(import) = ours {
                imports::cancel(ctx, number, import.id).await?;
            }
            running.await
        }
    };
    bar.finish_and_clear();
    Ok(done?)
}

fn options(args: Args, zone: &Zone) -> Result<imports::ImportOptions, Exit> {
    let zone = args.zone.clone().unwrap_or_else(|| zone.clone());
    Ok(imports::ImportOptions {
        channels: (!args.channels.is_empty()).then_some(args.channels),
        from: instant("from", args.from.as_deref(), &zone)?,
        to: instant("to", args.to.as_deref(), &zone)?,
        zone: args.zone,
        mapping: mapping(&args.map)?,
        month_first: (args.month_first || args.day_first).then_some(args.month_first),
        event: args.event,
    })
}

fn instant(flag: &str, text: Option<&str>, zone: &Zone) -> Result<Option<Timestamp>, Exit> {
    let Some(text) = text else { return Ok(None) };
    let moment = Moment::parse(text, zone).map_err(|e| {
        Exit::user(format!("--{flag}: {e}")).hint("write 2026-11-13 14:00, or with an offset 2026-11-13T14:00+09:00")
    })?;
    Ok(Some(moment.at))
}

fn mapping(pairs: &[String]) -> Result<Option<Mapping>, Exit> {
    let mut mapping = Mapping::default();
    for pair in pairs {
        let refused = || {
            Exit::user(format!("--map {pair:?} does not read"))
                .hint("write FIELD=COLUMN, with one of time, text, who, link and id")
        };
        let (field, column) = pair.split_once('=').ok_or_else(refused)?;
        let place = match field.trim() {
            "time" => &mut mapping.time,
            "text" => &mut mapping.text,
            "who" => &mut mapping.who,
            "link" => &mut mapping.link,
            "id" => &mut mapping.id,
            _ => return Err(refused()),
        };
        *place = Some(column.trim().to_owned());
    }
    Ok((!pairs.is_empty()).then_some(mapping))
}
