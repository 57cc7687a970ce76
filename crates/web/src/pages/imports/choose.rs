//! Choosing what of an upload is imported: channels and a window, or which column is what.

use app::{
    FieldError, imports,
    imports::{ImportOptions, NewImport},
    terms::{Mapping, SourceKind},
    workbench,
};
use axum::{extract::Path, response::IntoResponse};
use postmortem::{Number, Zone};
use serde::Deserialize;
use uuid::Uuid;
use views::{
    Problems,
    pages::{ChannelRow, ChooseForm, ChooseSlackPage, ChooseTablePage, ImportForm},
    routes,
};

use super::{new_page, time};
use crate::{
    extract::{Form, Query, Visitor},
    pages::{Answer, go, rail::rail, show, show_rejected},
};

/// What was uploaded, and what was chosen of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    upload: Uuid,
    source: String,
    name: String,
    #[serde(default)]
    channel: Vec<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    time: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    who: String,
    #[serde(default)]
    link: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    month_first: Option<String>,
}

impl Choice {
    fn form(&self) -> ChooseForm {
        ChooseForm {
            upload: self.upload.to_string(),
            source: self.source.clone(),
            name: self.name.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            zone: self.zone.clone(),
            time: self.time.clone(),
            text: self.text.clone(),
            who: self.who.clone(),
            link: self.link.clone(),
            id: self.id.clone(),
            is_month_first: self.month_first.is_some(),
        }
    }

    fn new_import(&self) -> Result<NewImport, app::Error> {
        let source: SourceKind = self.source.parse().map_err(|_| app::Error::field("source", "unknown-source"))?;
        let mut refused = Vec::new();
        let zone = self.zone.parse::<Zone>();
        if zone.is_err() {
            refused.push(FieldError::new("zone", "zone").with("text", &self.zone));
        }
        let zone = zone.unwrap_or_else(|_| Zone::utc());
        let mut instant = |field, text| match time(field, text, &zone) {
            Ok(moment) => moment.map(|moment| moment.at),
            Err(error) => {
                refused.push(error);
                None
            }
        };
        let (from, to) = (instant("from", &self.from), instant("to", &self.to));
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            refused.push(FieldError::new("to", "ends-before-begin"));
        }
        let named = |column: &String| (!column.is_empty()).then(|| column.clone());
        let mapping = (source == SourceKind::Table).then(|| Mapping {
            time: named(&self.time),
            text: named(&self.text),
            who: named(&self.who),
            link: named(&self.link),
            id: named(&self.id),
        });
        if let Some(mapping) = &mapping {
            for (field, column) in [("time", &mapping.time), ("text", &mapping.text)] {
                if column.is_none() {
                    refused.push(FieldError::new(field, "no-column"));
                }
            }
        }
        if !refused.is_empty() {
            return Err(app::Error::Rejected(refused));
        }
        let options = ImportOptions {
            channels: (source == SourceKind::Slack && !self.channel.is_empty()).then(|| self.channel.clone()),
            from,
            to,
            zone: Some(zone),
            mapping,
            month_first: (source == SourceKind::Table).then_some(self.month_first.is_some()),
            event: None,
        };
        Ok(NewImport { source, name: self.name.clone(), options, upload: self.upload })
    }
}

pub(super) async fn show_choice(visitor: Visitor, Path(number): Path<Number>, Query(choice): Query<Choice>) -> Answer {
    page(visitor, number, choice, None).await
}

pub(super) async fn start(visitor: Visitor, Path(number): Path<Number>, Form(choice): Form<Choice>) -> Answer {
    let started = match choice.new_import() {
        Ok(new) => imports::start(&visitor.ctx, number, new).await,
        Err(error) => Err(error),
    };
    match started {
        Ok(id) => go(&routes::import(number, id)),
        Err(error) => {
            let problems = visitor.problems(error)?;
            page(visitor, number, choice, Some(problems)).await
        }
    }
}

/// The page to choose on; where the upload does not read, the page to upload on says why.
async fn page(visitor: Visitor, number: Number, choice: Choice, problems: Option<Problems>) -> Answer {
    let is_rejected = problems.is_some();
    let shown = match choice.source.as_str() {
        "table" => table(&visitor, number, &choice, problems.unwrap_or_default()).await,
        _ => slack(&visitor, number, &choice, problems.unwrap_or_default()).await,
    };
    match shown {
        Ok(mut response) => {
            if is_rejected {
                *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            }
            Ok(response)
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            let form = ImportForm { source: choice.source };
            Ok(show_rejected(&new_page(visitor, number, form, problems).await?).into_response())
        }
    }
}

type Shown = Result<axum::response::Response, app::Error>;

async fn slack(visitor: &Visitor, number: Number, choice: &Choice, problems: Problems) -> Shown {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    let overview = imports::inspect_slack(&visitor.ctx, number, choice.upload).await?;
    let mut form = choice.form();
    if form.zone.is_empty() {
        form.zone = editable.zone.to_string();
    }
    let channels = overview.channels.into_iter().map(|channel| ChannelRow {
        is_on: choice.channel.contains(&channel.name),
        name: channel.name,
        n_days: channel.n_files,
        first_day: channel.first_day.to_string(),
        last_day: channel.last_day.to_string(),
    });
    let page = ChooseSlackPage {
        rail: rail(visitor, &editable, "evidence").await.map_err(|_| app::Error::NotFound)?,
        ui: visitor.ui.clone(),
        number,
        zone: editable.zone.clone(),
        channels: channels.collect(),
        n_people: overview.n_people,
        form,
        problems,
    };
    show(&page).map_err(|_| app::Error::internal("a page does not render"))
}

async fn table(visitor: &Visitor, number: Number, choice: &Choice, problems: Problems) -> Shown {
    let editable = workbench::edit(&visitor.ctx, number).await?;
    let overview = imports::inspect_table(&visitor.ctx, number, choice.upload, &choice.name).await?;
    let mut form = choice.form();
    let is_fresh = form.time.is_empty() && form.text.is_empty();
    let is_remembered = overview.remembered.is_some();
    if is_fresh && problems.is_empty() {
        let mapping = overview.remembered.unwrap_or(overview.head.guess);
        let column = |name: Option<String>| name.unwrap_or_default();
        (form.time, form.text) = (column(mapping.time), column(mapping.text));
        (form.who, form.link, form.id) = (column(mapping.who), column(mapping.link), column(mapping.id));
    }
    if form.zone.is_empty() {
        form.zone = editable.zone.to_string();
    }
    let page = ChooseTablePage {
        rail: rail(visitor, &editable, "evidence").await.map_err(|_| app::Error::NotFound)?,
        ui: visitor.ui.clone(),
        number,
        columns: overview.head.columns,
        sample: overview.head.sample.into_iter().take(8).collect(),
        is_remembered: is_remembered && is_fresh,
        form,
        problems,
    };
    show(&page).map_err(|_| app::Error::internal("a page does not render"))
}
