//! One file a room.

mod account;
mod actions;
mod article;
mod causes;
mod connections;
mod error;
mod evidence;
mod exchange;
mod imports;
mod lessons;
mod library;
mod narrative;
mod overview;
mod past;
mod people;
mod portfolio;
mod practices;
mod publication;
mod questions;
mod settings;
mod stewardship;
mod timeline;
mod weaknesses;
mod wording;
mod workbench;

pub use account::{AccountPage, ProfileForm, SessionRow};
pub use actions::{ActionForm, ActionPage, ActionsPage, ShownAction, ShownRecurrence};
pub use article::Article;
pub use causes::{
    Addressing, AnswerForm, BecausePage, CauseHistoryPage, CauseLine, CausesPage, OtherCause, OtherLines, ShownBecause,
    ShownCause, ShownTie, ShownTime, SuggestedChange, TieForm, Undo, cause_lines, cause_map,
};
pub use connections::{ConnectionRow, ConnectionsPage, CreatedConnection, TakeOverPage};
pub use error::ErrorPage;
pub use evidence::{
    Chip, Density, DensityBar, DensityTick, EvidencePage, EvidenceRow, EvidenceRows, Facet, FacetOption, Filters,
    ItemLink, ItemPage, ItemRevision, Pager, PagerLink, SuggestionNote,
};
pub use exchange::ImportPostmortemPage;
pub use imports::{
    ChannelRow, ChooseForm, ChooseSlackPage, ChooseTablePage, FindingRow, ImportForm, ImportNewPage, ImportNotePage,
    ImportPage, ImportProgress, ImportRow, ImportsPage, NoteForm, ProgressSection,
};
pub use lessons::{EntryChoice, LessonForm, LessonPage, LessonsPage, PracticeLink, ShownLesson};
pub use library::{Chosen, LibraryPage, ListedView, ReadingPage, RetractedPage, VersionView};
pub use narrative::{NarrativeEditorPage, NarrativeHistoryPage, NarrativePage, ShownPart, ShownRevision, diff_html};
pub use overview::{OverviewPage, Progress, Rail, RailPart};
pub use past::PastPage;
pub use people::{SignInPage, WelcomePage};
pub use portfolio::{ORDERS, PortfolioForm, PortfolioPage, PortfolioRow};
pub use practices::{
    CameFrom, MakePracticePage, PRACTICE_ORDERS, PracticeForm, PracticeHistoryPage, PracticePage, PracticeRow,
    PracticesPage, RegisterForm, RevisePracticePage, ShownAdoption, ShownCitation, citation_key,
};
pub use publication::{PreviewPage, Section, SectionLine, Swap};
pub use questions::{
    AllQuestionsPage, Beside, ExplainPage, Mark, Marks, QuestionSettingsPage, QuestionsPage, ShownDismissal,
    ShownQuestion,
};
pub use settings::{
    GivenLink, GroupDeletePage, GroupPage, GroupsPage, InviteForm, PeoplePage, SettingsPage, SeveritiesPage,
    SeverityForm,
};
pub use stewardship::{Held, ShownDeed, StewardshipPage, TrailPage};
pub use timeline::{
    ActorRow, ActorsPage, AsKnownBar, Count, EntryForm, EntryFormInPlace, EntryFormPage, EntryHistoryPage, EntryTools,
    EntryToolsPart, Ground, Item, KnowledgeFields, Names, Near, NearItem, NearPart, Row, ShownDecision, SplitForm,
    SplitPage, StaleInPlace, StalePage, Step, Strip, StripParty, StripSource, Theirs, TimelineDesk, TimelinePage,
    Version, describe, input_of, rows,
};
pub use weaknesses::{
    MergePage, REGISTER_ORDERS, RegisterPage, RegisterRow, SearchForm, WeaknessForm, WeaknessHistoryPage, WeaknessPage,
    WeaknessTheirs,
};
pub use wording::{ShownFinding, WordingPart};
pub use workbench::{PostmortemForm, PostmortemFormPage, WorkbenchPage};
