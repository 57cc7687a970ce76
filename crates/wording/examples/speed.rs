//! How fast the rules are, beside comrak's parse alone on the same texts in turns: `speed CORPUS.jsonl`; as JSON.

#![expect(clippy::unwrap_used, reason = "an aid for developers")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

/// So many bytes has the document that is checked while someone types.
const TYPING: usize = 30 * 1024;

fn main() {
    let corpus = std::fs::read_to_string(std::env::args().nth(1).expect("a file of JSON Lines")).unwrap();
    let texts: Vec<String> = corpus
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned())
        .collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    let options = comrak::Options::default();
    let (mut parsing, mut checking) = (Vec::new(), Vec::new());
    // the first round of each warms the caches
    for round in 0..6 {
        let begin = Instant::now();
        for text in &texts {
            let arena = comrak::Arena::new();
            black_box(comrak::parse_document(&arena, text, &options));
        }
        let parsed = begin.elapsed();
        let begin = Instant::now();
        texts.iter().for_each(|text| drop(black_box(wording::check(text))));
        if round > 0 {
            parsing.push(parsed);
            checking.push(begin.elapsed());
        }
    }
    let typed = documents(&texts).iter().map(|text| median((0..9).map(|_| time(text)).collect())).max().unwrap();
    let rate = |times| bytes as f64 / 1e6 / median(times).as_secs_f64();
    let (comrak, wording) = (rate(parsing), rate(checking));
    println!(
        "{}",
        serde_json::json!({ "bytes": bytes, "comrak": comrak, "wording": wording, "typing_ms": typed.as_secs_f64() * 1e3 })
    );
}

/// Documents of the size that is typed into, from all of the texts.
fn documents(texts: &[String]) -> Vec<String> {
    let all = texts.join("\n\n");
    (0..16)
        .map(|at| {
            let from = all.floor_char_boundary(all.len() / 16 * at);
            all[from..all.floor_char_boundary(from + TYPING)].to_owned()
        })
        .collect()
}

fn time(text: &str) -> Duration {
    let begin = Instant::now();
    black_box(wording::check(text));
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
