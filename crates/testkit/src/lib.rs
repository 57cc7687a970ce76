//! TestApp, people and builders, on both databases. For tests alone.

mod browser;
mod evidence;
mod house;
mod world;

pub use browser::{Answer, Visitor};
pub use evidence::message;
pub use house::{Both, TestHouse, campaign, postgres_url, session_hash};
pub use world::{FrozenClock, SeededDice};

/// Makes a test of an async function that takes a [`TestHouse`], once on SQLite and once on PostgreSQL.
///
/// The one on PostgreSQL prints why it is skipped where `INQUEST_TEST_PG` names no server.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($house:ident: TestHouse) $body:block)*) => {$(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn run($house: $crate::TestHouse) $body

            #[test]
            fn on_sqlite() {
                $crate::TestHouse::run($crate::Both::Sqlite, run);
            }

            #[test]
            fn on_postgres() {
                $crate::TestHouse::run($crate::Both::Postgres, run);
            }
        }
    )*};
}
