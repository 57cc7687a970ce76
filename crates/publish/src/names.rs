//! Names, handles and addresses in written text, and the roles that stand in their place.
//!
//! Errs on the side of hiding: a full name, a handle or an address goes wherever it stands. A given name alone is an
//! ordinary word too often; it goes with an honorific or an `@`, and is reported as a doubt elsewhere.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use aho_corasick::AhoCorasick;
use postmortem::{Actor, ActorId, Locale};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{Full, links, particle, sentence, words};

/// A name, handle, address or link that was replaced in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// Where: `title`, `tags`, `summary`, `entry 3`, `entry 3 reason` ….
    pub place: String,
    /// What stood there.
    pub before: String,
    /// What goes out.
    pub after: String,
}

/// A word that may be a name and was left as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Where it stands.
    pub place: String,
    /// The word.
    pub word: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// A Hangul name of three syllables or more: wherever it stands.
    Anywhere,
    /// A Hangul name of two syllables: where a word begins.
    WordStart,
    /// Latin and other letters: as a whole word.
    Word,
    /// A given name: with an honorific behind it or an `@` before it.
    Given,
    /// Too short or too common: with an `@` before it.
    AtOnly,
}

struct Pattern {
    label: String,
    rule: Rule,
}

/// Finds names in text and puts roles in their place.
pub struct Scrubber {
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
    locale: Locale,
}

#[derive(Default)]
struct Collected {
    texts: Vec<String>,
    patterns: Vec<Pattern>,
    places: HashMap<String, usize>,
}

impl Collected {
    fn add(&mut self, text: &str, rule: Rule, label: &str) {
        let text: String = text.trim().trim_start_matches('@').nfc().collect();
        if text.is_empty() {
            return;
        }
        // In Markdown an underscore is often written with a backslash.
        for form in [text.clone(), text.to_lowercase(), text.to_uppercase(), text.replace('_', "\\_")] {
            let place = *self.places.entry(form.to_ascii_lowercase()).or_insert(self.texts.len());
            if place == self.texts.len() {
                self.texts.push(form);
                self.patterns.push(Pattern { label: label.to_owned(), rule });
            } else if rule.is_surer_than(self.patterns[place].rule) {
                // What is one's given name may be another's whole name or handle.
                self.patterns[place] = Pattern { label: label.to_owned(), rule };
            }
        }
    }

    fn full(&mut self, text: &str, label: &str) {
        self.add(text, full_rule(text), label);
    }

    /// A name in the forms in which people write it.
    fn name(&mut self, name: &str, label: &str, is_sure: bool) {
        for variant in variants(name) {
            let syllables = variant.chars().filter(|c| is_hangul(*c)).count();
            let is_korean = syllables > 0 && variant.chars().all(|c| is_hangul(c) || c == ' ');
            let looks_full = syllables >= 3 || variant.contains(' ');
            self.add(&variant, if is_sure || looks_full { full_rule(&variant) } else { Rule::AtOnly }, label);
            if is_korean {
                self.korean(&variant, label);
            } else {
                let parts: Vec<&str> = variant.split_whitespace().collect();
                if let [first, .., last] = parts[..] {
                    for form in [format!("{last} {first}"), format!("{last}, {first}"), format!("{first}.{last}")] {
                        self.add(&form, Rule::Word, label);
                    }
                    self.add(first, Rule::Given, label);
                    self.add(last, Rule::Given, label);
                }
            }
        }
    }

    fn korean(&mut self, name: &str, label: &str) {
        let syllables: Vec<char> = name.chars().filter(|c| *c != ' ').collect();
        let joined: String = syllables.iter().collect();
        if name.contains(' ') {
            self.add(&joined, full_rule(&joined), label);
        }
        if (3..=4).contains(&syllables.len()) {
            let (family, given) = joined.split_at(joined.len() - 2 * '가'.len_utf8());
            self.add(&format!("{family} {given}"), Rule::Anywhere, label);
            self.add(given, Rule::Given, label);
        }
    }
}

impl Rule {
    fn is_surer_than(self, other: Self) -> bool {
        matches!(other, Self::Given | Self::AtOnly) && !matches!(self, Self::Given | Self::AtOnly)
    }
}

fn full_rule(text: &str) -> Rule {
    let n = text.chars().count();
    match text.chars().filter(|c| is_hangul(*c)).count() {
        0 if n <= 2 => Rule::AtOnly,
        0 => Rule::Word,
        1 if n == 1 => Rule::AtOnly,
        1 | 2 => Rule::WordStart,
        _ => Rule::Anywhere,
    }
}

