//! `inquest doctor`

use std::{fmt::Write, path::Path};

use app::{Clock, operator};
use serde::Serialize;
use store::{Db, Options, SchemaState};

use crate::{
    context::{Birth, Context},
    disk,
    exit::Exit,
    machine::SystemClock,
    output,
};

/// Look for what is wrong with the installation, and say what helps
///
/// Checks the database and its trail, the schema, the data folder and its disk, the key, the clock and the base
/// address. Changes nothing. The exit code is 0 where nothing is wrong; warnings do not count.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// How it stands with one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Fine,
    Warning,
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    subject: &'static str,
    state: State,
    says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cure: Option<String>,
}

fn fine(subject: &'static str, says: impl Into<String>) -> Finding {
    Finding { subject, state: State::Fine, says: says.into(), cure: None }
}

fn warning(subject: &'static str, says: impl Into<String>, cure: impl Into<String>) -> Finding {
    Finding { subject, state: State::Warning, says: says.into(), cure: Some(cure.into()) }
}

fn wrong(subject: &'static str, says: impl Into<String>, cure: impl Into<String>) -> Finding {
    Finding { subject, state: State::Wrong, says: says.into(), cure: Some(cure.into()) }
}

pub async fn run(context: Context, _: Args) -> Result<(), Exit> {
    let mut findings = vec![fine("settings", "in order")];
    let data = &context.settings().storage.data;
    findings.extend(folder(data));
    findings.extend(room(data));
    findings.extend(network(&context));
    findings.push(key(data));
    findings.extend(database(&context).await);
    findings.push(clock());
    findings.push(base_url(&context));

    let n_wrong = findings.iter().filter(|f| f.state == State::Wrong).count();
    let json = serde_json::json!({ "ok": n_wrong == 0, "findings": findings });
    context.print(&json, &text(&findings));
    if n_wrong == 0 { Ok(()) } else { Err(Exit::user(format!("{n_wrong} of {} things are wrong", findings.len()))) }
}

fn text(findings: &[Finding]) -> String {
    let rows = findings.iter().map(|f| {
        let mark = match f.state {
            State::Fine => "ok",
            State::Warning => "look",
            State::Wrong => "WRONG",
        };
        vec![mark.to_owned(), f.subject.to_owned(), f.says.clone()]
    });
    let table = output::table(&rows.collect::<Vec<_>>());
    let mut text = String::new();
    for (line, finding) in table.lines().zip(findings) {
        text += line;
        text += "\n";
        if let Some(cure) = &finding.cure {
            let _ = writeln!(text, "       → {cure}");
        }
    }
    text
}

fn folder(data: &Path) -> Vec<Finding> {
    let subject = "data folder";
    let shown = data.display();
    if !data.exists() {
        return vec![warning(
            subject,
            format!("{shown} does not exist yet"),
            "`inquest serve` makes it; or name another with --data",
        )];
    }
    if !data.is_dir() {
        return vec![wrong(subject, format!("{shown} is no folder"), "name a folder with --data")];
    }
    let mut findings = Vec::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        match std::fs::metadata(data).map(|m| m.permissions().mode() & 0o777) {
            Ok(mode) if mode.trailing_zeros() >= 6 => {
                findings.push(fine(subject, format!("{shown}, open to its owner only")));
            }
            Ok(mode) => findings.push(wrong(
                subject,
                format!("{shown} is open to others ({mode:03o})"),
                format!("chmod 700 {shown}"),
            )),
            Err(error) => findings.push(wrong(subject, format!("{shown}: {error}"), "run as the user who owns it")),
        }
    }
    if let Err(error) = tempfile::Builder::new().prefix(".doctor").tempfile_in(data) {
        findings.push(wrong(subject, format!("cannot be written to: {error}"), "run as the user who owns it"));
    }
    findings
}

fn room(data: &Path) -> Option<Finding> {
    let mib = disk::free(data)? >> 20;
    let says = format!("{mib} MiB free");
    Some(match mib {
        0..100 => wrong("disk", says, "make room, or move the data folder to a larger disk"),
        100..1024 => warning("disk", says, "make room soon: an import needs about twice the size of its upload"),
        _ => fine("disk", says),
    })
}

fn network(context: &Context) -> Option<Finding> {
    let kind = disk::kind(&context.settings().storage.data)?;
    if !disk::is_network(&kind) {
        return Some(fine("file system", kind));
    }
    let says = format!("{kind}, a network file system");
    Some(if context.settings().storage.database.is_none() {
        wrong("file system", says, "SQLite can lose data there: choose a local disk, or PostgreSQL with --database")
    } else {
        warning("file system", says, "files are kept there; make sure that it is always mounted before inquest starts")
    })
}

