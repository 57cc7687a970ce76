//! What all handlers share.

use std::{num::NonZeroU32, sync::Arc};

use app::House;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use views::Assets;

/// How the server behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether people reach it by https; cookies are then bound to it.
    pub is_https: bool,
    /// The addresses of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// How often one account may try to sign in, per minute.
    pub sign_in_per_minute: u32,
    /// How often one webhook may deliver, per minute.
    pub hook_per_minute: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { is_https: false, trusted_proxies: Vec::new(), sign_in_per_minute: 5, hook_per_minute: 300 }
    }
}

/// What all handlers share.
#[derive(Debug, Clone)]
pub struct State {
    /// The house.
    pub house: Arc<House>,
    /// Styles and scripts.
    pub assets: Assets,
    /// How the server behaves.
    pub options: Arc<Options>,
    pub(crate) limits: Arc<Limits>,
    /// Reading pages as they were rendered.
    pub(crate) reading: crate::reading::Reading,
}

/// How often things may be tried.
#[derive(Debug)]
pub(crate) struct Limits {
    pub account: DefaultKeyedRateLimiter<String>,
    pub address: DefaultKeyedRateLimiter<std::net::IpAddr>,
    pub hook: DefaultKeyedRateLimiter<String>,
}

impl State {
    /// Puts the shared parts together.
    pub fn new(house: Arc<House>, options: Options) -> Self {
        let per_minute = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        let limits = Limits {
            account: RateLimiter::keyed(per_minute(options.sign_in_per_minute)),
            address: RateLimiter::keyed(per_minute(options.sign_in_per_minute.saturating_mul(4))),
            hook: RateLimiter::keyed(per_minute(options.hook_per_minute)),
        };
        Self {
            house,
            assets: crate::assets::links(),
            options: Arc::new(options),
            limits: Arc::new(limits),
            reading: Arc::default(),
        }
    }
}
