//! Signs of life while an import does something long, so that nobody takes its runner for dead.

use std::time::Duration;

use postmortem::ImportId;

use super::House;
use crate::Result;

const BEAT: Duration = Duration::from_secs(3);

/// Shows that an import is worked on, until it is dropped.
pub(super) struct Pulse(tokio::task::JoinHandle<()>);

impl Pulse {
    pub fn begin(house: &House, id: ImportId) -> Self {
        let house = house.clone();
        Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(BEAT).await;
                if let Err(error) = beat(&house, id).await {
                    tracing::debug!(%error, import.id = %id, "a sign of life was not written; the next one is");
                }
            }
        }))
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn beat(house: &House, id: ImportId) -> Result<()> {
    let mut tx = house.db.write().await?;
    store::import::touch(&mut tx, id, house.now()).await?;
    Ok(tx.commit().await?)
}
