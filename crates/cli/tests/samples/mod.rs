//! The sample company, loaded: what its files tell is what the house holds, and what is open in it is meant to be.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use serde_json::Value;

use crate::common::Place;

fn demo() -> Place {
    let place = Place::new();
    place.run(["demo", "--load-only", "--json", "--data", "inquest-data"]).code(0);
    place
}

/// The file of a sample, read by nothing of the loader.
fn told(folder: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(folder).join("postmortem.toml");
    let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    serde_json::to_value(table).unwrap()
}

fn all<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// The number of the postmortem with this title.
fn number(place: &Place, work: &Value) -> String {
    let list = place.run(["list", "--json"]).code(0).json();
    let found = list.as_array().unwrap().iter().find(|p| p["title"] == work["title"]).unwrap().clone();
    text(&found, "number").to_owned()
}

/// The status of an action, in one word, as the house tells it: `asked` where nobody has accepted it.
fn status(action: &Value) -> &str {
    let state = &action["state"];
    if state["declined"].is_object() {
        return "declined";
    }
    let Some(commitment) = state["committed"].as_object() else { return "idea" };
    let progress = &commitment["progress"];
    match progress["done"]["judgement"]["verdict"].as_str() {
        Some(verdict) => verdict,
        None if progress["done"].is_object() => "done",
        None if commitment["ownership"]["asked"].is_string() => "asked",
        None => progress.as_str().unwrap(),
    }
}

/// The same as a file tells it.
fn told_status(action: &Value) -> &str {
    let commitment = &action["commitment"];
    match commitment["judged"]["verdict"].as_str() {
        _ if action["refusal"].is_object() => "declined",
        _ if !commitment.is_object() => "idea",
        Some(verdict) => verdict,
        None if commitment["done"].is_string() => "done",
        None if commitment["begun"].is_string() => "in_progress",
        None if commitment["owner"] != commitment["by"] && !commitment["accepted"].is_string() => "asked",
        None => "open",
    }
}

/// Every cause with its class and the number of effects that it answers for.
fn causes(work: &Value) -> Vec<(String, String, usize)> {
    let row = |c: &Value| (text(c, "text").to_owned(), text(c, "class").to_owned(), all(c, "answers").len());
    all(work, "causes").iter().map(row).collect()
}

#[test]
fn the_house_holds_what_the_files_of_the_samples_tell() {
    let place = demo();
    for folder in ["card-payments", "search-catalogue", "certificate-near-miss", "processor-drill", "order-mails"] {
        let work = told(folder);
        let full = place.run(["export", &number(&place, &work), "--json"]).code(0).json();

        let effects = |c: &Value| all(&full, "because").iter().filter(|b| b["cause"] == c["id"]).count();
        let here = |c: &Value| (text(c, "text").to_owned(), text(c, "class").to_owned(), effects(c));
        assert_eq!(all(&full, "causes").iter().map(here).collect::<Vec<_>>(), causes(&work), "{folder}");

        let here: BTreeMap<&str, (&str, usize)> =
            all(&full, "actions").iter().map(|a| (text(a, "text"), (status(a), all(a, "causes").len()))).collect();
        let there: BTreeMap<&str, (&str, usize)> =
            all(&work, "actions").iter().map(|a| (text(a, "text"), (told_status(a), all(a, "causes").len()))).collect();
        assert_eq!(here, there, "{folder}");

        let kinds = |lessons: &Value, kind: &str| all(lessons, "lessons").iter().filter(|l| l["kind"] == kind).count();
        let n = |kind: &str| all(&full, "lessons").iter().filter(|l| telling(l) == kind).count();
        for kind in ["went_well", "went_wrong", "got_lucky"] {
            assert_eq!(n(kind), kinds(&work, kind), "{folder}: {kind}");
        }
        let learned = |entry: &Value| all(entry, "knowledge").len() + all(entry, "taken_over").len();
        let n_learned: usize = all(&work, "entries").iter().map(learned).sum();
        let n_known: usize = all(&full, "entries").iter().map(|e| all(e, "knowledge").len()).sum();
        assert_eq!(n_known, n_learned, "{folder}");
    }
}

/// The kind of a lesson as the house tells it.
fn telling(lesson: &Value) -> &str {
    let telling = &lesson["telling"];
    telling.as_str().unwrap_or_else(|| telling.as_object().unwrap().keys().next().unwrap())
}

