//! Single-use links: the first administrator's, an invited person's, a forgotten password's.

use jiff::Timestamp;
use postmortem::PersonId;
use uuid::Uuid;

use crate::{
    Result,
    instant::Micros,
    session::TokenHash,
    tx::{Tx, on_db},
};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To make the first administrator.
    FirstRun,
    /// To take up an account that was made for someone.
    Invite,
    /// To set a new password.
    Reset,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::FirstRun => "first_run",
            Self::Invite => "invite",
            Self::Reset => "reset",
        }
    }
}

/// A link that was given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it is for; nobody yet at the first run.
    pub person: Option<PersonId>,
}

/// Gives out a link; earlier ones for the same purpose and person end.
pub async fn insert(
    tx: &mut Tx,
    hash: &TokenHash,
    invitation: Invitation,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    let (purpose, person) = (invitation.purpose.as_str(), invitation.person.map(|p| p.0));
    on_db!(tx, |c| sqlx::query(
        "DELETE FROM invitations
         WHERE purpose = $1 AND (person_id = $2 OR (person_id IS NULL AND purpose = 'first_run'))"
    )
    .bind(purpose)
    .bind(person)
    .execute(c)
    .await
    .map(|_| ()))?;
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO invitations (token_hash, purpose, person_id, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(hash.as_slice())
    .bind(purpose)
    .bind(person)
    .bind(Micros::from(now))
    .bind(Micros::from(expires_at))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Finds a link that can still be used.
pub async fn find(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<Option<Invitation>> {
    let row: Option<(String, Option<Uuid>)> = on_db!(tx, |c| sqlx::query_as(
        "SELECT purpose, person_id FROM invitations
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2"
    )
    .bind(hash.as_slice())
    .bind(Micros::from(now))
    .fetch_optional(c)
    .await)?;
    Ok(row.and_then(|(purpose, person)| {
        let purpose = match purpose.as_str() {
            "first_run" => Purpose::FirstRun,
            "invite" => Purpose::Invite,
            "reset" => Purpose::Reset,
            _ => return None,
        };
        Some(Invitation { purpose, person: person.map(PersonId) })
    }))
}

/// Uses a link up; returns whether this call was the one that did.
pub async fn use_up(tx: &mut Tx, hash: &TokenHash, now: Timestamp) -> Result<bool> {
    let n =
        on_db!(tx, |c| sqlx::query("UPDATE invitations SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL")
            .bind(hash.as_slice())
            .bind(Micros::from(now))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}
