//! What can go wrong while keeping things. Knows nothing else of this crate.

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such row.
    #[error("not found")]
    NotFound,
    /// Someone else changed the row in between.
    #[error("changed by someone else in between")]
    Conflict,
    /// A rule of the schema was broken: the name of the constraint, or the columns.
    #[error("already there: {0}")]
    Duplicate(String),
    /// A row names something that is not there, or breaks a check.
    #[error("breaks a rule of the schema: {0}")]
    Constraint(String),
    /// A row does not read as what it should be.
    #[error("{table}.{column} holds what cannot be read: {what}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What was found.
        what: String,
    },
    /// The database cannot be reached, is busy or full; the same call may succeed later.
    #[error("the database is not available")]
    Unavailable(#[source] sqlx::Error),
    /// The database was made by a newer version of inquest.
    #[error("the database has schema {found}, this program knows up to {known}; run a newer inquest")]
    Newer {
        /// The newest migration that was applied.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The database needs `inquest migrate` first.
    #[error("the database has schema {found}, this program needs {known}; run `inquest migrate`")]
    Older {
        /// The newest migration that was applied.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The address of the database does not read.
    #[error("cannot open the database: {0}")]
    Address(String),
    /// Anything else the driver said.
    #[error("database")]
    Driver(#[source] sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Database(inner) => {
                let text = inner.constraint().map_or_else(|| inner.message().to_owned(), str::to_owned);
                if inner.is_unique_violation() {
                    Self::Duplicate(text)
                } else if inner.is_foreign_key_violation() || inner.is_check_violation() {
                    Self::Constraint(text)
                } else if is_passing(inner.as_ref()) {
                    Self::Unavailable(error)
                } else {
                    Self::Driver(error)
                }
            }
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed => Self::Unavailable(error),
            _ => Self::Driver(error),
        }
    }
}

/// Busy or locked (SQLite 5, 6), disk full (13), serialization failure or deadlock (PostgreSQL 40001, 40P01).
fn is_passing(error: &dyn sqlx::error::DatabaseError) -> bool {
    matches!(error.code().as_deref(), Some("5" | "6" | "13" | "261" | "517" | "40001" | "40P01" | "53300" | "57P03"))
}

impl Error {
    /// Whether the same call may succeed when tried again at once.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
