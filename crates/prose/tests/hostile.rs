//! Hostile texts: nothing that runs, calls out or breaks the page ever leaves the renderer.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use prose::{Options, ReferenceKind, clean, html, inline_html};

const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=\"javascript:alert(1)\">x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"&#106;avascript:alert(1)\">x</a>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<xmp><script>alert(1)</script></xmp>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example/a)",
    "[x](/\\evil.example)",
    "[x](file:///etc/passwd)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    "![x](//evil.example/pixel.gif)",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "![x\" onerror=\"alert(1)](/a/files/b)",
    "![x](/a/files/b\"onerror=\"alert(1))",
    "[a](https://x.example \"t\\\" onmouseover=\\\"alert(1)\")",
    "[a](https://x.example/\"onmouseover=alert(1))",
    "```\"><script>alert(1)</script>\nx\n```",
    "`<script>alert(1)</script>`",
    "# x\" onclick=\"alert(1)",
    "# <img src=x onerror=alert(1)>",
    "| <script>alert(1)</script> |\n|---|\n| <svg onload=alert(1)> |",
    "- [x] <input onfocus=alert(1)>",
    "[^a\"onclick=alert(1)]\n\n[^a\"onclick=alert(1)]: x",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "https://x.example/<script>alert(1)</script>",
    "www.x.example/\"onmouseover=alert(1)",
    "<!-- --><script>alert(1)</script><!-- -->",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "<p>\n\n<script>\n\nalert(1)\n\n</script>\n\n</p>",
    "\u{0}<scr\u{0}ipt>alert(1)</script>",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
];

/// Walks the tags of sanitised markup: every `<` in it opens a tag, as text has `&lt;`.
fn tags(markup: &str) -> Vec<String> {
    let mut rest = markup;
    let mut found = Vec::new();
    while let Some(start) = rest.find('<') {
        let mut quote = None;
        let mut end = rest.len();
        for (at, c) in rest[start..].char_indices() {
            match (quote, c) {
                (None, '"') => quote = Some('"'),
                (Some('"'), '"') => quote = None,
                (None, '>') => {
                    end = start + at + 1;
                    break;
                }
                _ => {}
            }
        }
        found.push(rest[start..end].to_owned());
        rest = &rest[end..];
    }
    found
}

/// Blanks the values of attributes, so that words in an `alt` text are not taken for attributes.
fn names_only(tag: &str) -> String {
    let mut is_value = false;
    tag.chars()
        .filter(|c| {
            if *c == '"' {
                is_value = !is_value;
            }
            !is_value
        })
        .collect()
}

fn assert_harmless(markup: &str) {
    for tag in tags(markup) {
        let lower = tag.to_lowercase();
        let names = names_only(&lower);
        for bad in [" on", " style", " srcdoc", " srcset", " formaction", "xlink", " action", " background"] {
            assert!(!names.contains(bad), "{bad:?} in {tag:?} of {markup:?}");
        }
        let name = lower.trim_start_matches(['<', '/']);
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
        let allowed = "p h1 h2 h3 h4 h5 h6 em strong del code pre blockquote ul ol li a img table thead tbody tr th td hr br sup section";
        assert!(allowed.split(' ').any(|t| t == name), "tag {tag:?} in {markup:?}");
        for attribute in ["href=\"", "src=\""] {
            if let Some(at) = lower.find(attribute) {
                let value = &lower[at + attribute.len()..];
                let value = &value[..value.find('"').unwrap_or(value.len())];
                assert!(!value.starts_with("//") && !value.contains('\\'), "{value:?} in {markup:?}");
                for bad in ["javascript:", "data:", "vbscript:", "file:", "evidence:"] {
                    assert!(!value.trim().starts_with(bad), "{value:?} in {markup:?}");
                }
                if attribute == "src=\"" {
                    assert!(value.contains("/files/") || value.starts_with("files/"), "{value:?} in {markup:?}");
                    assert!(!value.starts_with("http"), "{value:?} in {markup:?}");
                }
            }
        }
        if lower.starts_with("<a ") && lower.contains("href") {
            assert!(lower.contains("rel=\"noopener noreferrer\""), "{tag:?}");
        }
    }
}

fn check(text: &str) {
    let options = Options::default();
    for markup in [html(text, &options).into_string(), inline_html(text, &options).into_string()] {
        assert_harmless(&markup);
        assert_eq!(clean(&markup, options.id_prefix), markup, "cleaning twice changes something in {text:?}");
    }
}

#[test]
fn no_payload_survives() {
    assert!(PAYLOADS.len() >= 40);
    for payload in PAYLOADS {
        check(payload);
        check(&format!("> {payload}"));
        check(&format!("- a {payload} b"));
        check(&format!("| {payload} | x |\n|---|---|\n| y | {payload} |"));
        check(&format!("**{payload}** [{payload}](https://x.example) ![{payload}](/a/files/b)"));
    }
}

#[test]
fn the_sanitiser_alone_holds_against_markup() {
    for payload in PAYLOADS {
        let once = clean(payload, "p-");
        assert_harmless(&once);
        assert_eq!(clean(&once, "p-"), once, "{payload:?}");
    }
}

#[test]
fn the_check_itself_sees_an_attack() {
    for markup in
        ["<img onerror=\"x\">", "<script>", "<a href=\"javascript:x\" rel=\"noopener noreferrer\">", "<p style=\"x\">"]
    {
        assert!(std::panic::catch_unwind(|| assert_harmless(markup)).is_err(), "{markup}");
    }
}

