//! Who asks: the session of the cookie, and what every page knows of its viewer.

use std::net::{IpAddr, SocketAddr};

use app::{Ctx, Viewer, sign_in::Current};
use axum::{
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
};
use axum_extra::extract::CookieJar;
use postmortem::{Locale, Role, Zone};
use uuid::Uuid;
use views::{Problem, Problems, Ui};

use crate::{Failure, Proxies, State, told::told};

/// A visit by anyone, signed in or not.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The house and who asks.
    pub ctx: Ctx,
    /// The session, if signed in.
    pub session: Option<[u8; 32]>,
    /// What every page knows.
    pub ui: Ui,
    /// What the log calls this request.
    pub request: Uuid,
    /// Where it came from.
    pub address: IpAddr,
    /// The browser, as it calls itself.
    pub agent: String,
    /// Whether an island asks for a part of the page.
    pub is_fragment: bool,
    /// The query of the page that the island is on.
    pub page_query: String,
}

/// A visit by someone signed in.
#[derive(Debug, Clone)]
pub(crate) struct Visitor(pub Visit);

impl std::ops::Deref for Visitor {
    type Target = Visit;
    fn deref(&self) -> &Visit {
        &self.0
    }
}

/// The name of the session's cookie. The prefix binds it to this host over https.
pub(crate) fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-inq" } else { "inq" }
}

/// The token of the session, as the cookie says.
pub(crate) fn token(state: &State, headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(cookie_name(state.options.is_https)).map(|c| c.value().to_owned())
}

/// The language that a browser prefers.
fn preferred(accept: &str) -> Locale {
    let first = |tag: &str| accept.to_lowercase().find(tag);
    match (first("ko"), first("en")) {
        (Some(ko), Some(en)) if ko < en => Locale::Ko,
        (Some(_), None) => Locale::Ko,
        _ => Locale::En,
    }
}

/// Where a request came from; forwarded addresses count only from a trusted proxy.
fn address(state: &State, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), |info| info.0.ip().to_canonical());
    client(peer, request.headers(), &state.options.trusted_proxies)
}

/// Each proxy adds the address that it was asked from at the end: the last that is no proxy of ours is the client's.
/// What stands before it anyone could have written.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let written: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    let mut client = peer;
    for text in written.iter().rev() {
        if !proxies.trust(client) {
            break;
        }
        let Ok(before) = text.trim().parse::<IpAddr>() else { break };
        client = before.to_canonical();
    }
    client
}

impl FromRequestParts<State> for Visit {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Failure::broken("no visit was loaded"))
    }
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let visit = Visit::from_request_parts(parts, state).await?;
        if visit.session.is_some() { Ok(Self(visit)) } else { Err(Failure::signed_out(parts)) }
    }
}

impl Visit {
    /// What is known of a request by whoever is signed in.
    pub fn new(state: &State, request: &Request, current: Option<Current>) -> Self {
        let headers = request.headers();
        let text =
            |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let session = current.as_ref().map(|c| c.session);
        let stamp = current.as_ref().map(|c| c.stamp);
        let person = current.map(|c| c.person);
        let ui = Ui {
            locale: person.as_ref().map_or_else(|| preferred(&text(header::ACCEPT_LANGUAGE)), |p| p.locale),
            zone: person.as_ref().map_or_else(Zone::utc, |p| p.zone.clone()),
            viewer: person.clone(),
            form_token: session.map(|s| state.house.form_token(&s)).unwrap_or_default(),
            path: request.uri().path().to_owned(),
            assets: state.assets.clone(),
            now: state.house.now(),
        };
        let ctx = Ctx::new(state.house.clone(), person.map_or(Viewer::Stranger, Viewer::Person));
        Self {
            ctx: match stamp {
                Some(stamp) => ctx.seen_at(stamp),
                None => ctx,
            },
            session,
            ui,
            request: state.house.id(),
            address: address(state, request),
            agent: text(header::USER_AGENT),
            is_fragment: headers.contains_key("hx-request"),
            page_query: text(header::HeaderName::from_static("hx-current-url"))
                .split_once('?')
                .map(|(_, query)| query.split('#').next().unwrap_or_default().to_owned())
                .unwrap_or_default(),
        }
    }

    /// The fields that were not taken, in the viewer's language; other errors pass.
    pub fn problems(&self, error: app::Error) -> Result<Problems, Failure> {
        match error {
            app::Error::Rejected(errors) => Ok(self.sentences(&errors)),
            other => Err(other.into()),
        }
    }

    /// Puts field errors into the viewer's language.
    pub fn sentences(&self, errors: &[app::FieldError]) -> Problems {
        let sentence = |e: &app::FieldError| {
            let args: Vec<(&str, &str)> = e.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let text = match &e.reason {
                Some(reason) => told(&self.ui, reason),
                None => self.ui.ta(&format!("error-{}", e.code), &args),
            };
            Problem { field: e.field.clone(), text }
        };
        Problems(errors.iter().map(sentence).collect())
    }

    /// Whether the viewer keeps the house.
    pub fn is_administrator(&self) -> bool {
        self.ctx.person().is_some_and(|p| p.role == Role::Administrator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_say_where_a_request_came_from() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let proxies = Proxies::new(|address| matches!(address, IpAddr::V4(v4) if v4.octets()[0] == 10));
        let from = |peer: &str, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            client(ip(peer), &headers, &proxies)
        };
        assert_eq!(from("203.0.113.9", &["198.51.100.1"]), ip("203.0.113.9"), "a stranger is not believed");
        assert_eq!(from("10.0.0.1", &["198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]), ip("198.51.100.1"), "two of ours in a row");
        assert_eq!(from("10.0.0.1", &["1.1.1.1", "198.51.100.1"]), ip("198.51.100.1"), "two headers are one list");
        assert_eq!(from("10.0.0.1", &["::ffff:198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(from("10.0.0.1", &["nonsense"]), ip("10.0.0.1"));
        assert_eq!(from("10.0.0.1", &[]), ip("10.0.0.1"));
        assert_eq!(client(ip("198.51.100.1"), &HeaderMap::new(), &Proxies::default()), ip("198.51.100.1"));
    }
}
