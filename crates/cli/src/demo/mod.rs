//! The sample company, loaded through the verbs that a person uses.

mod evidence;
mod files;
mod groups;

use std::{collections::BTreeMap, sync::Arc};

use app::{Ctx, House, Viewer, actors, narrative, people, publication, sign_in, stewardship, timeline, workbench};
use postmortem::{
    Actor, Decision, EntryDraft, EntryId, Knowledge, Moment, Number, Opt, Part, Person, PostmortemDraft, Visibility,
};

use crate::exit::Exit;
use files::{Company, Entry, Publishing, Work};

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
    let mut postmortems = Vec::new();
    let mut published = Vec::new();
    for folder in &company.postmortems {
        progress(folder);
        let mut work: Work = files::read(&format!("{folder}/postmortem.toml"))?;
        let of_actors = work.actors.values_mut().filter_map(|a| a.team.as_mut());
        for group in work.teams.iter_mut().chain(&mut work.departments).chain(of_actors) {
            if let Some(name) = names.get(group) {
                group.clone_from(name);
            }
        }
        let number = Loader::begin(house, &people, folder, &work)
            .await
            .map_err(|e| e.hint(format!("while loading {folder}")))?;
        postmortems.push(number);
        if let Some(publishing) = &work.publication {
            publish(house, &people, number, &work, publishing)
                .await
                .map_err(|e| e.hint(format!("while publishing {folder}")))?;
            published.push(number);
        }
    }
    Ok(Loaded { people, postmortems, published })
}

