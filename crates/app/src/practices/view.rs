//! What the pages of practices show, each viewer no more than they may read.

use std::collections::HashMap;

use postmortem::{
    Group, GroupId, GroupKind, Lesson, LessonId, Person, PersonId, PostmortemId, Practice, PracticeId, Role,
};
use store::{
    Tx,
    practice::{Adoption, Citation, Listed, Order, Origin, Past, Wanted},
};

use super::whose;
use crate::{
    Ctx, Result, Viewer,
    access::{self, Readable},
    library::search_words,
    timeline,
};

/// So many practices stand on one page.
const PAGE: i64 = 50;
/// The most citations that one page shows.
const MOST_CITATIONS: i64 = 200;

/// What is asked of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Words, all of which the text has to hold.
    pub text: String,
    /// Only those that this team adopted.
    pub team: Option<GroupId>,
    /// Only those that this person answers for.
    pub owner: Option<PersonId>,
    /// Only those that nobody answers for.
    pub is_without_owner: bool,
    /// Those that are withdrawn, in place of the others.
    pub is_withdrawn: bool,
    /// By what they are ordered.
    pub order: Order,
    /// The page, from 1.
    pub page: i64,
}

/// A page of the register.
#[derive(Debug, Clone)]
pub struct Register {
    /// The practices.
    pub practices: Vec<Listed>,
    /// How many are asked for, on all pages.
    pub n_all: i64,
    /// The page, from 1, and how many there are.
    pub page: (i64, i64),
    /// The teams that can be asked for.
    pub teams: Vec<Group>,
    /// The people who answer for a practice of this page.
    pub people: Vec<Person>,
}

/// One practice with what it is tied to.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The practice.
    pub practice: Practice,
    /// The lesson that it was made of, where the viewer may read it.
    pub origin: Option<Origin>,
    /// The teams that work by it.
    pub adoptions: Vec<Adoption>,
    /// The lessons that cite it, of those that the viewer may read.
    pub citations: Vec<Citation>,
    /// The teams for which the viewer may speak.
    pub own_teams: Vec<Group>,
    /// Whether the viewer answers for it.
    pub is_answerable: bool,
    /// Its owner and whoever noted an adoption.
    pub people: Vec<Person>,
}

/// What a practice said, version by version.
#[derive(Debug, Clone)]
pub struct History {
    /// The practice.
    pub practice: Practice,
    /// Every version, the latest first.
    pub past: Vec<Past>,
    /// The people who wrote and owned.
    pub people: Vec<Person>,
}

/// What a lesson suggests for a practice.
#[derive(Debug, Clone)]
pub struct Suggested {
    /// The postmortem.
    pub postmortem: Readable,
    /// The lesson.
    pub lesson: Lesson,
    /// The beginning of its text, as a name.
    pub name: String,
    /// Its text.
    pub what: String,
}

/// The practices of the lessons of a postmortem.
#[derive(Debug, Clone, Default)]
pub struct Cited {
    /// Those that were made of its lessons.
    pub made: HashMap<LessonId, Practice>,
    /// Those that its lessons cite.
    pub cited: Vec<Practice>,
    /// The names of those that can be cited.
    pub names: Vec<(PracticeId, String)>,
}

impl Cited {
    /// Reads them for a postmortem whose door was passed.
    pub(crate) async fn read(tx: &mut Tx, postmortem: PostmortemId) -> Result<Self> {
        Ok(Self {
            made: store::practice::made_from(tx, postmortem).await?,
            cited: store::practice::cited(tx, postmortem).await?,
            names: store::practice::names(tx).await?,
        })
    }

    /// A practice that is cited.
    pub fn get(&self, id: PracticeId) -> Option<&Practice> {
        self.cited.iter().find(|p| p.id == id)
    }

    /// What a practice is called that is or was cited.
    pub fn name(&self, id: PracticeId) -> Option<String> {
        let offered = || self.names.iter().find(|(other, _)| *other == id).map(|(_, name)| name.clone());
        self.get(id).map(|p| p.name.clone()).or_else(offered)
    }
}

pub(super) async fn register(tx: &mut Tx, ctx: &Ctx, asked: &Asked) -> Result<Register> {
    let wanted = Wanted {
        words: search_words(&asked.text),
        team: asked.team,
        owner: asked.owner,
        is_without_owner: asked.is_without_owner,
        is_withdrawn: asked.is_withdrawn,
    };
    let n_all = store::practice::count(tx, &wanted).await?;
    let n_pages = ((n_all + PAGE - 1) / PAGE).max(1);
    let page = asked.page.clamp(1, n_pages);
    let range = ((page - 1) * PAGE, PAGE);
    let practices = store::practice::list(tx, whose(ctx), &wanted, asked.order, range).await?;
    let people = timeline::people(tx, practices.iter().filter_map(|l| l.practice.owner)).await?;
    Ok(Register { practices, n_all, page: (page, n_pages), teams: teams(tx).await?, people })
}

pub(super) async fn opened(tx: &mut Tx, ctx: &Ctx, id: PracticeId) -> Result<Opened> {
    let practice = store::practice::get(tx, id).await?;
    let origin = store::practice::origin(tx, id, whose(ctx)).await?;
    let citations = store::practice::citations(tx, id, whose(ctx), MOST_CITATIONS).await?;
    let adoptions = store::practice::list_adoptions(tx, id).await?;
    let mut own_teams = teams(tx).await?;
    own_teams.retain(|team| speaks_for(ctx, team));
    let named = practice.owner.into_iter().chain(adoptions.iter().filter_map(|a| a.by));
    let people = timeline::people(tx, named.collect::<Vec<_>>().into_iter()).await?;
    let is_answerable = access::answers_for(ctx, &practice);
    Ok(Opened { practice, origin, adoptions, citations, own_teams, is_answerable, people })
}

async fn teams(tx: &mut Tx) -> Result<Vec<Group>> {
    let mut teams = store::group::list(tx).await?;
    teams.retain(|g| g.kind == GroupKind::Team);
    Ok(teams)
}

/// Whether the viewer may say by what a team works: its members, and whoever keeps the house.
pub(super) fn speaks_for(ctx: &Ctx, team: &Group) -> bool {
    match &ctx.viewer {
        Viewer::Operator => true,
        Viewer::Person(p) => p.role == Role::Administrator || (p.role >= Role::Member && team.members.contains(&p.id)),
        Viewer::Stranger => false,
    }
}
