//! A document → findings. One pass for triggers, then the rules around them, block by block.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};
use postmortem::Locale;

use crate::{
    allow::Allowed,
    ground::{Ground, after_markers},
    lexicon::{Calls, Lexicon, lexicon},
    passage::Passage,
    patterns::Sentence,
    rule::Rule,
};

/// A block is read this far to each side of a trigger.
const REACH: usize = 8 * 1024;

/// A place whose wording hinders learning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The language of the words.
    pub language: Locale,
    /// Which bytes of the document.
    pub span: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

/// What was found in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The findings, in the order of the document.
    pub findings: Vec<Finding>,
    /// How many more there would be without `lint: allow`.
    pub n_allowed: usize,
}

/// Checks the wording of a document in Markdown.
pub fn check(text: &str) -> Report {
    let mut work = Work {
        text,
        lexicon: lexicon(),
        ground: None,
        passage: Passage::default(),
        calls: Vec::new(),
        found: Vec::new(),
    };
    work.run();
    work.report()
}

struct Work<'a> {
    text: &'a str,
    lexicon: &'static Lexicon,
    ground: Option<Ground>,
    passage: Passage,
    /// Where triggers stand in the block that is open, and what they call.
    calls: Vec<(usize, Calls)>,
    found: Vec<(Range<usize>, usize)>,
}

impl Work<'_> {
    fn run(&mut self) {
        let lexicon = self.lexicon;
        let mut block = 0..0;
        lexicon.finder.each(self.text, |at, trigger| {
            if at >= block.end {
                self.read(&block);
                let text = self.text;
                let ground = self.ground.get_or_insert_with(|| Ground::of(text));
                if let Some(ignored) = ground.ignored_at(at) {
                    block = ignored.end..ignored.end;
                    return;
                }
                block = block_around(text, ground, at, block.end);
            }
            self.calls.push((at, lexicon.calls[trigger]));
        });
        self.read(&block);
    }

    /// Runs the called groups over the sentences of a block.
    fn read(&mut self, block: &Range<usize>) {
        let calls = std::mem::take(&mut self.calls);
        let all = calls.iter().fold(Calls::default(), |all, (_, it)| all.and(*it));
        if all.groups(self.lexicon).next().is_some() {
            let body = self.text[block.clone()].trim_start();
            let body = after_markers(body);
            let body = ["[ ] ", "[x] "].iter().find_map(|it| body.strip_prefix(it)).unwrap_or(body);
            self.passage.read(self.text, block.end - body.len()..block.end);
            for sentence in self.passage.sentences() {
                let written = self.passage.place(sentence.clone());
                let from = calls.partition_point(|(at, _)| *at < written.start);
                let until = calls.partition_point(|(at, _)| *at < written.end);
                let here = calls[from..until].iter().fold(Calls::default(), |all, (_, it)| all.and(*it));
                let is_capital = |at| {
                    let letter = self.passage.place_of(sentence.start + at);
                    self.text[letter..].starts_with(char::is_uppercase)
                };
                let words = Sentence { words: &self.passage.words[sentence.clone()], is_capital: &is_capital };
                for at in here.groups(self.lexicon) {
                    self.lexicon.groups[at].each(&words, |part| {
                        let part = sentence.start + part.start..sentence.start + part.end;
                        self.found.push((self.passage.place(part), at));
                    });
                }
            }
        }
        self.calls = calls;
        self.calls.clear();
    }

    fn report(mut self) -> Report {
        let mut report = Report::default();
        let Some(ground) = self.ground else { return report };
        let allowed = Allowed::of(self.text, &ground);
        self.found.sort_by_key(|(span, at)| (span.start, std::cmp::Reverse(span.end), *at));
        let (mut line, mut line_start) = (1, 0);
        for (span, at) in self.found {
            let group = &self.lexicon.groups[at];
            let rule = group.rule();
            let is_said = |it: &Finding| it.rule.family == rule.family && it.span.end > span.start;
            if report.findings.iter().rev().take(16).any(is_said) {
                continue;
            }
            if allowed.covers(rule, span.start) {
                report.n_allowed += 1;
                continue;
            }
            let passed = &self.text.as_bytes()[line_start..span.start];
            line += memchr_iter(b'\n', passed).count();
            line_start += memrchr(b'\n', passed).map_or(0, |n| n + 1);
            let column = self.text[line_start..span.start].chars().count() + 1;
            report.findings.push(Finding { rule, language: group.language(), span, line, column });
        }
        report
    }
}

/// The paragraph, item, heading or table row around a position, not before `floor`.
fn block_around(text: &str, ground: &Ground, at: usize, floor: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let line_start = |at: usize| memrchr(b'\n', &bytes[..at]).map_or(0, |n| n + 1);
    let line_end = |at: usize| memchr(b'\n', &bytes[at..]).map_or(text.len(), |n| at + n + 1);
    let mut start = line_start(at);
    while start > floor && at - start < REACH && !begins_block(&text[start..line_end(start)]) {
        let before = line_start(start - 1);
        let line = &text[before..start];
        if line.trim().is_empty() || line.starts_with('#') || ground.ignored_at(before).is_some() {
            break;
        }
        start = before;
    }
    let mut end = line_end(at);
    while end < text.len() && end - at < REACH {
        let line = &text[end..line_end(end)];
        if line.trim().is_empty() || begins_block(line) || ground.ignored_at(end).is_some() {
            break;
        }
        end = line_end(end);
    }
    if text[line_start(at)..].starts_with('#') {
        end = line_end(at);
    }
    start.max(floor)..end
}

fn begins_block(line: &str) -> bool {
    let body = line.trim_start_matches([' ', '\t']);
    body.starts_with(['#', '|', '>']) || after_markers(body).len() < body.len()
}
