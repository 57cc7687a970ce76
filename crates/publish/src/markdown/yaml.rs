//! The few forms of YAML that are written: plain words where they are safe, quoted text otherwise, blocks for prose.

use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

/// Collects the lines of a mapping.
#[derive(Debug, Default)]
pub struct Yaml {
    out: String,
}

impl Yaml {
    /// Writes `key: text`.
    pub fn text(&mut self, indent: usize, key: &str, text: &str) {
        let pad = " ".repeat(indent);
        if is_prose(text) {
            let _ = writeln!(self.out, "{pad}{key}: |-");
            for line in text.split('\n') {
                let _ = if line.is_empty() { writeln!(self.out) } else { writeln!(self.out, "{pad}  {line}") };
            }
        } else {
            let _ = writeln!(self.out, "{pad}{key}: {}", scalar(text));
        }
    }

    /// Writes `key: text` unless the text is empty.
    pub fn filled(&mut self, indent: usize, key: &str, text: &str) {
        if !text.is_empty() {
            self.text(indent, key, text);
        }
    }

    /// Writes `key: [a, b]` unless the list is empty.
    pub fn list<'t>(&mut self, indent: usize, key: &str, items: impl IntoIterator<Item = &'t str>) {
        let items: Vec<String> = items.into_iter().map(scalar).collect();
        if !items.is_empty() {
            let _ = writeln!(self.out, "{}{key}: [{}]", " ".repeat(indent), items.join(", "));
        }
    }

    /// Writes a line as it stands.
    pub fn line(&mut self, indent: usize, line: &str) {
        let _ = writeln!(self.out, "{}{line}", " ".repeat(indent));
    }

    /// Writes a list of small mappings, each a list of keys with values that are ready to stand there.
    pub fn items(&mut self, indent: usize, key: &str, items: &[Vec<(&str, String)>]) {
        if items.is_empty() {
            return;
        }
        self.line(indent, &format!("{key}:"));
        for item in items {
            for (n, (key, value)) in item.iter().enumerate() {
                let dash = if n == 0 { "- " } else { "  " };
                self.line(indent + 2, &format!("{dash}{key}: {value}"));
            }
        }
    }

    /// Gives the lines.
    pub fn finish(self) -> String {
        self.out
    }
}

/// Writes the fields of a block as the lines of a mapping. Numbers and lists of numbers are written as JSON, which is YAML.
pub fn mapping(block: &impl Serialize) -> String {
    let mut yaml = Yaml::default();
    let value = serde_json::to_value(block).expect("a block always serialises");
    for (key, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::String(text) => yaml.text(0, key, text),
            Value::Array(items) if items.iter().all(Value::is_string) => {
                yaml.list(0, key, items.iter().filter_map(Value::as_str));
            }
            Value::Null => {}
            other => yaml.line(0, &format!("{key}: {other}")),
        }
    }
    yaml.finish()
}

/// Writes a text within one line.
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Writes a text in double quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => {
                let _ = if u32::from(c) > 0xffff {
                    write!(out, "\\U{:08X}", u32::from(c))
                } else {
                    write!(out, "\\u{:04X}", u32::from(c))
                };
            }
        }
    }
    out.push('"');
    out
}

fn is_printable(c: char) -> bool {
    !c.is_control()
        && !matches!(u32::from(c), 0x2028 | 0x2029 | 0xfeff | 0xa0 | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f)
        && u32::from(c) & 0xfffe != 0xfffe
}

/// Words that no reader of YAML takes for anything but text.
fn is_plain(text: &str) -> bool {
    const TAKEN: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    let is_letter = |c: char| c.is_ascii_alphabetic() || ('가'..='힣').contains(&c);
    text.chars().next().is_some_and(is_letter)
        && text.len() <= 300
        && text.chars().all(|c| is_letter(c) || c.is_ascii_digit() || " -_./()+@".contains(c))
        && !text.ends_with(' ')
        && !text.contains("  ")
        && !TAKEN.contains(&text.to_ascii_lowercase().as_str())
}

/// Prose of several lines that a block shows as it was written.
fn is_prose(text: &str) -> bool {
    let fits = |line: &str| {
        line.chars().all(|c| is_printable(c) && c != '\t')
            && !line.ends_with(' ')
            && !(line.trim() != line && line.trim().is_empty())
    };
    text.contains('\n')
        && !text.starts_with([' ', '\n'])
        && !text.ends_with('\n')
        && text.split('\n').all(fits)
        && text.split('\n').all(|line| line.trim_end() == line)
}
