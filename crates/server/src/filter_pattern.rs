//! CloudWatch's filter patterns for log events, as far as they are plain terms: `ERROR "time out" -DEBUG`,
//! `?WARN ?ERROR`.
//!
//! Patterns for JSON (`{…}`), for fields between blanks (`[…]`) and regular expressions (`%…%`) are refused
//! by name. Pure: text in, answer out.

use std::fmt;

/// Terms in the order in which they stand. Without any, every message matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterPattern {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    sign: Sign,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// Must occur.
    Plain,
    /// `?`: one of these must occur; without meaning beside terms of the other two kinds.
    Optional,
    /// `-`: must not occur.
    Excluded,
}

/// Why a pattern was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidFilterPattern {
    Json,
    Delimited,
    Regex,
    /// What stands in a word outside of quotes and may not.
    Unquoted(char),
    UnclosedQuote,
    /// A sign without a term, or empty quotes.
    EmptyTerm,
}

impl FilterPattern {
    pub fn parse(text: &str) -> Result<FilterPattern, InvalidFilterPattern> {
        let mut rest = text.trim_start();
        match rest.chars().next() {
            Some('{') => return Err(InvalidFilterPattern::Json),
            Some('[') => return Err(InvalidFilterPattern::Delimited),
            _ => {}
        }
        let mut terms = Vec::new();
        while !rest.is_empty() {
            let (term, after) = term(rest)?;
            terms.push(term);
            rest = after.trim_start();
        }
        Ok(FilterPattern { terms })
    }

    /// Case counts, and a term may be a part of a word.
    pub fn matches(&self, message: &str) -> bool {
        let is_optional = |term: &Term| term.sign == Sign::Optional;
        if !self.terms.is_empty() && self.terms.iter().all(is_optional) {
            return self.terms.iter().any(|term| message.contains(&term.text));
        }
        self.terms.iter().all(|term| match term.sign {
            Sign::Plain => message.contains(&term.text),
            Sign::Excluded => !message.contains(&term.text),
            // CloudWatch ignores these beside other terms.
            Sign::Optional => true,
        })
    }
}

fn term(text: &str) -> Result<(Term, &str), InvalidFilterPattern> {
    let (sign, text) = match text.strip_prefix('?') {
        Some(rest) => (Sign::Optional, rest),
        None => match text.strip_prefix('-') {
            Some(rest) => (Sign::Excluded, rest),
            None => (Sign::Plain, text),
        },
    };
    let (text, rest) = match text.strip_prefix('"') {
        Some(quoted) => phrase(quoted)?,
        None => word(text)?,
    };
    if text.is_empty() { Err(InvalidFilterPattern::EmptyTerm) } else { Ok((Term { sign, text }, rest)) }
}

/// What follows an opening quote, up to the closing one. `\"` and `\\` stand for themselves.
fn phrase(text: &str) -> Result<(String, &str), InvalidFilterPattern> {
    let mut phrase = String::new();
    let mut chars = text.char_indices();
    while let Some((index, char)) = chars.next() {
        match char {
            '"' => {
                let rest = &text[index + 1..];
                return match rest.chars().next() {
                    Some(next) if !next.is_whitespace() => Err(InvalidFilterPattern::Unquoted(next)),
                    _ => Ok((phrase, rest)),
                };
            }
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\\'))) => phrase.push(escaped),
                Some((_, other)) => phrase.extend(['\\', other]),
                None => break,
            },
            other => phrase.push(other),
        }
    }
    Err(InvalidFilterPattern::UnclosedQuote)
}

fn word(text: &str) -> Result<(String, &str), InvalidFilterPattern> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    if word.starts_with('%') {
        return Err(InvalidFilterPattern::Regex);
    }
    match word.chars().find(|char| !is_word_char(*char)) {
        Some(char) => Err(InvalidFilterPattern::Unquoted(char)),
        None => Ok((word.to_owned(), rest)),
    }
}

