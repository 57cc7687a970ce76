//! How a value reads from text, and how it is shown.

use std::{net::SocketAddr, path::PathBuf};

/// A type that a setting can have.
pub(crate) trait Value: Sized {
    /// Reads the text, or says what it should be.
    fn parse(text: &str) -> Result<Self, String>;
    /// The text for people; nothing where it is not set. Secrets are blotted out.
    fn show(&self) -> Option<String>;
}

impl Value for String {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
    fn show(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl Value for u64 {
    fn parse(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(0) | Err(_) => Err(format!("is {text:?}; it must be a whole number above 0")),
            Ok(number) => Ok(number),
        }
    }
    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for SocketAddr {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("is {text:?}; it must be an address and a port, such as 127.0.0.1:7878"))
    }
    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Value for PathBuf {
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("is empty; it must be a path".to_owned()) } else { Ok(Self::from(text)) }
    }
    fn show(&self) -> Option<String> {
        Some(self.display().to_string())
    }
}

impl<T: Value> Value for Option<T> {
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::parse(text).map(Some) }
    }
    fn show(&self) -> Option<String> {
        self.as_ref().and_then(Value::show)
    }
}

/// A list is written as an array in the file, and with commas elsewhere.
impl<T: Value> Value for Vec<T> {
    fn parse(text: &str) -> Result<Self, String> {
        text.split(',').map(str::trim).filter(|t| !t.is_empty()).map(T::parse).collect()
    }
    fn show(&self) -> Option<String> {
        if self.is_empty() { None } else { Some(self.iter().filter_map(Value::show).collect::<Vec<_>>().join(", ")) }
    }
}
