//! What every command works with: the settings, the database, the house.

use std::{io::IsTerminal, path::Path, sync::Arc};

use app::{Ctx, House, HouseOptions};
use settings::{Format, Layers, Loaded, Settings};
use store::{Db, Options, SchemaState};

use crate::{
    cli::Globals,
    exit::Exit,
    machine::{SystemClock, SystemDice, environment},
    output,
};

/// Whether a command may make a database where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    /// It may: the command begins something.
    Allowed,
    /// It may not: a mistyped folder must not become an empty house.
    Refused,
}

/// What every command works with.
#[derive(Debug)]
pub struct Context {
    /// What every command takes.
    pub globals: Globals,
    /// The settings, and where each came from.
    pub loaded: Loaded,
}

impl Context {
    /// Reads the settings. Flags of the command that are settings too come in as `more`.
    pub fn new(globals: Globals, more: Vec<(&'static str, String)>) -> Result<Self, Exit> {
        let loaded = load(&globals, more)?;
        start_log(&loaded.settings, globals.verbose)?;
        Ok(Self { globals, loaded })
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.loaded.settings
    }

    /// Which database the settings name.
    pub fn database(&self) -> Options {
        let storage = &self.settings().storage;
        match &storage.database {
            Some(address) => Options::Postgres { url: address.reveal().to_owned(), schema: storage.schema.clone() },
            None => Options::Sqlite(storage.sqlite_file()),
        }
    }

    /// Opens the database as it is.
    pub async fn open(&self, birth: Birth) -> Result<Db, Exit> {
        let database = self.database();
        if let Options::Sqlite(file) = &database {
            if birth == Birth::Refused && !file.exists() {
                let folder = self.settings().storage.data.display().to_string();
                return Err(Exit::user(format!("there is no inquest database in {folder}"))
                    .hint("name its folder with --data, or its address with --database")
                    .hint(format!("`inquest serve --data {folder}` begins a new one")));
            }
            make_private(&self.settings().storage.data)?;
        }
        Db::open(&database).await.map_err(|error| match (&database, &error) {
            (Options::Sqlite(file), store::Error::Driver(_)) => {
                Exit::config(format!("{} does not open as a database: {error}", file.display()))
                    .hint("`inquest doctor` looks for the cause; `inquest restore` reads a backup into a new folder")
            }
            (Options::Postgres { .. }, store::Error::Driver(_)) => Exit::config(format!(
                "the database does not open: {}",
                std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default()
            ))
            .hint("check `storage.database`: host, user, password and name"),
            _ => error.into(),
        })
    }

    /// Opens the database and brings its schema up to date where that is safe to do unasked.
    pub async fn open_current(&self, birth: Birth) -> Result<Db, Exit> {
        let db = self.open(birth).await?;
        match self.bring_up(&db).await {
            Ok(()) => Ok(db),
            Err(exit) => {
                db.close().await;
                Err(exit)
            }
        }
    }

    async fn bring_up(&self, db: &Db) -> Result<(), Exit> {
        let SchemaState { found, known } = db.schema().await?;
        if found == known {
            return Ok(());
        }
        if found > 0 && found < known {
            if !db.is_embedded() {
                // other nodes may still run the version before
                return Err(store::Error::Older { found, known }.into());
            }
            self.keep_before(db, known).await?;
        }
        db.migrate().await?;
        Ok(())
    }

    /// Copies an embedded database beside itself before it is changed to version `known`.
    pub async fn keep_before(&self, db: &Db, known: i64) -> Result<(), Exit> {
        if let Options::Sqlite(file) = self.database() {
            let copy = file.with_extension(format!("db.pre-v{known}"));
            if !copy.exists() {
                store::backup::copy_embedded(db, &copy).await?;
                tracing::info!(file = %copy.display(), "the database was copied before it is changed");
            }
        }
        Ok(())
    }

    /// Opens the house; links are built from `base_url`, or from the address that the settings name.
    pub async fn house(&self, birth: Birth, base_url: Option<&str>) -> Result<Arc<House>, Exit> {
        let db = self.open_current(birth).await?;
        let settings = self.settings();
        let by_settings = settings.server.base_url.clone();
        let by_settings = by_settings.unwrap_or_else(|| settings::BaseUrl::of(settings.server.listen));
        let options = HouseOptions {
            data: settings.storage.data.clone(),
            base_url: base_url.unwrap_or(by_settings.as_str()).to_owned(),
            password_memory_kib: settings.security.password_memory_mib.kib(),
            max_upload: settings.limits.max_upload(),
            max_file: settings.limits.max_file(),
        };
        Ok(House::open(db, options, Arc::new(SystemClock), Arc::new(SystemDice)).await?)
    }

    /// Enters the house as the operator, or as the person that `--as` names.
    pub async fn enter(&self, birth: Birth) -> Result<Ctx, Exit> {
        let house = self.house(birth, None).await?;
        let login = self.globals.as_user.as_deref();
        app::operator::enter(house, login).await.map_err(|error| match (error, login) {
            (app::Error::NotFound, Some(login)) => Exit::user(format!("nobody who can sign in is called {login}"))
                .hint("`inquest user list` shows everyone"),
            (error, _) => error.into(),
        })
    }

    /// Writes a result: JSON for programs, text for people.
    pub fn print(&self, value: &serde_json::Value, text: &str) {
        if self.globals.json {
            output::out(&format!("{value:#}\n"));
        } else {
            output::out(text);
        }
    }
}

/// Makes a folder that only its owner may open.
pub fn make_private(folder: &Path) -> Result<(), Exit> {
    let failed = |e: std::io::Error| {
        Exit::config(format!("{}: {e}", folder.display())).hint("choose a folder that you may write to with --data")
    };
    if !folder.exists() {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder).map_err(failed)?;
    }
    Ok(())
}

fn load(globals: &Globals, more: Vec<(&'static str, String)>) -> Result<Loaded, Exit> {
    let mut flags = more;
    if let Some(data) = &globals.data {
        flags.push(("storage.data", data.display().to_string()));
    }
    if let Some(database) = &globals.database {
        flags.push(("storage.database", database.clone()));
    }
    let path = globals.config.clone().unwrap_or_else(|| "inquest.toml".into());
    let file = match std::fs::read_to_string(&path) {
        Ok(text) => Some((path, text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && globals.config.is_none() => None,
        Err(error) => return Err(Exit::config(format!("{}: {error}", path.display()))),
    };
    Ok(settings::load(Layers { flags, environment: environment(), file })?)
}

/// The log goes to standard error, so that results stay clean.
fn start_log(settings: &Settings, verbose: u8) -> Result<(), Exit> {
    let level = match verbose {
        0 => settings.log.level.as_str(),
        1 => "debug",
        _ => "trace",
    };
    let filter = tracing_subscriber::EnvFilter::try_new(level)
        .map_err(|e| Exit::config(format!("`log.level` does not read: {e}")))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match settings.log.format {
        Format::Text => log.init(),
        Format::Json => log.json().init(),
    }
    Ok(())
}
