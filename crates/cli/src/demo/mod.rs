//! The sample company, loaded through the verbs that a person uses.

mod calendar;
mod concluded;
mod evidence;
mod files;
mod groups;
mod loader;
mod registers;

use std::sync::Arc;

use app::{Clock, Ctx, House, Viewer, people, publication, sign_in};
use jiff::Timestamp;
use postmortem::{Number, Person};

use crate::{
    exit::Exit,
    machine::{SystemClock, SystemDice},
};
use calendar::Calendar;
use files::{Company, Publishing, Work};
use loader::Loader;

/// What was loaded.
#[derive(Debug)]
pub struct Loaded {
    /// Everyone; all have the same password.
    pub people: Vec<Person>,
    /// The postmortems, in the order in which they were begun.
    pub postmortems: Vec<Number>,
    /// Those of them that were published.
    pub published: Vec<Number>,
}

/// Loads the sample company into a house in which nobody has an account.
pub async fn load(house: &Arc<House>, password: &str, progress: impl Fn(&str)) -> Result<Loaded, Exit> {
    let company: Company = files::read("company.toml")?;
    progress("people");
    let people = arrive(house, &company, password).await?;
    let operator = Ctx::new(house.clone(), Viewer::Operator);
    let names = groups::make(&operator, &company, &people).await?;
    let stage = Stage::open(house, company, people, names).await?;
    let (mut postmortems, mut published) = (Vec::new(), Vec::new());
    for folder in &stage.company.postmortems {
        progress(folder);
        let mut work: Work = files::read(&format!("{folder}/postmortem.toml"))?;
        let of_actors = work.actors.values_mut().filter_map(|a| a.team.as_mut());
        for group in work.teams.iter_mut().chain(&mut work.departments).chain(of_actors) {
            if let Some(name) = stage.names.get(group) {
                group.clone_from(name);
            }
        }
        stage.calendar.turn_to(work.written.unwrap_or_else(|| SystemClock.now()));
        let number =
            Loader::begin(&stage, folder, &work).await.map_err(|e| e.hint(format!("while loading {folder}")))?;
        postmortems.push(number);
        if let Some(publishing) = &work.publication {
            publish(&stage, number, &work, publishing)
                .await
                .map_err(|e| e.hint(format!("while publishing {folder}")))?;
            published.push(number);
        }
    }
    registers::describe(&stage).await?;
    Ok(Loaded { people: stage.people, postmortems, published })
}

/// Where and when the samples play: the house, its people, and a calendar on its wall.
struct Stage {
    house: Arc<House>,
    calendar: Arc<Calendar>,
    company: Company,
    people: Vec<Person>,
    /// What the groups are called, by their keys.
    names: groups::Names,
}

impl Stage {
    /// Enters the same house by another door, whose clock shows when people wrote.
    async fn open(
        house: &Arc<House>,
        company: Company,
        people: Vec<Person>,
        names: groups::Names,
    ) -> Result<Self, Exit> {
        let calendar = Arc::new(Calendar::new(SystemClock.now()));
        let (db, options) = (house.db.clone(), house.options.clone());
        let house = House::open(db, options, calendar.clone(), Arc::new(SystemDice)).await?;
        Ok(Self { house, calendar, company, people, names })
    }

    /// Someone of the company.
    fn person(&self, login: &str) -> Result<&Person, Exit> {
        let found = self.people.iter().find(|p| p.login.as_str() == login);
        found.ok_or_else(|| Exit::internal(anyhow::anyhow!("the sample company has no {login}")))
    }

    /// Acts as whoever runs commands on the machine.
    fn operator(&self) -> Ctx {
        Ctx::new(self.house.clone(), Viewer::Operator)
    }

    /// Acts in the name of someone.
    fn of(&self, login: &str) -> Result<Ctx, Exit> {
        Ok(Ctx::new(self.house.clone(), Viewer::Person(self.person(login)?.clone().into())))
    }

    /// The handle by which someone stands in messages.
    fn slack(&self, person: &Person) -> Option<&str> {
        let member = self.company.people.iter().find(|m| m.email == person.login.as_str());
        member.map(|m| m.slack.as_str())
    }

    /// Turns the calendar, where the sample tells to when.
    fn turn_to(&self, at: impl Into<Option<Timestamp>>) {
        if let Some(at) = at.into() {
            self.calendar.turn_to(at);
        }
    }
}

/// Publishes what was loaded in the name of the person who did, people shown by their roles.
async fn publish(stage: &Stage, number: Number, work: &Work, publishing: &Publishing) -> Result<(), Exit> {
    stage.turn_to(publishing.at);
    let ctx = stage.of(&publishing.published_by)?;
    let choice = publication::Choice { names: publish::Names::AsRoles, locale: work.locale };
    let preview = publication::preview(&ctx, number, choice).await?;
    let confirmation = publication::Confirmation {
        choice,
        digest: preview.digest,
        note: String::new(),
        // a first version corrects nothing: what the sample notes is why it went out
        reason: publishing.note.clone(),
        // nothing that has to be settled is left open in a sample that goes out
        overridden: String::new(),
    };
    publication::publish(&ctx, number, confirmation).await?;
    Ok(())
}

/// Lets everyone take up an account.
async fn arrive(house: &Arc<House>, company: &Company, password: &str) -> Result<Vec<Person>, Exit> {
    let operator = Ctx::new(house.clone(), Viewer::Operator);
    let mut everyone = Vec::new();
    for person in &company.people {
        let invitee = people::Invitee {
            login: person.email.clone(),
            name: person.name.clone(),
            role: person.role,
            locale: person.locale,
            zone: person.zone.clone(),
        };
        let (_, link) = people::invite(&operator, invitee).await?;
        let token = link.rsplit('/').next().unwrap_or_default();
        let arrival = sign_in::Arrival {
            login: person.email.clone(),
            name: person.name.clone(),
            password: password.to_owned(),
            locale: person.locale,
            zone: person.zone.clone(),
        };
        let started = sign_in::arrive(house, token, arrival, "inquest demo").await?;
        if let Some(current) = sign_in::resume(house, &started.token).await? {
            sign_in::end(house, current.person.id, &current.session).await?;
        }
        everyone.push(people::find(&operator, &person.email).await?);
    }
    Ok(everyone)
}
