//! Documents of a postmortem: out, in again, and what an audience sees of it.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop at what must not happen, as tests do")]

mod bundle;
mod drawing;
mod house;
mod learned;
mod publication;
mod round_trip;
mod told;
