//! The traces of a sample: taken in like those of a person, then found again for the entries that cite them.

use std::{collections::BTreeMap, path::Path};

use app::{Ctx, Viewer, evidence, files, imports};
use jiff::Timestamp;
use postmortem::{EvidenceId, Moment, Number, Zone};
use store::{
    evidence::{Filter, Page},
    import::State,
};

use super::files::{Cited, Source, unpack};
use crate::exit::Exit;

/// The evidence of one sample: by source and key, and notes by their path.
#[derive(Debug, Default)]
pub struct Ground {
    items: Vec<Item>,
    notes: BTreeMap<String, EvidenceId>,
}

#[derive(Debug)]
struct Item {
    source: String,
    key: String,
    at: Timestamp,
    id: EvidenceId,
}

/// Takes in every source of a sample.
pub async fn take_in(ctx: &Ctx, number: Number, folder: &str, sources: &[Source], zone: &Zone) -> Result<Ground, Exit> {
    let unpacked = tempfile::tempdir()?;
    unpack(folder, unpacked.path())?;
    let mut ground = Ground::default();
    for source in sources {
        let path = unpacked.path().join(&source.path);
        if source.kind == "note" {
            let id = note(ctx, number, source, &path, zone).await?;
            ground.notes.insert(source.path.clone(), id);
        } else {
            import(ctx, number, source, &path).await?;
        }
    }
    let mut from = 0;
    loop {
        let items = evidence::list(ctx, number, &Filter::default(), Page::Offset(from, 100)).await?;
        if items.is_empty() {
            return Ok(ground);
        }
        from += i64::try_from(items.len()).map_err(Exit::internal)?;
        ground.items.extend(items.into_iter().map(|item| Item {
            source: item.source,
            key: item.key,
            at: item.occurred,
            id: item.id,
        }));
    }
}

/// Only the operator may name a path.
async fn import(ctx: &Ctx, number: Number, source: &Source, path: &Path) -> Result<(), Exit> {
    let operator = Ctx::new(ctx.house.clone(), Viewer::Operator);
    let kind = source.kind.parse().map_err(|_| Exit::internal(anyhow::anyhow!("no source {}", source.kind)))?;
    let options = imports::ImportOptions {
        channels: source.channels.clone(),
        from: source.from,
        to: source.to,
        zone: source.zone.clone(),
        mapping: source.mapping.clone(),
        ..imports::ImportOptions::default()
    };
    let import = Box::pin(imports::run_now(&operator, number, kind, path, options, &|_| {})).await?;
    if import.state == State::Done {
        return Ok(());
    }
    let why = imports::failure(&import).map(|why| why.to_string()).unwrap_or_default();
    Err(Exit::internal(anyhow::anyhow!("{}: {why}", source.path)))
}

async fn note(ctx: &Ctx, number: Number, source: &Source, path: &Path, zone: &Zone) -> Result<EvidenceId, Exit> {
    let new = files::NewFile {
        name: source.path.clone(),
        bytes: std::fs::read(path)?,
        occurred: source.at.map(|at| Moment::new(at, zone.clone())),
        caption: source.caption.clone().unwrap_or_default(),
    };
    Ok(files::add(ctx, number, new).await?.evidence)
}

impl Ground {
    /// Finds the items that an entry cites.
    pub fn find(&self, cited: &[Cited]) -> Result<Vec<EvidenceId>, Exit> {
        let mut found = Vec::new();
        for cited in cited {
            let id = self.find_one(cited);
            let id = id.ok_or_else(|| Exit::internal(anyhow::anyhow!("the sample has no {cited:?}")))?;
            if !found.contains(&id) {
                found.push(id);
            }
        }
        Ok(found)
    }

    /// How many items were taken in.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    fn find_one(&self, cited: &Cited) -> Option<EvidenceId> {
        if cited.source == "note" {
            return self.notes.get(cited.path.as_ref()?).copied();
        }
        let mut items = self.items.iter().filter(|item| item.source == cited.source);
        if cited.source == "table" {
            // the key of a row is a digest
            let at = cited.at?;
            return items.find(|item| item.at == at).map(|item| item.id);
        }
        let marks = cited.marks()?;
        items.find(|item| marks.iter().all(|mark| item.key.contains(mark))).map(|item| item.id)
    }
}
