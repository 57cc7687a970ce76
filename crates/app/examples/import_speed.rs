//! Measures one import: `import_speed SOURCE PATH FOLDER` prints seconds, items and the most memory taken.

use std::{path::PathBuf, sync::Arc, time::Instant};

use app::{Clock, Ctx, Dice, House, HouseOptions, Viewer, imports};
use postmortem::{Locale, Occasion, PostmortemDraft, Role, Zone};
use store::{Db, Options};

struct Now;

impl Clock for Now {
    #[expect(clippy::disallowed_methods, reason = "an example is an edge of its own")]
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

impl Dice for Now {
    #[expect(clippy::disallowed_methods, reason = "an example is an edge of its own")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::Rng::fill_bytes(&mut rand::rng(), bytes);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let usage = "import_speed SOURCE PATH FOLDER";
    let source = args.next().ok_or(usage)?.parse()?;
    let path = PathBuf::from(args.next().ok_or(usage)?);
    let data = PathBuf::from(args.next().ok_or(usage)?);
    std::fs::create_dir_all(&data)?;
    let db = Db::open(&Options::Sqlite(data.join("inquest.db"))).await?;
    db.migrate().await?;
    let options = HouseOptions {
        data,
        base_url: "http://localhost".to_owned(),
        password_memory_kib: 64,
        max_upload: 2 << 30,
        max_file: 25 << 20,
    };
    let house = House::open(db, options, Arc::new(Now), Arc::new(Now)).await?;
    let ctx = Ctx::new(house.clone(), Viewer::Operator);
    let owner = if let Ok(person) = app::people::find(&ctx, "ada@example.com").await {
        person
    } else {
        let invitee = app::people::Invitee {
            login: "ada@example.com".to_owned(),
            name: "Ada".to_owned(),
            role: Role::Member,
            locale: Locale::En,
            zone: Zone::utc(),
        };
        app::people::invite(&ctx, invitee).await?.0
    };
    let number = if let Some(postmortem) = app::workbench::list(&ctx, true).await?.first() {
        postmortem.number
    } else {
        let draft = PostmortemDraft {
            title: "Checkout was down".to_owned(),
            severity: "sev2".to_owned(),
            occasion: Occasion::Incident,
            zone: Zone::utc(),
            tags: Vec::new(),
            services: Vec::new(),
            teams: Vec::new(),
            departments: Vec::new(),
        };
        app::workbench::begin(&ctx, draft, Some(owner.id)).await?.number
    };
    let begun = Instant::now();
    let import = imports::run_now(&ctx, number, source, &path, imports::ImportOptions::default(), &|_| {}).await?;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let most = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    println!(
        "{:.2} s, {} taken, state {:?}, {:?} {:?}",
        begun.elapsed().as_secs_f64(),
        import.n_taken,
        import.state,
        import.report,
        import.error
    );
    println!("{most}");
    house.db.close().await;
    Ok(())
}
