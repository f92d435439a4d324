//! Text to tree, with errors that say in plain words what was expected and where.

use super::{Document, Kind, NodeData, text};
use std::fmt;
use std::ops::Range;

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
        Self::read(text.into())
    }

    fn read(text: String) -> Result<Document, SyntaxError> {
        if text.len() > MAX_TEXT_BYTES {
            let message = format!("the text is {} bytes long, the limit is {MAX_TEXT_BYTES}", text.len());
            return Err(SyntaxError { message, line: 1, column: 1 });
        }
        let mut parser = Parser { text: &text, bytes: text.as_bytes(), position: 0, nodes: Vec::new() };
        match parser.document() {
            Ok(()) => {
                let nodes = parser.nodes;
                Ok(Document { text, nodes })
            }
            Err(message) => {
                let (line, column) = text::line_columns(&text, &[parser.position])[0];
                Err(SyntaxError { message: message.to_owned(), line, column })
            }
        }
    }
}

/// What was expected where the parser stands.
type Failure = &'static str;

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    position: usize,
    nodes: Vec<NodeData>,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), Failure> {
        if self.text.starts_with('\u{feff}') {
            return Err("the text starts with a byte order mark, which JSON doesn't allow");
        }
        self.skip_whitespace();
        self.value(0, 0..0)?;
        self.skip_whitespace();
        match self.peek() {
            None => Ok(()),
            Some(_) => Err("expected the end of the text after the value"),
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

    /// `key` is where its name stands.
    fn value(&mut self, depth: u32, key: Range<usize>) -> Result<(), Failure> {
        if depth > MAX_DEPTH {
            return Err("the text is nested too deeply");
        }
        let kind = match self.peek() {
            None => return Err("expected a value, found the end of the text"),
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            Some(b't' | b'f') => Kind::Bool,
            Some(b'n') => Kind::Null,
            Some(b'\'') => return Err("expected a value; strings need double quotes"),
            Some(b'/' | b'#') => return Err("expected a value; JSON has no comments"),
            Some(_) => return Err("expected a value"),
        };
        let (start, index) = (self.position as u32, self.nodes.len());
        let (key_start, key_end) = (key.start as u32, key.end as u32);
        self.nodes.push(NodeData { kind, start, end: start, key_start, key_end, next: 0 });
        match kind {
            Kind::Object => self.container(b'}', depth)?,
            Kind::Array => self.container(b']', depth)?,
            Kind::String => self.string("a string has no closing quote")?,
            Kind::Number => self.number()?,
            Kind::Bool | Kind::Null => self.word()?,
        }
        let next = self.nodes.len() as u32;
        let node = &mut self.nodes[index];
        (node.end, node.next) = (self.position as u32, next);
        Ok(())
    }

    fn word(&mut self) -> Result<(), Failure> {
        let rest = &self.text[self.position..];
        let Some(word) = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word)) else {
            return Err("expected a value: a word can only be true, false or null");
        };
        self.position += word.len();
        Ok(())
    }

    fn container(&mut self, close: u8, depth: u32) -> Result<(), Failure> {
        let is_object = close == b'}';
        self.position += 1;
        self.skip_whitespace();
        if self.peek() == Some(close) {
            self.position += 1;
            return Ok(());
        }
        loop {
            let key = if is_object { self.key()? } else { 0..0 };
            if !is_object && self.peek() == Some(close) {
                return Err("expected an item after ',', found ']'");
            }
            self.value(depth + 1, key)?;
            self.skip_whitespace();
            match self.peek() {
                Some(b',') => self.position += 1,
                Some(byte) if byte == close => break,
                _ if is_object => return Err("expected ',' or '}' after a member"),
                _ => return Err("expected ',' or ']' after an item"),
            }
            self.skip_whitespace();
        }
        self.position += 1;
        Ok(())
    }

    /// A member's name, up to its value.
    fn key(&mut self) -> Result<Range<usize>, Failure> {
        let start = self.position;
        match self.peek() {
            Some(b'"') => self.string("a member's name has no closing quote")?,
            Some(b'}') => return Err("expected a member after ',', found '}'"),
            _ => return Err("expected a member's name in double quotes"),
        }
        let end = self.position;
        self.skip_whitespace();
        if self.peek() != Some(b':') {
            return Err("expected ':' after a member's name");
        }
        self.position += 1;
        self.skip_whitespace();
        Ok(start..end)
    }

    fn string(&mut self, unclosed: Failure) -> Result<(), Failure> {
        let start = self.position;
        self.position += 1;
        loop {
            match self.peek() {
                None => {
                    self.position = start;
                    return Err(unclosed);
                }
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                Some(b'\n' | b'\r') => return Err("a string can't hold a line break: write \\n"),
                Some(b'\t') => return Err("a string can't hold a tab: write \\t"),
                Some(0..=0x1f) => return Err("a string can't hold a control character"),
                Some(_) => self.position += 1,
            }
        }
        self.position += 1;
        Ok(())
    }

    fn escape(&mut self) -> Result<(), Failure> {
        let digits = match self.bytes.get(self.position + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Some([].as_slice()),
            Some(b'u') => self.bytes.get(self.position + 2..self.position + 6),
            _ => None,
        };
        match digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
            Some(digits) => self.position += 2 + digits.len(),
            None => {
                return Err(r#"expected one of " \ / b f n r t or u with four hex digits after a backslash"#);
            }
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Failure> {
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        let first = self.position;
        self.digits("expected a digit after '-'")?;
        if self.bytes[first] == b'0' && self.position - first > 1 {
            self.position = first;
            return Err("a number can't start with 0 and another digit");
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

    fn digits(&mut self, expected: Failure) -> Result<(), Failure> {
        let start = self.position;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.position += 1;
        }
        if start == self.position { Err(expected) } else { Ok(()) }
    }
}
