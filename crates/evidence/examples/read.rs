//! Reads an input to its end and prints what came of it: `read slack export.zip`. For measuring.

use std::ops::ControlFlow;
use std::path::Path;

use evidence::{Event, Input, Options, SourceKind};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(source), Some(path)) = (args.next(), args.next()) else {
        return Err("usage: read SOURCE PATH".into());
    };
    let source: SourceKind = source.parse()?;
    let (mut bytes, mut proposed) = (0, 0);
    let mut suggester = args.next().map(|_| evidence::suggest::Suggester::new());
    let summary = evidence::read(source, Input::open(Path::new(&path))?, &Options::default(), &mut |event| {
        if let Event::Item(item, _) = event {
            bytes += item.raw.len();
            proposed += suggester.as_mut().map_or(0, |s| s.feed(&item, ()).len());
        }
        ControlFlow::Continue(())
    })?;
    println!("{summary:?}, {bytes} bytes, {proposed} suggestions");
    Ok(())
}
