//! Prints every finding in a folder's JSON Lines corpus with its sentence, for reading and labelling.

#![expect(clippy::unwrap_used, reason = "an aid for developers")]

fn main() {
    let mut args = std::env::args().skip(1);
    let corpus = std::fs::read_to_string(args.next().expect("a file of JSON Lines with a text in each")).unwrap();
    let documents: Vec<serde_json::Value> = corpus.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let texts: Vec<&str> = documents.iter().map(|it| it["text"].as_str().unwrap()).collect();
    for (document, text) in documents.iter().zip(texts) {
        for finding in wording::check(text).findings {
            let (before, after) = (&text[..finding.span.start], &text[finding.span.end..]);
            let from = before.char_indices().rev().nth(90).map_or(0, |(at, _)| at);
            let until = after.char_indices().nth(90).map_or(after.len(), |(at, _)| at);
            let around = format!("{}⟦{}⟧{}", &before[from..], &text[finding.span.clone()], &after[..until])
                .replace(['\n', '\t'], " ");
            let (lang, id) = (document["lang"].as_str().unwrap(), document["id"].as_str().unwrap());
            println!("{lang}\t{}\t{id}\t{}\t{around}", finding.rule.id, finding.span.start);
        }
    }
}
