//! Runs the built binary as people and programs do.

#![expect(clippy::unwrap_used, reason = "what the tests stand on may fail them")]

mod checks;
mod common;
mod documents;
mod kills;
mod samples;

use common::{Place, Run};
use serde_json::Value;

#[test]
fn help_is_the_manual() {
    let place = Place::new();
    let help = place.run(["--help"]).code(0).out;
    for command in [
        "serve",
        "demo",
        "new",
        "list",
        "import",
        "export",
        "publish",
        "lint",
        "check",
        "explain",
        "user",
        "migrate",
        "backup",
        "restore",
        "doctor",
        "config",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} is missing in\n{help}");
        let own = place.run([command, "--help"]).code(0).out;
        assert!(own.len() > 200 && own.contains("Usage: inquest"), "{command}:\n{own}");
    }
    assert!(place.run(["--version"]).code(0).out.starts_with("inquest 0."));
    assert!(place.is_empty(), "asking for help makes nothing");
}

#[test]
fn manual_pages_and_completions_are_written() {
    let place = Place::new();
    assert!(place.run(["man"]).code(0).out.contains(".TH inquest 1"));
    place.run(["man", "pages"]).code(0);
    assert!(place.read("pages/inquest-user-add.1").contains("inquest"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.run(["completions", shell]).code(0).out.contains("inquest"), "{shell}");
    }
}

#[test]
fn what_the_caller_got_wrong_ends_with_1() {
    let place = Place::new();
    assert!(place.run(["lost"]).code(1).err.contains("unrecognized subcommand"));
    assert!(place.run(["new", "--title", "x"]).code(1).err.contains("--severity"));
    let error = place.run(["lost", "--json"]).code(1).err;
    let error: Value = serde_json::from_str(&error).unwrap();
    assert_eq!((&error["error"]["kind"], &error["error"]["code"]), (&"user".into(), &1.into()));

    let said = place.run(["list"]).code(1).err;
    assert!(said.contains("there is no inquest database in inquest-data") && said.contains("hint: "), "{said}");
    assert!(place.is_empty(), "a mistyped folder does not become an empty house");
}

#[test]
fn lint_asks_about_wording_and_tells_by_its_code() {
    let place = Place::new();
    place.write("clean.md", "At 14:02 the on-call engineer restarted the primary.\n");
    place.write("bad.md", "# 장애\n\n> human error\n\n담당자 실수입니다.\nThe outage was caused by human error.\n");
    assert!(place.run(["lint", "clean.md"]).code(0).out.contains("found 0"));
    let said = place.run(["lint", "bad.md", "clean.md"]).code(1);
    assert!(said.out.contains("bad.md:5:1: blame/person-as-cause \"담당자 실수\""), "{}", said.out);
    assert!(said.out.contains("found 2, allowed 0, files 2") && said.err.is_empty(), "{}{}", said.out, said.err);
    let found = place.run(["lint", "bad.md", "--json"]).code(1).json();
    assert_eq!(
        (&found[0]["findings"][1]["line"], &found[0]["findings"][1]["words"]),
        (&6.into(), &"human error".into())
    );
    let sarif = place.run(["lint", "bad.md", "--sarif"]).code(1).json();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 2);
    assert!(place.run(["lint", "bad.md", "--github"]).code(1).out.starts_with("::notice file=bad.md,line=5,col=1,"));
    place.write("allowed.md", "<!-- lint: allow blame/person-as-cause -->\nIt was human error.\n");
    assert!(place.run(["lint", "allowed.md"]).code(0).out.contains("allowed 1"));
    let missing = place.run(["lint", "missing.md"]).code(2).err;
    assert!(missing.contains("missing.md") && missing.contains("hint: check the path"), "{missing}");
    let folder = place.run(["lint", "."]).code(2).err;
    assert!(folder.contains("hint: name the files in it"), "{folder}");
    place.run(["lint"]).code(2);
}

