//! What people concluded from the timeline: causes first, then ideas and actions, then lessons, which may rest on both.

use app::{Ctx, actions, causes, lessons, questions};
use postmortem::{
    Acceptance, Action, ActionId, BecauseDraft, CauseDraft, CauseId, Effect, LessonDraft, LessonKind, Luck, Plan,
    Refusal, Telling,
};

use super::{files, loader::Loader};
use crate::exit::Exit;

impl<'a> Loader<'a> {
    /// Walks back from the impact, collects ideas and acts on them, writes lessons down.
    pub(super) async fn conclude(&mut self, work: &'a files::Work) -> Result<(), Exit> {
        for cause in &work.causes {
            self.answer(cause).await?;
        }
        for cause in &work.causes {
            self.go_no_deeper(cause).await?;
            self.recur(cause).await?;
        }
        for action in &work.actions {
            self.act(action, work.written).await?;
        }
        for lesson in &work.lessons {
            self.stage.turn_to(work.written);
            self.learn(lesson).await?;
        }
        for dismissal in &work.dismissals {
            self.dismiss(dismissal).await?;
        }
        Ok(())
    }

    async fn answer(&mut self, cause: &'a files::Cause) -> Result<(), Exit> {
        let draft =
            CauseDraft { class: cause.class, text: cause.text.clone(), meaning: cause.meaning.trim().to_owned() };
        let mut draft = Some(draft);
        for answer in &cause.answers {
            let effect = match answer.effect.as_str() {
                "impact" => Effect::Impact,
                key => Effect::Cause(self.cause(key)?),
            };
            let because = BecauseDraft {
                necessity: answer.necessity,
                confidence: answer.confidence,
                evidence: self.ground.find(&answer.evidence)?,
            };
            match draft.take() {
                Some(draft) => {
                    let made = causes::answer(&self.ctx, self.number, effect, draft, because).await?;
                    self.causes.insert(&cause.key, made.id);
                }
                None => drop(causes::link(&self.ctx, self.number, effect, self.cause(&cause.key)?, because).await?),
            }
        }
        Ok(())
    }

    async fn go_no_deeper(&self, cause: &files::Cause) -> Result<(), Exit> {
        let Some(reason) = &cause.deep_enough else { return Ok(()) };
        let made = causes::get(&self.ctx, self.number, self.cause(&cause.key)?).await?;
        causes::set_deep_enough(&self.ctx, self.number, made.id, Some(reason), made.version).await?;
        Ok(())
    }

    async fn act(&mut self, given: &'a files::Action, written: Option<jiff::Timestamp>) -> Result<(), Exit> {
        self.stage.turn_to(given.collected.at);
        let mut action = actions::collect(&self.stage.of(&given.collected.by)?, self.number, &given.text).await?;
        if let Some(commitment) = &given.commitment {
            action = self.commit(action, commitment).await?;
        }
        if let Some(refusal) = &given.refusal {
            action = self.decline(action, refusal).await?;
        }
        self.tie(&action, given, written).await?;
        self.actions.insert(&given.key, action.id);
        Ok(())
    }

    /// Ties an action to the causes that it addresses: once the map is there.
    async fn tie(&self, action: &Action, given: &files::Action, written: Option<jiff::Timestamp>) -> Result<(), Exit> {
        if let Some(written) = written {
            self.stage.calendar.turn_on_to(written);
        }
        let causes = given.causes.iter().map(|key| self.cause(key)).collect::<Result<Vec<CauseId>, Exit>>()?;
        let draft = actions::ActionDraft { text: given.text.clone(), plan: None, causes };
        match actions::revise(&self.ctx, self.number, action.id, draft, action.version).await? {
            actions::Revised::Saved(_) => Ok(()),
            actions::Revised::Stale(_) => Err(Exit::internal(anyhow::anyhow!("{} changed meanwhile", given.key))),
        }
    }

