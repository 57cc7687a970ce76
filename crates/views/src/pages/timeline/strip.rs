//! The overview strip: what happened when, by kind of source, drawn on the server. Styles and islands name the parts.

use jiff::{SignedDuration, Timestamp, ToSpan, civil};
use postmortem::{Entry, EntryId, EntryKind, Gap, KeyMoment, Zone};

use crate::Ui;

/// Where the plot begins.
pub const LEFT: f64 = 76.0;
/// Where the plot ends.
pub const RIGHT: f64 = 760.0;
/// The height of the plot.
pub const HEIGHT: u32 = 134;
const LANES: [(&str, u32); 5] = [("changes", 36), ("alerts", 58), ("chat", 80), ("entries", 102), ("decisions", 124)];

/// How much evidence of a kind lies in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What it is.
    pub kind: String,
    /// Which step.
    pub stretch: i64,
    /// How much.
    pub n: i64,
}

/// What the strip is drawn from.
#[derive(Debug, Clone)]
pub struct StripSource<'a> {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
    /// The width of a step of the counts, in microseconds.
    pub step: i64,
    /// The zone of the postmortem.
    pub zone: &'a Zone,
    /// The entries.
    pub entries: &'a [Entry],
    /// The entries that mark key moments.
    pub moments: &'a [Entry],
    /// The silences during impact.
    pub gaps: &'a [Gap],
    /// The evidence.
    pub counts: &'a [Count],
}

/// A stretch or a place, in the coordinates of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// Where it stands.
    pub y: u32,
    /// How high it is.
    pub height: u32,
    /// When it begins, in microseconds.
    pub at: i64,
    /// When it ends, in microseconds.
    pub until: i64,
    /// What it is, as the styles call it.
    pub kind: &'static str,
    /// What it says.
    pub label: String,
}

/// A mark that leads to its entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// The entry.
    pub id: EntryId,
    /// Where.
    pub x: String,
    /// In which lane.
    pub y: u32,
    /// When, in microseconds.
    pub at: i64,
    /// The kind of the entry.
    pub kind: EntryKind,
    /// What a screen reader says.
    pub label: String,
}

/// The strip as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Its beginning, in microseconds.
    pub from: i64,
    /// Its end, in microseconds.
    pub to: i64,
    /// The zone of its axis.
    pub zone: String,
    /// The zone as people say it, all names in force within the strip.
    pub zone_names: String,
    /// The lanes: a key of the locales, and where.
    pub lanes: Vec<(&'static str, u32)>,
    /// From impact start to mitigation.
    pub impact: Option<Shape>,
    /// Silences.
    pub gaps: Vec<Shape>,
    /// Evidence by step.
    pub bars: Vec<Shape>,
    /// The entries.
    pub marks: Vec<Mark>,
    /// Key moments: where, which, when, at which height its name stands.
    pub moments: Vec<(String, KeyMoment, i64, u32)>,
    /// Where clocks were changed: where, when, the new name of the zone.
    pub zone_changes: Vec<(String, i64, String)>,
    /// The axis: where, and what it says.
    pub ticks: Vec<(String, String)>,
}

impl Strip {
    /// Draws the strip.
    pub fn draw(ui: &Ui, source: &StripSource<'_>) -> Self {
        let scale = Scale::new(source.from, source.to);
        let changes = zone_changes(source);
        let mut names = vec![source.zone.abbreviation(source.from)];
        names.extend(changes.iter().map(|at| source.zone.abbreviation(*at)));
        names.dedup();
        Self {
            from: scale.from,
            to: scale.to,
            zone: source.zone.to_string(),
            zone_names: names.join(", "),
            lanes: LANES.to_vec(),
            impact: impact(ui, source, &scale),
            gaps: gaps(ui, source, &scale),
            bars: bars(ui, source, &scale),
            marks: marks(ui, source, &scale),
            moments: moments(source, &scale),
            zone_changes: changes
                .into_iter()
                .map(|at| (scale.x(at), at.as_microsecond(), source.zone.abbreviation(at)))
                .collect(),
            ticks: ticks(ui, source).into_iter().map(|(at, label)| (scale.x(at), label)).collect(),
        }
    }
}

