//! `inquest explain`

use postmortem::{Locale, questions::Code};
use serde_json::{Value, json};
use views::questions::title;

use crate::{context::Context, output};

/// Explain a question that `inquest check` asks
///
/// Prints what it asks, why it matters and where that is known from, how to settle it, and when to ignore it. Without
/// a code every question is listed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The code of the question, such as T05
    code: Option<Code>,
}

pub fn run(context: &Context, args: Args) {
    if let Some(code) = args.code {
        context.print(&described(code), code.page());
        return;
    }
    let row =
        |code: &Code| vec![code.to_string(), code.level().as_str().to_owned(), title(Locale::En, *code).to_owned()];
    let rows: Vec<Vec<String>> = Code::ALL.iter().map(row).collect();
    let all: Vec<Value> = Code::ALL.iter().map(|code| described(*code)).collect();
    context.print(&json!(all), &output::table(&rows));
}

fn described(code: Code) -> Value {
    json!({
        "code": code,
        "family": code.family(),
        "level": code.level(),
        "title": title(Locale::En, code),
        "title_ko": title(Locale::Ko, code),
        "page": code.page(),
    })
}