#[test]
fn what_the_configuration_got_wrong_ends_with_2_and_a_suggestion() {
    let place = Place::new();
    place.write("inquest.toml", "[server]\nlisen = \"127.0.0.1:1\"\n");
    let said = place.run(["config", "check"]).code(2).err;
    assert!(said.contains("inquest.toml: unknown setting `server.lisen`; did you mean `server.listen`?"), "{said}");
    let error: Value = serde_json::from_str(&place.run(["list", "--json"]).code(2).err).unwrap();
    assert_eq!(error["error"]["kind"], "configuration");

    let place = Place::new();
    let said = Place::new().with("INQUEST_SERVER__LISTEN", "nowhere").run(["config", "check"]).code(2).err;
    assert!(said.contains("INQUEST_SERVER__LISTEN: `server.listen` is \"nowhere\""), "{said}");
    let said = place.run(["serve", "--listen", "0.0.0.0:0"]).code(2).err;
    assert!(said.contains("server.base_url"), "{said}");
    let said = place.run(["config", "check", "--config", "missing.toml"]).code(2).err;
    assert!(said.contains("missing.toml"), "{said}");
    place.run(["config", "check"]).code(0);
}

#[test]
fn settings_show_where_they_came_from_and_no_secret() {
    let place = Place::new();
    place.write("inquest.toml", "[limits]\nmax_file_mib = 7\n[storage]\ndatabase = \"postgres://me:hunter2@db/x\"\n");
    let place = place.with("INQUEST_LOG__LEVEL", "warn");
    let shown = place.run(["config", "show", "--data", "here", "--json"]).code(0);
    assert!(!shown.out.contains("hunter2") && !shown.err.contains("hunter2"));
    let all = shown.json();
    let of = |key: &str| all.as_array().unwrap().iter().find(|s| s["key"] == key).unwrap().clone();
    assert_eq!(of("limits.max_file_mib")["from"], "inquest.toml");
    assert_eq!(of("log.level")["from"], "INQUEST_LOG__LEVEL");
    assert_eq!(of("storage.data")["from"], "command line");
    assert_eq!(of("server.listen")["from"], "default");
    assert_eq!(of("storage.database")["value"], "postgres://me:***@db/x");
    assert!(place.run(["config", "example"]).code(0).out.contains("# max_upload_mib = 2048"));
}

#[test]
fn an_account_begins_with_a_link() {
    let place = Place::new();
    let added =
        place.run(["user", "add", "Ada@Example.com", "--role", "administrator", "--zone", "Asia/Seoul"]).code(0);
    assert!(added.out.contains("http://127.0.0.1:7878/welcome/"), "{}", added.out);
    let added = place.run(["user", "add", "ben@example.com", "--locale", "ko", "--json"]).code(0).json();
    assert_eq!(added["person"]["locale"], "ko");
    assert!(added["link"].as_str().unwrap().len() > 60);

    let said = place.run(["user", "add", "ada@example.com"]).code(1).err;
    assert!(said.contains("Someone already signs in with this address."), "{said}");
    assert!(place.run(["user", "add", "nobody"]).code(1).err.contains("This is no e-mail address."));

    place.run(["user", "role", "ben@example.com", "reader"]).code(0);
    place.run(["user", "suspend", "ben@example.com"]).code(0);
    let everyone = place.run(["user", "list", "--json"]).code(0).json();
    assert_eq!(everyone.as_array().unwrap().len(), 2);
    let ben = everyone.as_array().unwrap().iter().find(|p| p["login"] == "ben@example.com").unwrap();
    assert_eq!(ben["role"], "reader");
    assert!(ben["suspended_at"].is_string());
    assert!(place.run(["list", "--as", "ben@example.com"]).code(1).err.contains("nobody who can sign in is called"));
    assert!(place.run(["user", "reset", "ada@example.com"]).code(0).out.contains("/welcome/"));
    assert!(place.run(["user", "reset", "carl@example.com"]).code(1).err.contains("nobody is called carl@example.com"));
}