/// `김하늘(Sky)` and `김하늘/SRE` are written without what is attached, too.
fn variants(name: &str) -> Vec<String> {
    let mut all = vec![name.trim().to_owned()];
    if let Some((outside, inside)) = name.split_once(['(', '[']) {
        all.push(outside.trim().to_owned());
        all.push(inside.trim_end_matches([')', ']', ' ']).trim().to_owned());
    }
    all.extend(name.split_once(['/', '|', '_']).map(|(first, _)| first.trim().to_owned()));
    all.retain(|v| !v.is_empty());
    all
}

fn is_hangul(c: char) -> bool {
    ('가'..='힣').contains(&c)
}

fn is_word(c: char) -> bool {
    (c.is_alphanumeric() && !is_hangul(c)) || c == '_'
}

/// Gives each actor the label that stands for them, the same throughout one document.
pub fn roles(full: &Full, order: &[ActorId], locale: Locale) -> HashMap<ActorId, String> {
    let words = words::words(locale);
    let mut actors: Vec<_> = full.actors.iter().collect();
    actors.sort_by_key(|a| order.iter().position(|id| *id == a.id).unwrap_or(usize::MAX));
    // A role may itself name someone; those names go first.
    let anonymous: HashMap<ActorId, String> = full.actors.iter().map(|a| (a.id, words.colleague.to_owned())).collect();
    let scrubber = Scrubber::new(full, &anonymous, locale);
    let role = |text: Option<&String>| -> Option<String> {
        let role = scrubber.scrub(text?.trim(), "", &mut Vec::new(), &mut Vec::new());
        (!role.is_empty()).then_some(role)
    };
    let own = |actor: &&Actor| {
        if full.is_group(actor) { Some(actor.name.trim().to_owned()) } else { role(actor.role.as_ref()) }
    };
    let given: Vec<Option<String>> = actors.iter().map(own).collect();
    let mut taken: HashSet<String> = given.iter().flatten().cloned().collect();
    let mut labels = HashMap::new();
    for (actor, own) in actors.iter().zip(&given) {
        let is_shared = own.is_none() || given.iter().filter(|other| *other == own).count() > 1;
        let base = own.as_deref().unwrap_or(words.responder);
        let label = if is_shared {
            // One more letter than there are labels is always free.
            (0..=taken.len())
                .map(|n| format!("{base} {}", letters(n)))
                .find(|label| !taken.contains(label))
                .unwrap_or_default()
        } else {
            base.to_owned()
        };
        taken.insert(label.clone());
        labels.insert(actor.id, label);
    }
    labels
}

/// A, B, … Z, AA, AB …
fn letters(mut n: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(b'A' + (n % 26) as u8);
        if n < 26 {
            break;
        }
        n = n / 26 - 1;
    }
    out.iter().rev().map(|b| char::from(*b)).collect()
}

impl Scrubber {
    /// Learns every name of a postmortem.
    pub fn new(full: &Full, roles: &HashMap<ActorId, String>, locale: Locale) -> Self {
        let colleague = words::words(locale).colleague;
        let mut all = Collected::default();
        let role = |id: &ActorId| roles.get(id).map_or(colleague, String::as_str);
        for actor in &full.actors {
            if full.is_group(actor) {
                if !full.is_group_name(&actor.handle) {
                    all.full(&actor.handle, role(&actor.id));
                }
                continue;
            }
            all.full(&actor.handle, role(&actor.id));
            all.name(&actor.name, role(&actor.id), true);
        }
        for person in &full.people {
            let actor = full.actors.iter().find(|a| a.person == Some(person.id));
            let label = actor.map_or(colleague, |a| role(&a.id));
            all.full(&person.login, label);
            all.name(&person.name, label, true);
        }
        for author in full.evidence.iter().filter_map(|e| e.author.as_ref()) {
            let actor = full.actors.iter().find(|a| a.handle == author.handle);
            if actor.is_some_and(|a| full.is_group(a)) {
                continue;
            }
            let label = actor.map_or(colleague, |a| role(&a.id));
            // The author may be a program, whose name is an ordinary word of the text.
            all.add(&author.handle, Rule::AtOnly, label);
            all.name(author.name.as_deref().unwrap_or_default(), label, false);
        }
        // Without the automaton every name would go out, so this must not be passed over.
        let automaton = (!all.texts.is_empty()).then(|| {
            let built = AhoCorasick::builder().ascii_case_insensitive(true).build(&all.texts);
            built.expect("the names of one postmortem are far below the four billion states of an automaton")
        });
        Self { automaton, patterns: all.patterns, locale }
    }