#[test]
fn what_people_write_is_shown() {
    let hash = "a".repeat(64);
    let text = format!(
        "# 무슨 일\n\n- [x] done\n- [ ] open\n\n~~old~~ **굵게**는 [runbook](https://x.example/r?a=1&b=2)\n\n| a | b |\n|:-:|---|\n| 1 | 2 |\n\n\
         ![graph](file:{hash})\n\n![far](https://x.example/p.png)\n\n[raw](evidence:{hash}) note[^1]\n\n[^1]: foot"
    );
    let resolve = |kind, hash: &str| (kind == ReferenceKind::File).then(|| format!("/pm/PM-2026-041/files/{hash}"));
    let options = Options { heading_level: 3, id_prefix: "summary-", resolve: &resolve };
    let markup = html(&text, &options).into_string();
    for part in [
        "<h3 id=\"summary-무슨-일\">무슨 일</h3>",
        "<li>☑ done</li>",
        "<li>☐ open</li>",
        "<del>old</del>",
        "<strong>굵게</strong>는",
        "<a href=\"https://x.example/r?a=1&amp;b=2\" rel=\"noopener noreferrer\">runbook</a>",
        "<td align=\"center\">1</td>",
        &format!("<img src=\"/pm/PM-2026-041/files/{hash}\" alt=\"graph\">"),
        "<a href=\"https://x.example/p.png\" rel=\"noopener noreferrer\">far</a>",
        "<p>raw note<sup class=\"footnote-ref\"><a href=\"#summary-fn-1\"",
        "<li id=\"summary-fn-1\">",
    ] {
        assert!(markup.contains(part), "{part} is missing in\n{markup}");
    }
    assert_eq!(inline_html("one *line*", &options).as_str(), "one <em>line</em>");
    assert_eq!(inline_html("# a\n\nb", &options).as_str(), "<p><strong>a</strong></p>\n<p>b</p>");
}

#[test]
fn nests_and_floods_take_bounded_time() {
    let bombs = [
        ">".repeat(200_000),
        "- ".repeat(100_000),
        "1. ".repeat(60_000),
        "*a ".repeat(60_000),
        "**a _b ".repeat(20_000),
        "[".repeat(100_000),
        "![".repeat(50_000),
        "[a](".repeat(40_000),
        "`".repeat(100_000),
        "<".repeat(100_000),
        "&".repeat(100_000),
        "&".repeat(10_000),
        "| ".repeat(60_000),
        "a|".repeat(500) + "\n" + &"-|".repeat(500) + "\n" + &("|".to_owned() + "\n").repeat(2_000),
        "<div>".repeat(40_000),
        "~".repeat(100_000),
        "[^1]".repeat(30_000),
        (0..3000).map(|n| format!("{}- x\n", " ".repeat(n))).collect::<Vec<_>>().concat(),
    ];
    for bomb in bombs {
        let started = Instant::now();
        let markup = html(&bomb, &Options::default()).into_string();
        let took = started.elapsed();
        assert!(took < Duration::from_secs(10), "{} took {took:?}", &bomb[..8]);
        assert_harmless(&markup);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_harmless(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn any_soup_of_marks_is_harmless(
        parts in prop::collection::vec(
            prop_oneof![
                prop::sample::select(PAYLOADS).prop_map(str::to_owned),
                prop::sample::select(&["\n", "\n\n", "> ", "- ", "**", "[", "](", ")", "![", "`", "```\n", "<", ">", "\"", "'",
                    "onerror=", "javascript:", "&#106;", "[^1]", "[^1]: ", "|", "|---|\n", "# ", "https://", "\\", "가", "\t",
                    "<a href=", "style=", "</", "<!--", "-->", "\u{0}"][..]).prop_map(str::to_owned),
                "[a-z가-힣 ]{0,6}",
            ],
            0..24,
        )
    ) {
        check(&parts.concat());
    }

    #[test]
    fn any_markup_is_clean_after_one_cleaning(
        parts in prop::collection::vec(
            prop::sample::select(&["<p>", "</p>", "<a href=\"https://x\">", "</a>", "<table>", "<tr>", "<td>", "</table>", "<ul>", "<li>",
                "<script>", "</script>", "<style>", "<svg>", "<math>", "<mtext>", "<img src=x onerror=y>", "x", "&lt;", "<pre>", "\n",
                "</pre>", "<h2 id=a>", "</h2>", "<a href='#b'>", "<input>", "<em>", "</em>", "<noscript>", "<textarea>", "<!--", "-->"][..]),
            0..30,
        )
    ) {
        let once = clean(&parts.concat(), "p-");
        assert_harmless(&once);
        prop_assert_eq!(clean(&once, "p-"), once);
    }

    #[test]
    fn diffs_give_both_texts_back(old in "([ab가나 ]{0,8}\n){0,8}", new in "([ab가나 ]{0,8}\n){0,8}") {
        let found = prose::diff(&old, &new);
        let inserted = found.hunks.iter().flat_map(|h| &h.lines).filter(|l| l.kind == prose::LineKind::Insert).count();
        prop_assert_eq!(inserted, found.n_inserted);
        let old_lines: Vec<_> = old.lines().collect();
        let new_lines: Vec<_> = new.lines().collect();
        for line in found.hunks.iter().flat_map(|h| &h.lines) {
            let text: String = line.spans.iter().map(|s| s.text.as_str()).collect();
            if let Some(n) = line.old { prop_assert_eq!(&text, old_lines[n - 1]); }
            if let Some(n) = line.new { prop_assert_eq!(&text, new_lines[n - 1]); }
        }
    }
}

#[test]
fn tasks_show_their_state_as_a_sign() {
    let shown = html("- [ ] count `[x]`\n- [x] roll back", &Options::default()).into_string();
    assert!(shown.contains("☐ count <code>[x]</code>") && shown.contains("☑ roll back"), "{shown}");
    assert!(!shown.contains("input"));
}
