//! What administrators keep: people, groups, severities. To everyone else there is nothing here.

use app::{
    groups, people,
    severities::{self, SeverityDraft},
};
use axum::extract::Path;
use postmortem::{Group, GroupId, GroupKind, Person, PersonId, Role};
use serde::Deserialize;
use views::{
    Problems,
    pages::{
        GivenLink, GroupDeletePage, GroupPage, GroupsPage, InviteForm, PeoplePage, SettingsPage, SeveritiesPage,
        SeverityForm,
    },
    routes,
};

use super::{
    Answer,
    account::{locale, need_administrator, zone},
    go, show, show_conflict, show_rejected,
};
use crate::{
    Failure,
    extract::{Empty, Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::SETTINGS, Administrator => index;
    get routes::SETTINGS_PEOPLE, Administrator => show_people;
    post routes::SETTINGS_PEOPLE, Administrator => invite;
    post routes::SETTINGS_RESET, Administrator => reset;
    post routes::SETTINGS_ROLE, Administrator => set_role;
    post routes::SETTINGS_SUSPEND, Administrator => suspend;
    get routes::SETTINGS_GROUPS, Administrator => show_groups;
    post routes::SETTINGS_GROUPS, Administrator => add_group;
    get routes::SETTINGS_GROUP, Administrator => show_group;
    post routes::SETTINGS_GROUP, Administrator => revise_group;
    get routes::SETTINGS_GROUP_DELETE, Administrator => show_group_delete;
    post routes::SETTINGS_GROUP_DELETE, Administrator => delete_group;
    get routes::SETTINGS_SEVERITIES, Administrator => show_severities;
    post routes::SETTINGS_SEVERITIES, Administrator => add_severity;
    post routes::SETTINGS_SEVERITY, Administrator => revise_severity;
    post routes::SETTINGS_SEVERITY_DELETE, Administrator => delete_severity;
}

#[derive(Deserialize)]
struct DoneQuery {
    done: Option<String>,
}

/// Goes back to a page, which says that it is done.
fn done(path: &str) -> Answer {
    go(&format!("{path}?done=1"))
}

async fn index(visitor: Visitor) -> Answer {
    need_administrator(&visitor)?;
    show(&SettingsPage { ui: visitor.0.ui })
}

async fn people_page(visitor: Visitor) -> Result<PeoplePage, Failure> {
    let people = people::list(&visitor.ctx).await?;
    let form = InviteForm {
        role: Role::Member.as_str().to_owned(),
        locale: visitor.ui.locale.as_str().to_owned(),
        zone: visitor.ui.zone.to_string(),
        ..InviteForm::default()
    };
    Ok(PeoplePage { ui: visitor.0.ui, people, form, given: None, is_done: false, problems: Problems::default() })
}

async fn show_people(visitor: Visitor, Query(query): Query<DoneQuery>) -> Answer {
    let mut page = people_page(visitor).await?;
    page.is_done = query.done.is_some();
    show(&page)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InviteFields {
    login: String,
    name: String,
    role: String,
    locale: String,
    zone: String,
}

impl InviteFields {
    fn invitee(&self) -> Result<people::Invitee, app::Error> {
        Ok(people::Invitee {
            login: self.login.clone(),
            name: self.name.clone(),
            role: role(&self.role)?,
            locale: locale(&self.locale)?,
            zone: zone(&self.zone)?,
        })
    }
}

fn role(text: &str) -> Result<Role, app::Error> {
    text.parse().map_err(|_| app::Error::field("role", "empty"))
}

async fn invite(visitor: Visitor, Form(fields): Form<InviteFields>) -> Answer {
    need_administrator(&visitor)?;
    let invited = match fields.invitee() {
        Ok(invitee) => people::invite(&visitor.ctx, invitee).await,
        Err(error) => Err(error),
    };
    match invited {
        // the link is shown in the answer itself: an address would keep it in histories and logs
        Ok((person, link)) => show(&PeoplePage { given: Some(given(&person, link)), ..people_page(visitor).await? }),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let InviteFields { login, name, role, locale, zone } = fields;
            let form = InviteForm { login, name, role, locale, zone };
            show_rejected(&PeoplePage { form, problems, ..people_page(visitor).await? })
        }
    }
}

fn given(person: &Person, link: String) -> GivenLink {
    GivenLink { name: person.name.clone(), login: person.login.to_string(), link, is_invite: !person.has_password }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonField {
    person: String,
}

fn person(text: &str) -> Result<PersonId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

async fn reset(visitor: Visitor, Form(field): Form<PersonField>) -> Answer {
    need_administrator(&visitor)?;
    let id = person(&field.person)?;
    let link = people::reset(&visitor.ctx, id).await?;
    let mut page = people_page(visitor).await?;
    page.given = page.people.iter().find(|p| p.id == id).map(|p| given(p, link));
    show(&page)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleFields {
    person: String,
    role: String,
}

async fn set_role(visitor: Visitor, Form(fields): Form<RoleFields>) -> Answer {
    need_administrator(&visitor)?;
    people::set_role(&visitor.ctx, person(&fields.person)?, role(&fields.role)?).await?;
    done(&routes::settings_people())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuspendFields {
    person: String,
    suspended: YesNo,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum YesNo {
    Yes,
    No,
}

async fn suspend(visitor: Visitor, Form(fields): Form<SuspendFields>) -> Answer {
    need_administrator(&visitor)?;
    let is_suspended = fields.suspended == YesNo::Yes;
    people::set_suspended(&visitor.ctx, person(&fields.person)?, is_suspended).await?;
    done(&routes::settings_people())
}

async fn groups_page(visitor: Visitor) -> Result<GroupsPage, Failure> {
    let groups = groups::list(&visitor.ctx).await?;
    let people = people::list(&visitor.ctx).await?;
    let kind = GroupKind::Service.as_str().to_owned();
    let problems = Problems::default();
    Ok(GroupsPage { ui: visitor.0.ui, groups, people, kind, name: String::new(), is_done: false, problems })
}

async fn show_groups(visitor: Visitor, Query(query): Query<DoneQuery>) -> Answer {
    let mut page = groups_page(visitor).await?;
    page.is_done = query.done.is_some();
    show(&page)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFields {
    kind: String,
    name: String,
}

async fn add_group(visitor: Visitor, Form(fields): Form<GroupFields>) -> Answer {
    need_administrator(&visitor)?;
    let added = match fields.kind.parse::<GroupKind>() {
        Ok(kind) => groups::add(&visitor.ctx, kind, &fields.name).await,
        Err(_) => Err(app::Error::field("kind", "empty")),
    };
    match added {
        Ok(group) => go(&routes::settings_group(&group.id.to_string())),
        Err(error) => {
            let problems = visitor.problems(error)?;
            let GroupFields { kind, name } = fields;
            show_rejected(&GroupsPage { kind, name, problems, ..groups_page(visitor).await? })
        }
    }
}

async fn group_page(visitor: Visitor, group: Group) -> Result<GroupPage, Failure> {
    let people = groups::eligible(&visitor.ctx, &group).await?;
    let (name, members) = (group.name.clone(), group.members.clone());
    let problems = Problems::default();
    Ok(GroupPage { ui: visitor.0.ui, group, name, members, people, is_late: false, problems })
}

async fn show_group(visitor: Visitor, Path(id): Path<GroupId>) -> Answer {
    let group = groups::get(&visitor.ctx, id).await?;
    show(&group_page(visitor, group).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MemberFields {
    version: i64,
    name: String,
    #[serde(default)]
    members: Vec<PersonId>,
}

async fn revise_group(visitor: Visitor, Path(id): Path<GroupId>, Form(fields): Form<MemberFields>) -> Answer {
    match groups::revise(&visitor.ctx, id, fields.version, &fields.name, &fields.members).await {
        Ok(_) => done(&routes::settings_groups()),
        Err(app::Error::Conflict) => {
            let group = groups::get(&visitor.ctx, id).await?;
            let MemberFields { name, members, .. } = fields;
            show_conflict(&GroupPage { name, members, is_late: true, ..group_page(visitor, group).await? })
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            let group = groups::get(&visitor.ctx, id).await?;
            let MemberFields { name, members, version } = fields;
            // what was based on an old version is still based on it
            let group = Group { version, ..group };
            show_rejected(&GroupPage { name, members, problems, ..group_page(visitor, group).await? })
        }
    }
}

async fn show_group_delete(visitor: Visitor, Path(id): Path<GroupId>) -> Answer {
    let groups::Removal { group, postmortems } = groups::removal(&visitor.ctx, id).await?;
    show(&GroupDeletePage { ui: visitor.0.ui, group, postmortems })
}

async fn delete_group(visitor: Visitor, Path(id): Path<GroupId>, Form(Empty {}): Form<Empty>) -> Answer {
    groups::delete(&visitor.ctx, id).await?;
    done(&routes::settings_groups())
}

async fn severities_page(visitor: Visitor) -> Result<SeveritiesPage, Failure> {
    let severities = severities::list(&visitor.ctx).await?;
    let next = severities.iter().map(|s| s.position).max().unwrap_or(0) + 1;
    let form = SeverityForm { position: next.to_string(), is_offered: true, ..SeverityForm::default() };
    let problems = Problems::default();
    let ui = visitor.0.ui;
    Ok(SeveritiesPage { ui, severities, form, is_revision: false, is_late: false, is_done: false, problems })
}

async fn show_severities(visitor: Visitor, Query(query): Query<DoneQuery>) -> Answer {
    let mut page = severities_page(visitor).await?;
    page.is_done = query.done.is_some();
    show(&page)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSeverity {
    code: String,
    name: String,
    #[serde(default)]
    meaning: String,
    position: String,
    is_offered: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeverityFields {
    version: i64,
    name: String,
    #[serde(default)]
    meaning: String,
    position: String,
    is_offered: Option<String>,
}

fn draft(form: &SeverityForm) -> Result<SeverityDraft, app::Error> {
    let position = form.position.trim().parse().map_err(|_| app::Error::field("position", "severity-position"))?;
    Ok(SeverityDraft { name: form.name.clone(), meaning: form.meaning.clone(), position, is_offered: form.is_offered })
}

async fn add_severity(visitor: Visitor, Form(fields): Form<NewSeverity>) -> Answer {
    need_administrator(&visitor)?;
    let NewSeverity { code, name, meaning, position, is_offered } = fields;
    let form = SeverityForm { code, name, meaning, position, is_offered: is_offered.is_some(), version: 0 };
    let added = match draft(&form) {
        Ok(draft) => severities::add(&visitor.ctx, &form.code, &draft).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => done(&routes::settings_severities()),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&SeveritiesPage { form, problems, ..severities_page(visitor).await? })
        }
    }
}

async fn revise_severity(visitor: Visitor, Path(code): Path<String>, Form(fields): Form<SeverityFields>) -> Answer {
    need_administrator(&visitor)?;
    let SeverityFields { version, name, meaning, position, is_offered } = fields;
    let form = SeverityForm { code, name, meaning, position, is_offered: is_offered.is_some(), version };
    let revised = match draft(&form) {
        Ok(draft) => severities::revise(&visitor.ctx, &form.code, &draft, version).await,
        Err(error) => Err(error),
    };
    match revised {
        Ok(_) => done(&routes::settings_severities()),
        Err(app::Error::Conflict) => {
            let version = severities::get(&visitor.ctx, &form.code).await?.version;
            let form = SeverityForm { version, ..form };
            show_conflict(&SeveritiesPage { form, is_revision: true, is_late: true, ..severities_page(visitor).await? })
        }
        Err(error) => rejected_severity(visitor, form, error).await,
    }
}

/// The scheme, with what was not taken beside the severity that it is about.
async fn rejected_severity(visitor: Visitor, form: SeverityForm, error: app::Error) -> Answer {
    let problems = visitor.problems(error)?;
    show_rejected(&SeveritiesPage { form, is_revision: true, problems, ..severities_page(visitor).await? })
}

async fn delete_severity(visitor: Visitor, Path(code): Path<String>, Form(Empty {}): Form<Empty>) -> Answer {
    let error = match severities::delete(&visitor.ctx, &code).await {
        Ok(()) => return done(&routes::settings_severities()),
        Err(error) => error,
    };
    let scheme = severities::list(&visitor.ctx).await?;
    let form = scheme.iter().find(|s| s.code == code).map(SeverityForm::from).unwrap_or_default();
    rejected_severity(visitor, form, error).await
}
