//! Finds secrets in raw bytes and text and replaces them, before anything is kept.
//! Works on JSON as it stands: what replaces a secret needs no escaping, so the text stays valid.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::packed;
use memchr::memmem;
use regex::bytes::{Captures, Regex};

/// What stands where a secret stood.
pub(crate) const REMOVED: &str = "[secret-removed]";

/// The beginning of an escape, behind which a plain letter may hide.
const ESCAPE: &str = "\\u00";

/// A text without one of these holds no secret that the patterns know. At most 64 of at least three bytes: so many are
/// looked for at once with vector instructions.
const HINTS: &[&str] = &[
    "xox",
    "xapp-",
    "slack.com",
    "slack-files.com",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "glrt-",
    "gldt-",
    "glptt-",
    "gloas-",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "GOCSPX-",
    "k_live_",
    "k_test_",
    "whsec_",
    "SG.",
    "npm_",
    "pypi-",
    "dckr_pat_",
    "hf_",
    "sk-",
    "dop_v1_",
    "shpat_",
    "NRAK-",
    "dapi",
    "xkeysib-",
    "hvs.",
    "glsa_",
    "glc_",
    "lin_api_",
    "ATATT",
    "webhooks",
    "eyJ",
    "PRIVATE KEY",
    "earer ",
    "asic ",
    "EARER ",
    "assw",
    "ASSWORD",
    "ecret",
    "ECRET",
    "oken",
    "OKEN",
    "pikey",
    "pi_key",
    "pi-key",
    "PI_KEY",
    "PIKEY",
    "ignature=",
    "sig=",
    "key=",
    "pwd=",
    "redential=",
    "비밀번호",
    ESCAPE,
];

/// Secrets that are known by their own form; the whole match goes.
const FORMS: &[&str] = &[
    r"(?-u)\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{6,}",
    r"(?-u)\bxapp-[A-Za-z0-9-]{8,}",
    r"(?-u)\bgh[pousr]_[A-Za-z0-9]{16,}",
    r"(?-u)\bgithub_pat_[A-Za-z0-9_]{16,}",
    r"(?-u)\bgl(?:pat|rt|dt|ptt|oas)-[A-Za-z0-9_.-]{12,}",
    r"(?-u)\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    r"(?-u)\bAIza[A-Za-z0-9_-]{30,}",
    r"(?-u)\bya29\.[A-Za-z0-9_-]{20,}",
    r"(?-u)\bGOCSPX-[A-Za-z0-9_-]{16,}",
    r"(?-u)\b[prs]k_(?:live|test)_[A-Za-z0-9]{10,}",
    r"(?-u)\bwhsec_[A-Za-z0-9+/=]{16,}",
    r"(?-u)\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"(?-u)\bnpm_[A-Za-z0-9]{30,}",
    r"(?-u)\bpypi-[A-Za-z0-9_-]{30,}",
    r"(?-u)\bdckr_pat_[A-Za-z0-9_-]{20,}",
    r"(?-u)\bhf_[A-Za-z0-9]{30,}",
    r"(?-u)\bsk-(?:ant-|proj-|svcacct-)?[A-Za-z0-9_-]{24,}",
    r"(?-u)\bdop_v1_[a-f0-9]{40,}",
    r"(?-u)\bshpat_[a-fA-F0-9]{24,}",
    r"(?-u)\bNRAK-[A-Z0-9]{20,}",
    r"(?-u)\bdapi[a-f0-9]{32}\b",
    r"(?-u)\bxkeysib-[a-f0-9-]{32,}",
    r"(?-u)\bhvs\.[A-Za-z0-9_-]{20,}",
    r"(?-u)\bgl(?:sa|c)_[A-Za-z0-9_=+/-]{20,}",
    r"(?-u)\blin_api_[A-Za-z0-9]{20,}",
    r"(?-u)\bATATT[A-Za-z0-9_=-]{20,}",
    r"(?-u)\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    r"(?s-u)-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----",
    r#"(?-u)-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[^"-]*"#,
];

