//! The runner of what happens outside a request. Each job is thin: it calls one verb.

use std::{sync::Arc, time::Duration};

use app::{House, imports, sweep};
use tokio::sync::watch;

/// Between two looks for imports that nobody announced: those of other nodes, and those given up.
const LOOK: Duration = Duration::from_secs(3);
/// Between two sweeps.
const SWEEP: Duration = Duration::from_hours(1);

/// Runs imports one after the other until `stop` turns true. One that is under way then is given back, and resumed by
/// the next runner.
pub async fn run(house: Arc<House>, mut stop: watch::Receiver<bool>) {
    let mut hourly = tokio::time::interval(SWEEP);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let wake = tokio::select! {
            biased;
            () = stopped(&mut stop) => return,
            _ = hourly.tick() => Wake::Sweep,
            () = house.import_waits.notified() => Wake::Look,
            _ = look.tick() => Wake::Look,
        };
        match wake {
            Wake::Sweep => {
                if let Err(error) = imports::sweep(&house).await {
                    tracing::error!(%error, "the sweep of uploads failed; it is tried again in an hour");
                }
                match sweep::sweep(&house).await {
                    Ok(swept) => tracing::debug!(?swept, "swept"),
                    Err(error) => tracing::error!(%error, "the sweep failed; it is tried again in an hour"),
                }
            }
            Wake::Look => {
                if run_due(&house, &mut stop).await.is_none() {
                    return;
                }
            }
        }
    }
}

/// Resolves once told to stop. The guard of the value ends here, so that the runner can be a task of its own.
async fn stopped(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|is_stopped| *is_stopped).await;
}

/// What there is to do.
enum Wake {
    Sweep,
    Look,
}

/// Runs all imports that are due; none when told to stop.
async fn run_due(house: &Arc<House>, stop: &mut watch::Receiver<bool>) -> Option<()> {
    let due = match imports::due(house).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(%error, "imports could not be looked for; they are in a moment");
            return Some(());
        }
    };
    for id in due {
        tokio::select! {
            biased;
            () = stopped(stop) => {
                if let Err(error) = imports::release(house, id).await {
                    tracing::warn!(%error, import.id = %id, "the import is resumed only after its runner fell silent");
                }
                return None;
            }
            ended = imports::run(house, id, &|_| {}) => match ended {
                Ok(Some(state)) => tracing::info!(import.id = %id, state = state.as_str(), "an import ended"),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, import.id = %id, "an import broke off; it is resumed"),
            }
        }
    }
    Some(())
}
