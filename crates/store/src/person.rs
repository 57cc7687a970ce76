//! People who can sign in.

use jiff::Timestamp;
use postmortem::{Locale, Login, Person, PersonId, Role, Zone};
use uuid::Uuid;

use crate::{
    Result,
    instant::{Micros, micros},
    tx::{Tx, on_db, word},
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    login: String,
    name: String,
    role: String,
    locale: String,
    zone: String,
    password_hash: Option<String>,
    suspended_at: Option<Micros>,
    created_at: Micros,
}

impl TryFrom<Row> for Person {
    type Error = crate::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: PersonId(row.id),
            login: word("people", "login", &row.login)?,
            name: row.name,
            role: word("people", "role", &row.role)?,
            locale: word("people", "locale", &row.locale)?,
            zone: word("people", "zone", &row.zone)?,
            suspended_at: row.suspended_at.map(Into::into),
            has_password: row.password_hash.is_some(),
            created_at: row.created_at.into(),
        })
    }
}

/// Reads everyone, by name.
pub async fn list(tx: &mut Tx) -> Result<Vec<Person>> {
    let rows: Vec<Row> =
        on_db!(tx, |c| sqlx::query_as("SELECT * FROM people ORDER BY name, login").fetch_all(c).await)?;
    rows.into_iter().map(Person::try_from).collect()
}

/// Reads one person.
pub async fn get(tx: &mut Tx, id: PersonId) -> Result<Person> {
    let row: Row = on_db!(tx, |c| sqlx::query_as("SELECT * FROM people WHERE id = $1").bind(id.0).fetch_one(c).await)?;
    row.try_into()
}

/// Finds a person by what they sign in with, and their password's hash.
pub async fn find_by_login(tx: &mut Tx, login: &Login) -> Result<Option<(Person, Option<String>)>> {
    let row: Option<Row> = on_db!(tx, |c| sqlx::query_as("SELECT * FROM people WHERE login = $1")
        .bind(login.as_str())
        .fetch_optional(c)
        .await)?;
    row.map(|row| {
        let hash = row.password_hash.clone();
        Ok((row.try_into()?, hash))
    })
    .transpose()
}

/// Counts everyone.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar("SELECT COUNT(*) FROM people").fetch_one(c).await)?)
}

/// Adds a person, without a password.
pub async fn insert(tx: &mut Tx, person: &Person) -> Result<()> {
    on_db!(tx, |c| sqlx::query(
        "INSERT INTO people (id, login, name, role, locale, zone, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(person.id.0)
    .bind(person.login.as_str())
    .bind(&person.name)
    .bind(person.role.as_str())
    .bind(person.locale.as_str())
    .bind(person.zone.as_str())
    .bind(Micros::from(person.created_at))
    .execute(c)
    .await
    .map(|_| ()))?;
    Ok(())
}

/// Changes what a person may set for themselves.
pub async fn update_profile(tx: &mut Tx, id: PersonId, name: &str, locale: Locale, zone: &Zone) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE people SET name = $2, locale = $3, zone = $4 WHERE id = $1")
        .bind(id.0)
        .bind(name)
        .bind(locale.as_str())
        .bind(zone.as_str())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Changes the role.
pub async fn update_role(tx: &mut Tx, id: PersonId, role: Role) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE people SET role = $2 WHERE id = $1")
        .bind(id.0)
        .bind(role.as_str())
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Suspends a person, or lets them back in.
pub async fn update_suspended(tx: &mut Tx, id: PersonId, at: Option<Timestamp>) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE people SET suspended_at = $2 WHERE id = $1")
        .bind(id.0)
        .bind(micros(at))
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Sets the hash of the password.
pub async fn update_password(tx: &mut Tx, id: PersonId, hash: &str) -> Result<()> {
    on_db!(tx, |c| sqlx::query("UPDATE people SET password_hash = $2 WHERE id = $1")
        .bind(id.0)
        .bind(hash)
        .execute(c)
        .await
        .map(|_| ()))?;
    Ok(())
}

/// Reads the hash of the password.
pub async fn password_hash(tx: &mut Tx, id: PersonId) -> Result<Option<String>> {
    Ok(on_db!(tx, |c| sqlx::query_scalar("SELECT password_hash FROM people WHERE id = $1")
        .bind(id.0)
        .fetch_one(c)
        .await)?)
}

/// Counts the administrators who can sign in.
pub async fn count_administrators(tx: &mut Tx) -> Result<i64> {
    Ok(on_db!(tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM people
         WHERE role = 'administrator' AND suspended_at IS NULL AND password_hash IS NOT NULL"
    )
    .fetch_one(c)
    .await)?)
}
