//! Who writes while the server is killed: each writer remembers what it sent and what of it was acknowledged.

use std::sync::atomic::{AtomicBool, Ordering};

use postmortem::{ImportId, Number};

use super::client::Client;

/// What writers sent to one postmortem between a start and a kill.
#[derive(Debug, Default)]
pub struct Story {
    pub number: Option<Number>,
    pub title: String,
    /// The texts of entries, and whether each was acknowledged.
    pub entries: Vec<(String, bool)>,
    /// The texts of the summary, one after the other.
    pub summaries: Vec<(String, bool)>,
    /// Browsers whose signing in was acknowledged.
    pub sessions: Vec<Client>,
}

/// Begins a postmortem.
pub fn begin(client: &Client, title: &str) -> Number {
    let fields = [("title", title), ("severity", "sev2"), ("occasion", "incident"), ("zone", "Asia/Seoul")];
    let answer = client.post("/pm", &fields).expect("the server is there");
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location.strip_prefix("/pm/").unwrap().parse().unwrap()
}

/// A table of so many lines, all of them different.
pub fn table(n_rows: usize) -> String {
    let begun: jiff::Timestamp = "2026-11-13T05:00:00Z".parse().unwrap();
    let row = |n: usize| {
        let at = begun + jiff::SignedDuration::from_secs(n as i64);
        format!("{at},{},p{}\n", row_text(n), n % 40)
    };
    (0..n_rows).fold("when,what,who\n".to_owned(), |text, n| text + &row(n))
}

/// What a line of the table says.
pub fn row_text(n: usize) -> String {
    format!("row {n}: 결제 오류가 늘어납니다")
}

/// Uploads a table and starts its import.
pub fn start_import(client: &Client, number: Number, table: &str) -> ImportId {
    let fields = [("source", None, b"table".as_slice()), ("file", Some("log.csv"), table.as_bytes())];
    let answer = client.post_files(&format!("/pm/{number}/imports"), &fields).expect("the server is there");
    assert_eq!(answer.status, 303, "{}", answer.body);
    let (path, query) = answer.location.split_once('?').unwrap();
    let of = |key: &str| query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).unwrap();
    let choice = [
        ("upload", of("upload")),
        ("source", "table"),
        ("name", "log.csv"),
        ("time", "when"),
        ("text", "what"),
        ("who", "who"),
        ("zone", "UTC"),
    ];
    let answer = client.post(path, &choice).expect("the server is there");
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location.rsplit('/').next().unwrap().parse().map(ImportId).unwrap()
}

/// Writes from five threads until `kill` has killed the server.
pub fn write_until(client: &Client, cycle: usize, who: (&str, &str), kill: impl FnOnce()) -> Story {
    let title = format!("Cycle {cycle}");
    let number = begin(client, &title);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let is_over = &is_over;
        let entries = ["a", "b", "c"].map(|writer| {
            let insert = move |n: usize| {
                let text = format!("entry {cycle}-{writer}-{n}: 배포를 되돌렸습니다");
                let fields = [
                    ("kind", "observation"),
                    ("text", text.as_str()),
                    ("occurred", "2026-11-13 14:02"),
                    ("zone", "Asia/Seoul"),
                    ("others", "Mina Kim"),
                ];
                let is_acked = is_taken(client, &format!("/pm/{number}/timeline"), &fields);
                (text, is_acked)
            };
            scope.spawn(move || until_lost(is_over, insert))
        });
        let summaries = scope.spawn(move || {
            until_lost(is_over, |version| {
                let text = format!("summary {cycle}-{version}");
                let fields = [("text", text.as_str()), ("version", &version.to_string())];
                let is_acked = is_taken(client, &format!("/pm/{number}/narrative/summary"), &fields);
                (text, is_acked)
            })
        });
        // five in a minute are let in
        let sessions = scope.spawn(move || (0..3).map_while(|_| client.sign_in(who.0, who.1)).collect());
        kill();
        is_over.store(true, Ordering::SeqCst);
        Story {
            number: Some(number),
            title,
            entries: entries.into_iter().flat_map(|writer| writer.join().unwrap()).collect(),
            summaries: summaries.join().unwrap(),
            sessions: sessions.join().unwrap(),
        }
    })
}

/// Whether a form was taken: false where no answer came.
fn is_taken(client: &Client, path: &str, fields: &[(&str, &str)]) -> bool {
    let answer = client.post(path, fields);
    let Some(answer) = answer else { return false };
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
    true
}

/// Writes one after the other until an answer fails to come.
fn until_lost(is_over: &AtomicBool, mut write: impl FnMut(usize) -> (String, bool)) -> Vec<(String, bool)> {
    let mut written = Vec::new();
    for n in 0.. {
        written.push(write(n));
        if !written[n].1 {
            assert!(ends_soon(is_over), "an answer failed to come while the server was running");
            break;
        }
    }
    written
}

/// Whether the kill is known of, or becomes known in a moment: a connection breaks a little earlier.
fn ends_soon(is_over: &AtomicBool) -> bool {
    (0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        is_over.load(Ordering::SeqCst)
    })
}
