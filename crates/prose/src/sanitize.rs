//! The sanitiser: what HTML may hold here. An allow-list; whatever it does not name is gone.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};

const TAGS: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
    "img",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "hr",
    "br",
    "sup",
    "section",
];

/// Sanitises HTML; every id, and every link to one, carries `id_prefix`. Cleaning twice changes nothing.
pub fn clean(html: &str, id_prefix: &str) -> String {
    // Misnested tags may be read another way once they were written out; such markup is cleaned until it stands.
    let mut cleaned = clean_once(html, id_prefix);
    for _ in 0..4 {
        let again = clean_once(&cleaned, id_prefix);
        if again == cleaned {
            return cleaned;
        }
        cleaned = again;
    }
    clean_once(&as_text(html), id_prefix)
}

/// Writes text as markup that shows it.
pub fn as_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

/// Sanitises well-formed markup, as a renderer writes it, in one pass.
pub fn clean_once(html: &str, id_prefix: &str) -> String {
    // most texts are short and have no ids: for them the rules are put together once
    if html.contains(" id=") || html.contains("\"#") {
        rules(Some(id_prefix.to_owned())).clean(html).to_string()
    } else {
        WITHOUT_IDS.clean(html).to_string()
    }
}

static WITHOUT_IDS: LazyLock<Builder<'static>> = LazyLock::new(|| rules(None));

/// The allow-list. Without a prefix no id and no link to one stays.
fn rules(id_prefix: Option<String>) -> Builder<'static> {
    let ids: HashSet<&str> = ["id"].into();
    let mut attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href", "id"])),
        ("img", HashSet::from(["src", "alt"])),
        ("ol", HashSet::from(["start"])),
        ("th", HashSet::from(["align"])),
        ("td", HashSet::from(["align"])),
        ("li", ids.clone()),
    ]);
    for heading in ["h1", "h2", "h3", "h4", "h5", "h6"] {
        attributes.insert(heading, ids.clone());
    }
    let mut rules = Builder::empty();
    rules
        .tags(TAGS.iter().copied().collect())
        .clean_content_tags(HashSet::from(["script", "style", "iframe", "noscript", "template", "title", "textarea"]))
        .tag_attributes(attributes)
        .allowed_classes(HashMap::from([
            ("section", HashSet::from(["footnotes"])),
            ("sup", HashSet::from(["footnote-ref"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer"))
        .strip_comments(true)
        .attribute_filter(move |_, attribute, value| match attribute {
            "id" => prefixed(value, id_prefix.as_deref()?),
            "href" => match value.strip_prefix('#') {
                Some(id) => prefixed(id, id_prefix.as_deref()?).map(|id| format!("#{id}").into()),
                None => is_link(value).then_some(Cow::Borrowed(value)),
            },
            "src" => is_own_file(value).then_some(Cow::Borrowed(value)),
            "start" | "colspan" => value.bytes().all(|b| b.is_ascii_digit()).then_some(Cow::Borrowed(value)),
            "align" => matches!(value, "left" | "center" | "right").then_some(Cow::Borrowed(value)),
            _ => Some(Cow::Borrowed(value)),
        });
    rules
}

fn prefixed<'v>(id: &'v str, prefix: &str) -> Option<Cow<'v, str>> {
    let fits = !id.is_empty() && id.len() <= 400 && id.chars().all(|c| c.is_alphanumeric() || "-_.%".contains(c));
    if !fits {
        return None;
    }
    Some(if id.starts_with(prefix) { Cow::Borrowed(id) } else { format!("{prefix}{id}").into() })
}

/// Tells whether a link may lead there: http, https, mailto, or a path of this site.
pub fn is_link(url: &str) -> bool {
    if url.is_empty() || url.len() > 4096 || url.chars().any(|c| c.is_control() || c == '\\') || url != url.trim() {
        return false;
    }
    match scheme(url) {
        Some(scheme) => ["http", "https", "mailto"].iter().any(|s| scheme.eq_ignore_ascii_case(s)),
        None => !url.starts_with("//"),
    }
}

/// Tells whether an image may come from there: a kept file of this site (or beside an exported page), nothing else,
/// so that no text can make a reader's browser call another place.
pub fn is_own_file(url: &str) -> bool {
    is_link(url)
        && scheme(url).is_none()
        && !url.contains("..")
        && !url.contains(['?', '#', '%'])
        && (url.starts_with("files/") || (url.starts_with('/') && url.contains("/files/")))
}

fn scheme(url: &str) -> Option<&str> {
    let end = url.find([':', '/', '?', '#'])?;
    (url.as_bytes()[end] == b':').then(|| &url[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_only_where_they_may() {
        for good in ["https://example.org/a?b=c#d", "http://x", "mailto:a@b.example", "/library", "runbook.md", "?q=1"]
        {
            assert!(is_link(good), "{good}");
        }
        for bad in [
            "",
            "//evil.example",
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "vbscript:x",
            "/\\evil",
            "java\tscript:x",
            "\u{1}javascript:x",
            " https://x",
            "file:///etc/passwd",
            "x:y",
        ] {
            assert!(!is_link(bad), "{bad}");
        }
    }

    #[test]
    fn images_come_only_from_kept_files() {
        assert!(is_own_file("/pm/PM-2026-041/files/abc"));
        assert!(is_own_file("/base/library/files/abc"));
        assert!(is_own_file("files/abc"));
        for bad in [
            "https://evil.example/files/a",
            "//evil/files/a",
            "/logout",
            "/files/../logout",
            "/a/files/..%2f",
            "/logout?x=/files/",
            "data:image/png;base64,AA",
            "/\\evil/files/",
        ] {
            assert!(!is_own_file(bad), "{bad}");
        }
    }

    #[test]
    fn ids_carry_the_prefix_once() {
        let once = clean(r##"<h2 id="a">x</h2><a href="#a">y</a>"##, "p-");
        assert_eq!(once, r##"<h2 id="p-a">x</h2><a href="#p-a" rel="noopener noreferrer">y</a>"##);
        assert_eq!(clean(&once, "p-"), once);
    }
}
