//! What outlives a postmortem: a lesson that becomes a practice, who adopts it, who cites it.

use app::{groups, practices};
use postmortem::{LessonId, PracticeDraft, PracticeId};

use super::{files, loader::Loader};
use crate::exit::Exit;

impl Loader<'_> {
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