fn is_word_char(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

impl fmt::Display for FilterPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Term { sign, text }) in self.terms.iter().enumerate() {
            let blank = if index == 0 { "" } else { " " };
            let sign = match sign {
                Sign::Plain => "",
                Sign::Optional => "?",
                Sign::Excluded => "-",
            };
            if text.chars().all(is_word_char) {
                write!(f, "{blank}{sign}{text}")?;
            } else {
                let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "{blank}{sign}\"{quoted}\"")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for InvalidFilterPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidFilterPattern::Json => f.write_str("JSON patterns ({ … }) are not supported yet"),
            InvalidFilterPattern::Delimited => {
                f.write_str("space-delimited patterns ([ … ]) are not supported yet")
            }
            InvalidFilterPattern::Regex => f.write_str("regular expressions (%…%) are not supported yet"),
            InvalidFilterPattern::Unquoted(char) => {
                write!(f, "'{char}' may only stand between double quotes")
            }
            InvalidFilterPattern::UnclosedQuote => f.write_str("a double quote is not closed"),
            InvalidFilterPattern::EmptyTerm => f.write_str("a term is empty"),
        }
    }
}

impl std::error::Error for InvalidFilterPattern {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(pattern: &str, matching: &[&str], others: &[&str]) {
        let pattern = FilterPattern::parse(pattern).unwrap();
        for message in matching {
            assert!(pattern.matches(message), "{pattern} on {message:?}");
        }
        for message in others {
            assert!(!pattern.matches(message), "{pattern} on {message:?}");
        }
    }

    #[test]
    fn terms_occur_anywhere_in_any_order() {
        check("", &["", "anything"], &[]);
        check("  ", &["", "anything"], &[]);
        check("ERROR", &["[ERROR] 1", "ERRORS"], &["error", ""]);
        check("ERROR ARGUMENTS", &["ARGUMENTS: ERROR"], &["ERROR", "ARGUMENTS"]);
        check(r#""hello cruel""#, &["hello cruela"], &["hello  cruel", "cruel hello"]);
        check(r#""say \"no\" to \\""#, &[r#"{say "no" to \}"#], &["say no to"]);
        check(r#""a\d""#, &[r"a\d"], &["a1"]);
        check("größe_1", &["größe_1!"], &["größe"]);
    }

    #[test]
    fn signs() {
        check("?ERROR ?WARN", &["ERROR", "a WARN"], &["INFO", ""]);
        check("ERROR -EXITING", &["ERROR"], &["ERROR EXITING", "EXITING", ""]);
        check(r#"-"a b""#, &["ab", ""], &["a b"]);
        // AWS: ?-terms are ignored beside others.
        check("?ERROR ?ARGUMENTS REQUEST", &["REQUEST"], &["ERROR ARGUMENTS"]);
        check("?ERROR -DEBUG", &["", "INFO"], &["ERROR DEBUG"]);
    }

    #[test]
    fn what_is_refused_is_named() {
        use InvalidFilterPattern::*;
        #[track_caller]
        fn check(pattern: &str, expected: InvalidFilterPattern) {
            assert_eq!(FilterPattern::parse(pattern), Err(expected), "{pattern}");
        }
        check(" { $.a = 1 }", Json);
        check("[w1, w2]", Delimited);
        check("%AUTHORI[SZ]ED%", Regex);
        check("ERROR -%x%", Regex);
        check("a-b", Unquoted('-'));
        check("a \"b\"c", Unquoted('c'));
        check("a \"b", UnclosedQuote);
        check("\"b\\", UnclosedQuote);
        check("a ?", EmptyTerm);
        check("- a", EmptyTerm);
        check("\"\"", EmptyTerm);
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused_and_printed_again(text in r#"([a-z%{\[?" \\-]|\PC){0,20}"#) {
            if let Ok(pattern) = FilterPattern::parse(&text) {
                prop_assert_eq!(FilterPattern::parse(&pattern.to_string()), Ok(pattern));
            }
        }

        #[test]
        fn any_phrase_is_found_as_it_is(phrase in "\\PC{1,20}", before in "\\PC{0,9}", after in "\\PC{0,9}") {
            let quoted = phrase.replace('\\', "\\\\").replace('"', "\\\"");
            let pattern = FilterPattern::parse(&format!("\"{quoted}\"")).unwrap();
            let message = format!("{before}{phrase}{after}");
            prop_assert!(pattern.matches(&message));
        }
    }
}
