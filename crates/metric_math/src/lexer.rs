//! Text to tokens. Knows no grammar.

use crate::ast::Operator;
use crate::error::SyntaxError;
use std::borrow::Cow;
use std::ops::Range;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    Number(f64),
    /// Without its quotation marks and the backslashes before those inside.
    Text(Cow<'a, str>),
    /// An id, a function's name or a keyword.
    Word(&'a str),
    Operator(Operator),
    Open,
    Close,
    OpenArray,
    CloseArray,
    Comma,
    End,
}

pub(crate) type Spanned<'a> = (Token<'a>, Range<usize>);

/// All tokens, the last one [`Token::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<Spanned<'_>>, SyntaxError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        let is_end = token.0 == Token::End;
        tokens.push(token);
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Spanned<'a>, SyntaxError> {
        self.skip(|byte| byte.is_ascii_whitespace());
        let start = self.at;
        let rest = &self.text[start..];
        let Some(first) = rest.chars().next() else {
            return Ok((Token::End, start..start));
        };
        let token = match first {
            '0'..='9' | '.' => self.number()?,
            '\'' | '"' => self.quoted(first)?,
            'a'..='z' | 'A'..='Z' | '_' => self.word(),
            _ => self.symbol(first)?,
        };
        Ok((token, start..self.at))
    }

    fn symbol(&mut self, first: char) -> Result<Token<'a>, SyntaxError> {
        let rest = &self.text.as_bytes()[self.at..];
        let second = rest.get(1).copied();
        let (token, bytes) = match (first, second) {
            ('(', _) => (Token::Open, 1),
            (')', _) => (Token::Close, 1),
            ('[', _) => (Token::OpenArray, 1),
            (']', _) => (Token::CloseArray, 1),
            (',', _) => (Token::Comma, 1),
            ('+', _) => (Token::Operator(Operator::Add), 1),
            ('-', _) => (Token::Operator(Operator::Subtract), 1),
            ('*', _) => (Token::Operator(Operator::Multiply), 1),
            ('/', _) => (Token::Operator(Operator::Divide), 1),
            ('^', _) => (Token::Operator(Operator::Power), 1),
            ('=', Some(b'=')) => (Token::Operator(Operator::Equal), 2),
            ('!', Some(b'=')) => (Token::Operator(Operator::NotEqual), 2),
            ('<', Some(b'=')) => (Token::Operator(Operator::LessOrEqual), 2),
            ('<', _) => (Token::Operator(Operator::Less), 1),
            ('>', Some(b'=')) => (Token::Operator(Operator::GreaterOrEqual), 2),
            ('>', _) => (Token::Operator(Operator::Greater), 1),
            ('&', Some(b'&')) => (Token::Operator(Operator::And), 2),
            ('|', Some(b'|')) => (Token::Operator(Operator::Or), 2),
            ('=', _) => return Err(self.error(1, "'=' is no operator, equality is '=='")),
            ('!', _) => return Err(self.error(1, "'!' is no operator, there is no NOT in metric math")),
            ('&', _) => return Err(self.error(1, "'&' is no operator, use '&&' or AND")),
            ('|', _) => return Err(self.error(1, "'|' is no operator, use '||' or OR")),
            _ => return Err(self.error(first.len_utf8(), format!("unexpected character '{first}'"))),
        };
        self.at += bytes;
        Ok(token)
    }

    fn word(&mut self) -> Token<'a> {
        let start = self.at;
        self.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match &self.text[start..self.at] {
            "AND" => Token::Operator(Operator::And),
            "OR" => Token::Operator(Operator::Or),
            word => Token::Word(word),
        }
    }

    /// Up to the next mark of its own kind. With a backslash the mark stands for itself; every other backslash
    /// stays with what is behind it, for `SEARCH` has such of its own.
    fn quoted(&mut self, mark: char) -> Result<Token<'a>, SyntaxError> {
        let inside = &self.text[self.at + 1..];
        let mut letters = inside.char_indices();
        let mut has_marks = false;
        let length = loop {
            match letters.next() {
                Some((length, letter)) if letter == mark => break length,
                Some((_, '\\')) => has_marks |= letters.next().is_some_and(|(_, escaped)| escaped == mark),
                Some(_) => {}
                None => return Err(self.error(inside.len() + 1, format!("the text has no closing {mark}"))),
            }
        };
        self.at += length + 2;
        let text = &inside[..length];
        Ok(Token::Text(if has_marks { unescaped(text, mark).into() } else { text.into() }))
    }

    /// `5`, `0.5`, `.5`, `5.`, `1e3`, `1.5E-3`.
    fn number(&mut self) -> Result<Token<'a>, SyntaxError> {
        let start = self.at;
        self.skip(|byte| byte.is_ascii_digit());
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.skip(|byte| byte.is_ascii_digit());
        }
        let before_exponent = self.at;
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            let digits = self.at;
            self.skip(|byte| byte.is_ascii_digit());
            if self.at == digits {
                self.at = before_exponent;
            }
        }
        let text = &self.text[start..self.at];
        let runs_on = self.peek().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"_.".contains(&byte));
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() && !runs_on => Ok(Token::Number(number)),
            Ok(number) if number.is_infinite() => {
                Err(SyntaxError::new(start..self.at, "the number is too large"))
            }
            _ => {
                self.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.');
                let text = &self.text[start..self.at];
                Err(SyntaxError::new(start..self.at, format!("'{text}' is no number")))
            }
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, belongs: fn(u8) -> bool) {
        while self.peek().is_some_and(belongs) {
            self.at += 1;
        }
    }

    fn error(&self, bytes: usize, reason: impl Into<String>) -> SyntaxError {
        SyntaxError::new(self.at..self.at + bytes, reason)
    }
}

/// `\'` is `'`, and likewise of the other mark.
fn unescaped(text: &str, mark: char) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, letters.clone().next()) {
            ('\\', Some(escaped)) => {
                letters.next();
                if escaped != mark {
                    unescaped.push(letter);
                }
                unescaped.push(escaped);
            }
            _ => unescaped.push(letter),
        }
    }
    unescaped
}
