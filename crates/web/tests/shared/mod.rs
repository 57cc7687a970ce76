//! What tests of the evidence pages share: a small Slack export of ours, and running what waits.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use std::io::Write;
use std::sync::Arc;

use app::House;

/// A Slack export: two channels, a thread, an edit, a reaction, a file, something hostile.
pub fn slack_zip() -> Vec<u8> {
    let users = r#"[{"id":"U1","name":"mina","profile":{"display_name":"김민아"}},
        {"id":"U2","name":"ben","profile":{"real_name":"<b>Ben</b>"}}]"#;
    let channels = r#"[{"id":"C1","name":"incident","members":[]},{"id":"C2","name":"lunch","members":[]}]"#;
    // 2026-11-13 05:02 UTC is 14:02 in Seoul
    let incident = r#"[
        {"type":"message","user":"U1","text":"결제가 안 됩니다. error rate 42%","ts":"1794546120.000100",
         "reactions":[{"name":"eyes","count":2,"users":["U2"]}]},
        {"type":"message","user":"U2","text":"&lt;script&gt;alert(1)&lt;/script&gt; let's roll back now","ts":"1794546180.000200",
         "thread_ts":"1794546120.000100"},
        {"type":"message","user":"U2","text":"restored, traffic is normal","ts":"1794546840.000300"},
        {"type":"message","subtype":"brand_new_thing","ts":"1794546841.000300"},
        {"type":"message","user":"U1","ts":"yesterday","text":"no time"}
    ]"#;
    let lunch = r#"[{"type":"message","user":"U1","text":"kimbap?","ts":"1794546060.000100"}]"#;
    zip(&[
        ("users.json", users),
        ("channels.json", channels),
        ("incident/2026-11-13.json", incident),
        ("lunch/2026-11-13.json", lunch),
    ])
}

/// A zip of texts.
pub fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Runs the imports that wait, as the runner would.
pub async fn run_imports(house: &Arc<House>) {
    for id in app::imports::due(house).await.unwrap() {
        app::imports::run(house, id, &|_| {}).await.unwrap();
    }
}

/// The part of an address after `?`, as pairs.
pub fn query(address: &str) -> Vec<(String, String)> {
    let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}
