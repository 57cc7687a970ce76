//! A repository made on the spot by the `git` program, and paths that are none.

use std::path::Path;
use std::process::Command;

use super::*;
use crate::testing::{Seen, import};

fn git(folder: &Path, at: &str, args: &[&str]) {
    let done = Command::new("git")
        .args(args)
        .current_dir(folder)
        .env_clear()
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_AUTHOR_NAME", "Ada Obi")
        .env("GIT_AUTHOR_EMAIL", "ada@example.com")
        .env("GIT_AUTHOR_DATE", at)
        .env("GIT_COMMITTER_NAME", "Ada Obi")
        .env("GIT_COMMITTER_EMAIL", "ada@example.com")
        .env("GIT_COMMITTER_DATE", at)
        .output()
        .expect("git runs");
    assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |minute: u32| format!("2026-11-13T14:{minute:02}:00+09:00");
    let run = |minute, args: &[&str]| git(folder.path(), &at(minute), args);
    run(0, &["init", "-q", "-b", "main"]);
    run(1, &["commit", "-q", "--allow-empty", "-m", "Begin"]);
    run(2, &["checkout", "-q", "-b", "side"]);
    run(3, &["commit", "-q", "--allow-empty", "-m", "Raise the pool limit\n\nFor the sale."]);
    run(4, &["checkout", "-q", "main"]);
    run(5, &["commit", "-q", "--allow-empty", "-m", "문구 수정"]);
    run(6, &["merge", "-q", "--no-ff", "side", "-m", "Merge side"]);
    run(7, &["tag", "-a", "v1.0", "-m", "First"]);
    run(8, &["tag", "light"]);
    folder
}

fn read_folder(path: &Path, options: &Options) -> Result<Seen, Rejected> {
    import(SourceKind::Git, Input::Folder(path.to_owned()), options)
}

#[test]
fn commits_merges_and_tags_are_read() {
    let folder = repository();
    let seen = read_folder(folder.path(), &Options::default()).unwrap();
    assert_eq!(seen.refused(), Vec::<String>::new());
    let told: Vec<_> = seen
        .items
        .iter()
        .map(|(i, _)| {
            format!(
                "{} {} {} {}",
                i.detail("event").unwrap(),
                i.occurred,
                i.zone.as_deref().unwrap(),
                i.text.replace('\n', " / ")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "tag 2026-11-13T05:06:00Z +09:00 tag light",
            "tag 2026-11-13T05:07:00Z +09:00 tag v1.0 / First",
            "merge 2026-11-13T05:06:00Z +09:00 Merge side",
            "commit 2026-11-13T05:05:00Z +09:00 문구 수정",
            "commit 2026-11-13T05:03:00Z +09:00 Raise the pool limit /  / For the sale.",
            "commit 2026-11-13T05:01:00Z +09:00 Begin",
        ]
    );
    let merge = &seen.items[2].0;
    assert_eq!(merge.details.iter().filter(|(name, _)| name == "parent").count(), 2);
    let author = merge.author.as_ref().unwrap();
    assert_eq!((author.handle.as_str(), author.name.as_deref()), ("ada", Some("Ada Obi")));
    assert_eq!(merge.key.len(), 40);
    assert_eq!(read_folder(folder.path(), &Options::default()).unwrap().items, seen.items);
}

#[test]
fn a_window_bounds_the_walk() {
    let folder = repository();
    let options = Options {
        from: Some("2026-11-13T05:03:00Z".parse().unwrap()),
        to: Some("2026-11-13T05:06:00Z".parse().unwrap()),
        ..Options::default()
    };
    let seen = read_folder(folder.path(), &options).unwrap();
    let told: Vec<_> = seen.items.iter().map(|(i, _)| i.text.lines().next().unwrap().to_owned()).collect();
    assert_eq!(told, ["문구 수정", "Raise the pool limit"]);
}

#[test]
fn no_hook_runs() {
    let folder = repository();
    let mark = folder.path().join("ran");
    let config = format!(
        "[core]\n\tfsmonitor = \"touch {0}\"\n\tpager = \"touch {0}\"\n\tsshCommand = \"touch {0}\"\n",
        mark.display()
    );
    let path = folder.path().join(".git/config");
    let old = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, old + &config).unwrap();
    assert!(read_folder(folder.path(), &Options::default()).is_ok());
    assert!(!mark.exists());
}

#[test]
fn what_is_no_repository_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(read_folder(folder.path(), &Options::default()), Err(Rejected::Repository { .. })));
    assert!(matches!(read_folder(Path::new("/nowhere/at/all"), &Options::default()), Err(Rejected::Repository { .. })));
    assert!(matches!(
        import(SourceKind::Git, Input::bytes("x", vec![1]), &Options::default()),
        Err(Rejected::WrongInput { .. })
    ));
    git(folder.path(), "2026-11-13T14:00:00Z", &["init", "-q"]);
    assert_eq!(read_folder(folder.path(), &Options::default()).unwrap().summary.taken, 0);
    std::fs::remove_file(folder.path().join(".git/HEAD")).unwrap();
    assert!(read_folder(folder.path(), &Options::default()).is_err());
}

#[test]
fn the_fixture_is_read_as_it_was_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/sources/git/fixtures/card-gateway.bare");
    // version control keeps no empty folder, and a repository needs these two
    let copy = tempfile::tempdir().unwrap();
    copy_all(&folder, copy.path());
    std::fs::create_dir_all(copy.path().join("refs/heads")).unwrap();
    std::fs::create_dir_all(copy.path().join("objects/pack")).unwrap();
    let seen = read_folder(copy.path(), &Options::default()).unwrap();
    let mut told: Vec<_> = seen
        .items
        .iter()
        .map(|(i, _)| format!("{} {}", i.detail("event").unwrap(), i.text.lines().next().unwrap()))
        .collect();
    told.sort();
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.iter().any(|t| t.contains("Merge pool into main")), "{told:?}");
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for found in std::fs::read_dir(from).unwrap() {
        let found = found.unwrap();
        let to = to.join(found.file_name());
        if found.file_type().unwrap().is_dir() {
            copy_all(&found.path(), &to);
        } else {
            std::fs::copy(found.path(), to).unwrap();
        }
    }
}
