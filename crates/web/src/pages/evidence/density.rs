//! The density over time: bars, and times of the axis that are round in the zone.

use jiff::{SignedDuration, Timestamp};
use postmortem::Zone;
use views::{
    Ui,
    pages::{Density, DensityBar, DensityTick},
};

const WIDTH: f64 = 1200.0;
const HEIGHT: i64 = 44;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Times on the axis at most.
const TICKS: i64 = 9;
/// How far apart they may stand, in seconds.
const STEPS: [i64; 20] = [
    1,
    5,
    10,
    30,
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    30 * DAY,
    90 * DAY,
    365 * DAY,
];

/// The density as it is drawn.
pub(super) fn drawn(ui: &Ui, zone: &Zone, density: &app::terms::Density) -> Density {
    let n = density.counts.len().max(1);
    let step = WIDTH / n as f64;
    let most = density.counts.iter().copied().max().unwrap_or(0).max(1);
    let bars = (0..).zip(&density.counts).filter(|(_, count)| **count > 0).map(|(at, count)| {
        let height = (HEIGHT * count / most).max(2);
        DensityBar { x: format!("{:.1}", f64::from(at) * step), y: HEIGHT - height, height }
    });
    Density {
        from: density.from,
        to: density.to,
        width: format!("{:.1}", (step - 1.0).max(1.0)),
        bars: bars.collect(),
        ticks: ticks(ui, zone, density.from, density.to),
        most,
        seconds: (density.to.as_second() - density.from.as_second()) / n as i64,
    }
}

fn ticks(ui: &Ui, zone: &Zone, from: Timestamp, to: Timestamp) -> Vec<DensityTick> {
    let span = to.as_second() - from.as_second();
    if span <= 0 {
        return Vec::new();
    }
    let step = STEPS.into_iter().find(|step| span / step <= TICKS).unwrap_or(span / TICKS);
    let is_long = span > DAY;
    let mut found = Vec::new();
    let mut at = aligned(zone, from, step);
    while at <= to && found.len() <= TICKS as usize + 1 {
        let share =
            (at.as_millisecond() - from.as_millisecond()) as f64 / (to.as_millisecond() - from.as_millisecond()) as f64;
        // a label at the very edge would be cut
        if at >= from && (0.02..=0.98).contains(&share) {
            let label = match (step, is_long) {
                (DAY.., _) => at.to_zoned(zone.rules()).strftime("%Y-%m-%d").to_string(),
                (_, true) => at.to_zoned(zone.rules()).strftime("%m-%d %H:%M").to_string(),
                _ => ui.clock(&at, zone),
            };
            found.push(DensityTick { x: (share * WIDTH).round() as i64, label });
        }
        let Some(next) = following(zone, at, step) else { break };
        at = next;
    }
    found
}

/// The last round time that is not after `from`.
fn aligned(zone: &Zone, from: Timestamp, step: i64) -> Timestamp {
    let Ok(midnight) = from.to_zoned(zone.rules()).start_of_day().map(|day| day.timestamp()) else { return from };
    if step >= DAY {
        return midnight;
    }
    let since = from.as_second() - midnight.as_second();
    midnight.checked_add(SignedDuration::from_secs(since / step * step)).unwrap_or(from)
}

/// Days are counted on the calendar, for some are shorter or longer.
fn following(zone: &Zone, at: Timestamp, step: i64) -> Option<Timestamp> {
    if step >= DAY {
        let days = jiff::Span::new().try_days(step / DAY).ok()?;
        return at.to_zoned(zone.rules()).checked_add(days).ok().map(|next| next.timestamp());
    }
    at.checked_add(SignedDuration::from_secs(step)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(from: &str, to: &str, zone: &str) -> Vec<String> {
        let ui = Ui {
            locale: postmortem::Locale::En,
            zone: Zone::utc(),
            viewer: None,
            form_token: String::new(),
            path: String::new(),
            assets: views::Assets::default(),
            now: Timestamp::UNIX_EPOCH,
        };
        let ticks = ticks(&ui, &zone.parse().unwrap(), from.parse().unwrap(), to.parse().unwrap());
        ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn times_of_the_axis_are_round_in_the_zone() {
        let minutes = labels("2026-11-13T05:01:00Z", "2026-11-13T05:58:00Z", "Asia/Seoul");
        assert_eq!(minutes, ["14:10", "14:20", "14:30", "14:40", "14:50"]);
        let hours = labels("2026-11-13T05:01:00Z", "2026-11-13T11:00:00Z", "+05:30");
        assert_eq!(hours, ["11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]);
        let days = labels("2026-03-27T00:00:00Z", "2026-04-01T00:00:00Z", "Europe/Berlin");
        assert!(days.contains(&"2026-03-30".to_owned()), "{days:?}");
        assert!(labels("2026-11-13T05:01:00Z", "2026-11-13T05:01:00Z", "UTC").is_empty());
    }
}