#[test]
fn a_postmortem_is_begun_and_listed_by_those_who_may_see_it() {
    let place = Place::new();
    place.run(["user", "add", "ada@example.com"]).code(0);
    place.run(["user", "add", "ben@example.com"]).code(0);
    let begin =
        ["new", "--title", "결제가 거절되었습니다", "--severity", "sev1", "--tag", "연결 풀", "--service", "payments"];
    assert!(place.run(begin).code(1).err.contains("--owner"));
    let made = place.run(begin.iter().copied().chain(["--owner", "ada@example.com", "--json"])).code(0).json();
    let number = made["number"].as_str().unwrap().to_owned();
    assert!(number.ends_with("-001"), "{number}");
    let said = place.run(["new", "--title", "x", "--severity", "sev9", "--owner", "ada@example.com"]).code(1).err;
    assert!(said.contains("severity: The scheme has no severity “sev9”."), "{said}");

    let list = place.run(["list"]).code(0).out;
    assert!(list.contains(&number) && list.contains("결제가 거절되었습니다"), "{list}");
    let of = |who: &str| place.run(["list", "--json", "--as", who]).code(0).json().as_array().unwrap().len();
    assert_eq!((of("ada@example.com"), of("ben@example.com")), (1, 0));
}

#[test]
fn evidence_is_imported_once() {
    let place = Place::new();
    place.run(["user", "add", "ada@example.com"]).code(0);
    place.run(["new", "--title", "x", "--severity", "sev1", "--owner", "ada@example.com", "--json"]).code(0);
    let number = place.run(["list", "--json"]).code(0).json()[0]["number"].as_str().unwrap().to_owned();
    place.write("events.csv", "when,what\n2026-11-13T14:00:00Z,first\nnever,second\n2026-11-13T14:05:00Z,third\n");
    let import =
        ["import", "table", "events.csv", "--pm", &number, "--map", "time=when", "--map", "text=what", "--json"];
    let first = place.run(import).code(0).json();
    assert_eq!((&first["state"], &first["report"]["n_taken"]), (&"done".into(), &2.into()), "{first}");
    assert_eq!(first["report"]["n_refused"], 1);
    assert_eq!(first["findings"][0]["line"], 3, "{first}");
    let again = place.run(import).code(0).json();
    assert_eq!((&again["report"]["n_taken"], &again["report"]["n_known"]), (&0.into(), &2.into()), "{again}");

    assert!(place.run(["import", "fax", "events.csv", "--pm", &number]).code(1).err.contains("unknown source"));
    assert!(place.run(["import", "table", "lost.csv", "--pm", &number]).code(1).err.contains("there is no lost.csv"));
    assert!(
        place
            .run(["import", "table", "events.csv", "--pm", "PM-2026-999"])
            .code(1)
            .err
            .contains("there is no PM-2026-999")
    );
    let said = place.run(["import", "table", "events.csv", "--pm", &number, "--from", "yesterday"]).code(1).err;
    assert!(said.contains("--from"), "{said}");
}