/// Secrets that are known by what stands before them; only the group `s` goes.
const PLACES: &[&str] = &[
    r"(?-u)hooks\.slack\.com\\?/(?:services|workflows|triggers)\\?/(?P<s>[A-Za-z0-9/\\]{10,})",
    r"(?-u)slack-files\.com\\?/[A-Z0-9]+-[A-Z0-9]+-(?P<s>[A-Za-z0-9]{6,})",
    r"(?-u)https?:\\?/\\?/(?:files\.slack\.com|[a-z0-9.-]+\.slack\.com\\?/files(?:-pri|-tmb)?)\\?/[A-Za-z0-9%._~/\\-]*\?(?P<s>[!#-;=?-\[\]-{}~]+)",
    r"(?-u)discord(?:app)?\.com\\?/api\\?/webhooks\\?/[0-9]+\\?/(?P<s>[A-Za-z0-9_-]{16,})",
    r"(?i-u)\b(?:bearer|basic) +(?P<s>[A-Za-z0-9._~+/=-]{16,})",
    r"(?-u):\\?/\\?/[A-Za-z0-9._%+~-]{0,64}:(?P<s>[!#-.0-;=?A-\[\]-~]{2,128}?)@[A-Za-z0-9\[]",
    r"(?i-u)(?:[?&]|&amp;|\\u0026)(?:access_token|auth_token|token|t|sig|signature|x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|api_?key|apikey|key|password|pwd|secret|client_secret|pub_secret)=(?P<s>[!#%'-;=?-\[\]-{}~]{8,})",
    r#"(?i-u)"[a-z0-9_.-]{0,40}(?:password|passwd|secret|api[_-]?key|access[_-]?key|access[_-]?token|auth[_-]?token|refresh[_-]?token)"\s*:\s*"(?P<s>[!#-\[\]-~ ]{4,})""#,
    r#"(?i-u)(?:password|passwd|pwd|secret|secret[_-]?access[_-]?key|api[_-]?key|access[_-]?key|token)(?:\\?["'])?\s{0,2}=\s{0,2}(?:\\?["'])?(?P<s>[!#-&(-;=?-\[\]-~]{6,})"#,
    r#"(?i-u)(?:password|passwd|secret|secret[_-]?access[_-]?key|api[_-]?key|access[_-]?key|token|\xeb\xb9\x84\xeb\xb0\x80\xeb\xb2\x88\xed\x98\xb8)\s?(?:is|:|\xeb\x8a\x94)\s{1,2}(?:\\?["'`])?(?P<d>[!#-&(-;=?-\[\]-_a-~]{8,})"#,
];

static HINT: LazyLock<packed::Searcher> =
    LazyLock::new(|| packed::Searcher::new(HINTS).expect("the hints are few and short"));

fn compile(patterns: &[&str]) -> Vec<Regex> {
    patterns.iter().map(|p| Regex::new(p).expect("the patterns of this file are valid")).collect()
}

static FORM: LazyLock<Vec<Regex>> = LazyLock::new(|| compile(FORMS));
static PLACE: LazyLock<Vec<Regex>> = LazyLock::new(|| compile(PLACES));

/// Whether an address with a password in it may stand here: `://name:word@`.
fn has_address_login(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b":").any(|at| {
        let rest = &bytes[at + 1..];
        let Some(rest) = rest.strip_prefix(b"//").or_else(|| rest.strip_prefix(b"\\/\\/")) else {
            return false;
        };
        rest.iter().take(200).take_while(|b| !matches!(b, b'/' | b'"' | b' ' | b'<' | b'>' | b'\\')).any(|b| *b == b'@')
    })
}

fn has_hint(bytes: &[u8]) -> bool {
    HINT.find_iter(bytes).any(|hit| {
        // of the escapes only those of plain ASCII matter
        HINTS[hit.pattern().as_usize()] != ESCAPE || matches!(bytes.get(hit.end()), Some(b'2'..=b'7'))
    })
}

/// Bytes with every known secret replaced; borrowed when there was none.
pub(crate) fn scrub_bytes(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !has_hint(bytes) && !has_address_login(bytes) {
        return Cow::Borrowed(bytes);
    }
    match replace(bytes) {
        Some(clean) => Cow::Owned(clean),
        None => Cow::Borrowed(bytes),
    }
}