fn key(data: &Path) -> Finding {
    let file = data.join("secret.key");
    let shown = file.display();
    match std::fs::read(&file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            warning("key", "there is none yet", "it is made at the first start; keep a copy of it apart from backups")
        }
        Err(error) => wrong("key", format!("{shown}: {error}"), "run as the user who owns it"),
        Ok(bytes) if bytes.len() != 32 => wrong(
            "key",
            format!("{shown} holds {} bytes where it should hold 32", bytes.len()),
            "put the copy of it back",
        ),
        Ok(_) => {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = std::fs::metadata(&file).map_or(0, |m| m.permissions().mode() & 0o777);
                if mode.trailing_zeros() < 6 {
                    return wrong(
                        "key",
                        format!("{shown} is open to others ({mode:03o})"),
                        format!("chmod 600 {shown}"),
                    );
                }
            }
            fine("key", "there, open to its owner only")
        }
    }
}

async fn database(context: &Context) -> Vec<Finding> {
    if let Options::Sqlite(file) = context.database()
        && !file.exists()
    {
        let says = format!("{} does not exist yet", file.display());
        return vec![warning(
            "database",
            says,
            "`inquest serve` makes it; or name another place with --data or --database",
        )];
    }
    let db = match context.open(Birth::Refused).await {
        Ok(db) => db,
        Err(exit) => return vec![wrong("database", exit.message(), exit.first_hint())],
    };
    let findings = match look_into(&db).await {
        Ok(findings) => findings,
        Err(error) => vec![wrong(
            "database",
            Exit::from(error).message(),
            "see the log of the database; restore a backup if it is damaged",
        )],
    };
    db.close().await;
    findings
}

async fn look_into(db: &Db) -> Result<Vec<Finding>, store::Error> {
    let mut findings = vec![fine("database", db.describe().await?)];
    for fault in store::checkup::faults(db).await? {
        findings.push(wrong("database", fault, "stop the server and restore the latest backup into a new folder"));
    }
    for risk in store::checkup::risks(db).await? {
        findings.push(warning(
            "database",
            risk,
            "switch it on: what was acknowledged can be lost or damaged without it",
        ));
    }
    let SchemaState { found, known } = db.schema().await?;
    let says = format!("{found}, this program knows {known}");
    findings.push(match found.cmp(&known) {
        std::cmp::Ordering::Equal => fine("schema", found.to_string()),
        std::cmp::Ordering::Less => wrong("schema", says, "make a backup, then run `inquest migrate`"),
        std::cmp::Ordering::Greater => wrong("schema", says, "run the version of inquest that made it, or a newer one"),
    });
    if found == known {
        findings.extend(contents(db).await?);
    }
    Ok(findings)
}

async fn contents(db: &Db) -> Result<Vec<Finding>, store::Error> {
    let internal = |e: app::Error| store::Error::Address(e.to_string());
    let trail = match operator::check_trail(db).await.map_err(internal)? {
        None => fine("audit trail", "holds together from the first row to the last"),
        Some(seq) => wrong(
            "audit trail",
            format!("row {seq} is not as it was written"),
            "someone or something changed the database; compare with a backup",
        ),
    };
    let counts = operator::counts(db).await.map_err(internal)?;
    let says = format!(
        "{} people, {} administrators, {} postmortems",
        counts.people, counts.administrators, counts.postmortems
    );
    let people = if counts.people > 0 && counts.administrators == 0 {
        warning("people", says, "nobody can keep accounts: `inquest user reset LOGIN` lets an administrator in")
    } else {
        fine("people", says)
    };
    Ok(vec![trail, people])
}

fn clock() -> Finding {
    let now = SystemClock.now();
    // no version of this program is older
    let built: jiff::Timestamp = "2026-11-01T00:00:00Z".parse().expect("a constant instant reads");
    if now < built {
        wrong("clock", now.to_string(), "set the clock of this machine: links and sessions end at wrong times")
    } else {
        fine("clock", format!("{now:.0}"))
    }
}

fn base_url(context: &Context) -> Finding {
    let server = &context.settings().server;
    match &server.base_url {
        Some(url) if url.is_https() && server.trusted_proxies.is_empty() => warning(
            "base address",
            format!("{}, no trusted proxies", url.as_str()),
            "set `server.trusted_proxies` to the address of the proxy, or limits per address hit everyone at once",
        ),
        Some(url) => fine("base address", url.as_str()),
        None => fine("base address", format!("http://{}, for this machine only", server.listen)),
    }
}
