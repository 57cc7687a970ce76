//! `inquest migrate`

use serde_json::json;

use crate::{
    context::{Birth, Context},
    exit::Exit,
};

/// Bring the database up to the schema of this version
///
/// SQLite is brought up at the start of any command, after a copy was made beside it. On PostgreSQL this is a step of
/// its own, because other servers may still run the version before. A database of a newer version is refused.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub async fn run(context: Context, _: Args) -> Result<(), Exit> {
    let db = context.open(Birth::Allowed).await?;
    let done = async {
        let before = db.schema().await?;
        if before.found > 0 && before.found < before.known {
            context.keep_before(&db, before.known).await?;
        }
        db.migrate().await?;
        Ok::<_, Exit>(before)
    }
    .await;
    db.close().await;
    let before = done?;
    let text = if before.found == before.known {
        format!("The database has schema {} already.\n", before.known)
    } else {
        format!("The database went from schema {} to {}.\n", before.found, before.known)
    };
    context.print(&json!({ "before": before.found, "after": before.known }), &text);
    Ok(())
}
