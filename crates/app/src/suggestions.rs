//! Suggestions.
use postmortem::PostmortemId;
use std::sync::Arc;
use crate::{House, Result};

pub(crate) async fn refresh(_house: &Arc<House>, _postmortem: PostmortemId) -> Result<()> {
    Ok(())
}