    async fn commit(&self, action: Action, given: &files::Commitment) -> Result<Action, Exit> {
        let plan = Plan {
            kind: given.kind,
            strength: given.strength,
            due_on: given.due_on,
            expected: given.expected.clone(),
            measure: given.measure.clone(),
            tracker: given.tracker.clone(),
        };
        let owner = self.stage.of(&given.owner)?;
        let step = actions::Move::Commit { plan, owner: self.stage.person(&given.owner)?.id, skip: given.skip.clone() };
        let mut action = self.step(&self.stage.of(&given.by)?, action, Some(given.at), step).await?;
        if given.accepted.is_some() {
            action = self.step(&owner, action, given.accepted, actions::Move::Accept).await?;
        }
        if given.begun.is_some() {
            action = self.step(&owner, action, given.begun, actions::Move::Start).await?;
        }
        if given.done.is_some() {
            action = self.step(&owner, action, given.done, actions::Move::Finish).await?;
        }
        if let Some(judged) = &given.judged {
            let step = actions::Move::Judge(judged.verdict, judged.evidence.clone());
            action = self.step(&owner, action, Some(judged.at), step).await?;
        }
        Ok(action)
    }

    async fn decline(&self, action: Action, given: &files::Refusal) -> Result<Action, Exit> {
        let owner = Some(self.stage.person(&given.owner)?.id);
        let refusal = Refusal { reason: given.reason.clone(), owner, review_on: given.review_on };
        self.step(&self.stage.of(&given.by)?, action, Some(given.at), actions::Move::Decline(refusal)).await
    }

    async fn step(
        &self,
        who: &Ctx,
        action: Action,
        at: Option<jiff::Timestamp>,
        step: actions::Move,
    ) -> Result<Action, Exit> {
        self.stage.turn_to(at);
        Ok(actions::advance(who, self.number, action.id, step, action.version).await?)
    }

    async fn learn(&self, given: &files::Lesson) -> Result<(), Exit> {
        let telling = match given.kind {
            LessonKind::WentWell => Telling::WentWell,
            LessonKind::WentWrong => Telling::WentWrong,
            LessonKind::GotLucky => Telling::GotLucky(self.luck(given.luck.as_ref())?),
        };
        let entries = given.entries.iter().map(|key| self.entry(key)).collect::<Result<_, _>>()?;
        let practices = self.practices(&given.cites).await?;
        let draft = LessonDraft { telling, text: given.text.clone(), entries, practices };
        let lesson = lessons::add(&self.ctx, self.number, draft).await?;
        match &given.practice {
            Some(practice) => self.promote(lesson.id, practice).await,
            None => Ok(()),
        }
    }

    /// Dismisses the open questions of a code. Where none is open, the sample is wrong.
    async fn dismiss(&self, given: &files::Dismissal) -> Result<(), Exit> {
        self.stage.turn_to(given.at);
        let found = questions::list(&self.ctx, self.number).await?;
        let open: Vec<_> = found.open.iter().filter(|question| question.code == given.code).collect();
        if open.is_empty() {
            return Err(Exit::internal(anyhow::anyhow!("{} is not asked", given.code)));
        }
        let ctx = self.stage.of(&given.by)?;
        for question in open {
            questions::dismiss(&ctx, self.number, &question.key(), &given.reason).await?;
        }
        Ok(())
    }

    fn luck(&self, given: Option<&files::Luck>) -> Result<Luck, Exit> {
        Ok(match given {
            None => Luck::Open,
            Some(files::Luck::Action(key)) => Luck::Action(self.action(key)?),
            Some(files::Luck::Mitigator(key)) => Luck::Mitigator(self.cause(key)?),
            Some(files::Luck::Accepted { reason, review_on }) => {
                Luck::Accepted(Acceptance { reason: reason.clone(), review_on: *review_on })
            }
        })
    }

    pub(super) fn cause(&self, key: &str) -> Result<CauseId, Exit> {
        let found = self.causes.get(key).copied();
        found.ok_or_else(|| Exit::internal(anyhow::anyhow!("the sample names no earlier cause {key}")))
    }

    fn action(&self, key: &str) -> Result<ActionId, Exit> {
        let found = self.actions.get(key).copied();
        found.ok_or_else(|| Exit::internal(anyhow::anyhow!("the sample names no action {key}")))
    }
}
