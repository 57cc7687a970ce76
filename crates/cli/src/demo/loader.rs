//! One postmortem of the samples: begun, its traces taken in, its timeline written.

use std::collections::BTreeMap;

use app::{Ctx, actors, narrative, stewardship, timeline, workbench};
use postmortem::{
    ActionId, Actor, CauseId, Decision, EntryDraft, EntryId, Knowledge, Moment, Number, Opt, Part, PostmortemDraft,
    Visibility,
};

use super::{
    Stage, evidence,
    files::{self, Entry, Work},
};
use crate::exit::Exit;

/// One postmortem on its way in.
pub struct Loader<'a> {
    pub(super) ctx: Ctx,
    pub(super) stage: &'a Stage,
    pub(super) number: Number,
    pub(super) ground: evidence::Ground,
    actors: BTreeMap<&'a str, Actor>,
    entries: BTreeMap<&'a str, EntryId>,
    pub(super) causes: BTreeMap<&'a str, CauseId>,
    pub(super) actions: BTreeMap<&'a str, ActionId>,
}

impl<'a> Loader<'a> {
    /// Begins a postmortem and writes all of it down.
    pub async fn begin(stage: &'a Stage, folder: &str, work: &'a Work) -> Result<Number, Exit> {
        let ctx = stage.of(&work.owner)?;
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
        let mut loader = Self {
            ctx,
            stage,
            number,
            ground,
            actors: BTreeMap::new(),
            entries: BTreeMap::new(),
            causes: BTreeMap::new(),
            actions: BTreeMap::new(),
        };
        loader.share(work).await?;
        loader.name_actors(work).await?;
        loader.write(work).await?;
        for entry in &work.entries {
            loader.add(entry).await?;
        }
        loader.conclude(work).await?;
        tracing::debug!(postmortem.number = %number, evidence.n = loader.ground.len(), "loaded");
        Ok(number)
    }

    async fn share(&self, work: &Work) -> Result<(), Exit> {
        for editor in &work.editors {
            stewardship::add_editor(&self.ctx, self.number, self.stage.person(editor)?.id).await?;
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
            let person = given.person.as_deref().map(|login| self.stage.person(login)).transpose()?;
            let draft = actors::ActorDraft {
                name: given.name.clone(),
                role: given.role.clone().unwrap_or_default(),
                team: given.team.clone().unwrap_or_default(),
                person: person.map(|p| p.id),
            };
            let mut actor = actors::revise(&self.ctx, self.number, actor.id, draft).await?;
            if let Some(slack) = person.and_then(|p| self.stage.slack(p)) {
                // in messages they stand by another handle
                let there = actors::ensure(&self.ctx, self.number, slack, &given.name).await?;
                actor = actors::merge(&self.ctx, self.number, there.id, actor.id).await?;
            }
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
        let made = timeline::insert(&self.ctx, self.number, draft).await?;
        self.entries.insert(&entry.key, made.id);
        self.take_over(entry, &made).await
    }

    /// Takes over what the evidence of an entry makes evident about these actors. Where it does not, the sample is wrong.
    async fn take_over(&self, entry: &Entry, made: &postmortem::Entry) -> Result<(), Exit> {
        if entry.taken_over.is_empty() {
            return Ok(());
        }
        let actors = entry.taken_over.iter().map(|key| self.actor(key)).collect::<Result<Vec<_>, Exit>>()?;
        let handles: Vec<String> = actors.iter().map(|a| a.handle.clone()).collect();
        let after = timeline::take_over(&self.ctx, self.number, made.id, &handles, made.version).await?;
        match actors.iter().find(|a| !after.knowledge.iter().any(|k| k.actor == a.id)) {
            Some(actor) => Err(Exit::internal(anyhow::anyhow!(
                "the evidence of {} doesn't tell that {} learned of it",
                entry.key,
                actor.handle
            ))),
            None => Ok(()),
        }
    }

    fn decision(&self, given: &files::Decision) -> Result<Decision, Exit> {
        Ok(Decision {
            faced: given.faced.clone(),
            known: given.known.clone(),
            known_entries: given.known_entries.iter().map(|key| self.entry(key)).collect::<Result<_, _>>()?,
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

    pub(super) fn entry(&self, key: &str) -> Result<EntryId, Exit> {
        let found = self.entries.get(key).copied();
        found.ok_or_else(|| Exit::internal(anyhow::anyhow!("the sample names no earlier entry {key}")))
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
