//! What administrators choose for the questions: levels, and how long is long.

use std::collections::{BTreeMap, HashMap};

use app::questions::{self, Chosen};
use jiff::SignedDuration;
use postmortem::questions::{Code, Family, Level, Rules};
use views::{Problems, Ui, pages::QuestionSettingsPage, routes};

use super::{Answer, go, show, show_conflict, show_rejected};
use crate::{
    Failure,
    extract::{Form, Query, Visitor},
    router::declare,
};

declare! {
    get routes::SETTINGS_QUESTIONS, Administrator => show_form;
    post routes::SETTINGS_QUESTIONS, Administrator => choose;
}

/// The word for a question that is not asked.
const OFF: &str = "off";

#[derive(serde::Deserialize)]
struct Done {
    done: Option<String>,
}

async fn show_form(visitor: Visitor, Query(query): Query<Done>) -> Answer {
    let chosen = questions::chosen(&visitor.ctx).await?;
    let mut page = page(visitor.0.ui, &Typed::of(&chosen));
    page.is_done = query.done.is_some();
    show(&page)
}

/// What a form holds, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Typed {
    levels: BTreeMap<Code, String>,
    gap_minutes: String,
    untold_minutes: String,
    unpublished_days: String,
    version: i64,
}

impl Typed {
    fn of(chosen: &Chosen) -> Self {
        let rules = &chosen.rules;
        let word = |code: &Code| (*code, rules.level(*code).map_or(OFF, Level::as_str).to_owned());
        Self {
            levels: Code::ALL.iter().map(word).collect(),
            gap_minutes: rules.gap.as_mins().to_string(),
            untold_minutes: rules.untold.as_mins().to_string(),
            unpublished_days: (rules.unpublished.as_hours() / 24).to_string(),
            version: chosen.version,
        }
    }

    /// Reads a form; what is no field of it is refused. A question that it does not name keeps its own level: it came
    /// with a newer version while the form was open.
    fn read(mut fields: HashMap<String, String>) -> Result<Self, Failure> {
        let mut take = |name: &str| fields.remove(name).unwrap_or_default();
        let mut typed = Self {
            levels: BTreeMap::new(),
            gap_minutes: take("gap_minutes"),
            untold_minutes: take("untold_minutes"),
            unpublished_days: take("unpublished_days"),
            version: take("version").parse().map_err(|_| Failure::rejected("version"))?,
        };
        for (name, word) in fields {
            let code: Code = name.parse().map_err(|_| Failure::rejected(&name))?;
            if word != OFF && word.parse::<Level>().is_err() {
                return Err(Failure::rejected(&name));
            }
            typed.levels.insert(code, word);
        }
        Ok(typed)
    }

    fn rules(&self) -> Result<Rules, app::Error> {
        let number = |field: &str, text: &str, code: &'static str| {
            text.trim().parse::<u32>().map(i64::from).map_err(|_| app::Error::field(field, code))
        };
        Ok(Rules {
            levels: self.levels.iter().map(|(code, word)| (*code, word.parse().ok())).collect(),
            gap: SignedDuration::from_mins(number("gap_minutes", &self.gap_minutes, "question-minutes")?),
            untold: SignedDuration::from_mins(number("untold_minutes", &self.untold_minutes, "question-minutes")?),
            unpublished: SignedDuration::from_hours(
                24 * number("unpublished_days", &self.unpublished_days, "question-days")?,
            ),
        })
    }
}

fn page(ui: Ui, typed: &Typed) -> QuestionSettingsPage {
    let word = |code: &Code| typed.levels.get(code).cloned().unwrap_or_else(|| code.level().as_str().to_owned());
    let of = |family: &Family| {
        let codes = Code::ALL.iter().filter(|code| code.family() == *family);
        (*family, codes.map(|code| (*code, word(code))).collect::<Vec<_>>())
    };
    QuestionSettingsPage {
        ui,
        families: Family::ALL.iter().map(of).filter(|(_, codes)| !codes.is_empty()).collect(),
        gap_minutes: typed.gap_minutes.clone(),
        untold_minutes: typed.untold_minutes.clone(),
        unpublished_days: typed.unpublished_days.clone(),
        version: typed.version,
        theirs: Vec::new(),
        is_late: false,
        is_done: false,
        problems: Problems::default(),
    }
}

/// What differs between what was typed and what holds now: what it is, mine, theirs.
fn differing(ui: &Ui, mine: &Typed, theirs: &Typed) -> Vec<(String, String, String)> {
    let level = |word: &str| ui.word("question-level", word);
    let mut found = Vec::new();
    for (label, mine, theirs) in [
        ("question-gap-minutes", &mine.gap_minutes, &theirs.gap_minutes),
        ("question-untold-minutes", &mine.untold_minutes, &theirs.untold_minutes),
        ("question-unpublished-days", &mine.unpublished_days, &theirs.unpublished_days),
    ] {
        if mine != theirs {
            found.push((ui.t(label), mine.clone(), theirs.clone()));
        }
    }
    for (code, word) in &mine.levels {
        let Some(other) = theirs.levels.get(code).filter(|other| *other != word) else { continue };
        let name = format!("{code} {}", views::questions::title(ui.locale, *code));
        found.push((name, level(word), level(other)));
    }
    found
}

async fn choose(visitor: Visitor, Form(fields): Form<HashMap<String, String>>) -> Answer {
    // to everyone else there is nothing here, whatever they send
    let chosen = questions::chosen(&visitor.ctx).await?;
    let typed = Typed::read(fields)?;
    let done = match typed.rules() {
        Ok(rules) => questions::choose(&visitor.ctx, rules, typed.version).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => go(&format!("{}?done=1", routes::settings_questions())),
        Err(app::Error::Conflict) => {
            let theirs = Typed::of(&chosen);
            let mut page = page(visitor.ui.clone(), &Typed { version: theirs.version, ..typed.clone() });
            page.theirs = differing(&visitor.ui, &typed, &theirs);
            page.is_late = true;
            show_conflict(&page)
        }
        Err(error) => {
            let problems = visitor.problems(error)?;
            show_rejected(&QuestionSettingsPage { problems, ..page(visitor.0.ui, &typed) })
        }
    }
}
