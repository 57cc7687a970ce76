//! How a command ends when it did not succeed: whose it is, what is wrong, what helps.

use std::{path::Path, process::ExitCode};

use postmortem::{Locale, Number};
use serde_json::json;

use crate::output;

/// The caller's: a wrong argument, a thing that is not there, something refused.
pub const USER: u8 = 1;
/// The configuration's, or a database of a newer version.
pub const CONFIG: u8 = 2;
/// Questions are open that were asked to be settled.
pub const OPEN: u8 = 3;
/// Ours.
pub const INTERNAL: u8 = 70;

/// Why a command did not succeed.
#[derive(Debug)]
pub struct Exit {
    code: u8,
    message: String,
    hints: Vec<String>,
}

impl Exit {
    /// Something that whoever called can put right.
    pub fn user(message: impl Into<String>) -> Self {
        Self { code: USER, message: message.into(), hints: Vec::new() }
    }

    /// Something that is still open in what was checked.
    pub fn open(message: impl Into<String>) -> Self {
        Self { code: OPEN, message: message.into(), hints: Vec::new() }
    }

    /// Something in the configuration or the installation.
    pub fn config(message: impl Into<String>) -> Self {
        Self { code: CONFIG, message: message.into(), hints: Vec::new() }
    }

    /// Something that should not have happened.
    pub fn internal(error: impl Into<anyhow::Error>) -> Self {
        let message = format!("{:#}", error.into());
        Self { code: INTERNAL, message, hints: Vec::new() }
    }

    /// A check that found something; what it found is said already.
    pub fn found() -> Self {
        Self::user(String::new())
    }

    /// Adds what may help.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Something about one postmortem.
    pub fn about(number: Number, error: app::Error) -> Self {
        match error {
            app::Error::NotFound => {
                Self::user(format!("there is no {number}")).hint("`inquest list` shows what there is")
            }
            error => error.into(),
        }
    }

    /// Names the file that is meant, before each line.
    #[must_use]
    pub fn within(mut self, path: &Path) -> Self {
        let path = path.display();
        let lines: Vec<String> = self.message.lines().map(|line| format!("{path}: {line}")).collect();
        self.message = lines.join("\n");
        self
    }

    /// What is wrong.
    pub fn message(&self) -> String {
        self.message.clone()
    }

    /// What helps first.
    pub fn first_hint(&self) -> String {
        self.hints.first().cloned().unwrap_or_else(|| "look into the log".to_owned())
    }

    /// Writes the error out and gives the code of the process.
    pub fn report(self, is_json: bool) -> ExitCode {
        let Self { code, message, hints } = self;
        if message.is_empty() {
            return ExitCode::from(code);
        }
        if is_json {
            let kind = match code {
                USER => "user",
                CONFIG => "configuration",
                OPEN => "open",
                _ => "internal",
            };
            let error = json!({ "error": { "kind": kind, "code": code, "message": message, "hints": hints } });
            output::err(&format!("{error}\n"));
        } else {
            output::err(&format!("error: {message}\n"));
            for hint in hints {
                output::err(&format!("hint: {hint}\n"));
            }
        }
        ExitCode::from(code)
    }
}

impl From<settings::Error> for Exit {
    fn from(error: settings::Error) -> Self {
        Self::config(error.to_string()).hint("`inquest config example` prints every setting with its meaning")
    }
}

impl From<std::io::Error> for Exit {
    fn from(error: std::io::Error) -> Self {
        Self::internal(error)
    }
}

/// As the opening of a database fails.
impl From<store::Error> for Exit {
    fn from(error: store::Error) -> Self {
        let text = |error: &store::Error| format!("{:#}", chain(error));
        match &error {
            store::Error::Newer { found, known } => Self::config(format!(
                "the database has schema {found}, this program knows up to {known}; nothing was changed"
            ))
            .hint("run the version of inquest that made it, or a newer one")
            .hint("to go back for good, restore the backup that was made before the upgrade: `inquest restore FILE --data NEW-FOLDER`"),
            store::Error::Older { .. } => {
                Self::config(error.to_string()).hint("make a backup, then run `inquest migrate`")
            }
            store::Error::Address(_) => Self::config(text(&error)),
            store::Error::Unavailable(_) => {
                Self::config(text(&error)).hint("`inquest doctor` looks for the cause")
            }
            _ => Self::internal(error),
        }
    }
}

impl From<app::Error> for Exit {
    fn from(error: app::Error) -> Self {
        match error {
            app::Error::NotFound => Self::user("not found")
                .hint("check the number or the address; `inquest list` and `inquest user list` show what is there"),
            app::Error::SignedOut => Self::user(error.to_string()),
            app::Error::Denied(key) => Self::user(sentence(&format!("denied-{key}"), &[], key)),
            app::Error::Rejected(fields) => {
                let lines: Vec<String> = fields
                    .iter()
                    .map(|field| {
                        let args: Vec<(&str, &str)> = field.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
                        format!("{}: {}", field.field, sentence(&format!("error-{}", field.code), &args, field.code))
                    })
                    .collect();
                Self::user(lines.join("\n"))
            }
            app::Error::Conflict | app::Error::TooMany(_) => Self::user(error.to_string()).hint("try again"),
            app::Error::Busy(_) => Self::internal(error).hint("try again; `inquest doctor` looks for the cause"),
            app::Error::Internal(_) => Self::internal(error).hint("`inquest doctor` looks for the cause"),
        }
    }
}

impl From<app::backup::Error> for Exit {
    fn from(error: app::backup::Error) -> Self {
        use app::backup::Error;
        match error {
            Error::App(error) => error.into(),
            Error::Store(store::backup::Error::Store(error)) => error.into(),
            Error::Io { ref path, ref source } if source.kind() == std::io::ErrorKind::NotFound => {
                Self::user(format!("there is no {}", path.display()))
            }
            Error::Io { .. } => Self::user(format!("{:#}", chain(&error))),
            Error::Damaged(_) => {
                Self::user(error.to_string()).hint("nothing was changed; take another copy of the backup")
            }
            Error::Version { .. } => Self::config(error.to_string())
                .hint("nothing was changed; restore with the version of inquest that made the backup, then upgrade"),
            Error::Occupied(_) => Self::user(error.to_string())
                .hint("nothing is ever overwritten: name another file, another --data folder or an empty --database"),
            Error::Store(_) => Self::user(format!("{:#}", chain(&error))).hint("nothing was changed"),
        }
    }
}

/// A message with those of its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}

/// The sentence that the pages say too; the bare key where they have none.
fn sentence(key: &str, args: &[(&str, &str)], bare: &str) -> String {
    let text = views::text(Locale::En, key, args);
    if text != key {
        return text;
    }
    let args: Vec<String> = args.iter().filter(|(_, v)| !v.is_empty()).map(|(n, v)| format!("{n} {v}")).collect();
    [vec![bare.replace('-', " ")], args].concat().join(", ")
}
