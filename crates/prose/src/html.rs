//! Markdown to HTML: parsed, references resolved, remote images turned into links, then sanitised.

use std::{
    collections::VecDeque,
    fmt::{self, Write},
    sync::{Mutex, PoisonError},
};

use comrak::{
    Anchorizer, Arena, Node,
    adapters::{HeadingAdapter, HeadingMeta},
    nodes::{AstNode, NodeLink, NodeValue, Sourcepos},
    options,
};

use crate::{
    reference::{ReferenceKind, target},
    sanitize::{as_text, clean_once, is_link, is_own_file},
    tree,
    words::is_only_words,
};

/// HTML that went through the sanitiser.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the markup away.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a text is rendered.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The level that a first-level heading of the text gets, 1 to 6.
    pub heading_level: u8,
    /// What every id of the text begins with, so that several texts share a page; such as `summary-`.
    pub id_prefix: &'a str,
    /// Where a kept thing is found, by kind and hash; where it gives nothing, only the text of the link is shown.
    /// Images need an address with `/files/` in it.
    pub resolve: &'a dyn Fn(ReferenceKind, &str) -> Option<String>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { heading_level: 2, id_prefix: "text-", resolve: &|_, _| None }
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { heading_level, id_prefix, .. } = self;
        f.debug_struct("Options").field("heading_level", heading_level).field("id_prefix", id_prefix).finish()
    }
}

/// Renders Markdown as safe HTML.
pub fn html(markdown: &str, options: &Options<'_>) -> Html {
    Html(render(markdown, options, false))
}

/// Renders the text of an entry: as `html`, but a text of one paragraph comes without the paragraph's tags,
/// and headings are bold lines.
pub fn inline_html(markdown: &str, options: &Options<'_>) -> Html {
    if is_only_words(markdown) {
        return Html(markdown.to_owned());
    }
    Html(inline_by_parser(markdown, options))
}

pub(crate) fn inline_by_parser(markdown: &str, options: &Options<'_>) -> String {
    let rendered = render(markdown, options, true);
    let trimmed = rendered.trim();
    let only = trimmed.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match only {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => trimmed.to_owned(),
    }
}

fn render(markdown: &str, options: &Options<'_>, is_inline: bool) -> String {
    let arena = Arena::new();
    let dialect = tree::dialect();
    let Some(root) = tree::parse(&arena, markdown, &dialect) else { return as_it_stands(markdown) };
    prepare(&arena, root, options, is_inline);
    let headings = Headings::new(options.id_prefix);
    let mut plugins = options::Plugins::default();
    plugins.render.heading_adapter = Some(&headings);
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    match comrak::format_html_with_plugins(root, &dialect, &mut out, &plugins) {
        Ok(()) => clean_once(&with_signs(out), options.id_prefix),
        Err(fmt::Error) => as_it_stands(markdown),
    }
}

/// Shows the state of a task as a sign: a box that nobody can tick has no name for a screen reader, and is lost in
/// print. Written text has its brackets escaped, so that these are the parser's own.
fn with_signs(html: String) -> String {
    if !html.contains("<input") {
        return html;
    }
    html.replace(r#"<input type="checkbox" checked="" disabled="" />"#, "☑")
        .replace(r#"<input type="checkbox" disabled="" />"#, "☐")
}

/// The text, escaped, for what is too large or too deep to be read as Markdown; the sanitiser's time would grow with
/// the square of its ampersands.
fn as_it_stands(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
    format!("<pre>{}</pre>", as_text(text.trim_start_matches('\n')))
}

/// Shifts headings, resolves references, and turns what may not be shown into its words.
fn prepare<'a>(arena: &'a Arena<'a>, root: &'a AstNode<'a>, options: &Options<'_>, is_inline: bool) {
    let nodes: VecDeque<Node<'a>> = root.descendants().collect();
    for node in nodes {
        let mut unwrap = false;
        let mut words = None;
        {
            let mut data = node.data_mut();
            match &mut data.value {
                NodeValue::Heading(_) if is_inline => {
                    data.value = NodeValue::Paragraph;
                    drop(data);
                    embolden(arena, node);
                    continue;
                }
                NodeValue::Heading(heading) => {
                    heading.level = (heading.level + options.heading_level.clamp(1, 6) - 1).min(6);
                }
                NodeValue::Link(link) => unwrap = !settle(link, options, false),
                NodeValue::Image(link) => {
                    if settle(link, options, true) {
                        continue;
                    }
                    if node.first_child().is_none() && target(&link.url).is_none() {
                        words = Some(link.url.clone());
                    }
                    if is_link(&link.url) && !is_within_link(node) {
                        let link = std::mem::take(link);
                        data.value = NodeValue::Link(link);
                    } else {
                        unwrap = true;
                    }
                }
                _ => {}
            }
        }
        if let Some(words) = words {
            node.append(arena.alloc(NodeValue::Text(words.into()).into()));
        }
        if unwrap {
            let children: Vec<_> = node.children().collect();
            for child in children {
                node.insert_before(child);
            }
            node.detach();
        }
    }
}

/// A link within a link is no HTML: what stands in a link keeps its words only.
fn is_within_link(node: Node<'_>) -> bool {
    node.ancestors().skip(1).any(|a| matches!(a.data().value, NodeValue::Link(_)))
}

fn embolden<'a>(arena: &'a Arena<'a>, paragraph: Node<'a>) {
    let strong: Node<'a> = arena.alloc(NodeValue::Strong.into());
    let children: Vec<_> = paragraph.children().collect();
    for child in children {
        strong.append(child);
    }
    paragraph.append(strong);
}

/// Brings the destination into its final form; tells whether it may be shown as what it is.
fn settle(link: &mut NodeLink, options: &Options<'_>, is_image: bool) -> bool {
    if let Some((kind, hash)) = target(&link.url) {
        let Some(url) = (options.resolve)(kind, hash) else { return false };
        link.url = url;
    }
    if is_image { is_own_file(&link.url) } else { is_link(&link.url) }
}

/// Writes headings with an id and nothing else in them.
struct Headings {
    prefix: String,
    seen: Mutex<Anchorizer>,
}

impl Headings {
    fn new(prefix: &str) -> Self {
        Self { prefix: prefix.to_owned(), seen: Mutex::new(Anchorizer::new()) }
    }
}

impl HeadingAdapter for Headings {
    fn enter(&self, output: &mut dyn Write, heading: &HeadingMeta, _: Option<Sourcepos>) -> fmt::Result {
        let short: String = heading.content.chars().take(80).collect();
        let id = self.seen.lock().unwrap_or_else(PoisonError::into_inner).anchorize(&short);
        let id: String = id.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect();
        if id.is_empty() {
            write!(output, "<h{}>", heading.level)
        } else {
            write!(output, "<h{} id=\"{}{id}\">", heading.level, self.prefix)
        }
    }

    fn exit(&self, output: &mut dyn Write, heading: &HeadingMeta) -> fmt::Result {
        writeln!(output, "</h{}>", heading.level)
    }
}
