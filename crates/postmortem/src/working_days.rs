//! Working days: Monday to Friday in a zone. Holidays are not known here.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
};

use crate::moment::Zone;

/// Whether people usually work on a day.
pub fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day itself where it is a working day, otherwise the next one.
pub fn working_day_from(day: Date) -> Date {
    let days = std::iter::successors(Some(day), |d| d.tomorrow().ok());
    days.take(3).find(|d| is_working_day(*d)).unwrap_or(day)
}

/// The same time of day so many working days later; what begins on a weekend counts from the Monday's first minute.
pub fn after_working_days(from: Timestamp, n: u16, zone: &Zone) -> Timestamp {
    let begun = from.to_zoned(zone.rules());
    let first = working_day_from(begun.date());
    let time = if first == begun.date() { begun.time() } else { jiff::civil::Time::midnight() };
    let last = (0..n).fold(first, |day, _| day.tomorrow().map_or(day, working_day_from));
    last.to_datetime(time).to_zoned(zone.rules()).map_or(from, |then| then.timestamp())
}

/// So many days later, and where that is no working day, the next one.
pub fn due_after(from: Date, days: i32) -> Date {
    from.checked_add(days.days()).map_or(from, working_day_from)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn seoul() -> Zone {
        "Asia/Seoul".parse().unwrap()
    }

    fn later(from: &str, n: u16) -> String {
        let from: Timestamp = from.parse().unwrap();
        after_working_days(from, n, &seoul()).to_zoned(seoul().rules()).strftime("%a %F %H:%M").to_string()
    }

    #[test]
    fn two_working_days_pass_over_the_weekend() {
        assert_eq!(later("2026-11-18T10:00+09:00", 2), "Fri 2026-11-20 10:00");
        assert_eq!(later("2026-11-19T10:00+09:00", 2), "Mon 2026-11-23 10:00");
        assert_eq!(later("2026-11-20T10:00+09:00", 2), "Tue 2026-11-24 10:00");
        assert_eq!(later("2026-11-21T10:00+09:00", 2), "Wed 2026-11-25 00:00");
        assert_eq!(later("2026-11-20T10:00+09:00", 0), "Fri 2026-11-20 10:00");
        assert_eq!(due_after(date(2026, 11, 13), 15), date(2026, 11, 30));
    }

    proptest! {
        #[test]
        fn exactly_so_many_working_days_pass(second in 0_i64..4_000_000_000, n in 0_u16..40) {
            let from = Timestamp::from_second(second).unwrap();
            let day = |at: Timestamp| at.to_zoned(seoul().rules()).date();
            let then = after_working_days(from, n, &seoul());
            prop_assert!(then >= from && is_working_day(day(then)));
            let start = working_day_from(day(from));
            let passed = std::iter::successors(Some(start), |d| d.tomorrow().ok());
            let passed = passed.take_while(|d| *d < day(then)).filter(|d| is_working_day(*d)).count();
            prop_assert_eq!(passed, usize::from(n));
            prop_assert!(after_working_days(from, n + 1, &seoul()) > then);
        }
    }
}
