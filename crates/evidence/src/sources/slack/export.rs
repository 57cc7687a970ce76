//! The layout of an export: who and which channels there are, and where the day files stand.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::shape::{ChannelRecord, UserRecord};
use crate::input::{Input, Tree};
use crate::item::SourceKind;
use crate::json_stream::Elements;
use crate::reason::{RefuseReason, Rejected};
use crate::run::{Options, Place};

/// Somebody the export names.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) is_bot: bool,
}

/// People and channels by id.
#[derive(Debug, Default)]
pub(super) struct Directory {
    people: HashMap<String, Person>,
    channels: HashMap<String, String>,
    ids: HashMap<String, String>,
}

impl Directory {
    pub(super) fn person(&self, id: &str) -> Option<&Person> {
        self.people.get(id)
    }

    pub(super) fn channel_name(&self, id: &str) -> Option<&str> {
        self.channels.get(id).map(String::as_str)
    }

    pub(super) fn add_person(&mut self, id: &str, name: &str, is_bot: bool) {
        self.people.insert(id.to_owned(), Person { name: name.to_owned(), is_bot });
    }

    pub(super) fn add_channel(&mut self, id: &str, name: &str) {
        self.channels.insert(id.to_owned(), name.to_owned());
        self.ids.insert(name.nfc().collect(), id.to_owned());
    }

    pub(super) fn n_people(&self) -> usize {
        self.people.len()
    }
}

/// A folder of day files.
pub(super) struct Channel {
    /// The id, or the folder's name where no record tells one.
    pub(super) id: String,
    /// The name shown, or the id where there is none.
    pub(super) name: String,
    /// Day and place in the tree, in order of time.
    pub(super) days: Vec<(Date, usize)>,
}

/// An opened export.
pub(super) struct Export {
    pub(super) tree: Tree,
    pub(super) directory: Directory,
    pub(super) channels: Vec<Channel>,
    /// Files that hold no messages.
    pub(super) others: Vec<String>,
    /// Records that could not be read, with the reason.
    pub(super) refused: Vec<(Place, RefuseReason)>,
}

const LISTS: &[&str] = &["users.json", "channels.json", "groups.json", "dms.json", "mpims.json"];

impl Export {
    pub(super) fn open(input: Input, options: &Options) -> Result<Self, Rejected> {
        let Ok(tree) = Tree::open(input, &options.limits)? else {
            return Err(Rejected::wrong_input(SourceKind::Slack));
        };
        let mut export = Self {
            tree,
            directory: Directory::default(),
            channels: Vec::new(),
            others: Vec::new(),
            refused: Vec::new(),
        };
        let mut folders: BTreeMap<String, Vec<(Date, usize)>> = BTreeMap::new();
        let mut lists = Vec::new();
        for at in 0..export.tree.len() {
            let name = export.tree.name(at);
            let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
            if LISTS.contains(&file) && folder.matches('/').count() == 0 {
                lists.push(at);
            } else if let (Some(day), false) = (day_of(file), folder.is_empty()) {
                folders.entry(folder.to_owned()).or_default().push((day, at));
            } else {
                export.others.push(name.to_owned());
            }
        }
        if folders.is_empty() && lists.is_empty() {
            return Err(Rejected::nothing_found(SourceKind::Slack));
        }
        for at in lists {
            export.read_list(at)?;
        }
        for (folder, mut days) in folders {
            days.sort_unstable();
            let name: String = folder.rsplit('/').next().unwrap_or(&folder).nfc().collect();
            let (id, name) = match export.directory.ids.get(&name) {
                Some(id) => (id.clone(), name),
                // direct messages stand in folders named by id
                None => {
                    (name.clone(), export.directory.channel_name(&name).map_or_else(|| name.clone(), str::to_owned))
                }
            };
            export.channels.push(Channel { id, name, days });
        }
        Ok(export)
    }

    fn read_list(&mut self, at: usize) -> Result<(), Rejected> {
        let file = self.tree.name(at).to_owned();
        let is_users = file.ends_with("users.json");
        let reader = self.tree.reader(at)?;
        let mut elements = Elements::array(&file, reader);
        while let Some(element) = elements.next()? {
            let read = if is_users {
                serde_json::from_slice::<UserRecord<'_>>(element.raw).map(|user| {
                    let profile = user.profile.as_ref();
                    let names = [
                        profile.and_then(|p| p.display_name.text()),
                        profile.and_then(|p| p.real_name.text()),
                        user.real_name.text(),
                        user.name.text(),
                    ];
                    if let (Some(id), Some(name)) = (user.id.text(), names.into_iter().flatten().next()) {
                        self.directory.add_person(id, name, user.is_bot.unwrap_or(false));
                    }
                })
            } else {
                serde_json::from_slice::<ChannelRecord<'_>>(element.raw).map(|channel| {
                    if let (Some(id), Some(name)) = (channel.id.text(), channel.name.text()) {
                        self.directory.add_channel(id, name);
                    }
                })
            };
            if let Err(e) = read {
                self.refused.push((Place::line(file.clone(), element.line), e.into()));
            }
        }
        Ok(())
    }
}

/// The day in a name such as `2026-11-13.json`.
fn day_of(file: &str) -> Option<Date> {
    file.strip_suffix(".json").filter(|stem| stem.len() == 10)?.parse().ok()
}
