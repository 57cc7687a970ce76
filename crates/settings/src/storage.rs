//! `[storage]`: the data folder and the database.

use std::{fmt, path::PathBuf};

use crate::{
    Origin,
    section::{Reader, section},
    value::Value,
};

section! {
    /// Where things are kept.
    Storage = "storage" {
        /// The folder for the database, files and the key. Only its owner may open it; it must be on a local disk
        /// where the database is SQLite.
        data: PathBuf = "inquest-data",
        /// A PostgreSQL address, such as `postgres://inquest@db.example.com/inquest`. Without it everything is kept in
        /// SQLite, in the data folder. With a password in it, better use `database_file`.
        database: Option<DatabaseAddress> = "",
        /// A file that holds the PostgreSQL address and nothing else, so that the password need not stand here.
        database_file: Option<PathBuf> = "",
        /// The PostgreSQL schema to work in, where it is not the default of the user.
        schema: Option<String> = "",
    }
}

impl Storage {
    /// The file of the SQLite database.
    pub fn sqlite_file(&self) -> PathBuf {
        self.data.join("inquest.db")
    }
}

/// The address of a PostgreSQL database. Shown without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseAddress(String);

impl DatabaseAddress {
    /// The address with its password: for the driver, never for a log.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The address with its password blotted out.
    pub fn redacted(&self) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("", &self.0));
        let (before, query) = rest.split_once('?').map_or((rest, None), |(b, q)| (b, Some(q)));
        let (user, host) = before.rsplit_once('@').map_or((None, before), |(u, h)| (Some(u), h));
        let user = user.map(|u| match u.split_once(':') {
            Some((name, _)) => format!("{name}:***@"),
            None => format!("{u}@"),
        });
        let query = query.map(|q| {
            let shown = q.split('&').map(|pair| match pair.split_once('=') {
                Some((name, _)) if name.eq_ignore_ascii_case("password") => format!("{name}=***"),
                _ => pair.to_owned(),
            });
            format!("?{}", shown.collect::<Vec<_>>().join("&"))
        });
        format!("{scheme}://{}{host}{}", user.unwrap_or_default(), query.unwrap_or_default())
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

impl Value for DatabaseAddress {
    fn parse(text: &str) -> Result<Self, String> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Ok(Self(text.to_owned()))
        } else {
            Err("must begin with postgres://; for SQLite leave it out and set `storage.data`".to_owned())
        }
    }

    fn show(&self) -> Option<String> {
        Some(self.redacted())
    }
}

/// Reads the address out of the file that `database_file` names.
pub(crate) fn resolve(mut storage: Storage, reader: &mut Reader) -> Storage {
    let Some(file) = storage.database_file.clone() else { return storage };
    let origin = reader.origin("storage.database_file");
    if storage.database.is_some() {
        // a flag or variable may mean to replace what the file of settings says, but two at one place contradict
        if !is_stronger(reader) {
            reader.problem("storage.database_file", &origin, "contradicts `storage.database`; set only one of them");
        }
        return storage;
    }
    match std::fs::read_to_string(&file) {
        Err(error) => {
            reader.problem("storage.database_file", &origin, &format!("cannot be read: {}: {error}", file.display()));
        }
        Ok(text) => match DatabaseAddress::parse(text.trim()) {
            Ok(address) => {
                reader.replace("storage.database", Some(address.redacted()), Origin::SecretFile(file));
                storage.database = Some(address);
            }
            Err(message) => reader.problem("storage.database_file", &origin, &format!("names a file that {message}")),
        },
    }
    storage
}

/// Whether the address was given on a stronger layer than the file that holds one.
fn is_stronger(reader: &Reader) -> bool {
    let rank = |key| match reader.origin(key) {
        Origin::Flag => 3,
        Origin::Environment(_) => 2,
        Origin::File(_) | Origin::SecretFile(_) => 1,
        Origin::Default => 0,
    };
    rank("storage.database") > rank("storage.database_file")
}
