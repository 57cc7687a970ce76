//! A Slack export of our own, small and exact.

#![expect(clippy::unwrap_used, reason = "a test may stop at what should not happen")]

use std::io::Write;

use serde_json::{Value, json};

/// An export in the making.
pub struct Export {
    /// The messages of its one channel, in one day file.
    pub messages: Vec<Value>,
    /// Whether a last day file breaks off.
    pub broken: bool,
}

/// One message, so many seconds after the first.
pub fn message(second: usize, text: &str) -> Value {
    json!({
        "client_msg_id": format!("00000000-0000-4000-a000-{second:012x}"),
        "type": "message", "user": format!("U{}", second % 2 + 1), "text": text,
        "ts": format!("{}.{:06}", 1_767_225_600 + second, second),
    })
}

impl Export {
    /// An export of so many messages.
    pub fn of(n: usize) -> Self {
        Self { messages: (0..n).map(|second| message(second, &format!("message {second}"))).collect(), broken: false }
    }

    /// As the archive that Slack gives.
    pub fn zip(&self) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut add = |name: &str, bytes: &[u8]| {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        };
        let users = json!([
            {"id": "U1", "name": "mina", "real_name": "Mina Kim"},
            {"id": "U2", "name": "joon", "real_name": "Joon Park"},
        ]);
        let channels = json!([{"id": "C1", "name": "incident"}, {"id": "C9", "name": "zzz"}]);
        add("users.json", users.to_string().as_bytes());
        add("channels.json", channels.to_string().as_bytes());
        add("incident/2026-01-01.json", serde_json::to_string_pretty(&self.messages).unwrap().as_bytes());
        if self.broken {
            add("zzz/2026-01-01.json", br#"[{"type": "message", "user": "U1", "text": "he"#);
        }
        zip.finish().unwrap().into_inner()
    }
}
