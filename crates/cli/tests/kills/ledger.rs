//! What a second process finds beside the restarted server: all that was acknowledged, each once, nothing by halves.

use std::{collections::HashSet, path::PathBuf};

use app::{Ctx, imports, narrative, operator, timeline};
use postmortem::{ImportId, Number, Part};
use store::{
    Options,
    evidence::{Filter, Page},
    import::State,
};

use super::load::{Story, row_text};
use crate::common::beside;

/// Reads beside the server.
pub struct Ledger {
    runtime: tokio::runtime::Runtime,
    ctx: Ctx,
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.runtime.block_on(self.ctx.house.db.close());
    }
}

impl Ledger {
    /// Opens what the server works on.
    pub fn open(database: &Options, data: PathBuf) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let ctx = runtime.block_on(beside(database, data));
        Self { runtime, ctx }
    }

    /// The database is whole, and its trail holds together.
    pub fn check_house(&self) {
        self.runtime.block_on(async {
            let db = &self.ctx.house.db;
            assert_eq!(store::checkup::faults(db).await.unwrap(), Vec::<String>::new());
            assert_eq!(operator::check_trail(db).await.unwrap(), None, "the trail is broken at this row");
        });
    }

    /// All that writers were told is kept is kept, once, in order, with its trail; of the rest each is there or not.
    pub fn check(&self, story: &Story) {
        let Some(number) = story.number else { return };
        self.runtime.block_on(async {
            let mut tx = self.ctx.house.db.read().await.unwrap();
            let found = store::postmortem::find(&mut tx, number).await.unwrap();
            let postmortem = found.unwrap_or_else(|| panic!("{number} is lost"));
            assert_eq!(postmortem.title, story.title);
            let deeds = store::audit::list(&mut tx, postmortem.id, None, i64::MAX).await.unwrap();
            tx.rollback().await.unwrap();
            let n_deeds = |verb: &str| deeds.iter().filter(|deed| deed.verb == verb).count();

            let entries = timeline::list(&self.ctx, number).await.unwrap();
            let texts: HashSet<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
            assert_eq!(texts.len(), entries.len(), "an entry is there twice in {number}");
            for (text, is_acked) in &story.entries {
                assert!(!is_acked || texts.contains(text.as_str()), "{text:?} was acknowledged and is lost");
            }
            assert!(texts.iter().all(|text| story.entries.iter().any(|(sent, _)| sent == text)));
            assert!(entries.iter().all(|entry| entry.actors.len() == 1), "an entry lost who acted");
            assert_eq!(n_deeds("entry.insert"), entries.len(), "entries and their trail differ in {number}");

            let standing = narrative::get(&self.ctx, number, Part::Summary).await.unwrap();
            let mut kept = narrative::history(&self.ctx, number, Part::Summary).await.unwrap();
            kept.sort_by_key(|revision| revision.version);
            let n_acked = story.summaries.iter().filter(|(_, is_acked)| *is_acked).count();
            assert!((n_acked..=story.summaries.len()).contains(&kept.len()), "{n_acked} acknowledged, {}", kept.len());
            for ((sent, _), revision) in story.summaries.iter().zip(&kept) {
                assert_eq!(*sent, revision.content);
            }
            assert_eq!(standing.version, kept.len() as i64);
            assert_eq!(standing.text, kept.last().map(|r| r.content.clone()).unwrap_or_default());
            assert_eq!(n_deeds("narrative.write"), kept.len());
        });
    }

    /// The import that was acknowledged is there, goes on, and counts exactly what it brought.
    pub fn check_import(&self, number: Number, id: ImportId) -> State {
        self.runtime.block_on(async {
            let before = imports::get(&self.ctx, number, id).await.unwrap();
            let n = self.count(number).await;
            let after = imports::get(&self.ctx, number, id).await.unwrap();
            assert!(
                (before.n_taken..=after.n_taken).contains(&n),
                "{n} items are there where the import counts {} and {}",
                before.n_taken,
                after.n_taken
            );
            assert!(!matches!(after.state, State::Failed | State::Cancelled), "{:?}: {:?}", after.state, after.error);
            after.state
        })
    }

    /// Items one by one, not as the imports counted them.
    async fn count(&self, number: Number) -> i64 {
        let each = Filter { sources: vec!["table".to_owned()], ..Filter::default() };
        app::evidence::count(&self.ctx, number, &each).await.unwrap()
    }

    /// Every line of the table is there once, and was counted.
    pub fn check_taken(&self, number: Number, n_rows: usize) {
        self.runtime.block_on(async {
            assert_eq!(self.count(number).await, n_rows as i64);
            let counted = app::evidence::count(&self.ctx, number, &Filter::default()).await.unwrap();
            assert_eq!(counted, n_rows as i64, "what is shown beside the list differs from the list");
            let mut texts = HashSet::new();
            for from in (0..n_rows).step_by(1000) {
                let page = Page::Offset(from as i64, 1000);
                let items = app::evidence::list(&self.ctx, number, &Filter::default(), page).await.unwrap();
                texts.extend(items.into_iter().map(|item| item.text));
            }
            assert_eq!(texts, (0..n_rows).map(row_text).collect());
        });
    }

    /// Nothing of a broken import is there, and each one tells that it failed.
    pub fn check_taken_back(&self, number: Number) {
        self.runtime.block_on(async {
            assert_eq!(self.count(number).await, 0);
            for import in imports::list(&self.ctx, number).await.unwrap() {
                assert_eq!((import.state, import.n_taken), (State::Failed, 0));
            }
        });
    }
}
