//! Text to tree, with errors that say in plain words what was expected and where.

use super::{Content, Document, MemberData, NodeData, text};
use std::fmt;

/// Our own: deeper than any dashboard that means something, shallow enough for a browser's stack.
pub const MAX_DEPTH: u32 = 100;

/// Our own; AWS publishes no number. 500 widgets and 2500 metrics, AWS's limits, stay well below.
pub const MAX_TEXT_BYTES: usize = 4 << 20;

/// Why a text isn't JSON, and where. Line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub message: String,
    pub line: u32,
    pub column: u32,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}, column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for SyntaxError {}

impl Document {
    pub fn parse(text: impl Into<String>) -> Result<Document, SyntaxError> {
        let text = text.into();
        if MAX_TEXT_BYTES < text.len() {
            let message = format!("the text is {} bytes long, the limit is {MAX_TEXT_BYTES}", text.len());
            return Err(SyntaxError { message, line: 1, column: 1 });
        }
        let mut parser = Parser { text: &text, bytes: text.as_bytes(), position: 0, nodes: Vec::new() };
        let parsed = parser.document();
        let nodes = parser.nodes;
        match parsed {
            Ok(()) => Ok(Document { text, nodes }),
            Err((position, message)) => {
                let (line, column) = text::line_columns(&text, &[position])[0];
                Err(SyntaxError { message: message.to_owned(), line, column })
            }
        }
    }
}

/// Where, and what was expected there.
type Failure = (usize, &'static str);

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    position: usize,
    nodes: Vec<NodeData>,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), Failure> {
        if self.text.starts_with('\u{feff}') {
            return Err((0, "the text starts with a byte order mark, which JSON doesn't allow"));
        }
        self.skip_whitespace();
        self.value(0)?;
        self.skip_whitespace();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err((self.position, "expected the end of the text after the value")),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.position += 1;
        }
    }

    fn value(&mut self, depth: u32) -> Result<u32, Failure> {
        let start = self.position;
        if MAX_DEPTH < depth {
            return Err((start, "the text is nested too deeply"));
        }
        let index = self.nodes.len();
        self.nodes.push(NodeData { start: start as u32, end: start as u32, content: Content::Null });
        let content = match self.peek() {
            None => return Err((start, "expected a value, found the end of the text")),
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => self.string("a string").map(|()| Content::String)?,
            Some(b'-' | b'0'..=b'9') => self.number().map(|()| Content::Number)?,
            Some(b't') => self.word("true", Content::Bool(true))?,
            Some(b'f') => self.word("false", Content::Bool(false))?,
            Some(b'n') => self.word("null", Content::Null)?,
            Some(b'\'') => return Err((start, "expected a value; strings need double quotes")),
            Some(b'/' | b'#') => return Err((start, "expected a value; JSON has no comments")),
            Some(_) => return Err((start, "expected a value")),
        };
        self.nodes[index].content = content;
        self.nodes[index].end = self.position as u32;
        Ok(index as u32)
    }

    fn word(&mut self, word: &'static str, content: Content) -> Result<Content, Failure> {
        if !self.text[self.position..].starts_with(word) {
            return Err((self.position, "expected a value: a word can only be true, false or null"));
        }
        self.position += word.len();
        Ok(content)
    }

    fn object(&mut self, depth: u32) -> Result<Content, Failure> {
        let mut members = Vec::new();
        self.position += 1;
        self.skip_whitespace();
        if self.peek() == Some(b'}') {
            self.position += 1;
            return Ok(Content::Object(members));
        }
        loop {
            let key_start = self.position as u32;
            match self.peek() {
                Some(b'"') => self.string("a member's name")?,
                Some(b'}') => return Err((self.position, "expected a member after ',', found '}'")),
                _ => return Err((self.position, "expected a member's name in double quotes")),
            }
            let key_end = self.position as u32;
            self.skip_whitespace();
            if self.peek() != Some(b':') {
                return Err((self.position, "expected ':' after a member's name"));
            }
            self.position += 1;
            self.skip_whitespace();
            let value = self.value(depth + 1)?;
            members.push(MemberData { key_start, key_end, value });
            self.skip_whitespace();
            match self.peek() {
                Some(b',') => self.position += 1,
                Some(b'}') => break,
                _ => return Err((self.position, "expected ',' or '}' after a member")),
            }
            self.skip_whitespace();
        }
        self.position += 1;
        Ok(Content::Object(members))
    }

    fn array(&mut self, depth: u32) -> Result<Content, Failure> {
        let mut items = Vec::new();
        self.position += 1;
        self.skip_whitespace();
        if self.peek() == Some(b']') {
            self.position += 1;
            return Ok(Content::Array(items));
        }
        loop {
            if self.peek() == Some(b']') {
                return Err((self.position, "expected an item after ',', found ']'"));
            }
            items.push(self.value(depth + 1)?);
            self.skip_whitespace();
            match self.peek() {
                Some(b',') => self.position += 1,
                Some(b']') => break,
                _ => return Err((self.position, "expected ',' or ']' after an item")),
            }
            self.skip_whitespace();
        }
        self.position += 1;
        Ok(Content::Array(items))
    }

    fn string(&mut self, what: &'static str) -> Result<(), Failure> {
        let start = self.position;
        self.position += 1;
        loop {
            match self.peek() {
                None if what == "a string" => return Err((start, "a string has no closing quote")),
                None => return Err((start, "a member's name has no closing quote")),
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(b'\n' | b'\r') => {
                    return Err((self.position, "a string can't hold a line break: write \\n"));
                }
                Some(b'\t') => return Err((self.position, "a string can't hold a tab: write \\t")),
                Some(0..=0x1f) => return Err((self.position, "a string can't hold a control character")),
                Some(_) => self.position += 1,
            }
        }
        self.position += 1;
        Ok(())
    }

    fn escape(&mut self) -> Result<(), Failure> {
        const EXPECTED: &str =
            r#"expected one of " \ / b f n r t or u with four hex digits after a backslash"#;
        let start = self.position;
        match self.bytes.get(start + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.position += 2,
            Some(b'u') => {
                let digits = self.bytes.get(start + 2..start + 6);
                if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                    return Err((start, EXPECTED));
                }
                self.position += 6;
            }
            _ => return Err((start, EXPECTED)),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Failure> {
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        let first = self.position;
        self.digits("expected a digit after '-'")?;
        if self.bytes[first] == b'0' && 1 < self.position - first {
            return Err((first, "a number can't start with 0 and another digit"));
        }
        if self.peek() == Some(b'.') {
            self.position += 1;
            self.digits("expected a digit after the decimal point")?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            self.digits("expected a digit in the exponent")?;
        }
        Ok(())
    }

    fn digits(&mut self, expected: &'static str) -> Result<(), Failure> {
        let start = self.position;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.position += 1;
        }
        if start == self.position { Err((start, expected)) } else { Ok(()) }
    }
}
