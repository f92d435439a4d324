//! What can be completed at the caret of an expression. Pure.

/// A word that may take the place of the one being written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// What is inserted.
    pub text: String,
    pub summary: String,
}

/// More can't be looked through.
const CANDIDATES_MAX: usize = 8;

/// Functions and ids that begin with what stands before the caret (a byte position).
pub fn candidates(text: &str, caret: usize, ids: &[String]) -> Vec<Candidate> {
    let word = word_before(text, caret);
    if word.is_empty() {
        return Vec::new();
    }
    let upper = word.to_ascii_uppercase();
    let functions = metric_math::functions().iter().filter(|function| function.name.starts_with(&upper));
    let functions = functions.map(|function| Candidate {
        text: format!("{}(", function.name),
        summary: format!("{}  {}", function.summary, function.example),
    });
    let ids = ids.iter().filter(|id| id.starts_with(word) && *id != word);
    let ids = ids.map(|id| Candidate { text: id.clone(), summary: "A row of this widget".to_owned() });
    ids.chain(functions).take(CANDIDATES_MAX).collect()
}

/// The text with the word before the caret replaced, and where the caret is then.
pub fn completed(text: &str, caret: usize, candidate: &Candidate) -> (String, usize) {
    let caret = text.floor_char_boundary(caret);
    let start = caret - word_before(text, caret).len();
    let end = start + candidate.text.len();
    (format!("{}{}{}", &text[..start], candidate.text, &text[caret..]), end)
}

fn word_before(text: &str, caret: usize) -> &str {
    let before = &text[..text.floor_char_boundary(caret)];
    let start = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    // A number isn't a word.
    before[start..].trim_start_matches(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// `|` is the caret.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let caret = text.find('|').unwrap();
        let plain = text.replace('|', "");
        let ids = ["m1".to_owned(), "mean".to_owned()];
        let found: Vec<String> =
            candidates(&plain, caret, &ids).into_iter().map(|candidate| candidate.text).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[wasm_bindgen_test]
    fn functions_and_ids() {
        check("RUN|", "RUNNING_SUM(");
        check("2*run|", "RUNNING_SUM(");
        check("m|", "m1 mean MAX( METRICS( METRIC_COUNT( MIN( MINUTE( MONTH(");
        check("m1|", "");
        check("FILL(me|, 0)", "mean METRICS( METRIC_COUNT(");
        check("|", "");
        check("12|", "");
        check("é|", "");
    }

    #[wasm_bindgen_test]
    fn the_word_is_replaced() {
        let candidate = Candidate { text: "FILL(".to_owned(), summary: String::new() };
        assert_eq!(completed("1+fi*2", 4, &candidate), ("1+FILL(*2".to_owned(), 7));
        assert_eq!(completed("", 9, &candidate), ("FILL(".to_owned(), 5));
    }
}
