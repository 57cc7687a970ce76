//! What cargo says about the workspace and the crates below it.
//! Only the fields that a check asks for; never a judgement.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The answer of `cargo metadata`.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    /// All crates in the lock file, ours among them.
    pub packages: Vec<Package>,
    /// The ids of ours.
    pub workspace_members: Vec<String>,
    /// Where the workspace lies.
    pub workspace_root: PathBuf,
}

/// One crate.
#[derive(Debug, Deserialize)]
pub struct Package {
    /// Its name in the registry or in the workspace.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its id, opaque.
    pub id: String,
    /// The licence expression, if it states one.
    pub license: Option<String>,
    /// Where its manifest lies.
    pub manifest_path: PathBuf,
    /// What it asks for.
    pub dependencies: Vec<Dependency>,
    /// Free metadata; ours state the floor there.
    pub metadata: Option<serde_json::Value>,
}

/// One arrow as a manifest states it.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    /// The crate asked for.
    pub name: String,
    /// `None` is a normal one, else `dev` or `build`.
    pub kind: Option<String>,
}

impl Metadata {
    /// Asks cargo, from whatever folder of the workspace we stand in.
    pub fn of_the_workspace() -> Result<Self> {
        let output = Command::new("cargo")
            .args(["metadata", "--format-version", "1", "--locked"])
            .output()
            .context("running cargo metadata")?;
        if !output.status.success() {
            bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        serde_json::from_slice(&output.stdout).context("reading what cargo metadata says")
    }

    /// Reads the answer of a test.
    #[cfg(test)]
    pub fn sample(packages: serde_json::Value) -> Self {
        let members: Vec<_> = packages
            .as_array()
            .expect("a list of packages")
            .iter()
            .filter(|package| package["source"].is_null())
            .map(|package| package["id"].clone())
            .collect();
        serde_json::from_value(serde_json::json!({
            "packages": packages,
            "workspace_members": members,
            "workspace_root": "/sample",
        }))
        .expect("a sample in the shape of cargo metadata")
    }

    /// Lists our own crates.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// Names the manifest of one of ours from the root.
    pub fn manifest_of(&self, package: &Package) -> String {
        package.manifest_path.strip_prefix(&self.workspace_root).unwrap_or(&package.manifest_path).display().to_string()
    }

    /// Names the room of one of ours: its folder below `crates/`.
    pub fn room_of(&self, package: &Package) -> Option<String> {
        let manifest = self.manifest_of(package);
        let room = manifest.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        Some(room.to_owned())
    }
}

impl Package {
    /// Reads the floor that a crate names.
    pub fn floor(&self) -> Option<u64> {
        self.metadata.as_ref()?.get("house")?.get("floor")?.as_u64()
    }
}
