//! A search's text to its tree, by recursive descent straight over the text. Knows no metrics.

use super::{AND, Condition, MAX_SEARCH_CHARS, NOT, OR, Schema, SearchExpression, Term, is_special};
use crate::error::SyntaxError;

/// How deep parentheses and NOT may nest. Ours, so that no text can exhaust the stack.
const MAX_DEPTH: usize = 32;

pub fn parse(text: &str) -> Result<SearchExpression, SyntaxError> {
    if text.chars().count() > MAX_SEARCH_CHARS {
        let reason = format!("the search is longer than {MAX_SEARCH_CHARS} characters");
        return Err(SyntaxError::new(0..text.len(), reason));
    }
    let mut parser = Parser { text, at: 0, depth: 0 };
    let schema = parser.schema()?;
    let condition = if parser.peek().is_some() { Some(parser.any(None)?) } else { None };
    if parser.peek().is_some() {
        return Err(parser.unexpected("a term or the end"));
    }
    if schema.is_none() && condition.is_none() {
        return Err(SyntaxError::new(0..text.len(), "the search is empty"));
    }
    Ok(SearchExpression { schema, condition })
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

/// A word, and whether it stood in quotation marks or had a backslash: then it's no operator.
struct Word {
    text: String,
    is_quoted: bool,
    is_plain: bool,
}

impl Parser<'_> {
    fn schema(&mut self) -> Result<Option<Schema>, SyntaxError> {
        if !self.take('{') {
            return Ok(None);
        }
        let namespace = self.name("a namespace")?;
        let mut dimensions = Vec::new();
        while self.take(',') {
            dimensions.push(self.name("the name of a dimension")?);
        }
        if !self.take('}') {
            return Err(self.unexpected("',' or '}'"));
        }
        self.take(',');
        Ok(Some(Schema { namespace, dimensions }))
    }

    fn name(&mut self, what: &str) -> Result<String, SyntaxError> {
        let word = self.word(what)?;
        if word.text.is_empty() { Err(self.unexpected(what)) } else { Ok(word.text) }
    }

    fn any(&mut self, property: Option<&str>) -> Result<Condition, SyntaxError> {
        let mut conditions = vec![self.all(property)?];
        while self.take_operator(OR) {
            conditions.push(self.all(property)?);
        }
        Ok(one_or(conditions, Condition::Any))
    }

    fn all(&mut self, property: Option<&str>) -> Result<Condition, SyntaxError> {
        let mut conditions = vec![self.not(property)?];
        loop {
            let is_joined = self.take_operator(AND);
            let goes_on = self.peek().is_some_and(|next| next != ')') && !self.is_operator(OR);
            if !is_joined && !goes_on {
                return Ok(one_or(conditions, Condition::All));
            }
            conditions.push(self.not(property)?);
        }
    }

    fn not(&mut self, property: Option<&str>) -> Result<Condition, SyntaxError> {
        if !self.take_operator(NOT) {
            return self.primary(property);
        }
        let negated = self.nested(|parser| parser.not(property))?;
        Ok(Condition::Not(Box::new(negated)))
    }

    fn primary(&mut self, property: Option<&str>) -> Result<Condition, SyntaxError> {
        if self.take('(') {
            let inner = self.nested(|parser| parser.any(property))?;
            return if self.take(')') { Ok(inner) } else { Err(self.unexpected("')'")) };
        }
        let start = self.at;
        let word = self.word("a term")?;
        if self.peek() == Some('=') {
            if property.is_some() {
                return Err(SyntaxError::new(
                    start..self.at,
                    "a property can't stand inside another one's terms",
                ));
            }
            if word.text.is_empty() {
                return Err(SyntaxError::new(start..self.at, "a property has a name"));
            }
            self.at += 1;
            return self.scoped(&word.text);
        }
        if word.text.is_empty() {
            return Err(SyntaxError::new(start..self.at, "an empty text finds nothing"));
        }
        if word.is_plain && matches!(word.text.as_str(), AND | OR | NOT) {
            let span = start..start + word.text.len();
            return Err(SyntaxError::new(span, format!("expected a term, found {}", word.text)));
        }
        let property = property.map(str::to_owned);
        Ok(Condition::Term(Term { property, text: word.text, is_exact: word.is_quoted }))
    }

    /// Behind `property=`: one term or several in parentheses.
    fn scoped(&mut self, property: &str) -> Result<Condition, SyntaxError> {
        if self.peek() == Some('(') {
            return self.primary(Some(property));
        }
        let start = self.at;
        let word = self.word("a term or '('")?;
        if word.text.is_empty() {
            return Err(SyntaxError::new(start..self.at, "an empty text finds nothing"));
        }
        let property = Some(property.to_owned());
        Ok(Condition::Term(Term { property, text: word.text, is_exact: word.is_quoted }))
    }

    fn nested(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Condition, SyntaxError>,
    ) -> Result<Condition, SyntaxError> {
        if self.depth == MAX_DEPTH {
            let reason = format!("the search nests deeper than {MAX_DEPTH} levels");
            return Err(SyntaxError::new(self.at..self.text.len(), reason));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn word(&mut self, expected: &str) -> Result<Word, SyntaxError> {
        let is_quoted = self.take('"');
        let start = self.at;
        let mut word = Word { text: String::new(), is_quoted, is_plain: !is_quoted };
        let mut letters = self.text[start..].char_indices();
        while let Some((offset, letter)) = letters.next() {
            self.at = start + offset;
            if letter == '\\' {
                let Some((_, escaped)) = letters.next() else {
                    return Err(SyntaxError::new(
                        self.at..self.text.len(),
                        "a backslash needs a character behind it",
                    ));
                };
                word.is_plain = false;
                word.text.push(escaped);
            } else if is_quoted && letter == '"' {
                self.at += 1;
                return Ok(word);
            } else if !is_quoted && is_special(letter) {
                return if word.text.is_empty() { Err(self.unexpected(expected)) } else { Ok(word) };
            } else {
                word.text.push(letter);
            }
        }
        self.at = self.text.len();
        if is_quoted {
            return Err(SyntaxError::new(start - 1..self.text.len(), "the text has no closing \""));
        }
        if word.text.is_empty() { Err(self.unexpected(expected)) } else { Ok(word) }
    }

    fn is_operator(&mut self, operator: &str) -> bool {
        let start = self.at;
        let is_it = self.take_operator(operator);
        self.at = start;
        is_it
    }

    fn take_operator(&mut self, operator: &str) -> bool {
        self.peek();
        let start = self.at;
        let is_it = match self.word("") {
            // `OR=x` asks for a dimension of that name.
            Ok(word) => word.is_plain && word.text == operator && self.peek() != Some('='),
            Err(_) => false,
        };
        if !is_it {
            self.at = start;
        }
        is_it
    }

    fn take(&mut self, letter: char) -> bool {
        let is_it = self.peek() == Some(letter);
        if is_it {
            self.at += letter.len_utf8();
        }
        is_it
    }

    /// The next character that is no space; nothing at the end.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        rest.trim_start().chars().next()
    }

    fn unexpected(&mut self, expected: &str) -> SyntaxError {
        let found = self.peek();
        let end = self.at + found.map_or(0, char::len_utf8);
        let found = found.map_or("the end".to_owned(), |letter| format!("'{letter}'"));
        SyntaxError::new(self.at..end, format!("expected {expected}, found {found}"))
    }
}

fn one_or(mut conditions: Vec<Condition>, several: fn(Vec<Condition>) -> Condition) -> Condition {
    match conditions.pop() {
        Some(only) if conditions.is_empty() => only,
        last => {
            conditions.extend(last);
            several(conditions)
        }
    }
}
