//! Tokens to a tree, by recursive descent. Knows neither types nor which functions exist.

use crate::ast::{Expression, Keyword, NEGATE_PRECEDENCE, Node, Operator};
use crate::error::SyntaxError;
use crate::lexer::{Spanned, Token, tokens};
use std::ops::Range;

/// An expression has 1 to 2048 characters (API reference, MetricDataQuery).
pub const MAX_EXPRESSION_CHARS: usize = 2048;
/// How deep parentheses, arrays, calls, minus signs and exponents may nest. Ours, so that no text can
/// exhaust the stack.
pub const MAX_DEPTH: usize = 64;

pub fn parse(text: &str) -> Result<Expression, SyntaxError> {
    if text.len() > MAX_EXPRESSION_CHARS && text.chars().count() > MAX_EXPRESSION_CHARS {
        let reason = format!("the expression is longer than {MAX_EXPRESSION_CHARS} characters");
        return Err(SyntaxError::new(0..text.len(), reason));
    }
    if let Some(span) = select_keyword(text) {
        return Err(SyntaxError::new(span, "Metrics Insights queries (SELECT) are not supported yet"));
    }
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    if *parser.peek() == Token::End {
        return Err(SyntaxError::new(0..text.len(), "the expression is empty"));
    }
    let expression = parser.binary(0)?;
    match parser.peek() {
        Token::End => Ok(expression),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

/// Where a Metrics Insights query says `SELECT`. Its words may be small too, but so may an id: then only an
/// aggregate behind it makes it a query.
fn select_keyword(text: &str) -> Option<Range<usize>> {
    const AGGREGATES: [&str; 5] = ["AVG", "COUNT", "MAX", "MIN", "SUM"];
    let mut words = text.split_ascii_whitespace();
    let first = words.next().filter(|word| word.eq_ignore_ascii_case("SELECT"))?;
    let second = words.next()?.split('(').next().unwrap_or_default();
    let is_query = first == "SELECT" || AGGREGATES.iter().any(|name| second.eq_ignore_ascii_case(name));
    let start = text.len() - text.trim_ascii_start().len();
    is_query.then_some(start..start + first.len())
}

struct Parser<'a> {
    tokens: Vec<Spanned<'a>>,
    next: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Operands joined by operators that bind at least as tight as `floor`.
    fn binary(&mut self, floor: u8) -> Result<Expression, SyntaxError> {
        let mut left = self.unary()?;
        while let Token::Operator(operator) = *self.peek() {
            let precedence = operator.precedence();
            if precedence < floor || precedence > NEGATE_PRECEDENCE {
                break;
            }
            self.next += 1;
            let right = self.binary(precedence + 1)?;
            left = join(operator, left, right);
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, SyntaxError> {
        let start = self.span().start;
        if *self.peek() == Token::Operator(Operator::Subtract) {
            self.next += 1;
            let operand = self.nested(Self::unary)?;
            let span = start..operand.span.end;
            return Ok(Expression { node: Node::Negate(Box::new(operand)), span });
        }
        let base = self.primary()?;
        if *self.peek() != Token::Operator(Operator::Power) {
            return Ok(base);
        }
        self.next += 1;
        let exponent = self.nested(Self::unary)?;
        Ok(join(Operator::Power, base, exponent))
    }

    fn primary(&mut self) -> Result<Expression, SyntaxError> {
        let (token, span) = self.tokens[self.next].clone();
        let node = match token {
            Token::Number(number) => Node::Number(number),
            Token::Text(text) => Node::Text(text.into_owned()),
            Token::Word(word) => return self.word(word, span),
            Token::Open => {
                self.next += 1;
                let mut inner = self.nested(|parser| parser.binary(0))?;
                inner.span = span.start..self.expect(Token::Close, "')'")?;
                return Ok(inner);
            }
            Token::OpenArray => {
                self.next += 1;
                let members = self.list()?;
                let span = span.start..self.expect(Token::CloseArray, "',' or ']'")?;
                return Ok(Expression { node: Node::Array(members), span });
            }
            _ => return Err(self.unexpected("a number, an id, a function or '('")),
        };
        self.next += 1;
        Ok(Expression { node, span })
    }

    fn word(&mut self, word: &'a str, span: Range<usize>) -> Result<Expression, SyntaxError> {
        self.next += 1;
        if *self.peek() == Token::Open {
            self.next += 1;
            let arguments = if *self.peek() == Token::Close { Vec::new() } else { self.list()? };
            let span = span.start..self.expect(Token::Close, "',' or ')'")?;
            return Ok(Expression { node: Node::Call { name: word.to_owned(), arguments }, span });
        }
        let node = match Keyword::from_name(word) {
            Some(keyword) => Node::Keyword(keyword),
            None if word.starts_with(|first: char| first.is_ascii_lowercase()) => Node::Id(word.to_owned()),
            None => {
                let reason = format!("'{word}' is no id: ids start with a small letter");
                return Err(SyntaxError::new(span, reason));
            }
        };
        Ok(Expression { node, span })
    }

    /// One or more, separated by commas.
    fn list(&mut self) -> Result<Vec<Expression>, SyntaxError> {
        let mut members = vec![self.nested(|parser| parser.binary(0))?];
        while *self.peek() == Token::Comma {
            self.next += 1;
            members.push(self.nested(|parser| parser.binary(0))?);
        }
        Ok(members)
    }

    fn nested(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Expression, SyntaxError>,
    ) -> Result<Expression, SyntaxError> {
        if self.depth == MAX_DEPTH {
            let reason = format!("the expression nests deeper than {MAX_DEPTH} levels");
            return Err(SyntaxError::new(self.span(), reason));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    /// Where the expected token ends.
    fn expect(&mut self, token: Token<'a>, name: &str) -> Result<usize, SyntaxError> {
        if *self.peek() != token {
            return Err(self.unexpected(name));
        }
        let end = self.span().end;
        self.next += 1;
        Ok(end)
    }

    fn unexpected(&self, expected: &str) -> SyntaxError {
        let found = match self.peek() {
            Token::Number(_) => "a number",
            Token::Text(_) => "a text",
            Token::Word(word) => word,
            Token::Operator(operator) => operator.symbol(),
            Token::Open => "(",
            Token::Close => ")",
            Token::OpenArray => "[",
            Token::CloseArray => "]",
            Token::Comma => ",",
            Token::End => "the end",
        };
        SyntaxError::new(self.span(), format!("expected {expected}, found {found}"))
    }

    /// The last token is [`Token::End`], and nothing steps over it.
    fn peek(&self) -> &Token<'a> {
        &self.tokens[self.next].0
    }

    fn span(&self) -> Range<usize> {
        self.tokens[self.next].1.clone()
    }
}

fn join(operator: Operator, left: Expression, right: Expression) -> Expression {
    let span = left.span.start..right.span.end;
    Expression { node: Node::Binary { operator, left: Box::new(left), right: Box::new(right) }, span }
}
