//! `inquest import postmortem`: a document becomes a postmortem, or changes the one that it tells of.

use std::{fs::File, path::Path};

use app::{
    Ctx,
    exchange::{Incoming, Outcome, WhenKnown, import_postmortem},
};
use postmortem::PersonId;
use serde_json::json;

use super::Args;
use crate::{
    context::{Birth, Context},
    exit::Exit,
    output,
};

pub async fn run(context: Context, args: Args) -> Result<(), Exit> {
    if args.pm.is_some() {
        return Err(Exit::user("a document says itself which postmortem it tells of")
            .hint("leave --pm out; --new makes another postmortem of it"));
    }
    let ctx = context.enter(Birth::Refused).await?;
    let done = import(&context, &ctx, &args).await;
    ctx.house.db.close().await;
    done
}

async fn import(context: &Context, ctx: &Ctx, args: &Args) -> Result<(), Exit> {
    let owner = match (&args.owner, ctx.person()) {
        (None, _) => None,
        (Some(login), None) => Some(
            app::people::find(ctx, login)
                .await
                .map_err(|_| {
                    Exit::user(format!("nobody is called {login}")).hint("`inquest user list` shows everyone")
                })?
                .id,
        ),
        (Some(_), Some(_)) => {
            return Err(Exit::user("whoever imports a postmortem owns it: leave --owner or --as out"));
        }
    };
    let known = match (args.yes, args.new) {
        (_, true) => WhenKnown::MakeNew,
        (true, false) => WhenKnown::Update,
        (false, false) => WhenKnown::Ask,
    };
    let mut outcome = take_in(ctx, &args.path, known, owner).await?;
    if let Outcome::Exists(number) = outcome {
        let question = format!("{number} is here already. Update it with {}?", args.path.display());
        outcome = match output::confirm(&question, context.globals.json) {
            Some(true) => take_in(ctx, &args.path, WhenKnown::Update, owner).await?,
            Some(false) => return Err(Exit::user("nothing was changed")),
            None => {
                return Err(Exit::user(format!("{number} is here already; nothing was changed"))
                    .hint("add --yes to update it: what it says now stays in its history")
                    .hint("add --new to make another postmortem of the document"));
            }
        };
    }
    let (number, what) = match outcome {
        Outcome::Made(number) => (number, "made"),
        Outcome::Updated(number) | Outcome::Exists(number) => (number, "updated"),
    };
    let link = ctx.house.link(&format!("/pm/{number}"));
    let json = json!({ "number": number, "outcome": what, "link": link });
    context.print(&json, &format!("{number}  {what}  {link}\n"));
    Ok(())
}

async fn take_in(ctx: &Ctx, path: &Path, known: WhenKnown, owner: Option<PersonId>) -> Result<Outcome, Exit> {
    let file = File::open(path).map_err(|e| Exit::user(format!("{}: {e}", path.display())))?;
    if !file.metadata()?.is_file() {
        return Err(Exit::user(format!("{} is no file", path.display())));
    }
    let taken = match Incoming::open(file) {
        Ok(incoming) => import_postmortem(ctx, incoming, known, owner).await,
        Err(error) => Err(error),
    };
    taken.map_err(|error| {
        let lacks_owner = matches!(&error, app::Error::Rejected(f) if f.iter().any(|f| f.code == "needs-owner"));
        let exit = Exit::from(error);
        if lacks_owner {
            exit.hint("name them with --owner LOGIN, or act in their name with --as LOGIN")
        } else {
            exit.within(path)
        }
    })
}
