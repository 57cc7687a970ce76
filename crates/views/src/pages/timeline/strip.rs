//! The overview strip: what happened when, by kind of source, drawn on the server. Styles and islands name the parts.

use jiff::{SignedDuration, Timestamp, ToSpan, civil};
use postmortem::{Entry, EntryId, EntryKind, Eyes, Gap, KeyMoment, Sureness, Zone};

use crate::Ui;

/// Where the plot begins.
pub const LEFT: f64 = 76.0;
/// Where the plot ends.
pub const RIGHT: f64 = 760.0;
/// The lanes from top to bottom, as the locales call them.
const LANES: [&str; 5] = ["changes", "alerts", "chat", "entries", "decisions"];
const CHANGES: u32 = 0;
const ALERTS: u32 = 1;
const CHAT: u32 = 2;
const ENTRIES: u32 = 3;
const DECISIONS: u32 = 4;
/// The height of a lane, and of a row of names above them.
const LANE: u32 = 22;
const ROW: u32 = 12;

/// How much evidence of a kind lies in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What it is.
    pub kind: String,
    /// Where the step begins, in microseconds.
    pub at: i64,
    /// Where it ends.
    pub until: i64,
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
    /// The beginning of everything that can be zoomed out to.
    pub first: Timestamp,
    /// Its end.
    pub last: Timestamp,
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
    /// Whose lanes are drawn in place of those by source; by source where there is nobody.
    pub parties: &'a [StripParty],
    /// What came later than this is dimmed.
    pub now: Option<Timestamp>,
}

/// Someone with a lane of their own: a person or a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripParty {
    /// The name.
    pub name: String,
    /// The eyes through which the entries were learned of.
    pub eyes: Eyes,
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
    /// Whether it lies outside of what is shown at first.
    pub is_outside: bool,
    /// Whether it is not sure.
    pub is_maybe: bool,
}

/// The name of a key moment above the lanes.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    /// Where its line stands.
    pub x: String,
    /// Which moment.
    pub moment: KeyMoment,
    /// When, in microseconds.
    pub at: i64,
    /// At which height the name stands.
    pub y: u32,
    /// Whether the name stands left of the line, for want of room.
    pub is_left: bool,
    /// Whether it lies outside of what is shown at first.
    pub is_outside: bool,
}

/// Entries beyond an edge of what is shown at first.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// The nearest of them.
    pub id: EntryId,
    /// When that was, in microseconds.
    pub at: i64,
    /// How many they are, and how far away.
    pub label: String,
}

/// The strip as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Its beginning, in microseconds.
    pub from: i64,
    /// Its end, in microseconds.
    pub to: i64,
    /// The beginning of everything, in microseconds.
    pub first: i64,
    /// The end of everything, in microseconds.
    pub last: i64,
    /// The height of the plot.
    pub height: u32,
    /// How many rows of names there are above the lanes.
    pub rows: u32,
    /// What lies before.
    pub earlier: Option<Edge>,
    /// What lies after.
    pub later: Option<Edge>,
    /// The zone of its axis.
    pub zone: String,
    /// The zone as people say it, all names in force within the strip.
    pub zone_names: String,
    /// The lanes: name, where, and the whole name where that was cut.
    pub lanes: Vec<(String, u32, Option<String>)>,
    /// What came later than the time that is looked at.
    pub later_than: Option<Shape>,
    /// From impact start to mitigation.
    pub impact: Option<Shape>,
    /// Silences.
    pub gaps: Vec<Shape>,
    /// Evidence by step.
    pub bars: Vec<Shape>,
    /// The entries.
    pub marks: Vec<Mark>,
    /// Key moments.
    pub moments: Vec<Named>,
    /// Where clocks were changed: where, when, the new name of the zone.
    pub zone_changes: Vec<(String, i64, String)>,
    /// The axis: where, and what it says.
    pub ticks: Vec<(String, String)>,
}

