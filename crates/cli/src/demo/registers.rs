//! What outlives a postmortem: the weaknesses that its conditions are instances of, the practices that its lessons
//! become, who adopts them, who cites them.

use app::{causes, groups, practices, weaknesses};
use postmortem::{LessonId, PracticeDraft, PracticeId, WeaknessDraft};

use super::{Stage, files, loader::Loader};
use crate::exit::Exit;

/// Says what the weaknesses are that postmortems have named.
pub async fn describe(stage: &Stage) -> Result<(), Exit> {
    for given in &stage.company.weaknesses {
        stage.turn_to(given.at);
        let ctx = stage.of(&given.by)?;
        let all = weaknesses::list(&ctx, &weaknesses::Wanted::default()).await?;
        let named = all.into_iter().map(|entry| entry.weakness).find(|weakness| weakness.name == given.name);
        let named = named.ok_or_else(|| Exit::internal(anyhow::anyhow!("no postmortem names {:?}", given.name)))?;
        let draft = WeaknessDraft { name: given.name.clone(), description: given.description.clone() };
        weaknesses::revise(&ctx, named.id, draft, named.version).await?;
    }
    Ok(())
}

impl Loader<'_> {
    /// Ties a condition to the weakness that it is an instance of; the first one names it.
    pub(super) async fn recur(&self, cause: &files::Cause) -> Result<(), Exit> {
        let Some(name) = &cause.weakness else { return Ok(()) };
        let made = causes::get(&self.ctx, self.number, self.cause(&cause.key)?).await?;
        let choice = Some(causes::WeaknessChoice::Named(name.clone()));
        causes::set_weakness(&self.ctx, self.number, made.id, choice, made.version).await?;
        Ok(())
    }

    /// Makes a practice of a lesson, and lets teams adopt it.
    pub(super) async fn promote(&self, lesson: LessonId, given: &files::Practice) -> Result<(), Exit> {
        self.stage.turn_to(given.at);
        let draft = PracticeDraft {
            name: given.name.clone(),
            what: given.what.clone(),
            why: given.why.clone(),
            conditions: given.conditions.clone(),
            owner: self.stage.person(&given.owner)?.id,
        };
        let made = practices::make(&self.ctx, self.number, lesson, draft).await?;
        for adoption in &given.adopted {
            self.stage.turn_to(adoption.at);
            let ctx = self.stage.of(&adoption.by)?;
            let team = self.stage.names.get(&adoption.team).unwrap_or(&adoption.team);
            let found = groups::list(&self.stage.operator()).await?.into_iter().find(|g| &g.name == team);
            let group = found.ok_or_else(|| Exit::internal(anyhow::anyhow!("the company has no team {team}")))?;
            practices::adopt(&ctx, made.id, group.id).await?;
        }
        Ok(())
    }

    /// Finds practices in the register by their names.
    pub(super) async fn practices(&self, names: &[String]) -> Result<Vec<PracticeId>, Exit> {
        let mut found = Vec::with_capacity(names.len());
        for name in names {
            let asked = practices::Asked { text: name.clone(), page: 1, ..practices::Asked::default() };
            let listed = practices::register(&self.ctx, &asked).await?.practices;
            let practice = listed.into_iter().find(|l| &l.practice.name == name);
            let practice =
                practice.ok_or_else(|| Exit::internal(anyhow::anyhow!("the register has no practice {name:?}")))?;
            found.push(practice.practice.id);
        }
        Ok(found)
    }
}
