//! What can be set: the reference of all keys, and the key that someone probably meant.

use std::fmt::Write;

use crate::{
    Limits, Log, Security, Server, Storage,
    section::{Key, Section},
};

/// A section as the reference shows it.
#[derive(Debug, Clone, Copy)]
pub struct SectionAbout {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// Every section with its keys.
pub fn reference() -> [SectionAbout; 5] {
    fn about<S: Section>() -> SectionAbout {
        SectionAbout { name: S::NAME, about: S::ABOUT, keys: S::KEYS }
    }
    [about::<Server>(), about::<Storage>(), about::<Limits>(), about::<Security>(), about::<Log>()]
}

/// A whole `inquest.toml`, each key explained and commented out.
pub fn example() -> String {
    let mut out = String::new();
    for section in reference() {
        comment(&mut out, section.about);
        let _ = writeln!(out, "[{}]", section.name);
        for key in section.keys {
            comment(&mut out, key.about);
            let is_number = !key.default.is_empty() && key.default.bytes().all(|b| b.is_ascii_digit());
            let value = if is_number { key.default.to_owned() } else { format!("{:?}", key.default) };
            let _ = writeln!(out, "# {} = {value}\n", key.name);
        }
    }
    out
}

fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "#{line}");
    }
}

pub(crate) fn known() -> impl Iterator<Item = (&'static str, &'static Key)> {
    reference().into_iter().flat_map(|s| s.keys.iter().map(move |k| (s.name, k)))
}

/// The setting or section whose name is nearest to what was written, if any is near.
pub(crate) fn nearest(written: &str) -> Option<String> {
    let sections = reference().into_iter().map(|s| s.name.to_owned());
    let keys = known().map(|(s, k)| format!("{s}.{}", k.name));
    let bare = written.rsplit('.').next().unwrap_or(written);
    let same_key_elsewhere = known().find(|(_, k)| k.name == bare).map(|(s, k)| format!("{s}.{}", k.name));
    let near = |name: &String| strsim::jaro_winkler(name, written);
    let best = sections.chain(keys).max_by(|a, b| near(a).total_cmp(&near(b)));
    same_key_elsewhere.or_else(|| best.filter(|name| near(name) > 0.8))
}
