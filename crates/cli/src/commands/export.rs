//! `inquest export`

use std::{
    io::{IsTerminal, Read, Write},
    path::{Path, PathBuf},
};

use app::{
    Ctx,
    exchange::{self, Body},
};
use clap::ValueEnum;
use postmortem::Number;
use serde_json::json;

use crate::{
    context::{Birth, Context},
    exit::Exit,
    output,
};

/// Export a postmortem as Markdown, HTML or JSON, or as a bundle with its evidence
///
/// The full text holds all that people wrote, with names; `inquest import postmortem` reads its Markdown and its
/// bundle. Access, history and accounts are in no document. A file that is there already is replaced at once, as a
/// whole.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The postmortem, such as PM-2026-041
    number: Number,
    /// The form of the document [default: that of the ending of FILE, else md, or json with --json]
    #[arg(long, value_enum, conflicts_with = "bundle")]
    format: Option<Format>,
    /// Write a zip of the Markdown, the evidence and the files; - is standard output
    #[arg(long, value_name = "FILE.zip", conflicts_with = "output")]
    bundle: Option<PathBuf>,
    /// The full text, or what was published to the company
    #[arg(long, value_enum, default_value_t = Audience::Full)]
    audience: Audience,
    /// Write into this file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Markdown with front matter
    #[value(alias = "markdown")]
    Md,
    /// One page that needs nothing else
    Html,
    /// For programs
    Json,
}

/// Who is to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Audience {
    /// All that people wrote; for editors
    Full,
    /// The version that stands in the library
    Company,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    if args.bundle.is_some() && args.audience == Audience::Company {
        return Err(Exit::user("a bundle holds all of the evidence: there is none for the company")
            .hint("leave --bundle or --audience out"));
    }
    if args.bundle.as_deref() == Some(Path::new("-")) && std::io::stdout().is_terminal() {
        return Err(Exit::user("a zip is nothing for a terminal").hint("name a file, or send the output into one"));
    }
    let ctx = context.enter(Birth::Refused).await?;
    let done = export(&context, &ctx, args).await;
    ctx.house.db.close().await;
    done
}

async fn export(context: &Context, ctx: &Ctx, args: Args) -> Result<(), Exit> {
    let format = format(&args, context.globals.json);
    let audience = match args.audience {
        Audience::Full => exchange::Audience::Full,
        Audience::Company => exchange::Audience::Company { version: None },
    };
    let exported = exchange::export(ctx, args.number, format, audience).await.map_err(|error| match error {
        app::Error::NotFound if args.audience == Audience::Company => {
            Exit::user(format!("no version of {} stands in the library", args.number))
                .hint("`inquest publish` publishes it")
        }
        error => Exit::about(args.number, error),
    })?;
    let mut body: Box<dyn Read + Send> = match exported.body {
        Body::Text(text) => Box::new(std::io::Cursor::new(text)),
        Body::Archive(archive) => Box::new(archive),
    };
    let to = args.bundle.or(args.output).filter(|path| path != Path::new("-"));
    let Some(path) = to else {
        let mut out = std::io::stdout().lock();
        return match std::io::copy(&mut body, &mut out).and_then(|_| out.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(()),
        };
    };
    let bytes = save(&path, &mut body).map_err(|e| Exit::user(format!("{}: {e}", path.display())))?;
    let json = json!({ "number": args.number, "file": path, "media_type": exported.media_type, "bytes": bytes });
    if context.globals.json {
        context.print(&json, "");
    } else {
        output::err(&format!("{} is written to {}\n", args.number, path.display()));
    }
    Ok(())
}

fn format(args: &Args, is_json: bool) -> exchange::Format {
    if args.bundle.is_some() {
        return exchange::Format::Bundle;
    }
    let ending = args.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str());
    let by_ending = ending.and_then(|ending| Format::from_str(ending, true).ok());
    let otherwise = if is_json && args.output.is_none() { Format::Json } else { Format::Md };
    match args.format.or(by_ending).unwrap_or(otherwise) {
        Format::Md => exchange::Format::Markdown,
        Format::Html => exchange::Format::Html,
        Format::Json => exchange::Format::Json,
    }
}

/// Writes beside the file first, so that a full disk leaves what was there.
fn save(path: &Path, body: &mut dyn Read) -> std::io::Result<u64> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".inquest-export-").tempfile_in(folder)?;
    let bytes = std::io::copy(body, &mut file)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(bytes)
}
