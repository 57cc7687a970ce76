//! What all handlers share.

use std::{fmt, net::IpAddr, num::NonZeroU32, sync::Arc};

use app::House;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use views::Assets;

/// Tells which addresses are those of our own proxies. None is, by default.
#[derive(Clone)]
pub struct Proxies(Arc<dyn Fn(IpAddr) -> bool + Send + Sync>);

impl Proxies {
    /// Trusts the addresses for which the function says so.
    pub fn new(is_ours: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(is_ours))
    }

    /// Whether what comes from that address is believed.
    pub fn trust(&self, address: IpAddr) -> bool {
        (self.0)(address)
    }
}

impl Default for Proxies {
    fn default() -> Self {
        Self::new(|_| false)
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxies").finish_non_exhaustive()
    }
}

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether people reach it by https; cookies are then bound to it.
    pub is_https: bool,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Proxies,
    /// How often one account may try to sign in, per minute.
    pub sign_in_per_minute: u32,
    /// How often one webhook may deliver, per minute.
    pub hook_per_minute: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { is_https: false, trusted_proxies: Proxies::default(), sign_in_per_minute: 5, hook_per_minute: 300 }
    }
}

/// What all handlers share. Each request hands it on several times, so that it is one pointer.
#[derive(Debug, Clone)]
pub struct State(Arc<Shared>);

impl std::ops::Deref for State {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// What stands behind the pointer.
#[derive(Debug)]
pub struct Shared {
    /// The house.
    pub house: Arc<House>,
    /// Styles and scripts.
    pub assets: Assets,
    /// How the server behaves.
    pub options: Options,
    pub(crate) limits: Limits,
    /// Reading pages as they were rendered.
    pub(crate) reading: crate::reading::Shelf,
}

/// How often things may be tried.
#[derive(Debug)]
pub(crate) struct Limits {
    pub account: DefaultKeyedRateLimiter<String>,
    pub address: DefaultKeyedRateLimiter<IpAddr>,
    pub hook: DefaultKeyedRateLimiter<String>,
}

impl State {
    /// Puts the parts together.
    pub fn new(house: Arc<House>, options: Options) -> Self {
        let per_minute = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        let limits = Limits {
            account: RateLimiter::keyed(per_minute(options.sign_in_per_minute)),
            address: RateLimiter::keyed(per_minute(options.sign_in_per_minute.saturating_mul(4))),
            hook: RateLimiter::keyed(per_minute(options.hook_per_minute)),
        };
        let reading = crate::reading::Shelf::default();
        Self(Arc::new(Shared { house, assets: crate::assets::links(), options, limits, reading }))
    }
}
