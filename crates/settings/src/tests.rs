//! What the layers make of flags, variables and a file; never reads any of the machine's own.

use super::*;

fn file(text: &str) -> Layers<'static> {
    Layers { file: Some(("inquest.toml".into(), text.to_owned())), ..Layers::default() }
}

fn problems(layers: Layers<'_>) -> String {
    load(layers).unwrap_err().to_string()
}

fn shown(loaded: &Loaded, key: &str) -> (Option<String>, Origin) {
    let shown = loaded.shown.iter().find(|s| s.key == key).unwrap();
    (shown.value.clone(), shown.origin.clone())
}

#[test]
fn without_any_configuration_everything_has_a_value() {
    let Loaded { settings, shown } = load(Layers::default()).unwrap();
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:7878");
    assert_eq!(settings.storage.sqlite_file(), std::path::Path::new("inquest-data/inquest.db"));
    assert_eq!(settings.limits.max_upload(), 2 << 30);
    assert_eq!(settings.security.password_memory_mib.kib(), 65_536);
    assert!(shown.iter().all(|s| s.origin == Origin::Default));
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let mut layers = file("[server]\nlisten = \"127.0.0.1:1\"\n[log]\nlevel = \"warn\"\n[limits]\nmax_file_mib = 3");
    layers.environment = vec![
        ("INQUEST_SERVER__LISTEN".to_owned(), "127.0.0.1:2".to_owned()),
        ("INQUEST_LOG__LEVEL".to_owned(), "debug".to_owned()),
        ("INQUEST_TEST_PG".to_owned(), "none of ours".to_owned()),
        ("PATH".to_owned(), "/bin".to_owned()),
    ];
    layers.flags = vec![("server.listen", "127.0.0.1:3".to_owned())];
    let loaded = load(layers).unwrap();
    assert_eq!(shown(&loaded, "server.listen"), (Some("127.0.0.1:3".to_owned()), Origin::Flag));
    let variable = Origin::Environment("INQUEST_LOG__LEVEL".to_owned());
    assert_eq!(shown(&loaded, "log.level"), (Some("debug".to_owned()), variable));
    assert_eq!(shown(&loaded, "limits.max_file_mib"), (Some("3".to_owned()), Origin::File("inquest.toml".into())));
    assert_eq!(loaded.settings.limits.max_file(), 3 << 20);
}

#[test]
fn unknown_keys_are_errors_with_a_suggestion() {
    let said = problems(file("[server]\nlisen = \"127.0.0.1:1\"\n[serve]\nlisten = \"x\"\n[log]\nbase_url = \"x\""));
    assert!(said.contains("inquest.toml: unknown setting `server.lisen`; did you mean `server.listen`?"), "{said}");
    assert!(said.contains("unknown setting `serve`; did you mean `server`?"), "{said}");
    assert!(said.contains("unknown setting `log.base_url`; did you mean `server.base_url`?"), "{said}");

    let variable = |name: &str| Layers { environment: vec![(name.to_owned(), "x".to_owned())], ..Layers::default() };
    let said = problems(variable("INQUEST_LOG__LEVLE"));
    assert!(said.contains("INQUEST_LOG__LEVLE: unknown setting `log.levle`; did you mean `log.level`?"), "{said}");
    let said = problems(variable("INQUEST_SERVER_LISTEN"));
    assert!(said.contains("did you mean `INQUEST_SERVER__LISTEN`?"), "{said}");
}

#[test]
fn every_problem_is_named_at_once() {
    let said = problems(file(
        "[server]\nlisten = \"7878\"\nbase_url = \"http://inquest.example.com\"\ntrusted_proxies = [\"10.0.0.0/40\"]\n\
         [limits]\nmax_file_mib = 0\n[security]\npassword_memory_mib = 1\n[log]\nformat = \"xml\"",
    ));
    for part in [
        "`server.listen` is \"7878\"",
        "`server.base_url` must be https",
        "`server.trusted_proxies` holds \"10.0.0.0/40\"",
        "`limits.max_file_mib` is \"0\"",
        "`security.password_memory_mib` is \"1\"",
        "`log.format` is \"xml\"",
    ] {
        assert!(said.contains(part), "{part} is not in:\n{said}");
    }
    assert!(problems(file("[server\n")).starts_with("inquest.toml: "));
}

