//! `[server]`: the address, and what stands before it.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use crate::{
    section::{Reader, section},
    value::Value,
};

section! {
    /// The web server.
    Server = "server" {
        /// The address and port to listen on. Behind a reverse proxy leave it on the loopback.
        listen: SocketAddr = "127.0.0.1:7878",
        /// The address under which people reach inquest, such as `https://inquest.example.com`. Links in invitations
        /// are built from it, and requests that change something are only taken from it. Must be https, but for a
        /// loopback address. Without it: `http://` and the address listened on.
        base_url: Option<BaseUrl> = "",
        /// The networks of reverse proxies whose `X-Forwarded-For` is believed, such as `["10.0.0.0/8"]`.
        trusted_proxies: Vec<Network> = "",
    }
}

/// The address under which people reach inquest: scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The address of a server that listens here and has no other name.
    pub fn of(listen: SocketAddr) -> Self {
        Self(format!("http://{listen}"))
    }

    /// The text, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl Value for BaseUrl {
    fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/');
        let (scheme, authority) =
            text.split_once("://").ok_or("must be a whole address, such as https://inquest.example.com")?;
        if authority.contains('@') {
            return Err("must not hold a user or a password".to_owned());
        }
        if authority.contains(['/', '?', '#']) {
            return Err("must end after the host and port: inquest needs a host of its own, not a path".to_owned());
        }
        let host = host_of(authority).ok_or("names no host")?;
        match scheme {
            "https" => {}
            "http" if is_loopback(host) => {}
            "http" => return Err("must be https: over plain http, passwords and sessions can be read on the way (http is taken for a loopback address only)".to_owned()),
            _ => return Err(format!("begins with {scheme:?}; it must be https")),
        }
        // browsers leave the usual port out of the origin that they send
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(usual).unwrap_or(authority);
        Ok(Self(format!("{scheme}://{}", authority.to_lowercase())))
    }

    fn show(&self) -> Option<String> {
        Some(self.0.clone())
    }
}

fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => {
            let (host, rest) = v6.split_once(']')?;
            host.parse::<std::net::Ipv6Addr>().ok()?;
            (host, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    if let Some(port) = port {
        port.parse::<u16>().ok().filter(|p| *p > 0)?;
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.:_".contains(c);
    (!host.is_empty() && host.chars().all(plain)).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A network: an address and how many of its first bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The address.
    pub address: IpAddr,
    /// How many bits count.
    pub prefix: u8,
}

impl Network {
    /// Whether an address lies within.
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.address, ip.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let shift = 32 - u32::from(self.prefix);
                a.to_bits().checked_shr(shift).unwrap_or(0) == b.to_bits().checked_shr(shift).unwrap_or(0)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let shift = 128 - u32::from(self.prefix);
                a.to_bits().checked_shr(shift).unwrap_or(0) == b.to_bits().checked_shr(shift).unwrap_or(0)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

impl Value for Network {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("holds {text:?}; it must be an address or a network, such as 10.0.0.0/8");
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(p) => p.parse().ok().filter(|p| *p <= most).ok_or_else(wrong)?,
            None => most,
        };
        Ok(Self { address, prefix })
    }

    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

/// A server that others can reach needs a name that links can be built from.
pub(crate) fn check(server: &Server, reader: &mut Reader) {
    if server.base_url.is_none() && !server.listen.ip().is_loopback() {
        let origin = reader.origin("server.listen");
        reader.problem(
            "server.listen",
            &origin,
            "can be reached by other machines; set `server.base_url` too, such as https://inquest.example.com",
        );
    }
}
