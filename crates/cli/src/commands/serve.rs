//! `inquest serve`

use std::{sync::Arc, time::Duration};

use app::House;
use serde_json::json;
use settings::BaseUrl;
use tokio::{net::TcpListener, sync::watch};

use crate::{
    context::{Birth, Context},
    disk,
    exit::Exit,
    output,
};

/// Before the runner of jobs is begun anew.
const PAUSE: Duration = Duration::from_secs(5);

/// Serve the web pages until told to stop (Ctrl-C, SIGTERM)
///
/// Without any configuration this works at once: data in ./inquest-data, pages on http://127.0.0.1:7878. While
/// nobody has an account, a link for the first administrator is printed, once at each start.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    pub address: Address,
}

/// Where to listen, and how people reach it.
#[derive(Debug, clap::Args)]
pub struct Address {
    /// The address and port to listen on [default: 127.0.0.1:7878]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// The address under which people reach it, such as https://inquest.example.com
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

impl Address {
    /// The flags as settings.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let listen = self.listen.clone().map(|value| ("server.listen", value));
        let base_url = self.base_url.clone().map(|value| ("server.base_url", value));
        listen.into_iter().chain(base_url).collect()
    }
}

pub async fn run(context: Context, _: Args) -> Result<(), Exit> {
    if context.settings().storage.database.is_none() {
        refuse_network_disk(&context)?;
    }
    let (listener, base_url) = listen(&context).await?;
    let house = context.house(Birth::Allowed, Some(base_url.as_str())).await?;
    let first_run = app::sign_in::first_run_link(&house).await?;
    if context.globals.json {
        output::out(&format!("{}\n", json!({ "ready": base_url.as_str(), "first_run": first_run })));
    } else {
        if let Some(link) = &first_run {
            output::out(&format!(
                "Nobody has an account yet. The first administrator begins here, once:\n\n  {link}\n\n"
            ));
        }
        output::out(&format!("inquest is ready at {}\n", base_url.as_str()));
    }
    serve(&context, house, listener, &base_url).await
}

/// Listens, and finds out by which address people come.
pub async fn listen(context: &Context) -> Result<(TcpListener, BaseUrl), Exit> {
    let server = &context.settings().server;
    let listener = TcpListener::bind(server.listen).await.map_err(|error| {
        let exit = Exit::config(format!("cannot listen on {}: {error}", server.listen));
        if error.kind() == std::io::ErrorKind::AddrInUse {
            exit.hint("something listens there already, perhaps another inquest; choose another with --listen")
        } else {
            exit
        }
    })?;
    let bound = listener.local_addr()?;
    let base_url = server.base_url.clone().unwrap_or_else(|| BaseUrl::of(bound));
    Ok((listener, base_url))
}

/// Serves the house until the process is told to stop, then closes it.
pub async fn serve(
    context: &Context,
    house: Arc<House>,
    listener: TcpListener,
    base_url: &BaseUrl,
) -> Result<(), Exit> {
    let networks = context.settings().server.trusted_proxies.clone();
    let options = web::Options {
        is_https: base_url.is_https(),
        trusted_proxies: web::Proxies::new(move |ip| networks.iter().any(|network| network.contains(ip))),
        ..web::Options::default()
    };
    let router = web::router(web::State::new(house.clone(), options));
    let (stop, mut stopped) = watch::channel(false);
    let signalled = stop.clone();
    tokio::spawn(async move {
        told_to_stop().await;
        signalled.send_replace(true);
    });
    let jobs = tokio::spawn(keep_jobs(house.clone(), stopped.clone()));
    let shutdown = async move {
        let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
        tracing::info!("stopping");
    };
    let served = web::serve(router, listener, shutdown).await;
    stop.send_replace(true);
    // an import that is under way is given back before the database closes
    if let Err(error) = jobs.await {
        tracing::error!(%error, "the jobs did not end in good order");
    }
    house.db.close().await;
    served.map_err(Exit::from)
}

/// Keeps the jobs running: should they break off, the pages stay up and the jobs begin anew.
async fn keep_jobs(house: Arc<House>, mut stopped: watch::Receiver<bool>) {
    loop {
        let ended = tokio::spawn(jobs::run(house.clone(), stopped.clone())).await;
        if *stopped.borrow() {
            return;
        }
        match ended {
            Ok(()) => tracing::error!("the jobs ended unasked; they begin anew"),
            Err(error) => tracing::error!(%error, "the jobs broke off; they begin anew"),
        }
        let wait = stopped.wait_for(|is_stopped| *is_stopped);
        if tokio::time::timeout(PAUSE, wait).await.is_ok() {
            return;
        }
    }
}

fn refuse_network_disk(context: &Context) -> Result<(), Exit> {
    let data = &context.settings().storage.data;
    match disk::kind(data) {
        Some(kind) if disk::is_network(&kind) => Err(Exit::config(format!(
            "{} lies on a network disk ({kind}); SQLite can lose or damage data there",
            data.display()
        ))
        .hint("choose a folder on a local disk with --data")
        .hint("or keep the data in PostgreSQL with --database")),
        _ => Ok(()),
    }
}

/// Resolves when the process is told to stop.
#[cfg(unix)]
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        },
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}

/// Resolves when the process is told to stop.
#[cfg(not(unix))]
async fn told_to_stop() {
    drop(tokio::signal::ctrl_c().await);
}