/// Publishes what was loaded in the name of the person who did, people shown by their roles.
async fn publish(
    house: &Arc<House>,
    people: &[Person],
    number: Number,
    work: &Work,
    publishing: &Publishing,
) -> Result<(), Exit> {
    let person = named(people, &publishing.published_by)?;
    let ctx = Ctx::new(house.clone(), Viewer::Person(person.clone().into()));
    let choice = publication::Choice { names: publish::Names::AsRoles, locale: work.locale };
    let preview = publication::preview(&ctx, number, choice).await?;
    let confirmation = publication::Confirmation {
        choice,
        digest: preview.digest,
        note: String::new(),
        // a first version corrects nothing: what the sample notes is why it went out
        reason: publishing.note.clone(),
        overridden: publishing.note.clone(),
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

/// One postmortem on its way in.
struct Loader<'a> {
    ctx: Ctx,
    number: Number,
    people: &'a [Person],
    ground: evidence::Ground,
    actors: BTreeMap<&'a str, Actor>,
    entries: BTreeMap<&'a str, EntryId>,
}

impl<'a> Loader<'a> {
    async fn begin(house: &Arc<House>, people: &'a [Person], folder: &str, work: &'a Work) -> Result<Number, Exit> {
        let owner = named(people, &work.owner)?;
        let ctx = Ctx::new(house.clone(), Viewer::Person(owner.clone().into()));
        let draft = PostmortemDraft {
            title: work.title.clone(),
            severity: work.severity.clone(),
            occasion: work.occasion,
            zone: work.zone.clone(),
            tags: work.tags.clone(),
            services: work.services.clone(),
            teams: work.teams.clone(),
            departments: work.departments.clone(),
        };
        let number = workbench::begin(&ctx, draft, None).await?.number;
        let ground = evidence::take_in(&ctx, number, folder, &work.sources, &work.zone).await?;
        let mut loader = Self { ctx, number, people, ground, actors: BTreeMap::new(), entries: BTreeMap::new() };
        loader.share(work).await?;
        loader.name_actors(work).await?;
        loader.write(work).await?;
        for entry in &work.entries {
            loader.add(entry).await?;
        }
        tracing::debug!(postmortem.number = %number, evidence.n = loader.ground.len(), "loaded");
        Ok(number)
    }

    async fn share(&self, work: &Work) -> Result<(), Exit> {
        for editor in &work.editors {
            stewardship::add_editor(&self.ctx, self.number, named(self.people, editor)?.id).await?;
        }
        if work.draft_access == "members" {
            stewardship::set_visibility(&self.ctx, self.number, Visibility::Members).await?;
        }
        Ok(())
    }

    async fn name_actors(&mut self, work: &'a Work) -> Result<(), Exit> {
        for (key, given) in &work.actors {
            let handle = given.handle.as_deref().unwrap_or(&given.name);
            let actor = actors::ensure(&self.ctx, self.number, handle, &given.name).await?;
            let person = match &given.person {
                Some(login) => Some(named(self.people, login)?.id),
                None => None,
            };
            let draft = actors::ActorDraft {
                name: given.name.clone(),
                role: given.role.clone().unwrap_or_default(),
                team: given.team.clone().unwrap_or_default(),
                person,
            };
            let actor = actors::revise(&self.ctx, self.number, actor.id, draft).await?;
            self.actors.insert(key, actor);
        }
        Ok(())
    }

    async fn write(&self, work: &Work) -> Result<(), Exit> {
        for (part, text) in &work.narrative {
            let part: Part = part.parse().map_err(|e: postmortem::InvalidPart| Exit::internal(e))?;
            narrative::write(&self.ctx, self.number, part, text, 0).await?;
        }
        Ok(())
    }

    async fn add(&mut self, entry: &'a Entry) -> Result<(), Exit> {
        let draft = EntryDraft {
            kind: entry.kind,
            text: entry.text.clone(),
            occurred: entry.occurred.moment(),
            ended: entry.ended.as_ref().map(files::Given::moment),
            key_moment: entry.key_moment,
            actors: self.ids(&entry.actors)?,
            evidence: self.ground.find(&entry.evidence)?,
            knowledge: self.knowledge(entry)?,
            decision: entry.decision.as_ref().map(|d| self.decision(d)).transpose()?,
            is_machine_written: false,
        };
        let id = timeline::insert(&self.ctx, self.number, draft).await?.id;
        self.entries.insert(&entry.key, id);
        Ok(())
    }

    fn decision(&self, given: &files::Decision) -> Result<Decision, Exit> {
        let entry = |key: &String| {
            let found = self.entries.get(key.as_str()).copied();
            found.ok_or_else(|| Exit::internal(anyhow::anyhow!("a decision names {key}, which is no earlier entry")))
        };
        Ok(Decision {
            faced: given.faced.clone(),
            known: given.known.clone(),
            known_entries: given.known_entries.iter().map(entry).collect::<Result<_, _>>()?,
            known_evidence: Vec::new(),
            options: options(given)?,
            deciders: self.ids(&given.decided_by)?,
            reason: given.reason.clone(),
            expected: given.expected.clone(),
            actual: given.actual.clone(),
        })
    }

    fn knowledge(&self, entry: &Entry) -> Result<Vec<Knowledge>, Exit> {
        let known = |k: &files::Learned| {
            let learned = Moment::new(k.learned, entry.occurred.zone.clone());
            let actor = self.actor(&k.who)?.id;
            Ok(Knowledge { actor, learned, channel: k.channel.clone(), sureness: k.sureness })
        };
        entry.knowledge.iter().map(known).collect()
    }

    fn ids(&self, keys: &[String]) -> Result<Vec<postmortem::ActorId>, Exit> {
        keys.iter().map(|key| Ok(self.actor(key)?.id)).collect()
    }

    fn actor(&self, key: &str) -> Result<&Actor, Exit> {
        self.actors.get(key).ok_or_else(|| Exit::internal(anyhow::anyhow!("the sample names no actor {key}")))
    }
}

fn options(given: &files::Decision) -> Result<Vec<Opt>, Exit> {
    let is_chosen = |text: &String| given.chosen.as_ref() == Some(text);
    if given.chosen.is_some() && !given.options.iter().any(is_chosen) {
        return Err(Exit::internal(anyhow::anyhow!("{:?} is none of the options", given.chosen)));
    }
    Ok(given.options.iter().map(|text| Opt { text: text.clone(), is_chosen: is_chosen(text) }).collect())
}

fn named<'a>(people: &'a [Person], login: &str) -> Result<&'a Person, Exit> {
    let found = people.iter().find(|p| p.login.as_str() == login);
    found.ok_or_else(|| Exit::internal(anyhow::anyhow!("the sample company has no {login}")))
}