#[test]
fn a_base_url_is_https_or_on_the_loopback_and_ends_after_the_host() {
    for (text, kept) in [
        ("https://Inquest.Example.com/", Some("https://inquest.example.com")),
        ("https://inquest.example.com:8443", Some("https://inquest.example.com:8443")),
        ("http://localhost:7878", Some("http://localhost:7878")),
        ("http://127.0.0.1", Some("http://127.0.0.1")),
        ("http://[::1]:80", Some("http://[::1]")),
        ("https://inquest.example.com:443", Some("https://inquest.example.com")),
        ("https://inquest.example.com:80", Some("https://inquest.example.com:80")),
        ("http://10.0.0.1", None),
        ("http://localhost.example.com", None),
        ("ftp://localhost", None),
        ("inquest.example.com", None),
        ("https://", None),
        ("https://a b", None),
        ("https://host:99999", None),
        ("https://user:pw@host", None),
        ("https://host/path", None),
        ("https://host?x", None),
    ] {
        let found = load(file(&format!("[server]\nbase_url = {text:?}"))).ok();
        let found = found.and_then(|l| l.settings.server.base_url).map(|b| b.as_str().to_owned());
        assert_eq!(found.as_deref(), kept, "{text}");
    }
}

#[test]
fn a_server_that_others_reach_needs_a_base_url() {
    assert!(problems(file("[server]\nlisten = \"0.0.0.0:80\"")).contains("set `server.base_url` too"));
    assert!(load(file("[server]\nlisten = \"0.0.0.0:80\"\nbase_url = \"https://inquest.example.com\"")).is_ok());
}

#[test]
fn networks_hold_their_addresses() {
    let loaded = load(file("[server]\ntrusted_proxies = [\"10.1.0.0/16\", \"::1\", \"0.0.0.0/0\"]")).unwrap();
    let [ten, one, all] = loaded.settings.server.trusted_proxies.as_slice() else { panic!("three networks") };
    assert!(ten.contains("10.1.2.3".parse().unwrap()));
    assert!(ten.contains("::ffff:10.1.2.3".parse().unwrap()));
    assert!(!ten.contains("10.2.0.1".parse().unwrap()));
    assert!(one.contains("::1".parse().unwrap()) && !one.contains("::2".parse().unwrap()));
    assert!(all.contains("203.0.113.9".parse().unwrap()) && !all.contains("::2".parse().unwrap()));
}

#[test]
fn passwords_are_never_shown() {
    let secret = "postgres://inquest:hunter2@db/inquest?sslmode=require&password=hunter2";
    let loaded = load(file(&format!("[storage]\ndatabase = \"{secret}\""))).unwrap();
    let shown = shown(&loaded, "storage.database").0.unwrap();
    assert_eq!(shown, "postgres://inquest:***@db/inquest?sslmode=require&password=***");
    assert!(!format!("{loaded:?}").contains("hunter2"));
    assert_eq!(loaded.settings.storage.database.unwrap().reveal(), secret);
    let said = problems(file("[storage]\ndatabase = \"mysql://inquest:hunter2@db\""));
    assert!(said.contains("must begin with postgres://") && !said.contains("hunter2"), "{said}");
}

#[test]
fn a_secret_can_stand_in_a_file_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("database");
    std::fs::write(&secret, "postgres://inquest:hunter2@db/inquest\n").unwrap();
    let text = format!("[storage]\ndatabase_file = {:?}", secret.to_str().unwrap());
    let loaded = load(file(&text)).unwrap();
    assert_eq!(
        shown(&loaded, "storage.database"),
        (Some("postgres://inquest:***@db/inquest".to_owned()), Origin::SecretFile(secret.clone()))
    );
    let both = format!("{text}\ndatabase = \"postgres://other/x\"");
    assert!(problems(file(&both)).contains("contradicts `storage.database`"));
    let mut layers = file(&text);
    layers.flags = vec![("storage.database", "postgres://other/x".to_owned())];
    assert_eq!(load(layers).unwrap().settings.storage.database.unwrap().reveal(), "postgres://other/x");
    std::fs::remove_file(&secret).unwrap();
    assert!(problems(file(&text)).contains("cannot be read"));
}

#[test]
fn the_example_names_every_key_and_reads_as_toml() {
    let text = example();
    for section in reference() {
        for key in section.keys {
            assert!(text.contains(&format!("# {} = ", key.name)), "{} is missing", key.name);
            assert!(!key.about.trim().is_empty());
        }
    }
    let bare: String = text
        .lines()
        .map(|l| l.strip_prefix("# ").filter(|l| l.contains(" = ") && !l.contains('`')).unwrap_or(l))
        .fold(String::new(), |all, l| all + l + "\n");
    load(file(&bare)).unwrap();
}