struct Scale {
    from: i64,
    to: i64,
}

impl Scale {
    fn new(from: Timestamp, to: Timestamp) -> Self {
        let from = from.as_microsecond();
        Self { from, to: to.as_microsecond().max(from.saturating_add(1)) }
    }

    fn place(&self, at: i64) -> f64 {
        let share = (at.saturating_sub(self.from)) as f64 / (self.to.saturating_sub(self.from)) as f64;
        LEFT + share.clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    fn x(&self, at: Timestamp) -> String {
        format!("{:.1}", self.place(at.as_microsecond()))
    }

    fn shape(&self, at: i64, until: i64, (y, height): (u32, u32), kind: &'static str, label: String) -> Shape {
        let (x, end) = (self.place(at), self.place(until));
        let width = format!("{:.1}", (end - x).max(1.5));
        Shape { x: format!("{x:.1}"), width, y, height, at, until, kind, label }
    }
}

fn find(moments: &[Entry], moment: KeyMoment) -> Option<Timestamp> {
    moments.iter().find(|e| e.key_moment == Some(moment)).map(|e| e.occurred.at)
}

fn impact(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Option<Shape> {
    let start = find(source.moments, KeyMoment::ImpactStart)?;
    let ends = [(KeyMoment::Mitigated, "strip-to-mitigation"), (KeyMoment::Resolved, "strip-to-resolution")];
    let end = ends.into_iter().find_map(|(moment, key)| find(source.moments, moment).map(|at| (at, key)));
    let (end, label) = match end {
        Some((end, key)) if end >= start => {
            (end, ui.t1(key, "duration", ui.duration(end.duration_since(start).as_secs())))
        }
        Some(_) => return None,
        None => (source.to, ui.t("strip-impact-open")),
    };
    let (at, until) = (start.as_microsecond(), end.as_microsecond());
    let is_seen = until >= scale.from && at <= scale.to;
    is_seen.then(|| scale.shape(at, until, (16, HEIGHT - 16), "impact", label))
}

fn gaps(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<Shape> {
    let at = |id: EntryId| source.entries.iter().find(|e| e.id == id).map(|e| e.occurred.at.as_microsecond());
    source
        .gaps
        .iter()
        .filter_map(|gap| {
            let label = ui.t1("gap-silence", "duration", ui.duration(gap.lasts.as_secs()));
            Some(scale.shape(at(gap.after)?, at(gap.before)?, (94, 16), "gap", label))
        })
        .collect()
}

/// The lane of a kind of evidence: where it stands and how the styles call it.
fn lane(kind: &str) -> (u32, &'static str) {
    match kind {
        "deploy" | "change" | "release" | "commit" => (36, "change"),
        "alert" | "check" => (58, "alert"),
        _ => (80, "communication"),
    }
}

fn bars(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<Shape> {
    let mut steps: Vec<(u32, &'static str, i64, i64)> = Vec::new();
    for count in source.counts {
        let (y, kind) = lane(&count.kind);
        match steps.iter_mut().find(|s| s.0 == y && s.2 == count.stretch) {
            Some(step) => step.3 += count.n,
            None => steps.push((y, kind, count.stretch, count.n)),
        }
    }
    let most = |lane: u32| steps.iter().filter(|s| s.0 == lane).map(|s| s.3).max().unwrap_or(1).max(1);
    steps
        .iter()
        .map(|(y, kind, stretch, n)| {
            let at = scale.from.saturating_add(stretch.saturating_mul(source.step));
            let height = 4 + (14.0 * (*n as f64 / most(*y) as f64).sqrt()) as u32;
            let label = ui.t1("strip-items", "n", n);
            scale.shape(at, at.saturating_add(source.step), (y + 8 - height, height), kind, label)
        })
        .collect()
}

fn marks(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<Mark> {
    let is_seen = |e: &&Entry| (scale.from..=scale.to).contains(&e.occurred.at.as_microsecond());
    source
        .entries
        .iter()
        .filter(is_seen)
        .map(|entry| Mark {
            id: entry.id,
            x: scale.x(entry.occurred.at),
            y: match entry.kind {
                EntryKind::Change => 36,
                EntryKind::Alert => 58,
                EntryKind::Decision => 124,
                _ => 102,
            },
            at: entry.occurred.at.as_microsecond(),
            kind: entry.kind,
            label: format!(
                "{} {}: {}",
                ui.moment(&entry.occurred, source.zone),
                ui.word("kind", entry.kind.as_str()),
                prose::excerpt(&entry.text, 80)
            ),
        })
        .collect()
}

fn moments(source: &StripSource<'_>, scale: &Scale) -> Vec<(String, KeyMoment, i64, u32)> {
    let mut found: Vec<(Timestamp, KeyMoment)> =
        source.moments.iter().filter_map(|e| e.key_moment.map(|m| (e.occurred.at, m))).collect();
    found.sort_unstable();
    found.retain(|(at, _)| (scale.from..=scale.to).contains(&at.as_microsecond()));
    let mut last: Option<(f64, u32)> = None;
    found
        .into_iter()
        .map(|(at, moment)| {
            let x = scale.place(at.as_microsecond());
            // names that would lie upon each other take turns in two rows
            let y = match last {
                Some((before, 11)) if x - before < 90.0 => 22,
                _ => 11,
            };
            last = Some((x, y));
            (format!("{x:.1}"), moment, at.as_microsecond(), y)
        })
        .collect()
}

fn zone_changes(source: &StripSource<'_>) -> Vec<Timestamp> {
    let rules = source.zone.rules();
    rules
        .following(source.from)
        .map(|change| change.timestamp())
        .take_while(|at| *at < source.to)
        .filter(|at| {
            let before = at.checked_sub(SignedDuration::from_micros(1)).unwrap_or(*at);
            rules.to_offset(before) != rules.to_offset(*at)
        })
        .take(8)
        .collect()
}

/// The widths of the axis, in minutes.
const STEPS: [i64; 17] = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 43_200, 129_600, 525_600];

/// Round times of the zone's own clock, at most eight; days are named where the strip covers several.
fn ticks(ui: &Ui, source: &StripSource<'_>) -> Vec<(Timestamp, String)> {
    let rules = source.zone.rules();
    let minutes = (source.to.duration_since(source.from).as_secs() / 60).max(1);
    let step = STEPS.into_iter().find(|step| minutes / step <= 7).unwrap_or(minutes / 6);
    let first = source.from.to_zoned(rules.clone());
    let covers_days = first.date() != source.to.to_zoned(rules.clone()).date();
    let mut local = first.date().to_datetime(civil::Time::midnight());
    if let Ok(passed) = first.datetime().duration_since(local).as_secs().checked_div(60).ok_or(())
        && let Ok(moved) = local.checked_add(((passed / step) * step).minutes())
    {
        local = moved;
    }
    let mut ticks: Vec<(Timestamp, String)> = Vec::new();
    let mut day = None;
    for _ in 0..20 {
        let Ok(at) = rules.to_ambiguous_timestamp(local).compatible() else { break };
        if at > source.to {
            break;
        }
        if at >= source.from && ticks.last().is_none_or(|(last, _)| *last < at) {
            let time = local.strftime("%H:%M").to_string();
            let date = local.date();
            let label = match (covers_days, day == Some(date), step >= 1440) {
                (false, ..) | (true, true, false) => time,
                (_, _, true) => ui.axis_day(date),
                (true, false, false) => format!("{} {time}", ui.axis_day(date)),
            };
            day = Some(date);
            ticks.push((at, label));
        }
        match local.checked_add(step.minutes()) {
            Ok(next) => local = next,
            Err(_) => break,
        }
    }
    ticks
}

impl Ui {
    /// Day and month as an axis says them: `13 Nov`, `11월 13일`.
    pub fn axis_day(&self, date: civil::Date) -> String {
        match self.locale {
            postmortem::Locale::En => date.strftime("%-d %b").to_string(),
            postmortem::Locale::Ko => format!("{}월 {}일", date.month(), date.day()),
        }
    }
}
