//! What the disk below a folder is, and how much room it has.

use std::path::{Path, PathBuf};

/// The kind of file system that a folder lies on, where the system tells.
pub fn kind(folder: &Path) -> Option<String> {
    let folder = existing(folder)?.canonicalize().ok()?;
    kind_in(&std::fs::read_to_string("/proc/self/mountinfo").ok()?, &folder)
}

fn kind_in(mounts: &str, folder: &Path) -> Option<String> {
    // … mount-point options … - kind source options; of the mounts above a folder the deepest, and of those the last
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let Some((before, after)) = line.split_once(" - ") else { continue };
        let (Some(point), Some(kind)) = (before.split(' ').nth(4), after.split(' ').next()) else { continue };
        let point = point.replace("\\040", " ");
        if folder.starts_with(&point) && best.is_none_or(|(length, _)| point.len() >= length) {
            best = Some((point.len(), kind));
        }
    }
    best.map(|(_, kind)| kind.to_owned())
}

/// Whether locks and flushes of this kind of file system cannot be relied upon.
pub fn is_network(kind: &str) -> bool {
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone"]
        .contains(&kind)
}

/// The room that is left, in bytes.
pub fn free(folder: &Path) -> Option<u64> {
    let stat = rustix::fs::statvfs(&existing(folder)?).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

/// The folder, or the nearest one above it that exists.
fn existing(folder: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(folder).ok()?;
    whole.ancestors().find(|f| f.exists()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_mount_counts() {
        let mounts = "1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:5 / /srv rw shared:1 - nfs4 box:/srv rw\n3 2 0:6 / /srv/my\\040data rw - xfs /dev/sdb rw";
        let kind = |folder: &str| kind_in(mounts, Path::new(folder)).unwrap();
        assert_eq!(kind("/var/x"), "ext4");
        assert_eq!(kind("/srv/x"), "nfs4");
        assert_eq!(kind("/srvx"), "ext4");
        assert_eq!(kind("/srv/my data/x"), "xfs");
        assert!(is_network("nfs4") && !is_network("ext4"));
    }

    #[test]
    fn there_is_room_somewhere() {
        assert!(free(Path::new("a/folder/that/is/not/there")).unwrap() > 0);
    }
}
