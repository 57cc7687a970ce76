//! Which room may ask for which crate of others.
//! An invariant of the map stands here once: a change of it is a change of ARCHITECTURE.md too.

use crate::metadata::Metadata;
use crate::tree::Finding;

/// A crate of others, and the only rooms that may know it.
const ONLY: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("axum", &["web", "testkit"]),
    ("axum-extra", &["web", "testkit"]),
    ("hyper", &["web", "testkit"]),
    ("hyper-util", &["web", "testkit"]),
    ("tower-http", &["web", "testkit"]),
    ("askama", &["views"]),
    ("fluent-templates", &["views"]),
    ("reqwest", &["outbound"]),
    ("lettre", &["outbound"]),
    ("clap", &["cli"]),
    ("tracing-subscriber", &["cli", "testkit"]),
];

/// A room, and what it must never know: rooms that are pure.
const NEVER: &[(&str, &[&str])] = &[
    ("postmortem", &["tokio", "tracing", "rand", "tempfile"]),
    ("prose", &["tokio", "tracing", "rand", "tempfile"]),
    ("evidence", &["tokio", "rand"]),
    ("publish", &["tokio", "rand"]),
    ("wording", &["tokio", "tracing", "rand", "tempfile"]),
];

/// Checks the manifests of our crates.
pub fn check(metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in metadata.members() {
        let Some(room) = metadata.room_of(package) else {
            continue;
        };
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let manifest = metadata.manifest_of(package);
            if let Some((_, rooms)) = ONLY.iter().find(|(it, _)| *it == name)
                && !rooms.contains(&room.as_str())
            {
                findings.push(Finding::in_file(
                    &manifest,
                    format!("asks for {name}, which only {} may know", rooms.join(", ")),
                ));
            }
            // what tests ask for does not make a room impure
            if dependency.kind.as_deref() != Some("dev")
                && NEVER.iter().any(|(it, never)| *it == room && never.contains(&name))
            {
                findings.push(Finding::in_file(&manifest, format!("asks for {name}, and {room} is pure")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn complaints(room: &str, name: &str, kind: Option<&str>) -> Vec<String> {
        let metadata = Metadata::sample(json!([{
            "name": room, "version": "0.1.0", "id": room, "license": null, "source": null,
            "manifest_path": format!("/sample/crates/{room}/Cargo.toml"),
            "dependencies": [{ "name": name, "kind": kind }], "metadata": null,
        }]));
        check(&metadata).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_store_knows_sql() {
        assert_eq!(
            complaints("app", "sqlx", None),
            ["crates/app/Cargo.toml: asks for sqlx, which only store may know"]
        );
        assert_eq!(complaints("app", "sqlx", Some("dev")).len(), 1);
        assert_eq!(complaints("store", "sqlx", None).len(), 0);
    }

    #[test]
    fn only_web_knows_http() {
        for name in ["axum", "hyper", "tower-http"] {
            assert_eq!(complaints("app", name, None).len(), 1, "{name}");
            assert_eq!(complaints("web", name, None).len(), 0, "{name}");
        }
    }

    #[test]
    fn a_pure_room_knows_no_runtime() {
        assert_eq!(
            complaints("postmortem", "tokio", None),
            ["crates/postmortem/Cargo.toml: asks for tokio, and postmortem is pure"]
        );
        assert_eq!(complaints("prose", "tracing", None).len(), 1);
        assert_eq!(complaints("prose", "tokio", Some("dev")).len(), 0);
    }
}