/// Text with every known secret replaced; borrowed when there was none.
pub fn scrub_text(text: &str) -> Cow<'_, str> {
    match scrub_bytes(text.as_bytes()) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        // the patterns match ASCII only, apart from private keys between ASCII signs
        Cow::Owned(clean) => Cow::Owned(String::from_utf8_lossy(&clean).into_owned()),
    }
}

fn replace(bytes: &[u8]) -> Option<Vec<u8>> {
    let unfolded = unfold(bytes);
    let mut text = unfolded.unwrap_or_else(|| bytes.to_vec());
    let mut is_changed = false;
    for form in FORM.iter() {
        if let Cow::Owned(clean) = form.replace_all(&text, REMOVED.as_bytes()) {
            text = clean;
            is_changed = true;
        }
    }
    for place in PLACE.iter() {
        let mut is_hit = false;
        let clean = place.replace_all(&text, |found: &Captures<'_>| without_group(found, &mut is_hit));
        if is_hit && let Cow::Owned(clean) = clean {
            text = clean;
            is_changed = true;
        }
    }
    is_changed.then_some(text)
}

fn without_group(found: &Captures<'_>, is_hit: &mut bool) -> Vec<u8> {
    let whole = found.get_match();
    // after a colon an ordinary word is no secret: something of a password's look is asked for
    let secret = found.name("s").or_else(|| found.name("d").filter(|d| looks_random(d.as_bytes())));
    let Some(secret) = secret.filter(|s| !is_harmless(s.as_bytes())) else {
        return whole.as_bytes().to_vec();
    };
    *is_hit = true;
    let (head, tail) = (secret.start() - whole.start(), secret.end() - whole.start());
    [&whole.as_bytes()[..head], REMOVED.as_bytes(), &whole.as_bytes()[tail..]].concat()
}

fn looks_random(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_digit) && word.iter().any(u8::is_ascii_alphabetic)
}

fn is_harmless(word: &[u8]) -> bool {
    // already replaced, a placeholder, or masked by its writer
    memmem::find(word, b"secret-removed").is_some()
        || word.iter().all(|b| matches!(b, b'*' | b'.' | b'x' | b'X' | b'-'))
        || word.starts_with(b"${")
        || word.starts_with(b"{{")
}

