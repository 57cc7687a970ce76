//! `[security]`: passwords.

use crate::{section::section, value::Value};

section! {
    /// Passwords.
    Security = "security" {
        /// The memory that hashing one password takes, in MiB. More makes stolen hashes harder to break; two are
        /// hashed at once at most.
        password_memory_mib: Memory = "64",
    }
}

/// Memory for one password hash, in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory(pub u32);

impl Memory {
    /// The same in KiB.
    pub fn kib(self) -> u32 {
        self.0 * 1024
    }
}

impl Value for Memory {
    fn parse(text: &str) -> Result<Self, String> {
        // 19 MiB is the least that OWASP recommends; above 1 GiB two sign-ins could take the machine down
        text.parse()
            .ok()
            .filter(|mib| (19..=1024).contains(mib))
            .map(Self)
            .ok_or_else(|| format!("is {text:?}; it must be a number from 19 to 1024"))
    }

    fn show(&self) -> Option<String> {
        Some(self.0.to_string())
    }
}
