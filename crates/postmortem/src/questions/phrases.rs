//! Lists of phrases, a language a file, and whether one of them stands in a text. Words only, never a judgement.

/// A person, or what a person did.
pub(super) const PERSON: Phrases =
    Phrases([include_str!("phrases/person.en.txt"), include_str!("phrases/person.ko.txt")]);
/// A procedure that was not kept.
pub(super) const PROCEDURE: Phrases =
    Phrases([include_str!("phrases/procedure.en.txt"), include_str!("phrases/procedure.ko.txt")]);
/// Something that was not done.
pub(super) const OMISSION: Phrases =
    Phrases([include_str!("phrases/omission.en.txt"), include_str!("phrases/omission.ko.txt")]);

/// Phrases in English and Korean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrases([&'static str; 2]);

impl Phrases {
    /// The first phrase of the list that stands in a text.
    pub(super) fn find(self, text: &str) -> Option<&'static str> {
        let text = text.trim().to_lowercase();
        let lines = self.0.into_iter().flat_map(str::lines).map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).find(|line| stands_in(&text, line))
    }
}

fn stands_in(text: &str, phrase: &str) -> bool {
    let (is_first, phrase) = phrase.strip_prefix('^').map_or((false, phrase), |rest| (true, rest));
    let (is_open, phrase) = phrase.strip_suffix('*').map_or((!phrase.is_ascii(), phrase), |rest| (true, rest));
    text.match_indices(phrase).any(|(at, _)| {
        let is_begun = at == 0 || (!is_first && !text[..at].ends_with(char::is_alphanumeric));
        is_begun && (is_open || !text[at + phrase.len()..].starts_with(char::is_alphanumeric))
    })
}

/// Whether a full name stands in a text: Latin ones as whole words, Korean ones of three syllables with any ending.
/// A single word is too often something else.
pub(super) fn names(text: &str, name: &str) -> bool {
    let name = name.trim();
    let is_korean = name.chars().count() >= 3 && name.chars().all(|c| ('가'..='힣').contains(&c));
    if !is_korean && !name.contains(' ') {
        return false;
    }
    text.match_indices(name).any(|(at, _)| {
        let is_begun = !text[..at].ends_with(char::is_alphanumeric);
        let is_ended = is_korean || !text[at + name.len()..].starts_with(char::is_alphanumeric);
        is_begun && is_ended
    })
}

/// Whether a text begins with a role, as its subject.
pub(super) fn begins_with(text: &str, role: &str) -> bool {
    let (text, role) = (text.trim().to_lowercase(), role.trim().to_lowercase());
    let text = ["the ", "an ", "a "].into_iter().find_map(|article| text.strip_prefix(article)).unwrap_or(&text);
    let Some(rest) = text.strip_prefix(&role).filter(|_| role.chars().count() >= 2) else { return false };
    if rest.is_empty() {
        return true;
    }
    if role.is_ascii() {
        // "on-call engineer restarted", not "on-call engineer's laptop" or "release manager role"
        return rest.starts_with(' ') && !rest.starts_with(" role") && !rest.starts_with(" was not");
    }
    ["이 ", "가 ", "은 ", "는 "].iter().any(|particle| rest.starts_with(particle))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_whole_words_and_korean_ones_take_endings() {
        assert_eq!(PERSON.find("Human error while draining"), Some("human error"));
        assert_eq!(PERSON.find("A superhuman errorless day"), None);
        assert_eq!(PERSON.find("담당자 실수로 잘못 배포"), Some("담당자 실수"));
        assert_eq!(PERSON.find("Fat-fingered value"), Some("fat-finger*"));
        assert_eq!(PROCEDURE.find("절차를 지키지 않음"), Some("절차를 지키지"));
        assert_eq!(PROCEDURE.find("The retry follows the limit"), None);
        assert_eq!(OMISSION.find("Nobody was told"), Some("nobody"));
    }

    #[test]
    fn what_stands_only_at_the_beginning_is_the_subject() {
        assert!(PERSON.find("The engineer restarted the wrong pod").is_some());
        assert!(PERSON.find("Alerts reach the engineer late").is_none());
    }

    #[test]
    fn roles_are_subjects_only() {
        assert!(begins_with("The on-call engineer restarted it", "On-call engineer"));
        assert!(begins_with("결제 담당자가 재시작", "결제 담당자"));
        assert!(!begins_with("Pages reach the on-call engineer late", "on-call engineer"));
        assert!(!begins_with("결제 담당자에게 알림이 늦음", "결제 담당자"));
    }

    #[test]
    fn every_list_holds_phrases_in_lower_case_once() {
        for list in [PERSON, PROCEDURE, OMISSION] {
            for file in list.0 {
                let phrases: Vec<&str> = file.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
                assert!(phrases.len() > 10);
                for (at, phrase) in phrases.iter().enumerate() {
                    assert_eq!(*phrase, phrase.trim().to_lowercase());
                    assert!(!phrases[..at].contains(phrase), "{phrase} stands twice");
                }
            }
        }
    }
}
