//! Short texts that people type: one line, bounded.

/// Why a short text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLine {
    /// Nothing was written.
    #[error("is empty")]
    Empty,
    /// More than so many characters.
    #[error("is longer than {0} characters")]
    TooLong(usize),
    /// It holds a character that does not belong into one line.
    #[error("holds a control character")]
    Control,
}

/// Trims a one-line text and checks its length in characters.
pub fn line(text: &str, at_most: usize) -> Result<String, InvalidLine> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(InvalidLine::Empty);
    }
    if trimmed.chars().any(char::is_control) {
        return Err(InvalidLine::Control);
    }
    if trimmed.chars().count() > at_most {
        return Err(InvalidLine::TooLong(at_most));
    }
    Ok(trimmed.to_owned())
}

/// Why a longer text was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProse {
    /// Nothing was written.
    #[error("is empty")]
    Empty,
    /// More than so many bytes.
    #[error("is longer than {0} bytes")]
    TooLong(usize),
    /// It holds a character that text cannot hold.
    #[error("holds a control character")]
    Control,
}

/// Brings a text of several lines into its one form: plain ends of lines, no empty lines around it.
pub fn prose(text: &str, at_most: usize) -> Result<String, InvalidProse> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.trim().lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    if text.is_empty() {
        return Err(InvalidProse::Empty);
    }
    if text.len() > at_most {
        return Err(InvalidProse::TooLong(at_most));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(InvalidProse::Control);
    }
    Ok(text)
}

/// Brings a free tag into its one form: lower case, words joined by `-`, at most 40 characters.
pub fn tag(text: &str) -> Result<String, InvalidLine> {
    let joined = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    let joined = joined.trim_matches(|c| c == '#' || c == ',').to_owned();
    line(&joined, 40)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_one_form() {
        assert_eq!(tag(" Connection Pool ").unwrap(), "connection-pool");
        assert_eq!(tag("#구성 변경").unwrap(), "구성-변경");
        assert_eq!(tag("  "), Err(InvalidLine::Empty));
        assert_eq!(line("a\nb", 10), Err(InvalidLine::Control));
        assert_eq!(line("abc", 2), Err(InvalidLine::TooLong(2)));
    }
}
