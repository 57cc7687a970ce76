//! Slack exports, as zip or folder. Reads every event of every chosen day file, one at a time.
//! Makes records of what people said; never accounts.

mod export;
mod message;
mod retries;
mod shape;
mod text;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::input::Input;
use crate::item::Item;
use crate::json_stream::Elements;
use crate::reason::Rejected;
use crate::run::{Options, Place, Run, SkipReason, Stop};
use export::{Channel, Export};
use message::Read;
use retries::Retries;

/// What an export holds, seen before any message is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The channels that have messages.
    pub channels: Vec<ChannelOverview>,
    /// How many people the export names.
    pub n_people: usize,
}

/// One channel of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelOverview {
    /// Slack's id, or the folder's name where no record tells one.
    pub id: String,
    /// The name, without `#`.
    pub name: String,
    /// How many day files it has.
    pub n_files: usize,
    /// The first day with messages.
    pub first_day: Date,
    /// The last day with messages.
    pub last_day: Date,
}

/// Looks at an export without reading messages, so that channels and a window can be chosen.
pub fn inspect(input: Input, options: &Options) -> Result<Overview, Rejected> {
    let export = Export::open(input, options)?;
    let channels = export
        .channels
        .iter()
        .filter_map(|channel| {
            Some(ChannelOverview {
                id: channel.id.clone(),
                name: channel.name.clone(),
                n_files: channel.days.len(),
                first_day: channel.days.first()?.0,
                last_day: channel.days.last()?.0,
            })
        })
        .collect();
    Ok(Overview { channels, n_people: export.directory.n_people() })
}

pub(crate) fn read(input: Input, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    let mut export = Export::open(input, options)?;
    for name in std::mem::take(&mut export.others) {
        run.skip(Place::file(name), SkipReason::OtherFile)?;
    }
    for (place, reason) in std::mem::take(&mut export.refused) {
        run.refuse(place, reason)?;
    }
    check_choice(&export, options)?;
    let channels = std::mem::take(&mut export.channels);
    let mut chosen = Vec::new();
    let mut total = 0;
    for (number, channel) in channels.iter().enumerate() {
        let is_chosen = options.channels.as_ref().is_none_or(|names| names.iter().any(|n| is_named(channel, n)));
        for (day, at) in &channel.days {
            let place = || Place::file(export.tree.name(*at));
            if !is_chosen {
                run.skip(place(), SkipReason::OtherChannel)?;
            } else if !may_cover(options, *day) {
                run.skip(place(), SkipReason::OutsideWindow)?;
            } else {
                total += export.tree.size(*at);
                chosen.push((*day, number, *at));
            }
        }
    }
    // day by day through all channels, so that items come nearly in the order of time and are kept side by side
    chosen.sort_unstable();
    let mut done = 0;
    let mut retries = Retries::default();
    for (_, number, at) in chosen {
        retries.enter(number);
        done += read_day(&mut export, &channels[number], at, (done, total), &mut retries, options, run)?;
    }
    Ok(())
}

fn is_named(channel: &Channel, name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    channel.id == name || channel.name == name
}

fn check_choice(export: &Export, options: &Options) -> Result<(), Rejected> {
    for name in options.channels.iter().flatten() {
        if !export.channels.iter().any(|channel| is_named(channel, name)) {
            let known = export.channels.iter().map(|c| format!("#{}", c.name)).take(20).collect();
            return Err(Rejected::NoSuchChannel { name: name.clone(), known });
        }
    }
    Ok(())
}

/// Whether a day file may hold something of the window. Slack cuts the days in a zone of its own
/// choice; and a later file may hold an edit or a deletion of an earlier message.
fn may_cover(options: &Options, day: Date) -> bool {
    let at = |days: i64| {
        let day = day.checked_add(jiff::Span::new().days(days)).ok()?;
        day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp())
    };
    let is_after: bool = options.from.is_none_or(|from| at(2).is_none_or(|end: Timestamp| end > from));
    let is_before = options.to.is_none_or(|to| at(-31).is_none_or(|start| start < to));
    is_after && is_before
}

fn read_day(
    export: &mut Export,
    channel: &Channel,
    at: usize,
    (before, total): (u64, u64),
    retries: &mut Retries,
    options: &Options,
    run: &mut Run<'_>,
) -> Result<u64, Stop> {
    let file = export.tree.name(at).to_owned();
    let directory = &export.directory;
    let reader = export.tree.reader(at)?;
    let mut elements = Elements::array(&file, reader);
    let mut shown = 0;
    while let Some(element) = elements.next()? {
        let place = Place::line(file.clone(), element.line);
        match message::read(element.raw, channel, directory, retries) {
            Read::Item(item) => deliver(item, place, options, run)?,
            Read::Skipped(reason) => run.skip(place, reason)?,
            Read::Refused(reason) => run.refuse(place, reason)?,
        }
        if elements.bytes_done() - shown > 1 << 20 {
            shown = elements.bytes_done();
            run.progress(&file, before + shown, Some(total))?;
        }
    }
    let done = elements.bytes_done();
    run.progress(&file, before + done, Some(total))?;
    Ok(done)
}

fn deliver(item: Box<Item>, place: Place, options: &Options, run: &mut Run<'_>) -> Result<(), Stop> {
    run.item_within(options, item, place)
}

#[cfg(test)]
mod tests;
