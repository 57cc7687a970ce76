//! Configuration, one section a file; known only to cli.
//!
//! Layers, the strongest first: flags, `INQUEST_SECTION__KEY`, `inquest.toml`, default. Never reads the environment
//! itself: variables come in as a parameter. Of files it reads only secrets that a `…_file` key names.

mod error;
mod layers;
mod limits;
mod log;
mod reference;
mod section;
mod security;
mod server;
mod storage;
mod value;

pub use error::{Error, Problem};
pub use layers::{Layers, Origin, Shown};
pub use limits::Limits;
pub use log::{Format, Log};
pub use reference::{SectionAbout, example, reference};
pub use section::Key;
pub use security::{Memory, Security};
pub use server::{BaseUrl, Network, Server};
pub use storage::{DatabaseAddress, Storage};

use section::{Reader, Section};

/// Every setting, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The web server.
    pub server: Server,
    /// Where things are kept.
    pub storage: Storage,
    /// How large things may be.
    pub limits: Limits,
    /// Passwords.
    pub security: Security,
    /// What the log says, and how.
    pub log: Log,
}

/// The settings, and where each value came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Every value as it may be shown, in the order of the sections.
    pub shown: Vec<Shown>,
}

/// Brings the layers together, or names everything that is wrong at once.
pub fn load(layers: Layers<'_>) -> Result<Loaded, Error> {
    let mut reader = Reader::new(layers);
    let settings = Settings {
        server: Server::read(&mut reader),
        storage: Storage::read(&mut reader),
        limits: Limits::read(&mut reader),
        security: Security::read(&mut reader),
        log: Log::read(&mut reader),
    };
    let settings = Settings { storage: storage::resolve(settings.storage, &mut reader), ..settings };
    server::check(&settings.server, &mut reader);
    reader.finish().map(|shown| Loaded { settings, shown })
}

#[cfg(test)]
mod tests;
