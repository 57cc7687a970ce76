//! `inquest demo`

use std::sync::Arc;

use app::{Dice, House};
use postmortem::Role;
use serde_json::json;

use super::serve::{self, Address};
use crate::{
    context::{Birth, Context},
    demo,
    exit::Exit,
    machine::SystemDice,
    output,
};

/// Try it out: serve the sample company from a temporary folder
///
/// The folder is removed at the end, unless --data names one to keep. Everyone of the sample company has the same
/// password, made anew for each demo and printed.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub address: Address,
    /// Load the samples into the folder that --data names, and end
    #[arg(long)]
    load_only: bool,
    /// The password of everyone [default: random]
    #[arg(long)]
    password: Option<String>,
}

pub async fn run(mut context: Context, args: Args) -> Result<(), Exit> {
    let is_kept = context.globals.data.is_some() || context.globals.database.is_some();
    if args.load_only && !is_kept {
        return Err(Exit::user("the samples would be gone at once").hint("name the folder to keep them in with --data"));
    }
    let temporary = tempfile::Builder::new().prefix("inquest-demo-").tempdir()?;
    let storage = &mut context.loaded.settings.storage;
    if context.globals.data.is_none() {
        // what is configured for real work is left alone
        storage.data = temporary.path().join("data");
    }
    if context.globals.database.is_none() {
        storage.database = None;
    }
    let served = if args.load_only { load_only(&context, args).await } else { serve_it(&context, args).await };
    temporary.close()?;
    served
}

async fn load_only(context: &Context, args: Args) -> Result<(), Exit> {
    let house = context.house(Birth::Allowed, None).await?;
    let done = load(context, &house, args.password).await;
    house.db.close().await;
    match done? {
        Some(welcome) => context.print(&welcome.json(None), &welcome.text()),
        None => return Err(occupied()),
    }
    Ok(())
}

async fn serve_it(context: &Context, args: Args) -> Result<(), Exit> {
    let (listener, base_url) = serve::listen(context).await?;
    let house = context.house(Birth::Allowed, Some(base_url.as_str())).await?;
    match load(context, &house, args.password).await? {
        Some(welcome) => {
            let text = format!("inquest is ready at {}\n\n{}", base_url.as_str(), welcome.text());
            context.print(&welcome.json(Some(base_url.as_str())), &text);
        }
        None => context.print(
            &json!({ "ready": base_url.as_str() }),
            &format!("inquest is ready at {} with what was loaded before; sign in as then.\n", base_url.as_str()),
        ),
    }
    serve::serve(context, house, listener, &base_url).await
}

fn occupied() -> Exit {
    Exit::user("someone has an account there already")
        .hint("the samples go into an empty place only; name another with --data")
}

/// Loads the samples, unless someone has an account already.
async fn load(context: &Context, house: &Arc<House>, password: Option<String>) -> Result<Option<Welcome>, Exit> {
    if app::operator::counts(&house.db).await?.people > 0 {
        return Ok(None);
    }
    let password = password.unwrap_or_else(random_password);
    let bar = output::spinner(context.globals.json);
    let loaded = demo::load(house, &password, |step| bar.set_message(step.to_owned())).await;
    bar.finish_and_clear();
    Ok(Some(Welcome { loaded: loaded?, password }))
}

/// What whoever tries it out needs to know.
struct Welcome {
    loaded: demo::Loaded,
    password: String,
}

impl Welcome {
    fn text(&self) -> String {
        let mut rows = Vec::new();
        for role in [Role::Administrator, Role::Member, Role::Reader] {
            let of_role = self.loaded.people.iter().filter(|p| p.role == role);
            rows.extend(of_role.map(|p| vec![format!("  {}", p.login), p.name.clone(), role.as_str().to_owned()]));
        }
        format!(
            "{} postmortems of Haneul Market (하늘마켓) are loaded, {} of them published. Sign in as any of these:\n\n{}\n  password for all: {}\n\n",
            self.loaded.postmortems.len(),
            self.loaded.published.len(),
            output::table(&rows),
            self.password
        )
    }

    fn json(&self, ready: Option<&str>) -> serde_json::Value {
        let people = self.loaded.people.iter().map(|p| json!({ "login": p.login, "name": p.name, "role": p.role }));
        json!({
            "ready": ready, "password": self.password, "people": people.collect::<Vec<_>>(),
            "postmortems": self.loaded.postmortems, "published": self.loaded.published,
        })
    }
}

/// Sixteen letters and digits that are not mistaken for each other: 78 bits.
fn random_password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut text = String::new();
    while text.len() < 19 {
        let mut byte = [0];
        SystemDice.fill(&mut byte);
        // of the bytes only as many are taken as fall evenly on the letters
        if usize::from(byte[0]) < 256 / LETTERS.len() * LETTERS.len() {
            if text.len() % 5 == 4 {
                text.push('-');
            }
            text.push(char::from(LETTERS[usize::from(byte[0]) % LETTERS.len()]));
        }
    }
    text
}
