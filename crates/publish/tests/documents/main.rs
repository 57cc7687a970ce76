//! Documents of a postmortem: out, in again, and what an audience sees of it.

mod bundle;
mod house;
mod publication;
mod round_trip;
