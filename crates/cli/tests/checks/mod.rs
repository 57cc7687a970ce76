//! Checking postmortems and documents with the built binary.

use std::path::Path;

use serde_json::Value;

use crate::common::Place;

const DOCUMENT: &str = "# Logins failed\n\n## Summary\n\nAll logins failed: TBD.\n\n## Impact\n\n4,000 logins.\n\n## Timeline\n\n- 2026-11-13 14:02 UTC outage begins\n- 14:?? UTC someone looks\n- 14:05 UTC alert\n- 14:09 UTC restored\n\n## Resolution\nA restart, because the loop had no limit.\n\n## Lessons learned\n- The loop needs a limit.\n\n## Action items\n- Limit the loop, verified by a test (owner: team A, due 2026-12-24)\n";

#[test]
fn a_document_of_others_is_asked_about_line_by_line() {
    let place = Place::new();
    place.write("pm.md", DOCUMENT);
    let said = place.run(["check", "pm.md"]).code(0).out;
    assert_eq!(
        said,
        "pm.md:3: P10 should: What belongs here? The text still holds “TBD”.\n\
         pm.md:14: T19 should: When was “14:?? UTC someone looks”? Its time does not read.\n\
         1 checked; open: 0 must, 2 should, 0 note\n"
    );
    assert!(place.run(["check", "pm.md", "--fail-on", "should"]).code(3).err.contains("2 questions are to be settled"));
    place.run(["check", "pm.md", "--fail-on", "never"]).code(0);
    let korean = place.run(["check", "pm.md", "--language", "ko"]).code(0).out;
    assert!(korean.contains("pm.md:14: T19 should: “14:?? UTC someone looks” 행은 언제의 일입니까?"), "{korean}");
}

#[test]
fn programs_get_json_sarif_and_workflow_commands() {
    let place = Place::new();
    place.write("a b.md", DOCUMENT);
    place.write("empty.txt", "");
    place.write("left.png", "x");
    let all = place.run(["check", ".", "--json"]).code(3);
    let error: Value = serde_json::from_str(&all.err).unwrap();
    assert_eq!(error["error"]["kind"], "open");
    let all = all.json();
    assert_eq!((&all["checked"][0]["name"], &all["checked"][1]["name"]), (&"./a b.md".into(), &"./empty.txt".into()));
    let first = &all["checked"][0]["questions"][0];
    assert_eq!(
        (&first["code"], &first["line"], &first["place"]["part"]),
        (&"P10".into(), &3.into(), &"summary".into())
    );
    assert_eq!(first["data"]["written"], "TBD");
    assert_eq!(all["open"]["must"], 2);

    let sarif = place.run(["check", "a b.md", "--sarif"]).code(0).json();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let result = &run["results"][1];
    assert_eq!((&result["ruleId"], &result["level"]), (&"T19".into(), &"warning".into()));
    let rule = &run["tool"]["driver"]["rules"][usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
    assert_eq!(rule["id"], "T19");
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "a%20b.md");
    assert_eq!(location["region"]["startLine"], 14);

    let github = place.run(["check", "a b.md", "--github"]).code(0).out;
    assert!(
        github.starts_with("::warning file=a b.md,line=3,title=P10 Placeholder left::What belongs here?"),
        "{github}"
    );
    assert_eq!(github.lines().count(), 2);
    assert!(place.run(["check", "a b.md", "--github", "--sarif"]).code(1).err.contains("--sarif"));
}

#[test]
fn what_is_kept_here_is_asked_the_same_as_its_export() {
    let place = Place::new();
    place.run(["demo", "--load-only", "--json", "--data", "inquest-data"]).code(0);
    let number = "PM-2026-005";
    let codes = |value: &Value| -> Vec<String> {
        let all = value["checked"][0]["questions"].as_array().unwrap().clone();
        let mut codes: Vec<String> = all.iter().map(|q| q["code"].as_str().unwrap().to_owned()).collect();
        codes.retain(|code| !matches!(code.as_str(), "P09" | "T13"));
        codes.sort();
        codes
    };
    let here = place.run(["check", number, "--json", "--fail-on", "never"]).code(0).json();
    for question in here["checked"][0]["questions"].as_array().unwrap() {
        let said = question["sentence"].as_str().unwrap();
        assert!(!said.starts_with("question-") && !said.contains('{'), "{said}");
    }
    let text = place.run(["export", number]).code(0).out;
    place.write("pm.md", &text);
    let there = place.run(["check", "pm.md", "--json", "--fail-on", "never"]).code(0).json();
    assert_eq!(codes(&here), codes(&there));
    assert!(place.run(["check", number, "--fail-on", "never"]).code(0).out.contains("1 checked; open: "));

    place.write("pm.md", &text.replacen("zone: ", "zone: Mars/", 1));
    let said = place.run(["check", "pm.md"]).code(1).err;
    assert!(said.contains("pm.md: line ") && said.contains("Mars/"), "{said}");
    assert!(place.run(["check", "PM-2026-999"]).code(1).err.contains("there is no PM-2026-999"));
}

#[test]
fn what_cannot_be_checked_says_so() {
    let place = Place::new();
    assert!(place.run(["check", "lost.md"]).code(1).err.contains("there is no lost.md"));
    place.write("image.md", "\0\u{1}");
    assert!(place.run(["check", "image.md"]).code(1).err.contains("image.md is no text"));
    std::fs::create_dir(place.path("none")).unwrap();
    assert!(place.run(["check", "none"]).code(1).err.contains("holds no .md"));
    assert!(place.run(["check"]).code(1).err.contains("PM|FILE|DIR"));
    assert!(place.run(["check", "PM-2026-001"]).code(1).err.contains("there is no inquest database"));
}

#[test]
fn every_question_is_explained() {
    let place = Place::new();
    let page = place.run(["explain", "t05"]).code(0).out;
    assert!(page.starts_with("# T05 Decision without a reason / ") && page.contains("## How to settle it"), "{page}");
    let list = place.run(["explain"]).code(0).out;
    assert!(list.lines().count() > 35 && list.contains("T05  should  Decision without a reason\n"), "{list}");
    let one = place.run(["explain", "P01", "--json"]).code(0).json();
    assert_eq!((&one["level"], &one["title_ko"]), (&"must".into(), &"요약이 비어 있습니다".into()));
    assert!(place.run(["explain", "T99"]).code(1).err.contains("is no code of a question"));
}

#[test]
fn a_folder_of_real_postmortems_is_checked() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/postmortems-en");
    if !folder.is_dir() {
        println!("skipped: ../shared/data is not at hand");
        return;
    }
    let place = Place::new();
    let began = std::time::Instant::now();
    let folder = folder.to_str().unwrap();
    let all = place.run(["check", folder, "--json", "--fail-on", "never"]);
    let all = all.code(0).json();
    let checked = all["checked"].as_array().unwrap();
    println!("{} documents in {:?}", checked.len(), began.elapsed());
    assert!(checked.len() > 1_000);
    for question in checked.iter().flat_map(|c| c["questions"].as_array().unwrap()) {
        let said = question["sentence"].as_str().unwrap();
        assert!(!said.starts_with("question-"), "{question}");
    }
}