impl Strip {
    /// Draws the strip.
    pub fn draw(ui: &Ui, source: &StripSource<'_>) -> Self {
        let (moments, rows) = moments(ui, source, &Scale::new(source, 0));
        let scale = Scale::new(source, rows);
        let changes = zone_changes(source);
        let mut names = vec![source.zone.abbreviation(source.from)];
        names.extend(changes.iter().map(|at| source.zone.abbreviation(*at)));
        names.dedup();
        Self {
            from: scale.from,
            to: scale.to,
            first: source.first.as_microsecond().min(scale.from),
            last: source.last.as_microsecond().max(scale.to),
            height: scale.height(),
            rows,
            earlier: earlier(ui, source),
            later: later(ui, source),
            zone: source.zone.to_string(),
            zone_names: names.join(", "),
            lanes: lanes(ui, source, &scale),
            later_than: source.now.map(|now| {
                let (at, until) = (now.as_microsecond(), scale.to.max(source.last.as_microsecond()));
                scale.shape(at, until.max(at), (0, scale.height()), "later", String::new())
            }),
            impact: impact(ui, source, &scale),
            gaps: if source.parties.is_empty() { gaps(ui, source, &scale) } else { Vec::new() },
            bars: if source.parties.is_empty() { bars(ui, source, &scale) } else { Vec::new() },
            marks: if source.parties.is_empty() {
                marks(ui, source, &scale)
            } else {
                learned_marks(ui, source, &scale)
            },
            moments,
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
    rows: u32,
    lanes: u32,
}

impl Scale {
    fn new(source: &StripSource<'_>, rows: u32) -> Self {
        let from = source.from.as_microsecond();
        let to = source.to.as_microsecond().max(from.saturating_add(1));
        let n = if source.parties.is_empty() { LANES.len() } else { source.parties.len() };
        Self { from, to, rows, lanes: u32::try_from(n).unwrap_or(1) }
    }

    /// The middle of a lane.
    fn lane(&self, at: u32) -> u32 {
        self.rows * ROW + 12 + at * LANE
    }

    fn height(&self) -> u32 {
        self.lane(self.lanes.saturating_sub(1)) + 10
    }

    fn is_outside(&self, at: i64) -> bool {
        !(self.from..=self.to).contains(&at)
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
        let is_seen = until >= self.from && at <= self.to;
        let width = format!("{:.1}", if is_seen { (end - x).max(1.5) } else { 0.0 });
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
        None => (source.last, ui.t("strip-impact-open")),
    };
    let (at, until) = (start.as_microsecond(), end.as_microsecond());
    let top = scale.lane(CHANGES) - LANE + 2;
    Some(scale.shape(at, until, (top, scale.height() - top), "impact", label))
}

fn gaps(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<Shape> {
    let at = |id: EntryId| source.entries.iter().find(|e| e.id == id).map(|e| e.occurred.at.as_microsecond());
    source
        .gaps
        .iter()
        .filter_map(|gap| {
            let label = ui.t1("gap-silence", "duration", ui.duration(gap.lasts.as_secs()));
            Some(scale.shape(at(gap.after)?, at(gap.before)?, (scale.lane(ENTRIES) - 8, 16), "gap", label))
        })
        .collect()
}

/// The lane of a kind of evidence: where it stands and how the styles call it.
fn lane(kind: &str) -> (u32, &'static str) {
    match kind {
        "deploy" | "change" | "release" | "commit" => (CHANGES, "change"),
        "alert" | "check" => (ALERTS, "alert"),
        _ => (CHAT, "communication"),
    }
}

fn bars(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<Shape> {
    let mut steps: Vec<(u32, &'static str, &Count, i64)> = Vec::new();
    for count in source.counts {
        let (lane, kind) = lane(&count.kind);
        match steps.iter_mut().find(|s| s.0 == lane && s.2.at == count.at) {
            Some(step) => step.3 += count.n,
            None => steps.push((lane, kind, count, count.n)),
        }
    }
    let most = |lane: u32| steps.iter().filter(|s| s.0 == lane).map(|s| s.3).max().unwrap_or(1).max(1);
    steps
        .iter()
        .map(|(lane, kind, count, n)| {
            let height = 4 + (14.0 * (*n as f64 / most(*lane) as f64).sqrt()) as u32;
            let label = ui.t1("strip-items", "n", n);
            scale.shape(count.at, count.until, (scale.lane(*lane) + 8 - height, height), kind, label)
        })
        .collect()
}

fn marks(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<Mark> {
    let mark = |entry: &Entry| Mark {
        id: entry.id,
        x: scale.x(entry.occurred.at),
        y: scale.lane(match entry.kind {
            EntryKind::Change => CHANGES,
            EntryKind::Alert => ALERTS,
            EntryKind::Decision => DECISIONS,
            _ => ENTRIES,
        }),
        at: entry.occurred.at.as_microsecond(),
        kind: entry.kind,
        label: format!(
            "{} {}: {}",
            ui.moment(&entry.occurred, source.zone),
            ui.word("kind", entry.kind.as_str()),
            prose::excerpt(&entry.text, 80)
        ),
        is_outside: scale.is_outside(entry.occurred.at.as_microsecond()),
        is_maybe: false,
    };
    source.entries.iter().map(mark).collect()
}

/// The names of the lanes; those of people and teams cut to what fits beside the plot.
fn lanes(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<(String, u32, Option<String>)> {
    if source.parties.is_empty() {
        return (0..).zip(LANES).map(|(at, word)| (ui.word("lane", word), scale.lane(at), None)).collect();
    }
    let named = |(at, party): (u32, &StripParty)| {
        let mut width = 0.0;
        let cut: String = party
            .name
            .chars()
            .take_while(|c| {
                width += width_of(c.encode_utf8(&mut [0; 4]));
                width <= LEFT - 12.0
            })
            .collect();
        let is_cut = cut.len() < party.name.len();
        let name = if is_cut { format!("{cut}…") } else { cut };
        (name, scale.lane(at), is_cut.then(|| party.name.clone()))
    };
    (0..).zip(source.parties).map(named).collect()
}

/// When each party learned of what.
fn learned_marks(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (lane, party) in (0..).zip(source.parties) {
        for entry in source.entries {
            let Some((since, sureness)) = postmortem::learned(entry, &party.eyes) else { continue };
            let at = since.as_microsecond();
            marks.push(Mark {
                id: entry.id,
                x: scale.x(since),
                y: scale.lane(lane),
                at,
                kind: entry.kind,
                label: format!(
                    "{} {}, {}: {}",
                    ui.clock(&since, source.zone),
                    party.name,
                    ui.word("sureness", sureness.as_str()),
                    prose::excerpt(&entry.text, 80)
                ),
                is_outside: scale.is_outside(at),
                is_maybe: sureness == Sureness::May,
            });
        }
    }
    marks
}

/// The names of the key moments in as many rows as keep them apart, and how many rows those are.
fn moments(ui: &Ui, source: &StripSource<'_>, scale: &Scale) -> (Vec<Named>, u32) {
    let mut found: Vec<(Timestamp, KeyMoment)> =
        source.moments.iter().filter_map(|e| e.key_moment.map(|m| (e.occurred.at, m))).collect();
    found.sort_unstable();
    let mut taken: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut named = Vec::with_capacity(found.len());
    for (at, moment) in found {
        let micros = at.as_microsecond();
        let (x, is_outside) = (scale.place(micros), scale.is_outside(micros));
        let width = width_of(&ui.word("key-moment", moment.as_str()));
        let is_left = x + 4.0 + width > RIGHT;
        let (from, to) = if is_left { (x - 8.0 - width, x) } else { (x, x + 8.0 + width) };
        let is_free = |row: &Vec<(f64, f64)>| row.iter().all(|(a, b)| to <= *a || from >= *b);
        let row = if is_outside { 0 } else { taken.iter().position(is_free).unwrap_or(taken.len()) };
        if !is_outside {
            taken.resize(taken.len().max(row + 1), Vec::new());
            taken[row].push((from, to));
        }
        let y = 11 + ROW * u32::try_from(row).unwrap_or(0);
        named.push(Named { x: format!("{x:.1}"), moment, at: micros, y, is_left, is_outside });
    }
    (named, u32::try_from(taken.len()).unwrap_or(1))
}

/// About how wide a name is: Hangul is as wide as it is high, other letters are narrower.
fn width_of(text: &str) -> f64 {
    text.chars().map(|c| if u32::from(c) >= 0x1100 { 11.0 } else { 6.6 }).sum()
}

fn earlier(ui: &Ui, source: &StripSource<'_>) -> Option<Edge> {
    let before: Vec<&Entry> = source.entries.iter().filter(|e| e.occurred.at < source.from).collect();
    let nearest = before.iter().max_by_key(|e| e.occurred.at)?;
    let farthest = before.iter().map(|e| e.occurred.at).min()?;
    Some(edge(ui, "strip-earlier", before.len(), nearest, source.from.duration_since(farthest)))
}

fn later(ui: &Ui, source: &StripSource<'_>) -> Option<Edge> {
    let after: Vec<&Entry> = source.entries.iter().filter(|e| e.occurred.at > source.to).collect();
    let nearest = after.iter().min_by_key(|e| e.occurred.at)?;
    let farthest = after.iter().map(|e| e.occurred.at).max()?;
    Some(edge(ui, "strip-later", after.len(), nearest, farthest.duration_since(source.to)))
}

fn edge(ui: &Ui, key: &str, n: usize, nearest: &Entry, away: SignedDuration) -> Edge {
    // days, or hours, or minutes: nobody needs both here
    let seconds = away.as_secs().max(60);
    let unit = [86_400, 3_600, 60].into_iter().find(|unit| seconds >= *unit).unwrap_or(60);
    let away = ui.duration(seconds / unit * unit);
    let label = ui.ta(key, &[("n", &n.to_string()), ("duration", &away)]);
    Edge { id: nearest.id, at: nearest.occurred.at.as_microsecond(), label }
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
