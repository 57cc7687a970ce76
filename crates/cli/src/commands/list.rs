//! `inquest list`

use serde_json::json;

use crate::{
    context::{Birth, Context},
    exit::Exit,
    output,
};

/// List the postmortems, the latest begun first
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Archived ones too
    #[arg(long)]
    all: bool,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    let ctx = context.enter(Birth::Refused).await?;
    let postmortems = app::workbench::list(&ctx, args.all).await?;
    let rows: Vec<Vec<String>> = postmortems
        .iter()
        .map(|p| {
            let state = if p.archived_at.is_some() { "archived" } else { p.status.as_str() };
            vec![
                p.number.to_string(),
                p.severity.clone(),
                p.occasion.as_str().to_owned(),
                state.to_owned(),
                p.title.clone(),
            ]
        })
        .collect();
    let text = if rows.is_empty() {
        "There are no postmortems yet; `inquest new` begins one.\n".to_owned()
    } else {
        output::table(&rows)
    };
    context.print(&json!(postmortems), &text);
    ctx.house.db.close().await;
    Ok(())
}
