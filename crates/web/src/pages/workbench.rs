//! The workbench: the list, beginning, one postmortem at a glance, changing its fields.

use app::{people, workbench};
use axum::extract::Path;
use postmortem::{Number, Occasion, Postmortem, PostmortemDraft, Zone};
use serde::Deserialize;
use views::{
    Problems,
    pages::{OverviewPage, PostmortemForm, PostmortemFormPage, WorkbenchPage},
    routes,
};

use super::{Answer, commas, go, rail::rail, show, show_conflict, show_rejected};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::WORKBENCH, Member => list;
    post routes::WORKBENCH, Member => begin;
    get routes::BEGIN, Member => show_begin;
    get routes::POSTMORTEM, Read => overview;
    get routes::REVISE, Edit => show_revise;
    post routes::REVISE, Edit => revise;
}

#[derive(Deserialize)]
struct ListQuery {
    #[serde(default)]
    archived: Option<String>,
}

async fn list(visitor: Visitor, Query(query): Query<ListQuery>) -> Answer {
    let with_archived = query.archived.is_some();
    let postmortems = workbench::list(&visitor.ctx, with_archived).await?;
    let severities = workbench::severities(&visitor.ctx).await?;
    let mine = app::actions::mine(&visitor.ctx).await?.into_iter().map(super::portfolio::row).collect();
    show(&WorkbenchPage { ui: visitor.0.ui, postmortems, severities, mine, with_archived })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    title: String,
    severity: String,
    occasion: String,
    zone: String,
    #[serde(default)]
    tags: String,
    #[serde(default)]
    services: String,
    #[serde(default)]
    teams: String,
    #[serde(default)]
    departments: String,
    #[serde(default)]
    version: i64,
}

impl Fields {
    fn draft(&self) -> Result<PostmortemDraft, app::Error> {
        let zone: Zone =
            self.zone.parse().map_err(|_| app::FieldError::new("zone", "zone").with("text", self.zone.clone()))?;
        let occasion: Occasion = self.occasion.parse().map_err(|_| app::Error::field("occasion", "empty"))?;
        Ok(PostmortemDraft {
            title: self.title.clone(),
            severity: self.severity.clone(),
            occasion,
            zone,
            tags: commas(&self.tags),
            services: commas(&self.services),
            teams: commas(&self.teams),
            departments: commas(&self.departments),
        })
    }

    fn form(self) -> PostmortemForm {
        PostmortemForm {
            title: self.title,
            severity: self.severity,
            occasion: self.occasion,
            zone: self.zone,
            tags: self.tags,
            services: self.services,
            teams: self.teams,
            departments: self.departments,
            version: self.version,
        }
    }
}

fn form_of(postmortem: &Postmortem) -> PostmortemForm {
    PostmortemForm {
        title: postmortem.title.clone(),
        severity: postmortem.severity.clone(),
        occasion: postmortem.occasion.as_str().to_owned(),
        zone: postmortem.zone.to_string(),
        tags: postmortem.tags.join(", "),
        services: postmortem.services.join(", "),
        teams: postmortem.teams.join(", "),
        departments: postmortem.departments.join(", "),
        version: postmortem.version,
    }
}

async fn form_page(
    visitor: Visitor,
    number: Option<Number>,
    form: PostmortemForm,
    problems: Problems,
) -> Result<PostmortemFormPage, Failure> {
    let severities = workbench::severities(&visitor.ctx).await?;
    let groups = workbench::groups(&visitor.ctx).await?;
    Ok(PostmortemFormPage { ui: visitor.0.ui, number, form, severities, groups, problems, theirs: None })
}

async fn show_begin(visitor: Visitor) -> Answer {
    let form = PostmortemForm {
        occasion: Occasion::Incident.as_str().to_owned(),
        zone: visitor.ui.zone.to_string(),
        ..PostmortemForm::default()
    };
    show(&form_page(visitor, None, form, Problems::default()).await?)
}

async fn begin(visitor: Visitor, Form(fields): Form<Fields>) -> Answer {
    let begun = match fields.draft() {
        Ok(draft) => workbench::begin(&visitor.ctx, draft, None).await,
        Err(error) => Err(error),
    };
    match begun {
        Ok(postmortem) => go(&routes::postmortem(postmortem.number)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&form_page(visitor, None, fields.form(), problems).await?)
        }
    }
}

async fn overview(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    let readable = workbench::get(&visitor.ctx, number).await?;
    let names = people::names(&visitor.ctx).await?;
    let name = |id| names.get(&id).cloned().unwrap_or_default();
    let editors = workbench::editors(&visitor.ctx, number).await?.into_iter().map(name).collect();
    let rail = rail(&visitor, &readable, "overview").await?;
    show(&OverviewPage { ui: visitor.0.ui, owner: name(readable.owner), editors, rail })
}

async fn show_revise(visitor: Visitor, Path(number): Path<Number>) -> Answer {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    show(&form_page(visitor, Some(number), form_of(&editable), Problems::default()).await?)
}

async fn revise(visitor: Visitor, Path(number): Path<Number>, Form(fields): Form<Fields>) -> Answer {
    let revised = match fields.draft() {
        Ok(draft) => workbench::revise(&visitor.ctx, number, draft, fields.version).await,
        Err(error) => Err(error),
    };
    match revised {
        Ok(_) => go(&routes::postmortem(number)),
        Err(app::Error::Conflict) => {
            let current = form_of(&*workbench::edit(&visitor.ctx, number).await?);
            let form = PostmortemForm { version: current.version, ..fields.form() };
            let mut page = form_page(visitor, Some(number), form, Problems::default()).await?;
            page.theirs = Some(current);
            show_conflict(&page)
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&form_page(visitor, Some(number), fields.form(), problems).await?)
        }
    }
}
