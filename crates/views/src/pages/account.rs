//! One's own account: profile, password, sessions.

use askama::Template;
use jiff::Timestamp;
use postmortem::Locale;

use crate::{Problems, Ui, routes};

/// Zones that are offered while typing; any other name of the database is taken too.
pub(crate) const COMMON_ZONES: [&str; 24] = [
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Ho_Chi_Minh",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Europe/London",
    "Europe/Dublin",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Europe/Istanbul",
    "Africa/Johannesburg",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Sao_Paulo",
    "UTC",
];

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// What ends it: the hash of its token.
    pub key: String,
    /// The browser, as it calls itself.
    pub agent: String,
    /// When it began.
    pub begun_at: Timestamp,
    /// When it was last used.
    pub used_at: Timestamp,
    /// When it ends unless it is used.
    pub ends_at: Timestamp,
    /// Whether this page was asked for by it.
    pub is_present: bool,
}

impl SessionRow {
    fn times(&self, ui: &Ui) -> String {
        ui.t2("account-session-times", ("begun", &ui.at(&self.begun_at)), ("ends", &ui.at(&self.ends_at)))
    }

    /// The browser and the system in two words where they are known, else as it calls itself.
    pub fn browser(&self) -> String {
        const BROWSERS: [(&str, &str); 6] = [
            ("Edg/", "Edge"),
            ("Whale/", "Whale"),
            ("SamsungBrowser/", "Samsung Internet"),
            ("Firefox/", "Firefox"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ];
        const SYSTEMS: [(&str, &str); 6] = [
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Mac OS X", "macOS"),
            ("Linux", "Linux"),
        ];
        let find = |list: &[(&str, &'static str)]| {
            list.iter().find(|(mark, _)| self.agent.contains(mark)).map(|(_, name)| *name)
        };
        match (find(&BROWSERS), find(&SYSTEMS)) {
            (Some(browser), Some(system)) => format!("{browser} · {system}"),
            (Some(browser), None) => browser.to_owned(),
            _ => self.agent.clone(),
        }
    }
}

/// The profile as it stands in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileForm {
    /// The name.
    pub name: String,
    /// The language.
    pub locale: String,
    /// The zone.
    pub zone: String,
}

/// One's own account.
#[derive(Template)]
#[template(path = "account/account.html")]
pub struct AccountPage {
    /// What every page knows.
    pub ui: Ui,
    /// The profile.
    pub form: ProfileForm,
    /// One's own sessions, the latest used first.
    pub sessions: Vec<SessionRow>,
    /// What was just done: `profile`, `password`, `session`, `sessions`.
    pub done: Option<&'static str>,
    /// What was not taken.
    pub problems: Problems,
}

/// What a language calls itself.
pub(crate) fn own_name(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "English",
        Locale::Ko => "한국어",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart() {
        let of = |agent: &str| {
            let at = Timestamp::UNIX_EPOCH;
            let agent = agent.to_owned();
            SessionRow { key: String::new(), agent, begun_at: at, used_at: at, ends_at: at, is_present: false }
                .browser()
        };
        assert_eq!(of("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"), "Firefox · Linux");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0";
        assert_eq!(of(edge), "Edge · Windows");
        assert_eq!(of("curl/8.9"), "curl/8.9");
    }

    #[test]
    fn offered_zones_exist() {
        for zone in COMMON_ZONES {
            assert!(zone.parse::<postmortem::Zone>().is_ok(), "{zone}");
        }
    }
}
