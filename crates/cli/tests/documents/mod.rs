//! Publishing, exporting and importing postmortems with the built binary.

use app::library;

use crate::common::{Place, beside};

const DRILL: &str = "PM-2026-001";
const SEARCH: &str = "PM-2026-003";
const CARDS: &str = "PM-2026-004";

fn demo() -> Place {
    let place = Place::new();
    place.run(["demo", "--load-only", "--json", "--data", "inquest-data"]).code(0);
    place
}

/// The numbers and the latest versions in the library, as everyone who reads finds them.
fn library(place: &Place) -> Vec<(String, i64)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let data = place.path("inquest-data");
        let database = store::Options::Sqlite(data.join("inquest.db"));
        let ctx = beside(&database, data).await;
        let page = library::list(&ctx, &library::Wanted::default()).await.unwrap();
        let mut found = Vec::new();
        for listed in page.listed {
            let latest = library::find(&ctx, listed.number, None).await.unwrap().version;
            found.push((listed.number.to_string(), latest.version));
        }
        ctx.house.db.close().await;
        found.sort();
        found
    })
}

/// Without the line that names the number.
fn unnumbered(text: &str, number: &str) -> String {
    let line = format!("number: {number}\n");
    assert_eq!(text.matches(&line).count(), 1, "{text}");
    text.replace(&line, "")
}

#[test]
fn what_was_exported_comes_back_as_another_of_the_same_content() {
    let place = demo();
    let before = place.run(["export", CARDS]).code(0).out;
    assert!(before.contains("카드 결제가"), "{before}");
    place.write("pm.md", &before);
    let said = place.run(["import", "postmortem", "pm.md"]).code(1).err;
    assert!(said.contains("PM-2026-004 is here already") && said.contains("--yes"), "{said}");
    assert!(place.run(["import", "postmortem", "pm.md", "--new"]).code(1).err.contains("--owner"));

    let owner = ["--new", "--owner", "ben.ortiz@haneul.example", "--json"];
    let made = place.run(["import", "postmortem", "pm.md"].into_iter().chain(owner)).code(0).json();
    let (number, outcome) = (made["number"].as_str().unwrap(), &made["outcome"]);
    assert_eq!((number, outcome), ("PM-2026-006", &"made".into()));
    let after = place.run(["export", number]).code(0).out;
    assert_eq!(unnumbered(&after, number), unnumbered(&before, CARDS));

    place.run(["export", CARDS, "--bundle", "pm.zip"]).code(0);
    let made = place.run(["import", "postmortem", "pm.zip", "--new", "--as", "ben.ortiz@haneul.example"]).code(0);
    assert!(made.out.starts_with("PM-2026-007  made"), "{}", made.out);
    let after = place.run(["export", "PM-2026-007"]).code(0).out;
    assert_eq!(unnumbered(&after, "PM-2026-007"), unnumbered(&before, CARDS));

    place.write("pm.md", &before.replace("카드 결제가", "모든 결제가"));
    let updated = place.run(["import", "postmortem", "pm.md", "--yes", "--json"]).code(0).json();
    assert_eq!((&updated["number"], &updated["outcome"]), (&CARDS.into(), &"updated".into()));
    assert!(place.run(["export", CARDS]).code(0).out.contains("title: 모든 결제가"));
}

#[test]
fn a_document_that_does_not_read_names_its_line_and_changes_nothing() {
    let place = demo();
    let text = place.run(["export", DRILL]).code(0).out;
    let at = text.lines().position(|line| line.starts_with("zone: ")).unwrap();
    let zone = text.lines().nth(at).unwrap();
    place.write("bad.md", &text.replace(zone, "zone: Mars/Olympus"));
    let said =
        place.run(["import", "postmortem", "bad.md", "--new", "--owner", "ben.ortiz@haneul.example"]).code(1).err;
    assert!(said.contains("bad.md") && said.to_lowercase().contains(&format!("line {}", at + 1)), "{said}");
    assert!(said.contains("Mars/Olympus"), "{said}");

    place.write("bad.zip", "PK\u{3}\u{4} and no more");
    let said = place.run(["import", "postmortem", "bad.zip", "--owner", "ben.ortiz@haneul.example"]).code(1).err;
    assert!(said.contains("bad.zip"), "{said}");
    assert!(place.run(["import", "postmortem", "lost.md"]).code(1).err.contains("there is no lost.md"));
    assert!(place.run(["import", "postmortem", "bad.md", "--pm", DRILL]).code(1).err.contains("--new"));
    assert_eq!(place.run(["list", "--json"]).code(0).json().as_array().unwrap().len(), 5);
}

#[test]
fn a_postmortem_is_published_once_it_is_confirmed() {
    let place = demo();
    let mails = "PM-2026-005";
    let three = vec![(DRILL.to_owned(), 1), (SEARCH.to_owned(), 1), (CARDS.to_owned(), 1)];
    assert_eq!(library(&place), three, "what the samples publish");

    assert!(place.run(["publish", mails, "--yes"]).code(1).err.contains("--reason"));
    let shown = place.run(["publish", mails, "--reason", "held in the room"]).code(1);
    assert!(shown.out.contains("sections differ") && shown.err.contains("--yes"), "{}{}", shown.out, shown.err);
    assert_eq!(library(&place), three, "a preview changes nothing");

    let done = place.run(["publish", mails, "--reason", "held in the room", "--yes", "--json"]).code(0).json();
    assert_eq!((&done["number"], &done["version"]), (&mails.into(), &1.into()), "{done}");
    assert!(library(&place).contains(&(mails.to_owned(), 1)));
    let read = place.run(["export", mails, "--audience", "company"]).code(0).out;
    assert!(!read.contains("윤다은"), "{read}");

    assert!(place.run(["publish", mails, "--yes"]).code(1).err.contains("--note"));
    place.run(["publish", mails, "--note", "a time was wrong", "--yes"]).code(0);
    assert!(library(&place).contains(&(mails.to_owned(), 2)));
    assert!(place.run(["publish", "PM-2026-999", "--yes"]).code(1).err.contains("there is no PM-2026-999"));
    let denied = place.run(["publish", mails, "--note", "x", "--yes", "--as", "yerin.song@haneul.example"]);
    denied.code(1);
}

#[test]
fn documents_are_written_in_the_form_that_is_asked_for() {
    let place = demo();
    assert!(place.run(["export", DRILL, "--format", "html"]).code(0).out.starts_with("<!doctype html>"));
    assert_eq!(place.run(["export", DRILL, "--json"]).code(0).json()["postmortem"]["number"], DRILL);
    let company = place.run(["export", DRILL, "--audience", "company", "--format", "json"]).code(0).json();
    assert!(company.is_object());
    let saved = place.run(["export", DRILL, "-o", "drill.html", "--json"]).code(0).json();
    assert_eq!(saved["bytes"].as_u64().unwrap(), place.read("drill.html").len() as u64);
    assert!(place.read("drill.html").starts_with("<!doctype html>"), "by its ending");
    place.run(["export", DRILL, "--bundle", "drill.zip"]).code(0);
    assert!(std::fs::read(place.path("drill.zip")).unwrap().starts_with(b"PK\x03\x04"));
    let said = place.run(["export", "PM-2026-002", "--audience", "company"]).code(1).err;
    assert!(said.contains("stands in the library"), "{said}");
    assert!(place.run(["export", DRILL, "-o", "lost/drill.md"]).code(1).err.contains("lost/drill.md"));
    assert!(place.run(["export", "PM-2026-999"]).code(1).err.contains("there is no PM-2026-999"));
}
