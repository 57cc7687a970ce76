//! The teams, departments and services of the sample company.

use std::collections::BTreeMap;

use app::{Ctx, groups};
use postmortem::{GroupKind, Person, PersonId};

use super::files::Company;
use crate::exit::Exit;

/// What the groups are called, by the keys that the samples use.
pub type Names = BTreeMap<String, String>;

/// Makes all groups with their members; returns their names.
pub async fn make(ctx: &Ctx, company: &Company, people: &[Person]) -> Result<Names, Exit> {
    let mut names = Names::new();
    for team in &company.teams {
        let members = of_teams(company, people, |key| key == team.key);
        add(ctx, GroupKind::Team, &team.name, &members).await?;
        names.insert(team.key.clone(), team.name.clone());
    }
    for department in &company.departments {
        let within: Vec<&str> =
            company.teams.iter().filter(|t| t.department == department.key).map(|t| t.key.as_str()).collect();
        let members = of_teams(company, people, |key| within.contains(&key));
        add(ctx, GroupKind::Department, &department.name, &members).await?;
        names.insert(department.key.clone(), department.name.clone());
    }
    for service in &company.services {
        let members: Vec<PersonId> =
            people.iter().filter(|p| service.members.iter().any(|m| m == p.login.as_str())).map(|p| p.id).collect();
        add(ctx, GroupKind::Service, &service.key, &members).await?;
    }
    Ok(names)
}

/// Everyone of the teams that are asked for.
fn of_teams(company: &Company, people: &[Person], is_asked: impl Fn(&str) -> bool) -> Vec<PersonId> {
    let belongs = |person: &&Person| {
        let member = company.people.iter().find(|m| m.email == person.login.as_str());
        member.is_some_and(|m| m.teams.iter().any(|team| is_asked(team)))
    };
    people.iter().filter(belongs).map(|p| p.id).collect()
}

async fn add(ctx: &Ctx, kind: GroupKind, name: &str, members: &[PersonId]) -> Result<(), Exit> {
    let group = groups::add(ctx, kind, name).await?;
    groups::revise(ctx, group.id, group.version, name, members).await?;
    Ok(())
}