#[test]
fn a_backup_is_restored_and_a_damaged_one_refused() {
    let place = Place::new();
    place.run(["user", "add", "ada@example.com"]).code(0);
    place.run(["new", "--title", "x", "--severity", "sev1", "--owner", "ada@example.com"]).code(0);
    let made = place.run(["backup", "b.zip", "--json"]).code(0).json();
    assert!(made["rows"].as_u64().unwrap() > 5 && made["has_key"] == false, "{made}");
    assert!(place.run(["backup", "b.zip"]).code(1).err.contains("is there already"));

    place.run(["restore", "b.zip", "--data", "new"]).code(0);
    let list = |data: &str| place.run(["list", "--json", "--data", data]).code(0).json();
    assert_eq!(list("new"), list("inquest-data"));
    place.run(["doctor", "--data", "new"]).code(0);
    assert!(place.run(["restore", "b.zip", "--data", "new"]).code(1).err.contains("is there already"));

    let mut bytes = std::fs::read(place.path("b.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(place.path("bad.zip"), bytes).unwrap();
    let said = place.run(["restore", "bad.zip", "--data", "other"]).code(1).err;
    assert!(said.contains("damaged") && said.contains("nothing was changed"), "{said}");
    assert!(!place.path("other").exists());
    assert!(place.run(["restore", "lost.zip", "--data", "other"]).code(1).err.contains("there is no lost.zip"));
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_left_alone() {
    let place = Place::new();
    place.run(["user", "add", "ada@example.com"]).code(0);
    place.pretend_newer();
    let before = std::fs::read(place.path("inquest-data/inquest.db")).unwrap();
    for command in [&["list"][..], &["serve", "--listen", "127.0.0.1:0"], &["migrate"], &["backup", "b.zip"]] {
        let said = place.run(command.iter().copied()).code(2).err;
        assert!(said.contains("schema 999") && said.contains("nothing was changed"), "{said}");
        assert!(said.contains("hint: run the version of inquest that made it, or a newer one"), "{said}");
    }
    assert_eq!(std::fs::read(place.path("inquest-data/inquest.db")).unwrap(), before);
    assert!(place.run(["doctor"]).code(1).out.contains("999, this program knows"));
}

#[test]
fn the_doctor_names_what_is_wrong_and_what_helps() {
    let place = Place::new();
    place.run(["user", "add", "ada@example.com"]).code(0);
    let well = place.run(["doctor", "--json"]).code(0).json();
    assert_eq!(well["ok"], true, "{well}");
    std::fs::write(place.path("inquest-data/secret.key"), "short").unwrap();
    let ill = place.run(["doctor", "--json"]).code(1).json();
    let key = ill["findings"].as_array().unwrap().iter().find(|f| f["subject"] == "key").unwrap().clone();
    assert_eq!((&key["state"], key["cure"].is_string()), (&"wrong".into(), true), "{key}");
    std::fs::write(
        place.path("inquest-data/inquest.db"),
        "this is no database, but long enough to look like one\n".repeat(200),
    )
    .unwrap();
    assert!(place.run(["doctor"]).code(1).out.contains("WRONG  database"));
    assert!(place.run(["list"]).code(2).err.contains("does not open as a database"));
}

#[test]
fn the_sample_company_is_loaded_where_it_stays() {
    let place = Place::new();
    assert!(place.run(["demo", "--load-only"]).code(1).err.contains("--data"));
    let loaded =
        place.run(["demo", "--load-only", "--data", "d", "--json", "--password", "a long enough word"]).code(0).json();
    assert_eq!(loaded["password"], "a long enough word");
    assert_eq!(loaded["postmortems"].as_array().unwrap().len(), 5);
    assert_eq!(loaded["published"].as_array().unwrap().len(), 3);
    assert_eq!(place.run(["list", "--data", "d", "--json"]).code(0).json().as_array().unwrap().len(), 5);
    assert!(place.run(["demo", "--load-only", "--data", "d"]).code(1).err.contains("has an account there already"));
    std::fs::write(place.path("said.txt"), "the pool is empty").unwrap();
    let note = ["import", "note", "said.txt", "--data", "d", "--pm", "PM-2026-003"];
    assert!(place.run(note).code(1).err.contains("--at"));
    place.run(note.into_iter().chain(["--at", "2026-10-22 00:10", "--caption", "On the phone"])).code(0);
}

#[test]
fn commands_work_beside_a_running_server_which_ends_in_good_order() {
    let place = Place::new();
    let mut server = place.serve();
    assert!(server.ready.starts_with("http://127.0.0.1:"));
    assert!(server.first_run.as_deref().unwrap().starts_with(&format!("{}/welcome/", server.ready)));
    assert_eq!(server.get("/healthz"), 200);
    place.run(["user", "add", "ada@example.com"]).code(0);
    place.run(["new", "--title", "x", "--severity", "sev1", "--owner", "ada@example.com"]).code(0);
    place.run(["backup", "b.zip"]).code(0);
    assert_eq!(server.get("/healthz"), 200);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(place.path("inquest-data")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
    assert_eq!(server.stop(), Some(0));
    assert!(!place.path("inquest-data/inquest.db-wal").exists(), "the log was folded into the database");

    let again = place.serve();
    assert_eq!(again.first_run, None, "once someone has an account");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let Run { err, .. } = place.run(["serve", "--listen", &address]).code(2);
    assert!(err.contains("cannot listen on") && err.contains("--listen"), "{err}");
    assert!(!place.path("inquest-data").exists(), "nothing was begun");
}
