//! How CloudWatch takes names apart for a partial match.
//!
//! What is neither letter nor digit separates and vanishes; humps of camel case and changes between letters
//! and digits separate too. `CustomCount1` is custom, count, 1; `SDBFailure` is sdb, failure. So it
//! is in every script that has capitals.

/// Pieces of a text in their own case, and where each word (what separators stand around) begins and ends.
pub(super) struct Tokens<'a> {
    pub(super) pieces: Vec<&'a str>,
    /// For each piece: whether it is a whole word by itself.
    pub(super) is_word: Vec<bool>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut tokens = Tokens { pieces: Vec::new(), is_word: Vec::new() };
        for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let first = tokens.pieces.len();
            let mut rest = word;
            while !rest.is_empty() {
                let (piece, behind) = rest.split_at(piece_length(rest));
                tokens.pieces.push(piece);
                rest = behind;
            }
            let is_word = tokens.pieces.len() == first + 1;
            tokens.is_word.resize(tokens.pieces.len(), is_word);
        }
        tokens
    }

    /// The letters of all pieces as one word, in lower case.
    pub(super) fn folded(&self) -> impl Iterator<Item = char> {
        self.pieces.iter().flat_map(|piece| folded(piece))
    }
}

/// Letters in lower case. The sigma that Greek writes at the end of a word is one like all others.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(char::to_lowercase).map(|letter| if letter == 'ς' { 'σ' } else { letter })
}

/// Up to the next hump or change between letters and digits.
fn piece_length(word: &str) -> usize {
    let mut letters = word.char_indices().peekable();
    let Some((_, mut before)) = letters.next() else { return 0 };
    while let Some((at, letter)) = letters.next() {
        let is_change = before.is_numeric() != letter.is_numeric();
        let is_hump = !before.is_uppercase() && letter.is_uppercase();
        // In `SDBFailure` the last of the capitals begins the next word.
        let next_is_small = letters.peek().is_some_and(|(_, next)| next.is_lowercase());
        let is_end_of_capitals = before.is_uppercase() && letter.is_uppercase() && next_is_small;
        if is_change || is_hump || is_end_of_capitals {
            return at;
        }
        before = letter;
    }
    word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Tokens::new(text).pieces.join(" ").to_lowercase(), expected, "{text}");
    }

    #[test]
    fn the_manuals_examples() {
        check("CustomCount1", "custom count 1");
        check("SDBFailure", "sdb failure");
        check("Project2-trial333", "project 2 trial 333");
        check("couNT", "cou nt");
        check("CPUUtilization", "cpu utilization");
        check("AWS/EC2", "aws ec 2");
        check("i-0abc12", "i 0 abc 12");
        check("  cafégröße.Zoë2 ", "cafégröße zoë 2");
        check("ÉtatDuRéseau", "état du réseau");
        check("Ünïcode.Größe", "ünïcode größe");
        check("ÉTAT→ÉTÉ", "état été");
        check("--", "");
        assert_eq!(Tokens::new("Project2-TRIAL333").folded().collect::<String>(), "project2trial333");
    }
}
