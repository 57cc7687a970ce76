//! `inquest user`

use app::{Ctx, people};
use clap::Subcommand;
use postmortem::{Locale, Person, Role, Zone};
use serde_json::json;

use crate::{
    context::{Birth, Context},
    exit::Exit,
    output,
};

/// Keep accounts: add, list, reset, role, suspend
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an account and print the link by which its owner takes it up (good for seven days, once)
    Add {
        /// The e-mail address to sign in with
        login: String,
        /// The name [default: what stands before the @]
        #[arg(long)]
        name: Option<String>,
        /// reader (reads what is published), member (writes too) or administrator
        #[arg(long, default_value = "member")]
        role: Role,
        /// The language of their pages: en or ko
        #[arg(long, default_value = "en")]
        locale: Locale,
        /// The zone in which they read times
        #[arg(long, default_value = "UTC")]
        zone: Zone,
    },
    /// List everyone
    List,
    /// Print a link to set a new password (good for 30 minutes, once); all sessions end when it is used
    Reset {
        /// The e-mail address
        login: String,
    },
    /// Change someone's role
    Role {
        /// The e-mail address
        login: String,
        /// reader, member or administrator
        role: Role,
    },
    /// Suspend someone at once, everywhere
    Suspend {
        /// The e-mail address
        login: String,
        /// Let them back in
        #[arg(long)]
        lift: bool,
    },
}

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    let birth = if matches!(args.command, Command::Add { .. }) { Birth::Allowed } else { Birth::Refused };
    let ctx = context.enter(birth).await?;
    let done = carry_out(&context, &ctx, args.command).await;
    ctx.house.db.close().await;
    done
}

async fn carry_out(context: &Context, ctx: &Ctx, command: Command) -> Result<(), Exit> {
    match command {
        Command::Add { login, name, role, locale, zone } => {
            let name = name.unwrap_or_else(|| login.split('@').next().unwrap_or_default().to_owned());
            let invitee = people::Invitee { login, name, role, locale, zone };
            let (person, link) = people::invite(ctx, invitee).await?;
            let text = format!("{} can take up the account here, once within seven days:\n\n  {link}\n", person.login);
            context.print(&json!({ "person": person, "link": link }), &text);
        }
        Command::List => {
            let everyone = people::list(ctx).await?;
            let text = output::table(&everyone.iter().map(row).collect::<Vec<_>>());
            let text = if text.is_empty() { "Nobody has an account yet.\n".to_owned() } else { text };
            context.print(&json!(everyone), &text);
        }
        Command::Reset { login } => {
            let person = find(ctx, &login).await?;
            let link = people::reset(ctx, person.id).await?;
            let text = format!("{} can set a password here, once:\n\n  {link}\n", person.login);
            context.print(&json!({ "person": person, "link": link }), &text);
        }
        Command::Role { login, role } => {
            let person = find(ctx, &login).await?;
            people::set_role(ctx, person.id, role).await?;
            let text = format!("{} was {} and is {} now.\n", person.login, person.role.as_str(), role.as_str());
            context.print(&json!({ "login": person.login, "before": person.role, "after": role }), &text);
        }
        Command::Suspend { login, lift } => {
            let person = find(ctx, &login).await?;
            people::set_suspended(ctx, person.id, !lift).await?;
            let text = if lift { "can sign in again" } else { "is suspended; all their sessions ended" };
            let json = json!({ "login": person.login, "is_suspended": !lift });
            context.print(&json, &format!("{} {text}.\n", person.login));
        }
    }
    Ok(())
}

async fn find(ctx: &Ctx, login: &str) -> Result<Person, Exit> {
    people::find(ctx, login).await.map_err(|error| match error {
        app::Error::NotFound => {
            Exit::user(format!("nobody is called {login}")).hint("`inquest user list` shows everyone")
        }
        error => error.into(),
    })
}

fn row(person: &Person) -> Vec<String> {
    let state = match (person.suspended_at, person.has_password) {
        (Some(_), _) => "suspended",
        (None, false) => "invited",
        (None, true) => "",
    };
    vec![person.login.to_string(), person.role.as_str().to_owned(), person.name.clone(), state.to_owned()]
}
