//! Every address: the pattern that the router takes, and the path that pages link to.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use postmortem::{
    ActionId, ActorId, BecauseId, CauseId, ConnectionId, EntryId, EvidenceId, ImportId, LessonId, Number, PracticeId,
    WeaknessId,
};
use uuid::Uuid;

macro_rules! routes {
    ($($(#[$doc:meta])* $pattern:ident = $path:literal, $name:ident($($arg:ident: $ty:ty),*);)*) => {$(
        $(#[$doc])*
        pub const $pattern: &str = $path;
        $(#[$doc])*
        pub fn $name($($arg: $ty),*) -> String {
            let path = $path;
            $(let path = fill(&path, &$arg.to_string());)*
            path.to_string()
        }
    )*};
}

/// Puts a value into the first hole of a pattern.
fn fill(pattern: &str, value: &str) -> String {
    match (pattern.find('{'), pattern.find('}')) {
        (Some(open), Some(close)) => {
            let (before, after, value) = (&pattern[..open], &pattern[close + 1..], segment(value));
            format!("{before}{value}{after}")
        }
        _ => pattern.to_owned(),
    }
}

/// What need not be escaped: RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Escapes what could end a segment of a path.
pub(crate) fn segment(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, RESERVED)
}

routes! {
    /// The first page: the library for readers, the workbench for those who work.
    HOME = "/", home();
    /// Signing in.
    SIGN_IN = "/sign-in", sign_in();
    /// Signing out.
    SIGN_OUT = "/sign-out", sign_out();
    /// A single-use link.
    WELCOME = "/welcome/{token}", welcome(token: &str);
    /// The list of work, and where it is begun.
    WORKBENCH = "/pm", workbench();
    /// The form to begin a postmortem.
    BEGIN = "/pm/new", begin();
    /// One postmortem.
    POSTMORTEM = "/pm/{number}", postmortem(number: Number);
    /// The form to change its fields.
    REVISE = "/pm/{number}/revise", revise(number: Number);
    /// Publishing: the preview and its confirmation.
    PUBLICATION = "/pm/{number}/publication", publication(number: Number);
    /// Withdrawing what was published.
    RETRACTION = "/pm/{number}/retraction", retraction(number: Number);
    /// The whole postmortem as Markdown.
    EXPORT_MD = "/pm/{number}/export.md", export_md(number: Number);
    /// The whole postmortem as one HTML page.
    EXPORT_HTML = "/pm/{number}/export.html", export_html(number: Number);
    /// The whole postmortem as JSON.
    EXPORT_JSON = "/pm/{number}/export.json", export_json(number: Number);
    /// The whole postmortem with evidence and files.
    EXPORT_ZIP = "/pm/{number}/export.zip", export_zip(number: Number);
    /// Bringing a postmortem in from a document.
    IMPORT_POSTMORTEM = "/pm/import", import_postmortem();
    /// What was published.
    LIBRARY = "/library", library();
    /// One publication.
    READING = "/library/{number}", reading(number: Number);
    /// A file that a publication shows.
    READING_FILE = "/library/{number}/{version}/files/{hash}", reading_file(number: Number, version: i64, hash: &str);
    /// A publication as Markdown.
    READING_MD = "/library/{number}/export.md", reading_md(number: Number);
    /// A publication as one HTML page.
    READING_HTML = "/library/{number}/export.html", reading_html(number: Number);
    /// A publication as JSON.
    READING_JSON = "/library/{number}/export.json", reading_json(number: Number);
    /// The narrative, part by part.
    NARRATIVE = "/pm/{number}/narrative", narrative(number: Number);
    /// The editor of one part.
    NARRATIVE_PART = "/pm/{number}/narrative/{part}", narrative_part(number: Number, part: &str);
    /// What one part said before.
    NARRATIVE_HISTORY = "/pm/{number}/narrative/{part}/history", narrative_history(number: Number, part: &str);
    /// Markdown as it will be read.
    PREVIEW = "/pm/{number}/preview", preview(number: Number);
    /// What its owner decides.
    STEWARDSHIP = "/pm/{number}/stewardship", stewardship(number: Number);
    /// Who may read the draft.
    VISIBILITY = "/pm/{number}/visibility", visibility(number: Number);
    /// Who edits.
    EDITORS = "/pm/{number}/editors", editors(number: Number);
    /// Someone edits no longer.
    EDITORS_REMOVE = "/pm/{number}/editors/remove", editors_remove(number: Number);
    /// Who is answerable.
    OWNER = "/pm/{number}/owner", owner(number: Number);
    /// Put out of the way, or taken back.
    ARCHIVE = "/pm/{number}/archive", archive(number: Number);
    /// Merged into another one.
    MERGE = "/pm/{number}/merge", merge(number: Number);
    /// Deleted.
    DELETE = "/pm/{number}/delete", delete(number: Number);
    /// Its trail.
    TRAIL = "/pm/{number}/trail", trail(number: Number);
    /// The timeline; new entries are sent here.
    TIMELINE = "/pm/{number}/timeline", timeline(number: Number);
    /// The form of a new entry.
    ENTRY_NEW = "/pm/{number}/timeline/new", entry_new(number: Number);
    /// One entry.
    ENTRY = "/pm/{number}/timeline/{entry}", entry(number: Number, entry: EntryId);
    /// What can be done with one entry.
    ENTRY_TOOLS = "/pm/{number}/timeline/{entry}/tools", entry_tools(number: Number, entry: EntryId);
    /// The evidence near one entry, for the aside.
    ENTRY_NEAR = "/pm/{number}/timeline/{entry}/near", entry_near(number: Number, entry: EntryId);
    /// An entry is parted in two.
    ENTRY_SPLIT = "/pm/{number}/timeline/{entry}/split", entry_split(number: Number, entry: EntryId);
    /// An entry marks a key moment, or none.
    ENTRY_MOMENT = "/pm/{number}/timeline/{entry}/moment", entry_moment(number: Number, entry: EntryId);
    /// Who learned of an entry is taken over from its evidence.
    ENTRY_KNOWLEDGE = "/pm/{number}/timeline/{entry}/knowledge", entry_knowledge(number: Number, entry: EntryId);
    /// Evidence is added to what an entry rests on.
    ENTRY_PIN = "/pm/{number}/timeline/{entry}/evidence", entry_pin(number: Number, entry: EntryId);
    /// Another entry is taken into this one.
    ENTRY_MERGE = "/pm/{number}/timeline/{entry}/merge", entry_merge(number: Number, entry: EntryId);
    /// An entry is deleted.
    ENTRY_DELETE = "/pm/{number}/timeline/{entry}/delete", entry_delete(number: Number, entry: EntryId);
    /// A deleted entry comes back.
    ENTRY_RESTORE = "/pm/{number}/timeline/{entry}/restore", entry_restore(number: Number, entry: EntryId);
    /// What an entry said before.
    ENTRY_HISTORY = "/pm/{number}/timeline/{entry}/history", entry_history(number: Number, entry: EntryId);
    /// Who acted.
    ACTORS = "/pm/{number}/actors", actors(number: Number);
    /// One who acted.
    ACTOR = "/pm/{number}/actors/{actor}", actor(number: Number, actor: ActorId);
    /// Two who are one.
    ACTOR_MERGE = "/pm/{number}/actors/{actor}/merge", actor_merge(number: Number, actor: ActorId);
    /// One whom no entry names goes.
    ACTOR_DELETE = "/pm/{number}/actors/{actor}/delete", actor_delete(number: Number, actor: ActorId);
    /// The map of causes, at the impact.
    CAUSES = "/pm/{number}/causes", causes(number: Number);
    /// A cause answers for another effect too.
    CAUSE_LINK = "/pm/{number}/causes/link", cause_link(number: Number);
    /// The map at one cause.
    CAUSE = "/pm/{number}/causes/{cause}", cause(number: Number, cause: CauseId);
    /// Whether a cause is deep enough.
    CAUSE_DEEP_ENOUGH = "/pm/{number}/causes/{cause}/deep-enough", cause_deep_enough(number: Number, cause: CauseId);
    /// A cause is removed.
    CAUSE_REMOVE = "/pm/{number}/causes/{cause}/remove", cause_remove(number: Number, cause: CauseId);
    /// A removed cause comes back.
    CAUSE_RESTORE = "/pm/{number}/causes/{cause}/restore", cause_restore(number: Number, cause: CauseId);
    /// What a cause said before.
    CAUSE_HISTORY = "/pm/{number}/causes/{cause}/history", cause_history(number: Number, cause: CauseId);
    /// A condition is tied to a weakness, or untied.
    CAUSE_WEAKNESS = "/pm/{number}/causes/{cause}/weakness", cause_weakness(number: Number, cause: CauseId);
    /// What ties a cause to an effect.
    BECAUSE = "/pm/{number}/because/{because}", because(number: Number, because: BecauseId);
    /// A cause is untied from an effect.
    BECAUSE_UNLINK = "/pm/{number}/because/{because}/unlink", because_unlink(number: Number, because: BecauseId);
    /// An untied cause is tied again.
    BECAUSE_RELINK = "/pm/{number}/because/{because}/relink", because_relink(number: Number, because: BecauseId);
    /// The actions of the whole house.
    PORTFOLIO = "/actions", portfolio();
    /// The same as a file.
    PORTFOLIO_CSV = "/actions.csv", portfolio_csv();
    /// The register of weaknesses.
    WEAKNESSES = "/weaknesses", weaknesses();
    /// One weakness.
    WEAKNESS = "/weaknesses/{weakness}", weakness(weakness: WeaknessId);
    /// A weakness is merged into another.
    WEAKNESS_MERGE = "/weaknesses/{weakness}/merge", weakness_merge(weakness: WeaknessId);
    /// What a weakness was called and said before.
    WEAKNESS_HISTORY = "/weaknesses/{weakness}/history", weakness_history(weakness: WeaknessId);
    /// The ideas and actions; new ideas are sent here.
    ACTIONS = "/pm/{number}/actions", actions(number: Number);
    /// One idea or action.
    ACTION = "/pm/{number}/actions/{action}", action(number: Number, action: ActionId);
    /// Where an idea or action stands: it is committed to, declined, accepted, begun, done, judged.
    ACTION_STATE = "/pm/{number}/actions/{action}/state", action_state(number: Number, action: ActionId);
    /// An idea or action is removed.
    ACTION_REMOVE = "/pm/{number}/actions/{action}/remove", action_remove(number: Number, action: ActionId);
    /// A removed idea or action comes back.
    ACTION_RESTORE = "/pm/{number}/actions/{action}/restore", action_restore(number: Number, action: ActionId);
    /// What an idea or action said before.
    ACTION_HISTORY = "/pm/{number}/actions/{action}/history", action_history(number: Number, action: ActionId);
    /// The lessons; new ones are sent here.
    LESSONS = "/pm/{number}/lessons", lessons(number: Number);
    /// One lesson.
    LESSON = "/pm/{number}/lessons/{lesson}", lesson(number: Number, lesson: LessonId);
    /// A lesson moves before or behind its neighbour.
    LESSON_PLACE = "/pm/{number}/lessons/{lesson}/place", lesson_place(number: Number, lesson: LessonId);
    /// A lesson is removed.
    LESSON_REMOVE = "/pm/{number}/lessons/{lesson}/remove", lesson_remove(number: Number, lesson: LessonId);
    /// A removed lesson comes back.
    LESSON_RESTORE = "/pm/{number}/lessons/{lesson}/restore", lesson_restore(number: Number, lesson: LessonId);
    /// What a lesson said before.
    LESSON_HISTORY = "/pm/{number}/lessons/{lesson}/history", lesson_history(number: Number, lesson: LessonId);
    /// A lesson that went well becomes a practice.
    LESSON_PRACTICE = "/pm/{number}/lessons/{lesson}/practice", lesson_practice(number: Number, lesson: LessonId);
    /// The register of practices.
    PRACTICES = "/practices", practices();
    /// One practice.
    PRACTICE = "/practices/{practice}", practice(practice: PracticeId);
    /// The form of one practice.
    PRACTICE_REVISE = "/practices/{practice}/revise", practice_revise(practice: PracticeId);
    /// A practice is withdrawn.
    PRACTICE_WITHDRAW = "/practices/{practice}/withdraw", practice_withdraw(practice: PracticeId);
    /// A withdrawn practice comes back.
    PRACTICE_RESTORE = "/practices/{practice}/restore", practice_restore(practice: PracticeId);
    /// What a practice said before.
    PRACTICE_HISTORY = "/practices/{practice}/history", practice_history(practice: PracticeId);
    /// A team works by a practice.
    PRACTICE_ADOPTIONS = "/practices/{practice}/adoptions", practice_adoptions(practice: PracticeId);
    /// A team no longer does.
    PRACTICE_GIVE_UP = "/practices/{practice}/adoptions/remove", practice_give_up(practice: PracticeId);
    /// What is still open in a postmortem.
    QUESTIONS = "/pm/{number}/questions", questions(number: Number);
    /// A question is dismissed.
    QUESTION_DISMISS = "/pm/{number}/questions/dismiss", question_dismiss(number: Number);
    /// A dismissal is taken back.
    QUESTION_TAKE_BACK = "/pm/{number}/questions/take-back", question_take_back(number: Number);
    /// Every question there is.
    ALL_QUESTIONS = "/questions", all_questions();
    /// What one question means.
    EXPLAIN = "/questions/{code}", explain(code: &str);
    /// What is still open in a postmortem, for programs.
    API_QUESTIONS = "/api/v1/postmortems/{number}/questions", api_questions(number: Number);
    /// One's own account.
    ACCOUNT = "/account", account();
    /// What the rules find in a text.
    WORDING = "/wording", wording();
    /// One's own name, language and zone.
    ACCOUNT_PROFILE = "/account/profile", account_profile();
    /// One's own password.
    ACCOUNT_PASSWORD = "/account/password", account_password();
    /// One's own sessions.
    ACCOUNT_SESSIONS = "/account/sessions", account_sessions();
    /// What administrators keep.
    SETTINGS = "/settings", settings();
    /// Accounts.
    SETTINGS_PEOPLE = "/settings/people", settings_people();
    /// A link for someone to set a password.
    SETTINGS_RESET = "/settings/people/reset", settings_reset();
    /// Someone's role.
    SETTINGS_ROLE = "/settings/people/role", settings_role();
    /// Someone is suspended, or let back in.
    SETTINGS_SUSPEND = "/settings/people/suspend", settings_suspend();
    /// Teams, departments and services.
    SETTINGS_GROUPS = "/settings/groups", settings_groups();
    /// A group has another name or other members.
    SETTINGS_GROUP = "/settings/groups/{group}", settings_group(group: &str);
    /// A group is removed.
    SETTINGS_GROUP_DELETE = "/settings/groups/{group}/delete", settings_group_delete(group: &str);
    /// The scheme of severities.
    SETTINGS_SEVERITIES = "/settings/severities", settings_severities();
    /// A severity has another name, meaning or place.
    SETTINGS_SEVERITY = "/settings/severities/{code}", settings_severity(code: &str);
    /// A severity is removed.
    SETTINGS_SEVERITY_DELETE = "/settings/severities/{code}/delete", settings_severity_delete(code: &str);
    /// The levels of questions, and how long is long.
    SETTINGS_QUESTIONS = "/settings/questions", settings_questions();
    /// The evidence of a postmortem.
    EVIDENCE = "/pm/{number}/evidence", evidence(number: Number);
    /// Some rows of the evidence, for the list that scrolls.
    EVIDENCE_ITEMS = "/pm/{number}/evidence/items", evidence_items(number: Number);
    /// One item of evidence.
    EVIDENCE_ITEM = "/pm/{number}/evidence/{id}", evidence_item(number: Number, id: EvidenceId);
    /// The original of an item.
    EVIDENCE_RAW = "/pm/{number}/evidence/{id}/raw", evidence_raw(number: Number, id: EvidenceId);
    /// Entries made from items of evidence.
    FROM_EVIDENCE = "/pm/{number}/entries/from-evidence", from_evidence(number: Number);
    /// Making an entry of a suggestion.
    ACCEPT_SUGGESTION = "/pm/{number}/suggestions/{id}/accept", accept_suggestion(number: Number, id: Uuid);
    /// Putting a suggestion aside.
    DISMISS_SUGGESTION = "/pm/{number}/suggestions/{id}/dismiss", dismiss_suggestion(number: Number, id: Uuid);
    /// The imports of a postmortem, and where an upload arrives.
    IMPORTS = "/pm/{number}/imports", imports(number: Number);
    /// Choosing a source and a file.
    IMPORT_NEW = "/pm/{number}/imports/new", import_new(number: Number);
    /// Choosing what of an upload is imported.
    IMPORT_CHOOSE = "/pm/{number}/imports/choose", import_choose(number: Number);
    /// A note or a file as evidence.
    IMPORT_NOTE = "/pm/{number}/imports/note", import_note(number: Number);
    /// Taking over what arrived by a connection.
    TAKE_OVER = "/pm/{number}/imports/take-over", take_over(number: Number);
    /// One import: its progress, then its report.
    IMPORT = "/pm/{number}/imports/{id}", import(number: Number, id: ImportId);
    /// The progress of an import alone.
    IMPORT_PROGRESS = "/pm/{number}/imports/{id}/progress", import_progress(number: Number, id: ImportId);
    /// Cancelling an import.
    IMPORT_CANCEL = "/pm/{number}/imports/{id}/cancel", import_cancel(number: Number, id: ImportId);
    /// Where files of the narrative are handed in.
    FILES = "/pm/{number}/files", files(number: Number);
    /// One file.
    FILE = "/pm/{number}/files/{hash}", file(number: Number, hash: &str);
    /// The connected webhooks.
    CONNECTIONS = "/settings/connections", connections();
    /// Revoking a connection.
    REVOKE_CONNECTION = "/settings/connections/{id}/revoke", revoke_connection(id: ConnectionId);
    /// Where Alertmanager delivers.
    HOOK_ALERTMANAGER = "/hooks/alertmanager/{token}", hook_alertmanager(token: &str);
    /// Where GitHub delivers.
    HOOK_GITHUB = "/hooks/github/{token}", hook_github(token: &str);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_filled_and_escaped() {
        assert_eq!(postmortem("PM-2026-041".parse().unwrap()), "/pm/PM-2026-041");
        assert_eq!(welcome("a/b?c"), "/welcome/a%2Fb%3Fc");
    }
}
