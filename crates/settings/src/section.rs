//! What a section is, and reading its keys through the layers. What a key means stands in its section's file.

use std::collections::BTreeMap;

use crate::{
    Error, Layers, Origin, Problem, Shown,
    reference::{known, nearest},
    value::Value,
};

/// A key of a section, as the reference shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Its name within the section.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// What holds where nobody sets it; empty where nothing does.
    pub default: &'static str,
}

/// A section of the configuration.
pub(crate) trait Section: Sized {
    const NAME: &'static str;
    const ABOUT: &'static str;
    const KEYS: &'static [Key];
    fn read(reader: &mut Reader) -> Self;
}

/// Makes a section's struct from its keys: the comment is the manual, the text after `=` the default.
macro_rules! section {
    ($(#[doc = $about:literal])+ $name:ident = $word:literal {
        $( $(#[doc = $doc:literal])+ $key:ident: $type:ty = $default:literal, )*
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name { $( $(#[doc = $doc])+ pub $key: $type, )* }

        impl $crate::section::Section for $name {
            const NAME: &'static str = $word;
            const ABOUT: &'static str = concat!($($about, "\n"),+);
            const KEYS: &'static [$crate::section::Key] = &[$(
                $crate::section::Key { name: stringify!($key), about: concat!($($doc, "\n"),+), default: $default },
            )*];
            fn read(reader: &mut $crate::section::Reader) -> Self {
                Self { $( $key: reader.take(concat!($word, ".", stringify!($key)), $default), )* }
            }
        }
    };
}
pub(crate) use section;

/// Hands out the strongest value of each key, and gathers what is wrong and where each value came from.
pub(crate) struct Reader {
    given: BTreeMap<String, (String, Origin)>,
    problems: Vec<Problem>,
    shown: Vec<Shown>,
}

impl Reader {
    pub fn new(layers: Layers<'_>) -> Self {
        let mut reader = Self { given: BTreeMap::new(), problems: Vec::new(), shown: Vec::new() };
        // the weakest first: what comes later replaces it
        if let Some((path, text)) = layers.file {
            reader.add_file(path, &text);
        }
        reader.add_environment(layers.environment);
        for (key, value) in layers.flags {
            reader.given.insert(key.to_owned(), (value, Origin::Flag));
        }
        reader
    }

    fn add_file(&mut self, path: std::path::PathBuf, text: &str) {
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => return self.problems.push(Problem::Toml { path, message: error.to_string() }),
        };
        for (section, value) in table {
            let toml::Value::Table(keys) = value else {
                self.unknown(&section, &Origin::File(path.clone()));
                continue;
            };
            if !known().any(|(s, _)| s == section) {
                self.unknown(&section, &Origin::File(path.clone()));
                continue;
            }
            for (key, value) in keys {
                self.add(&format!("{section}.{key}"), text_of(&value), Origin::File(path.clone()));
            }
        }
    }

    fn add_environment(&mut self, variables: Vec<(String, String)>) {
        for (name, value) in variables {
            let Some(rest) = name.strip_prefix("INQUEST_") else { continue };
            let origin = Origin::Environment(name.clone());
            if let Some((section, key)) = rest.split_once("__") {
                self.add(&format!("{}.{}", section.to_lowercase(), key.to_lowercase()), Some(value), origin);
            } else if let Some((section, key)) =
                known().find(|(s, k)| format!("{s}_{}", k.name).eq_ignore_ascii_case(rest))
            {
                // one underscore too few would be passed over silently
                let meant = format!("INQUEST_{}__{}", section.to_uppercase(), key.name.to_uppercase());
                let origin = "environment".to_owned();
                self.problems.push(Problem::Unknown { name: name.clone(), origin, suggestion: Some(meant) });
            }
        }
    }

    fn add(&mut self, key: &str, value: Option<String>, origin: Origin) {
        if !known().any(|(s, k)| key.split_once('.') == Some((s, k.name))) {
            return self.unknown(key, &origin);
        }
        match value {
            Some(value) => drop(self.given.insert(key.to_owned(), (value, origin))),
            None => self.problem(key, &origin, "must be a single value or a list of them"),
        }
    }

    fn unknown(&mut self, name: &str, origin: &Origin) {
        let problem = Problem::Unknown { name: name.to_owned(), origin: origin.to_string(), suggestion: nearest(name) };
        self.problems.push(problem);
    }

    pub fn problem(&mut self, key: &str, origin: &Origin, message: &str) {
        let (key, origin, message) = (key.to_owned(), origin.to_string(), message.to_owned());
        self.problems.push(Problem::Value { key, origin, message });
    }

    /// Hands out the strongest value of a key.
    pub fn take<T: Value>(&mut self, key: &'static str, default: &'static str) -> T {
        let by_default = || T::parse(default).expect("the default of a setting is a value that it can have");
        let (value, origin) = match self.given.remove(key) {
            None => (by_default(), Origin::Default),
            Some((text, origin)) => match T::parse(text.trim()) {
                Ok(value) => (value, origin),
                Err(message) => {
                    self.problem(key, &origin, &message);
                    (by_default(), origin)
                }
            },
        };
        self.shown.push(Shown { key: key.to_owned(), value: value.show(), origin });
        value
    }

    /// Where the value of a key came from.
    pub fn origin(&self, key: &str) -> Origin {
        self.shown.iter().find(|s| s.key == key).map_or(Origin::Default, |s| s.origin.clone())
    }

    /// Shows a value that was found by another way than its own key.
    pub fn replace(&mut self, key: &str, value: Option<String>, origin: Origin) {
        if let Some(shown) = self.shown.iter_mut().find(|s| s.key == key) {
            *shown = Shown { key: key.to_owned(), value, origin };
        }
    }

    pub fn finish(self) -> Result<Vec<Shown>, Error> {
        if self.problems.is_empty() { Ok(self.shown) } else { Err(Error(self.problems)) }
    }
}

fn text_of(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Array(list) => list.iter().map(text_of).collect::<Option<Vec<_>>>().map(|l| l.join(",")),
        _ => None,
    }
}
