//! Korean particles behind a word that was put in another's place: they follow the sound of the word before them.
//! Left as they were, they would also tell how the hidden name ended.

/// Pairs: behind a final consonant, behind a vowel.
const PAIRS: [(&str, &str); 14] = [
    ("으로부터", "로부터"),
    ("으로서", "로서"),
    ("이라고", "라고"),
    ("이라는", "라는"),
    ("이라도", "라도"),
    ("이었", "였"),
    ("으로", "로"),
    ("이랑", "랑"),
    ("이나", "나"),
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("아", "야"),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Vowel,
    Rieul,
    Consonant,
}

/// Where a particle begins `rest`: its length there, and its form behind `label`.
pub fn fitting(rest: &str, label: &str) -> Option<(usize, &'static str)> {
    let ending = ending(label)?;
    PAIRS.into_iter().find_map(|(closed, open)| {
        let found = [closed, open].into_iter().find(|form| stands(rest, form))?;
        let is_closed = match ending {
            Ending::Consonant => true,
            Ending::Vowel => false,
            Ending::Rieul => !closed.starts_with("으로"),
        };
        Some((found.len(), if is_closed { closed } else { open }))
    })
}

/// A particle ends the word, but for the copula, which goes on.
fn stands(rest: &str, form: &str) -> bool {
    let Some(after) = rest.strip_prefix(form) else { return false };
    matches!(form, "이었" | "였") || !after.chars().next().is_some_and(|c| ('가'..='힣').contains(&c))
}

fn ending(label: &str) -> Option<Ending> {
    let last = label.chars().rev().find(|c| c.is_alphanumeric())?;
    if ('가'..='힣').contains(&last) {
        return Some(match (u32::from(last) - 0xAC00) % 28 {
            0 => Ending::Vowel,
            8 => Ending::Rieul,
            _ => Ending::Consonant,
        });
    }
    Some(match last.to_ascii_uppercase() {
        'L' | 'R' | '1' | '7' | '8' => Ending::Rieul,
        'M' | 'N' | '0' | '3' | '6' => Ending::Consonant,
        _ => Ending::Vowel,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_follow_the_new_word() {
        let put = |rest: &str, label| fitting(rest, label).map(|(n, p)| format!("{label}{p}{}", &rest[n..]));
        assert_eq!(put("이 배포했습니다", "대응자 A").unwrap(), "대응자 A가 배포했습니다");
        assert_eq!(put("가 배포했습니다", "당직").unwrap(), "당직이 배포했습니다");
        assert_eq!(put("으로부터", "대응자 L").unwrap(), "대응자 L로부터");
        assert_eq!(put("를", "당직 (결제팀)").unwrap(), "당직 (결제팀)을");
        assert_eq!(put("이었습니다", "대응자 B").unwrap(), "대응자 B였습니다");
        assert_eq!(put("이미 알고", "대응자 A"), None);
        assert_eq!(put(" rolled back", "responder A"), None);
    }
}
