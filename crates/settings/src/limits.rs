//! `[limits]`: how large things may be.

use crate::section::section;

section! {
    /// How large things may be.
    Limits = "limits" {
        /// The largest upload of an import, in MiB.
        max_upload_mib: u64 = "2048",
        /// The largest single file or picture, in MiB.
        max_file_mib: u64 = "25",
    }
}

impl Limits {
    /// The largest upload of an import, in bytes.
    pub fn max_upload(&self) -> u64 {
        self.max_upload_mib.saturating_mul(1024 * 1024)
    }

    /// The largest single file, in bytes.
    pub fn max_file(&self) -> u64 {
        self.max_file_mib.saturating_mul(1024 * 1024)
    }
}
