//! Text in lines of a width, without the fonts of whoever reads: widths are estimates on the safe side.

/// The size of the letters, in pixels.
const SIZE: f64 = 13.0;

/// Breaks a text into lines of at most `width` pixels: between words, within a word only where it has no place alone.
/// What needs more than so many lines ends in an ellipsis.
pub fn wrapped(text: &str, width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0.0;
    for word in text.split_whitespace() {
        let needed = width_of(word);
        let gap = if used > 0.0 { width_of(" ") } else { 0.0 };
        if used + gap + needed <= width {
            push(&mut lines, if gap > 0.0 { " " } else { "" }, word);
            used += gap + needed;
            continue;
        }
        if used > 0.0 {
            lines.push(String::new());
            used = 0.0;
        }
        for letter in word.chars() {
            let needed = width_of_char(letter);
            if used > 0.0 && used + needed > width {
                lines.push(String::new());
                used = 0.0;
            }
            push(&mut lines, "", letter.encode_utf8(&mut [0; 4]));
            used += needed;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while width_of(last) + width_of_char('…') > width && last.pop().is_some() {}
            last.truncate(last.trim_end().len());
            last.push('…');
        }
    }
    lines
}

fn push(lines: &mut [String], gap: &str, text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(gap);
        last.push_str(text);
    }
}

fn width_of(text: &str) -> f64 {
    text.chars().map(width_of_char).sum()
}

fn width_of_char(c: char) -> f64 {
    let share = match c {
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        ' ' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'j' | 'l' | 'I' => 0.32,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '"' | '/' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.92,
        'A'..='Z' | '&' | '#' => 0.7,
        c if c.is_ascii() => 0.58,
        '\u{a1}'..='\u{10ff}' => 0.66,
        _ => 1.0,
    };
    share * SIZE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(
            wrapped("Deploys of others not in our channel", 172.0, 4),
            ["Deploys of others not in", "our channel"]
        );
        assert_eq!(wrapped("배포가 우리 채널에 보이지 않음", 120.0, 4), ["배포가 우리 채널에", "보이지 않음"]);
        assert_eq!(wrapped("", 172.0, 4), [""]);
    }

    #[test]
    fn what_is_too_long_is_cut_and_says_so() {
        let long = "x".repeat(400);
        let lines = wrapped(&long, 172.0, 4);
        assert_eq!(lines.len(), 4);
        assert!(lines[3].ends_with('…') && lines.iter().all(|l| width_of(l) <= 172.0));
    }
}
