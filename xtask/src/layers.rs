//! The rule of arrows: a crate knows only crates on floors below, never sideways, never up.
//! Arrows of tests do not count; crates of others have no floor.

use crate::metadata::{Metadata, Package};
use crate::tree::Finding;

/// Checks each arrow between our crates, and says how much it looked at.
pub fn check(metadata: &Metadata) -> (Vec<Finding>, String) {
    let mut findings = Vec::new();
    let mut rooms = 0;
    let mut arrows = 0;
    for package in metadata.members() {
        let Some(room) = metadata.room_of(package) else {
            continue;
        };
        let manifest = metadata.manifest_of(package);
        rooms += 1;
        let Some(floor) = package.floor() else {
            findings.push(Finding::in_file(&manifest, "names no floor: [package.metadata.house] floor = N"));
            continue;
        };
        for below in targets(metadata, package) {
            arrows += 1;
            let there = below.floor();
            if there.is_none_or(|there| there >= floor) {
                findings.push(Finding::in_file(
                    &manifest,
                    format!(
                        "{room} (floor {floor}) -> {} ({}): an arrow goes to a lower floor only",
                        below.name,
                        there.map_or("no floor".to_owned(), |it| format!("floor {it}")),
                    ),
                ));
            }
        }
    }
    if rooms == 0 {
        findings.push(Finding::in_file("crates/", "no crate found to check"));
    }
    (findings, format!("{rooms} crates, {arrows} arrows"))
}

fn targets<'a>(metadata: &'a Metadata, package: &'a Package) -> impl Iterator<Item = &'a Package> + 'a {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"))
        .filter_map(|dependency| metadata.members().find(|it| it.name == dependency.name))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn room(name: &str, floor: Option<u64>, arrows: &[(&str, Option<&str>)]) -> Value {
        let dependencies: Vec<_> = arrows.iter().map(|(name, kind)| json!({ "name": name, "kind": kind })).collect();
        json!({
            "name": name, "version": "0.1.0", "id": name, "license": "Apache-2.0", "source": null,
            "manifest_path": format!("/sample/crates/{name}/Cargo.toml"),
            "dependencies": dependencies,
            "metadata": floor.map(|floor| json!({ "house": { "floor": floor } })),
        })
    }

    fn complaints(packages: Value) -> Vec<String> {
        let (findings, _) = check(&Metadata::sample(packages));
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn arrows_down_are_right() {
        let (findings, what) = check(&Metadata::sample(json!([
            room("postmortem", Some(1), &[("serde", None)]),
            room("store", Some(2), &[("postmortem", None)]),
            room("app", Some(3), &[("store", None), ("postmortem", None)]),
        ])));
        assert_eq!(findings, []);
        assert_eq!(what, "3 crates, 3 arrows");
    }

    #[test]
    fn an_arrow_up_is_named() {
        let said = complaints(json!([room("store", Some(2), &[("app", None)]), room("app", Some(3), &[]),]));
        assert_eq!(
            said,
            ["crates/store/Cargo.toml: store (floor 2) -> app (floor 3): an arrow goes to a lower floor only"]
        );
    }

    #[test]
    fn an_arrow_sideways_is_named_and_one_of_a_build_script_too() {
        let said =
            complaints(json!(
                [room("store", Some(2), &[("evidence", Some("build"))]), room("evidence", Some(2), &[]),]
            ));
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("store (floor 2) -> evidence (floor 2)"));
    }

    #[test]
    fn an_arrow_of_tests_may_go_up() {
        let said = complaints(json!([
            room("web", Some(4), &[("testkit", Some("dev"))]),
            room("testkit", Some(5), &[("web", None)]),
        ]));
        assert_eq!(said, Vec::<String>::new());
    }

    #[test]
    fn a_crate_without_a_floor_is_named() {
        let said = complaints(json!([room("prose", None, &[])]));
        assert_eq!(said.len(), 1);
        assert!(said[0].contains("names no floor"));
    }

    #[test]
    fn a_workspace_without_rooms_is_a_broken_check() {
        assert_eq!(complaints(json!([])).len(), 1);
    }
}
