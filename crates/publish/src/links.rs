//! Addresses within Markdown text: found in links, images, definitions, angle brackets and bare, and taken out.

/// Gives the text without HTML comments: nobody sees them on the page, so nobody would miss them in a preview.
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        out.push_str(&rest[..start]);
        let Some(end) = rest[start..].find("-->") else { return out };
        rest = &rest[start + end + 3..];
    }
    out.push_str(rest);
    out
}

/// Gives the text without the addresses that `is_telling` names; the words of a link stay.
pub fn without(
    text: &str,
    is_telling: &dyn Fn(&str) -> bool,
    left_out: &str,
    note: &mut dyn FnMut(&str, &str),
) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(inner) = rest.strip_prefix("](")
            && let Some(length) = closing(inner)
            && is_telling(destination(&inner[..length]))
        {
            note(destination(&inner[..length]), "");
            match opening(&out) {
                Some(open) => {
                    let from = if out[..open].ends_with('!') { open - 1 } else { open };
                    out.replace_range(from..=open, "");
                }
                None => out.push(']'),
            }
            at += length + 3;
            continue;
        }
        if let Some(inner) = rest.strip_prefix("]:") {
            let line = &inner[..inner.find('\n').unwrap_or(inner.len())];
            let target = destination(line);
            if !target.is_empty() && is_telling(target) {
                note(target, "");
                out.push_str("]: #");
                at += 2 + line.len();
                continue;
            }
        }
        if let Some(inner) = rest.strip_prefix('<')
            && let Some(length) = inner.find(['>', '\n', ' '])
            && inner[length..].starts_with('>')
            && inner[..length].contains(':')
            && is_telling(inner[..length].split('|').next().unwrap_or_default())
        {
            note(&inner[..length], left_out);
            out.push_str(left_out);
            at += length + 2;
            continue;
        }
        let begins_word = !out.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        if begins_word && ["http://", "https://", "mailto:", "www.", "ftp://"].iter().any(|p| has_prefix(rest, p)) {
            let length = rest.find(|c: char| c.is_whitespace() || "<>\"()|`".contains(c)).unwrap_or(rest.len());
            if is_telling(&rest[..length]) {
                note(&rest[..length], left_out);
                out.push_str(left_out);
            } else {
                out.push_str(&rest[..length]);
            }
            at += length;
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        out.push(c);
        at += c.len_utf8();
    }
    out
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The length up to the parenthesis that closes a destination.
fn closing(inner: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in inner.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            '\n' if inner[at + 1..].starts_with('\n') => return None,
            _ => {}
        }
        if at > 4_000 {
            return None;
        }
    }
    None
}

/// The bracket that opens the text of the link that ends here.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices().rev().take(2_000) {
        match c {
            ']' => depth += 1,
            '[' if depth == 0 => return Some(at),
            '[' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn destination(inner: &str) -> &str {
    let inner = inner.trim();
    match inner.strip_prefix('<') {
        Some(rest) => rest.split('>').next().unwrap_or_default(),
        None => inner.split_whitespace().next().unwrap_or_default(),
    }
}

/// Undoes percent encoding, as far as it is text.
pub fn decoded(url: &str) -> String {
    let bytes = url.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match (bytes[at], hex.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