#[test]
fn both_incidents_use_all_of_the_analysis() {
    let place = demo();
    for folder in ["card-payments", "search-catalogue"] {
        let full = place.run(["export", &number(&place, &told(folder)), "--json"]).code(0).json();
        let has = |list: &str, is: &dyn Fn(&Value) -> bool| all(&full, list).iter().any(is);
        for class in ["trigger", "mechanism", "condition", "hindrance", "mitigator"] {
            assert!(has("causes", &|c| c["class"] == class), "{folder}: {class}");
        }
        for necessity in ["necessary", "contributed"] {
            assert!(has("because", &|b| b["necessity"] == necessity), "{folder}: {necessity}");
        }
        for confidence in ["high", "medium", "low"] {
            assert!(has("because", &|b| b["confidence"] == confidence), "{folder}: {confidence}");
        }
        assert!(
            all(&full, "because").iter().all(|b| !all(b, "evidence").is_empty()),
            "{folder}: a tie rests on nothing"
        );
        for state in ["idea", "asked", "open", "in_progress", "done", "worked", "declined"] {
            assert!(has("actions", &|a| status(a) == state), "{folder}: {state}");
        }
        for kind in ["investigate", "prevent", "detect", "mitigate", "repair"] {
            assert!(has("actions", &|a| a["state"]["committed"]["plan"]["kind"] == kind), "{folder}: {kind}");
        }
        for strength in ["strong", "medium", "weak"] {
            assert!(
                has("actions", &|a| a["state"]["committed"]["plan"]["strength"] == strength),
                "{folder}: {strength}"
            );
        }
        let n_skipped = all(&full, "actions").iter().filter(|a| a["state"]["committed"]["skipped"].is_string()).count();
        assert_eq!(n_skipped, 1, "{folder}: the soak was skipped once");
        for luck in ["action", "mitigator", "accepted"] {
            assert!(has("lessons", &|l| l["telling"]["got_lucky"][luck] != Value::Null), "{folder}: {luck}");
        }
        assert!(has("entries", &|e| all(e, "knowledge").iter().any(|k| k["sureness"] == "may")), "{folder}");
    }
}

#[test]
fn what_outlives_a_postmortem_ties_the_samples_together() {
    let place = demo();
    let full = |folder: &str| place.run(["export", &number(&place, &told(folder)), "--json"]).code(0).json();
    let [near_miss, search, cards] = ["certificate-near-miss", "search-catalogue", "card-payments"].map(full);
    let weaknesses = |full: &Value| -> BTreeSet<String> {
        all(full, "causes").iter().filter_map(|c| c["weakness"].as_str()).map(str::to_owned).collect()
    };
    let first = &weaknesses(&near_miss) & &weaknesses(&search);
    let third = &first & &weaknesses(&cards);
    assert_eq!(third.len(), 1, "one weakness came up three times: {third:?}");
    let recurred = |a: &&Value| a["state"]["committed"]["progress"]["done"]["judgement"]["recurrence"].is_object();
    assert_eq!(all(&near_miss, "actions").iter().filter(recurred).count(), 1, "its third time reopens a verdict");
    let cited = |full: &Value| all(full, "lessons").iter().map(|l| all(l, "practices").len()).sum::<usize>();
    assert_eq!((cited(&cards), cited(&search), cited(&near_miss)), (1, 1, 0));
}

#[test]
fn what_is_open_in_the_samples_is_meant_to_be() {
    let place = demo();
    let asked = |folder: &str, name: &str| -> Vec<Value> {
        let all = place.run(["check", &number(&place, &told(folder)), "--json", "--fail-on", "never"]).code(0).json();
        all["checked"][0][name].as_array().unwrap().clone()
    };
    let dismissed = |folder: &str| -> Vec<String> {
        asked(folder, "dismissed").iter().map(|q| text(q, "code").to_owned()).collect()
    };
    let open = |folder: &str| -> Vec<String> {
        let all = asked(folder, "questions");
        // what waits, is due, or is to be judged depends on the day
        let depends = |code: &String| ["P09", "A07", "A08"].contains(&code.as_str());
        all.iter().map(|q| text(q, "code").to_owned()).filter(|code| !depends(code)).collect()
    };
    // two owners were asked and have not accepted yet; the wording of a notice is dismissed with a reason
    assert_eq!(open("card-payments"), ["A02", "A02"]);
    // so are the two zones
    assert_eq!(open("search-catalogue"), ["A02", "A02"]);
    for complete in ["processor-drill", "certificate-near-miss"] {
        assert_eq!(open(complete), [""; 0], "{complete}");
    }
    assert_eq!(dismissed("card-payments"), ["W08", "W08"]);
    assert_eq!(dismissed("search-catalogue"), ["T10"]);
    // the draft that a newcomer finishes
    let draft: BTreeSet<String> = open("order-mails").into_iter().collect();
    let left =
        ["A01", "C04", "C05", "C08", "C10", "L01", "L02", "P02", "P10", "T03", "T05", "T06", "T08", "T10", "T12"];
    assert_eq!(draft.iter().map(String::as_str).collect::<Vec<_>>(), left);
}
