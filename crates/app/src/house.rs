//! The house: the database, the folder of files, the keys, the clock and the dice.

use std::{path::PathBuf, sync::Arc};

use jiff::Timestamp;
use postmortem::{Number, PostmortemId};
use store::{Db, Stamps};
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

use crate::{
    Result,
    library::Shelf,
    questions::{self, Found},
    recall::Recall,
    secret::Key,
    sign_in::Known,
    timeline::{self, Timeline},
};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes that nobody can foresee.
pub trait Dice: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// What the house needs to know to open.
#[derive(Debug, Clone)]
pub struct HouseOptions {
    /// The folder for files, uploads on their way and the key.
    pub data: PathBuf,
    /// The address under which people reach it, without a slash at the end; links are built from it.
    pub base_url: String,
    /// Memory for one password hash, in KiB. 65,536 unless in tests.
    pub password_memory_kib: u32,
    /// The largest upload of an import, in bytes.
    pub max_upload: u64,
    /// The largest single file, in bytes.
    pub max_file: u64,
}

/// The house: everything that the verbs share.
pub struct House {
    /// The database.
    pub db: Db,
    /// The options it was opened with.
    pub options: HouseOptions,
    pub(crate) key: Key,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) dice: Arc<dyn Dice>,
    /// At most two passwords are hashed at once.
    pub(crate) hashing: Arc<Semaphore>,
    /// At most 32 more wait for it.
    pub(crate) hashing_queue: Arc<Semaphore>,
    /// Rung when an import waits for the runner.
    pub import_waits: Notify,
    /// Tells whether what was remembered still holds.
    pub(crate) stamps: Stamps,
    /// Sessions by the hash of their token.
    pub(crate) sessions: Recall<[u8; 32], Known>,
    /// What readers get, by number.
    pub(crate) shelves: Recall<Number, Arc<Shelf>>,
    /// Whole timelines.
    pub(crate) timelines: Recall<PostmortemId, Arc<Timeline>>,
    /// What is open in postmortems.
    pub(crate) questions: Recall<questions::Key, Arc<Found>>,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("House").field("options", &self.options).finish_non_exhaustive()
    }
}

impl House {
    /// Opens the house over a database whose schema is current: makes its folders, its key, and the default severities.
    pub async fn open(db: Db, options: HouseOptions, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Result<Arc<Self>> {
        db.check().await?;
        make_private(&options.data)?;
        for folder in ["files", "uploads"] {
            std::fs::create_dir_all(options.data.join(folder))?;
        }
        let key = Key::load_or_make(&options.data.join("secret.key"), dice.as_ref())?;
        let house = Self {
            stamps: Stamps::new(db.clone()),
            sessions: Recall::default(),
            shelves: Recall::default(),
            timelines: Recall::holding(timeline::REMEMBERED),
            questions: Recall::holding(questions::REMEMBERED),
            db,
            options,
            key,
            clock,
            dice,
            hashing: Arc::new(Semaphore::new(2)),
            hashing_queue: Arc::new(Semaphore::new(34)),
            import_waits: Notify::new(),
        };
        house.seed_severities().await?;
        Ok(Arc::new(house))
    }

    async fn seed_severities(&self) -> Result<()> {
        let mut tx = self.db.read().await?;
        let is_empty = store::severity::list(&mut tx).await?.is_empty();
        tx.rollback().await?;
        if is_empty {
            let mut tx = self.db.write().await?;
            for severity in postmortem::default_severities() {
                store::severity::insert(&mut tx, &severity).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// The present, to the microsecond as the databases keep it.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// A new id that sorts by the time it was made.
    pub fn id(&self) -> Uuid {
        let mut bytes = [0; 10];
        self.dice.fill(&mut bytes);
        let millis = u64::try_from(self.clock.now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Random bytes that nobody can foresee.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.dice.fill(&mut bytes);
        bytes
    }

    /// A link into the house, from a path that begins with a slash.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.options.base_url)
    }
}

/// Makes a folder that only its owner may open.
pub(crate) fn make_private(folder: &std::path::Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
