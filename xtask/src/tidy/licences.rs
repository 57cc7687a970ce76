//! The licences of all that is linked, and crates that must not come in by a side door.
//! Reads the lock file's crates of every platform, so that no machine sees another list.

use crate::metadata::Metadata;
use crate::tree::Finding;

/// Licences under which a binary of ours may carry a crate.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    // copyleft by file: used as they come, never changed
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Crates that bring a second TLS stack or a C build, with what to do instead.
const ABSENT: &[(&str, &str)] = &[
    ("openssl-sys", "rustls with ring is our one TLS stack"),
    ("native-tls", "rustls with ring is our one TLS stack"),
    ("aws-lc-sys", "rustls with ring is our one TLS stack"),
    ("zstd-sys", "we compress with gzip and brotli"),
];

/// Crates of which two versions would break or double the build.
const ONCE: &[&str] = &["libsqlite3-sys", "ring", "rustls", "sqlx-core", "tokio"];

/// Checks all crates of the lock file.
pub fn check(metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &metadata.packages {
        let name = format!("{} {}", package.name, package.version);
        match package.license.as_deref() {
            None => findings.push(about(format!("{name} states no licence"))),
            Some(licence) if !is_allowed(licence) => {
                findings.push(about(format!("{name} is under {licence}")));
            }
            Some(_) => {}
        }
        if let Some((_, instead)) = ABSENT.iter().find(|(it, _)| *it == package.name) {
            findings.push(about(format!("{name} came in: {instead}")));
        }
    }
    for once in ONCE {
        let versions: Vec<&str> = metadata
            .packages
            .iter()
            .filter(|package| package.name == *once)
            .map(|package| package.version.as_str())
            .collect();
        if versions.len() > 1 {
            findings.push(about(format!("{once} is there as {}: one is enough", versions.join(" and "))));
        }
    }
    findings
}

fn about(what: String) -> Finding {
    Finding::in_file("Cargo.lock", what)
}

/// Reads a licence expression: `OR` needs one side, `AND` both; an old `/` means `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let allowed = either(&words, &mut at);
    // an expression that we can't read to its end allows nothing
    allowed && at == words.len()
}

fn either(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = both(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        allowed |= both(words, at);
    }
    allowed
}

fn both(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        allowed &= one(words, at);
    }
    allowed
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let Some(word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if *word == "(" {
        let allowed = either(words, at);
        let closed = words.get(*at) == Some(&")");
        *at += 1;
        return allowed && closed;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or_default();
        *at += 2;
        return ALLOWED.contains(&format!("{word} WITH {exception}").as_str());
    }
    ALLOWED.contains(word)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn package(name: &str, version: &str, license: Option<&str>) -> Value {
        json!({
            "name": name, "version": version, "id": format!("{name}{version}"), "license": license,
            "source": "registry", "manifest_path": "/registry/Cargo.toml", "dependencies": [], "metadata": null,
        })
    }

    fn complaints(packages: Value) -> Vec<String> {
        check(&Metadata::sample(packages)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn expressions_are_read() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "MIT OR Apache-2.0 OR LGPL-2.1-or-later",
        ] {
            assert!(is_allowed(good), "{good}");
        }
        for bad in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR GPL-3.0) AND AGPL-3.0",
            "Apache-2.0 WITH Other-exception",
            "MIT GPL-3.0",
            "(MIT",
            "",
        ] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }

    #[test]
    fn a_foreign_licence_and_a_missing_one_are_named() {
        let said = complaints(json!([
            package("sharealike", "1.0.0", Some("AGPL-3.0")),
            package("silent", "1.0.0", None),
            package("fine", "1.0.0", Some("MIT")),
        ]));
        assert_eq!(
            said,
            ["Cargo.lock: sharealike 1.0.0 is under AGPL-3.0", "Cargo.lock: silent 1.0.0 states no licence"]
        );
    }

    #[test]
    fn a_second_tls_stack_is_named() {
        for name in ["openssl-sys", "aws-lc-sys", "zstd-sys"] {
            assert_eq!(complaints(json!([package(name, "1.0.0", Some("MIT"))])).len(), 1);
        }
    }

    #[test]
    fn a_second_sqlite_is_named() {
        let said = complaints(json!([
            package("libsqlite3-sys", "0.37.0", Some("MIT")),
            package("libsqlite3-sys", "0.38.0", Some("MIT")),
        ]));
        assert_eq!(said, ["Cargo.lock: libsqlite3-sys is there as 0.37.0 and 0.38.0: one is enough"]);
    }
}