    /// Puts roles in place of names, drops links that name someone, and what is not shown anyway (comments).
    pub fn scrub(&self, text: &str, place: &str, done: &mut Vec<Replacement>, doubts: &mut Vec<Doubt>) -> String {
        // A name with an invisible character in it reads as the name.
        let is_invisible = |c: &char| matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
        let text: String = text.nfc().filter(|c| !is_invisible(c)).collect();
        let text = links::without_comments(&text);
        let left_out = words::words(self.locale).link_left_out;
        let text = links::without(&text, &|url| self.is_telling(url), left_out, &mut |before, after| {
            done.push(Replacement { place: place.to_owned(), before: before.to_owned(), after: after.to_owned() });
        });
        let mut hits = Vec::new();
        let mut perhaps = Vec::new();
        let Some(automaton) = &self.automaton else { return text };
        for found in automaton.find_overlapping_iter(&text) {
            let pattern = &self.patterns[found.pattern().as_usize()];
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            match judge(pattern.rule, &text[found.range()], before, after) {
                Verdict::Name => hits.push((found.start(), found.end(), &pattern.label)),
                Verdict::Perhaps => perhaps.push(found.range()),
                Verdict::No => {}
            }
        }
        hits.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        let mut gone: Vec<Range<usize>> = Vec::new();
        for (start, end, label) in hits {
            if start < at {
                continue;
            }
            let (start, end) = with_mention(&text, at, start, end);
            out.push_str(&text[at..start]);
            at = end;
            push_label(&mut out, label);
            let before = text[start..end].to_owned();
            done.push(Replacement { place: place.to_owned(), before, after: label.clone() });
            gone.push(start..end);
            if let Some((length, fitting)) = particle::fitting(&text[end..], label) {
                out.push_str(fitting);
                at += length;
            }
        }
        out.push_str(&text[at..]);
        // a given name within a whole one went with it
        perhaps.retain(|word| !gone.iter().any(|range| range.start < word.end && word.start < range.end));
        for word in perhaps {
            let doubt = Doubt { place: place.to_owned(), word: text[word].to_owned() };
            if !doubts.contains(&doubt) {
                doubts.push(doubt);
            }
        }
        out
    }

    /// Tells whether an address holds a name, or leads where its reader may not go.
    pub fn is_telling(&self, url: &str) -> bool {
        let decoded: String = links::decoded(url).nfc().collect();
        if decoded.starts_with("evidence:") || decoded.starts_with("/pm/") {
            return true;
        }
        let Some(automaton) = &self.automaton else { return false };
        automaton.find_overlapping_iter(&decoded).any(|found| {
            let rule = self.patterns[found.pattern().as_usize()].rule;
            let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() && !is_hangul(c));
            let is_at = decoded[..found.start()].ends_with(['@', '~']);
            let is_whole =
                edge(decoded[..found.start()].chars().next_back()) && edge(decoded[found.end()..].chars().next());
            is_whole && (is_at || !matches!(rule, Rule::Given | Rule::AtOnly))
        })
    }
}

enum Verdict {
    Name,
    Perhaps,
    No,
}

fn judge(rule: Rule, found: &str, before: &str, after: &str) -> Verdict {
    let (previous, next) = (before.chars().next_back(), after.chars().next());
    let starts_latin = found.chars().next().is_some_and(is_word);
    let ends_latin = found.chars().next_back().is_some_and(is_word);
    if (starts_latin && previous.is_some_and(is_word)) || (ends_latin && next.is_some_and(is_word)) {
        return Verdict::No;
    }
    let is_at = previous == Some('@');
    let is_word_start = !previous.is_some_and(is_hangul);
    let has_honorific = {
        let rest = after.strip_prefix(' ').unwrap_or(after);
        rest.starts_with('님') || rest.strip_prefix('씨').is_some_and(|r| !r.starts_with(['앗', '름']))
    };
    match rule {
        Rule::Anywhere | Rule::Word => Verdict::Name,
        Rule::WordStart if is_word_start || has_honorific => Verdict::Name,
        Rule::Given if is_at || has_honorific => Verdict::Name,
        Rule::AtOnly if is_at => Verdict::Name,
        Rule::Given if is_word_start && !found.chars().next().is_some_and(char::is_lowercase) => Verdict::Perhaps,
        _ => Verdict::No,
    }
}

/// Writes a label, with a capital where it begins a sentence.
fn push_label(out: &mut String, label: &str) {
    let mut rest = label.chars();
    match rest.next() {
        // iOS keeps its own
        Some(first)
            if first.is_lowercase()
                && !rest.as_str().starts_with(char::is_uppercase)
                && sentence::begins_after(out) =>
        {
            out.extend(first.to_uppercase());
            out.push_str(rest.as_str());
        }
        _ => out.push_str(label),
    }
}

/// Takes the marks of a mention along: `@ben`, and `<@U123>` or `<@U123|ben>` of Slack.
fn with_mention(text: &str, at: usize, start: usize, end: usize) -> (usize, usize) {
    let before = &text[at..start];
    if !before.ends_with('@') {
        return (start, end);
    }
    if before.ends_with("<@")
        && let Some(close) = text[end..].find('>')
        && (close == 0 || text[end..].starts_with('|'))
        && !text[end..end + close].contains('\n')
    {
        return (start - 2, end + close + 1);
    }
    (start - 1, end)
}
