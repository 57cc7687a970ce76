//! What is kept, read beside the binary under test and by the same verbs.

use std::{path::PathBuf, sync::Arc};

use app::{Clock, Ctx, Dice, House, HouseOptions, Viewer};
use jiff::Timestamp;
use store::{Db, Options};

#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_900_000_000).unwrap()
    }
}

impl Dice for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

/// The operator in the house whose data lies there.
pub async fn beside(database: &Options, data: PathBuf) -> Ctx {
    let db = Db::open(database).await.unwrap();
    let options = HouseOptions {
        data,
        base_url: "http://127.0.0.1:7878".to_owned(),
        password_memory_kib: 64,
        max_upload: 1 << 20,
        max_file: 1 << 20,
    };
    let house = House::open(db, options, Arc::new(Still), Arc::new(Still)).await.unwrap();
    Ctx::new(house, Viewer::Operator)
}
