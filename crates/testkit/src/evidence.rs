//! Evidence for tests: an item as a chat would bring it, and its way into a postmortem.

use jiff::Timestamp;
use postmortem::{EvidenceId, Number};
use store::evidence::{NewEvidence, Target, Word};
use uuid::Uuid;

use crate::TestHouse;

/// A message of nobody in particular; tests change what they are about.
pub fn message(text: &str, occurred: Timestamp) -> NewEvidence {
    NewEvidence {
        id: EvidenceId(Uuid::nil()),
        key: String::new(),
        word: Word::Original,
        kind: "message",
        handle: Some("U1".to_owned()),
        author: Some("Ben".to_owned()),
        is_bot: false,
        occurred,
        zone: None,
        place: Some("#inc".to_owned()),
        thread: None,
        text: text.to_owned(),
        link: None,
        details: "[]".to_owned(),
        hash: [7; 32],
        is_scrubbed: false,
        raw: b"{}".to_vec(),
    }
}

impl TestHouse {
    /// Puts an item into a postmortem, under a key of its own.
    pub async fn keep(&self, number: Number, item: NewEvidence) -> EvidenceId {
        let id = EvidenceId(self.house.id());
        let item = NewEvidence { id, key: id.to_string(), ..item };
        let mut tx = self.house.db.write().await.expect("the test's database takes writes");
        let postmortem = store::postmortem::find(&mut tx, number).await.expect("the table is there");
        let postmortem = postmortem.expect("the test made this postmortem").id;
        let target = Target { postmortem, import: None, source: "slack".to_owned() };
        let dice = self.house.clone();
        store::evidence::insert(&mut tx, &target, vec![item], &mut || dice.id()).await.expect("the item fits");
        tx.commit().await.expect("the test's database takes writes");
        id
    }
}
