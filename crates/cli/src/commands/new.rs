//! `inquest new`

use postmortem::{Occasion, PostmortemDraft, Zone};
use serde_json::json;

use crate::{
    context::{Birth, Context},
    exit::Exit,
};

/// Begin a postmortem and print its number
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The title
    #[arg(long)]
    title: String,
    /// A severity of the organisation's scheme, such as sev2
    #[arg(long)]
    severity: String,
    /// A service that failed or was hit; may be repeated
    #[arg(long = "service", value_name = "NAME")]
    services: Vec<String>,
    /// A team concerned; may be repeated
    #[arg(long = "team", value_name = "NAME")]
    teams: Vec<String>,
    /// A department concerned; may be repeated
    #[arg(long = "department", value_name = "NAME")]
    departments: Vec<String>,
    /// A free tag; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// What gave occasion to it: incident, near_miss or drill
    #[arg(long, default_value = "incident", value_name = "WORD")]
    occasion: String,
    /// The zone in which its timeline is told, such as Asia/Seoul [default: that of the owner]
    #[arg(long)]
    zone: Option<Zone>,
    /// Who is answerable for it (an e-mail address); needed without --as
    #[arg(long, value_name = "LOGIN")]
    owner: Option<String>,
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    let occasion: Occasion = args.occasion.replace('-', "_").parse().map_err(|_| {
        Exit::user(format!("unknown occasion {:?}", args.occasion)).hint("use incident, near_miss or drill")
    })?;
    let ctx = context.enter(Birth::Refused).await?;
    let owner = match (&args.owner, ctx.person()) {
        (Some(login), None) => app::people::find(&ctx, login)
            .await
            .map_err(|_| Exit::user(format!("nobody is called {login}")).hint("`inquest user list` shows everyone"))?,
        (None, Some(person)) => person.clone(),
        (Some(login), Some(person)) if person.login.as_str() == login.to_lowercase() => person.clone(),
        (Some(_), Some(_)) => return Err(Exit::user("whoever begins a postmortem owns it: leave --owner or --as out")),
        (None, None) => {
            return Err(Exit::user("a postmortem needs someone who is answerable for it")
                .hint("name them with --owner LOGIN, or act in their name with --as LOGIN"));
        }
    };
    let draft = PostmortemDraft {
        title: args.title,
        severity: args.severity,
        occasion,
        zone: args.zone.unwrap_or_else(|| owner.zone.clone()),
        tags: args.tags,
        services: args.services,
        teams: args.teams,
        departments: args.departments,
    };
    let postmortem = app::workbench::begin(&ctx, draft, Some(owner.id)).await?;
    let link = ctx.house.link(&format!("/pm/{}", postmortem.number));
    let text = format!("{}  {link}\n", postmortem.number);
    context.print(&json!({ "number": postmortem.number, "title": postmortem.title, "link": link }), &text);
    ctx.house.db.close().await;
    Ok(())
}