/// Undoes `\u00XX` escapes of plain letters, digits and signs, behind which a secret could hide.
fn unfold(bytes: &[u8]) -> Option<Vec<u8>> {
    memmem::find(bytes, b"\\u00")?;
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut is_changed = false;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            out.push(bytes[at]);
            at += 1;
            continue;
        }
        let plain = bytes
            .get(at + 1..at + 6)
            .and_then(|e| e.strip_prefix(b"u00"))
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .filter(|b| b.is_ascii_alphanumeric() || b"-_.:/=?&@+~%#".contains(b));
        if let Some(plain) = plain {
            out.push(plain);
            at += 6;
            is_changed = true;
        } else {
            let end = (at + 2).min(bytes.len());
            out.extend_from_slice(&bytes[at..end]);
            at = end;
        }
    }
    is_changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Secrets are put together here, so that no scanner takes this file for a leak.
    fn secrets() -> Vec<String> {
        let long = "a1B2c3D4e5F6g7H8i9J0".repeat(3);
        let hex = "0123456789abcdef".repeat(4);
        let mut all: Vec<String> = [
            ("xox", "b-123456789012-abcdefGHIJ"),
            ("xox", "p-1-2-3-abcdef"),
            ("xox", "a-2-abcdef12"),
            ("xox", "r-abcdef12"),
            ("xox", "s-abcdef12"),
            ("xox", "e-1-abcdef12"),
            ("xoxe.xox", "p-1-abcdef12"),
            ("xapp", "-1-A0-12-abcdef"),
        ]
        .iter()
        .map(|(a, b)| format!("{a}{b}"))
        .collect();
        for prefix in [
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "glrt-",
            "AIza",
            "ya29.",
            "GOCSPX-",
            "sk_live_",
            "rk_test_",
            "pk_live_",
            "whsec_",
            "npm_",
            "pypi-",
            "dckr_pat_",
            "hf_",
            "sk-",
            "sk-ant-",
            "sk-proj-",
            "hvs.",
            "glsa_",
            "glc_",
            "lin_api_",
            "ATATT",
        ] {
            all.push(format!("{prefix}{long}"));
        }
        all.push(format!("SG.{long}.{long}"));
        all.push(format!("AKIA{}", "ABCDEFGH12345678"));
        all.push(format!("ASIA{}", "ABCDEFGH12345678"));
        all.push(format!("dop_v1_{hex}"));
        all.push(format!("shpat_{}", &hex[..32]));
        all.push(format!("dapi{}", &hex[..32]));
        all.push(format!("xkeysib-{hex}"));
        all.push(format!("NRAK-{}", "ABCDEFGHIJ1234567890"));
        all.push(format!("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{}", &long[..30]));
        all
    }

    #[test]
    fn forty_forms_of_secrets_leave_json_and_text() {
        let all = secrets();
        assert!(all.len() >= 40, "{}", all.len());
        for secret in all {
            for text in [
                format!("here {secret} ok"),
                format!("{{\"text\":\"키는 {secret}입니다\",\"n\":1}}"),
                format!("https://x.example/?a=1&t={secret}#x"),
            ] {
                let clean = scrub_text(&text);
                assert!(!clean.contains(&secret), "{secret} stays in {clean}");
                assert!(clean.contains(REMOVED), "{clean}");
                if text.starts_with('{') {
                    serde_json::from_str::<serde_json::Value>(&clean).unwrap();
                }
            }
        }
    }

    #[test]
    fn a_secret_behind_escapes_is_found() {
        let text = format!(r#"{{"text":"\u0078ox{} <b>"}}"#, "b-123456789012-abcdef");
        let clean = scrub_text(&text);
        assert!(!clean.contains("123456789012"), "{clean}");
        assert_eq!(scrub_text(r#"{"text":"\u003cb\u003e"}"#), r#"{"text":"\u003cb\u003e"}"#);
    }

    #[test]
    fn addresses_lose_their_logins_and_tokens() {
        for (text, gone) in [
            ("postgres://app:hunter2@db.example:5432/x", "hunter2"),
            (r#"{"u":"https:\/\/u:pa55word@example.com\/x"}"#, "pa55word"),
            (r#"{"u":"https:\/\/files.slack.com\/files-pri\/T1-F1\/a.png?t=xoxe-1-abc&x=y"}"#, "xoxe"),
            ("https://files.slack.com/files-pri/T1-F1/download/a.png?pub_secret=0123456789", "0123456789"),
            ("https://acme.slack.com/files/U1/F1/a.png?origin=abc", "origin"),
            ("https://slack-files.com/T1-F1-abcdef1234", "abcdef1234"),
            ("https://hooks.slack.com/services/T0001/B0001/abcdefghijkl", "abcdefghijkl"),
            ("https://b.example/o?X-Amz-Signature=abcdef0123456789", "abcdef0123456789"),
            ("Authorization: Bearer abcdefghijklmnop1234", "abcdefghijklmnop1234"),
            ("DB_PASSWORD=correct-horse", "correct-horse"),
            (r#"{"db_password": "correct horse"}"#, "correct horse"),
            ("password: Tr0ub4dor&3", "Tr0ub4dor"),
            ("비밀번호는 abcd1234efgh", "abcd1234efgh"),
        ] {
            let clean = scrub_text(text);
            assert!(!clean.contains(gone), "{clean}");
            if text.starts_with('{') {
                serde_json::from_str::<serde_json::Value>(&clean).unwrap();
            }
        }
        let key = format!("-----BEGIN RSA {k}-----\nMIIabc\n-----END RSA {k}-----", k = "PRIVATE KEY");
        assert_eq!(scrub_text(&key), REMOVED);
    }

    #[test]
    fn ordinary_talk_is_left_alone() {
        for text in [
            "password: please reset it",
            "the token expired at 14:02",
            "who has the secret?",
            "p99 is 1200 ms",
            "mailto:ada@example.com",
            "<@U123> see https://grafana.example.com/d/abc?from=now-1h",
            "key=value",
            "비밀번호는 재설정했습니다",
            r#"{"secret": false, "token": null, "password": 12}"#,
            "git@github.com:acme/x.git",
            "basic authentication failed",
            "https://example.com/a:b/c@d",
        ] {
            assert_eq!(scrub_text(text), text);
        }
    }
}
