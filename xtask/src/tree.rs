//! The files of the repository as git knows them, and what a check says about one.
//! Reads; never writes, and never decides what is right.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// A thing to mend, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    path: String,
    line: Option<usize>,
    what: String,
}

impl Finding {
    /// Says something about a file as a whole.
    pub fn in_file(path: &str, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line: None, what: what.into() }
    }

    /// Says something about a line, counted from one.
    pub fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::in_file(path, what) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path, self.what),
            None => write!(f, "{}: {}", self.path, self.what),
        }
    }
}

/// Paths with their text; a file that is not UTF-8 has none.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads what git tracks and what it would track: a file just written is checked too.
    pub fn of_the_repository(root: &Path) -> Result<Self> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others"])
            .arg("--exclude-standard")
            .current_dir(root)
            .output()
            .context("running git ls-files")?;
        if !listed.status.success() {
            bail!("git ls-files: {}", String::from_utf8_lossy(&listed.stderr).trim());
        }
        let mut files = BTreeMap::new();
        for path in String::from_utf8(listed.stdout)?.split_terminator('\0') {
            // one that is deleted but not yet committed is listed and not there
            if let Ok(bytes) = std::fs::read(root.join(path)) {
                files.insert(path.to_owned(), String::from_utf8(bytes).ok());
            }
        }
        Ok(Self { files })
    }

    /// Builds a tree of a test.
    #[cfg(test)]
    pub fn sample(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned()))).collect();
        Self { files }
    }

    /// Counts the files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Lists the files that are text, sorted by path.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Lists the Rust files of the crates and of this one.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts().filter(|(path, _)| {
            has_extension(path, "rs") && (path.starts_with("crates/") || path.starts_with("xtask/"))
        })
    }

    /// Tells whether a file or a folder of this name is there.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.files.contains_key(path) || self.under(&folder).next().is_some()
    }

    /// Lists the paths below a folder, whose name ends in a slash.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.files
            .range::<str, _>((Bound::Included(folder), Bound::Unbounded))
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(folder))
    }
}

/// Tells whether a path ends in this extension.
pub fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|it| it == extension)
}

/// Tells whether a path lies among test material, which may quote what the product may not say.
pub fn is_material(path: &str) -> bool {
    path.starts_with("samples/") || path.split('/').any(|part| part == "fixtures")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_there_when_a_file_below_it_is() {
        let tree = Tree::sample(&[("crates/store/src/lib.rs", ""), ("crates/storehouse", "")]);
        assert!(tree.has("crates/store"));
        assert!(tree.has("crates/store/"));
        assert!(tree.has("crates/store/src/lib.rs"));
        assert!(!tree.has("crates/sto"));
        assert_eq!(tree.under("crates/store/").count(), 1);
    }

    #[test]
    fn a_finding_names_file_and_line() {
        let finding = Finding::at("a.rs", 3, "too long");
        assert_eq!(finding.to_string(), "a.rs:3: too long");
        assert_eq!(Finding::in_file("a.rs", "gone").to_string(), "a.rs: gone");
    }
}
