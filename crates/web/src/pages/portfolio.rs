//! The actions of the whole house: the table, and the same as a file.

use app::actions::{self, Listed, MOST_EXPORTED, Order, PAGE, Wanted};
use axum::{
    http::{HeaderValue, header},
    response::IntoResponse,
};
use postmortem::{ActionStatus, Ownership};
use serde::Deserialize;
use views::{
    pages::{PortfolioForm, PortfolioPage, PortfolioRow},
    routes,
};

use super::{Answer, show};
use crate::{
    extract::{Query, Visitor},
    router::declare,
};

declare! {
    get routes::PORTFOLIO, Member => list;
    get routes::PORTFOLIO_CSV, Member => csv;
}

#[derive(Clone, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    status: String,
    #[serde(default)]
    strength: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    overdue: String,
    #[serde(default)]
    reopened: String,
    #[serde(default)]
    order: String,
    #[serde(default)]
    page: String,
}

impl Asked {
    /// What is asked of the store; what makes no sense asks nothing.
    fn wanted(&self, visitor: &Visitor) -> Wanted {
        let is_without_owner = self.owner == "none";
        Wanted {
            statuses: self.status.parse::<ActionStatus>().into_iter().collect(),
            strength: self.strength.parse().ok(),
            owner: visitor.ctx.person_id().filter(|_| self.owner == "mine"),
            team: self.team.parse().ok(),
            is_without_owner,
            weakness: None,
            is_reopened: self.reopened == "yes",
            overdue_on: self.is_overdue().then(|| visitor.ui.now.to_zoned(visitor.ui.zone.rules()).date()),
        }
    }

    fn is_overdue(&self) -> bool {
        self.overdue == "yes"
    }

    fn order(&self) -> Order {
        match self.order.as_str() {
            "severity" => Order::Severity,
            "strength" => Order::Strength,
            "postmortem" => Order::Postmortem,
            _ => Order::Due,
        }
    }

    fn page(&self) -> i64 {
        self.page.parse().ok().filter(|n| (1..=100_000).contains(n)).unwrap_or(1)
    }

    /// The same, as the query of an address.
    fn query(&self, page: i64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let fields = [
            ("status", &self.status),
            ("strength", &self.strength),
            ("team", &self.team),
            ("owner", &self.owner),
            ("overdue", &self.overdue),
            ("reopened", &self.reopened),
            ("order", &self.order),
        ];
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if page > 1 {
            query.append_pair("page", &page.to_string());
        }
        query.finish()
    }

    fn form(self) -> PortfolioForm {
        PortfolioForm {
            overdue: self.is_overdue(),
            reopened: self.reopened == "yes",
            status: self.status,
            strength: self.strength,
            team: self.team,
            owner: self.owner,
            order: self.order,
        }
    }
}

pub(super) fn row(listed: Listed) -> PortfolioRow {
    let has_accepted = match listed.found.action.commitment() {
        Some(c) => matches!(c.ownership, Ownership::Accepted(_)),
        // whoever declined it answers for that
        None => true,
    };
    PortfolioRow {
        has_accepted,
        owner: listed.owner,
        teams: listed.teams,
        reopened: listed.recurred.as_ref().map(super::actions::recurrence),
        severity: listed.severity,
        is_overdue: listed.is_overdue,
        number: listed.found.number,
        title: listed.found.title,
        action: listed.found.action,
    }
}

async fn list(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let page = asked.page();
    let range = ((page - 1) * PAGE, PAGE);
    let found = actions::portfolio(&visitor.ctx, &asked.wanted(&visitor), asked.order(), range).await?;
    let at = |page: i64| format!("{}?{}", routes::portfolio(), asked.query(page));
    show(&PortfolioPage {
        around: ((page > 1).then(|| at(page - 1)), found.has_more.then(|| at(page + 1))),
        csv: format!("{}?{}", routes::portfolio_csv(), asked.query(1)),
        rows: found.actions.into_iter().map(row).collect(),
        teams: found.teams,
        form: asked.form(),
        ui: visitor.0.ui,
    })
}

async fn csv(visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let wanted = asked.wanted(&visitor);
    let found = actions::portfolio(&visitor.ctx, &wanted, asked.order(), (0, MOST_EXPORTED)).await?;
    // with a mark, so that spreadsheets read Korean as it is written
    let mut text = "\u{feff}".to_owned();
    text.push_str(&publish::csv::row(COLUMNS));
    for listed in found.actions {
        let cells = cells(&row(listed));
        text.push_str(&publish::csv::row(cells.iter().map(String::as_str)));
    }
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"actions.csv\"")),
    ];
    Ok((headers, text).into_response())
}

/// The columns are words of the API, alike in every language.
const COLUMNS: [&str; 19] = [
    "postmortem",
    "title",
    "severity",
    "action",
    "status",
    "kind",
    "strength",
    "owner",
    "accepted",
    "teams",
    "due_on",
    "overdue",
    "expected",
    "measure",
    "tracker",
    "verdict",
    "reason",
    "recurred_in",
    "recurred_through",
];

fn cells(row: &PortfolioRow) -> [String; 19] {
    let commitment = row.action.commitment();
    let plan = commitment.map(|c| &c.plan);
    let of_plan = |get: &dyn Fn(&postmortem::Plan) -> String| plan.map(get).unwrap_or_default();
    let truth = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let (reason, day) = match &row.action.state {
        postmortem::State::Declined(refusal) => (refusal.reason.clone(), refusal.review_on.to_string()),
        _ => (String::new(), of_plan(&|p| p.due_on.map(|day| day.to_string()).unwrap_or_default())),
    };
    [
        row.number.to_string(),
        row.title.clone(),
        row.severity.as_ref().map(|s| s.name.clone()).unwrap_or_default(),
        row.action.text.clone(),
        row.action.status().as_str().to_owned(),
        of_plan(&|p| p.kind.as_str().to_owned()),
        of_plan(&|p| p.strength.as_str().to_owned()),
        row.owner.clone().unwrap_or_default(),
        truth(row.has_accepted && row.owner.is_some()),
        row.teams.join(", "),
        day,
        truth(row.is_overdue),
        of_plan(&|p| p.expected.clone()),
        of_plan(&|p| p.measure.clone()),
        of_plan(&|p| p.tracker.as_ref().map(ToString::to_string).unwrap_or_default()),
        commitment.and_then(|c| c.judgement()).map(|j| j.verdict.as_str().to_owned()).unwrap_or_default(),
        reason,
        row.reopened.as_ref().map(|r| r.number.to_string()).unwrap_or_default(),
        row.reopened.as_ref().map(|r| r.weakness.1.clone()).unwrap_or_default(),
    ]
}
