//! Any bytes as the objects of a repository: the input becomes `packed-refs` and `HEAD` of an otherwise empty one.
#![no_main]

use std::fs;
use std::ops::ControlFlow;

use evidence::{Input, Options, SourceKind, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let root = std::env::temp_dir().join(format!("evidence-fuzz-git-{}", std::process::id()));
    let git = root.join(".git");
    let written = fs::create_dir_all(git.join("objects"))
        .and_then(|()| fs::create_dir_all(git.join("refs")))
        .and_then(|()| fs::write(git.join("HEAD"), data.get(..64).unwrap_or(data)))
        .and_then(|()| fs::write(git.join("packed-refs"), data));
    if written.is_ok() {
        let _ = read(SourceKind::Git, Input::Folder(root), &Options::default(), &mut |_| ControlFlow::Continue(()));
    }
});
