//! From text to a rule, or AWS's sentence about the first token that doesn't fit.

use super::ast::{Count, Rule};
use super::lexer::{Token, TokenKind, tokens};
use crate::state::AlarmState;
use std::fmt;

/// AWS: an AlarmRule has at most 10,240 characters.
pub const MAX_RULE_CHARS: usize = 10_240;
/// AWS: a rule names at most 100 alarms.
pub const MAX_CHILDREN: usize = 100;
/// AWS: a rule has at most 500 elements: functions, TRUE, FALSE and operators.
pub const MAX_ELEMENTS: usize = 500;
/// Parentheses within each other; AWS has no number for it, a program's stack has.
const MAX_DEPTH: usize = 100;

const PRIMARY: &str = "'(', 'NOT', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";
const PRIMARY_AFTER_NOT: &str = "'(', AT_LEAST, TRUE or FALSE, ALARM, OK, or INSUFFICIENT_DATA";

/// Displays as AWS's message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError(String);

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error in AlarmRule [{}]", self.0)
    }
}

impl std::error::Error for RuleError {}

pub fn parse_rule(text: &str) -> Result<Rule, RuleError> {
    if text.chars().count() > MAX_RULE_CHARS {
        return Err(RuleError(format!("The rule has more than {MAX_RULE_CHARS} characters")));
    }
    let mut parser = Parser { tokens: tokens(text), next: 0, elements: 0, depth: 0 };
    let rule = parser.alternatives()?;
    if parser.peek().kind != TokenKind::End {
        return Err(parser.unsupported("<EOF>, 'AND', 'OR'"));
    }
    if rule.alarms().len() > MAX_CHILDREN {
        return Err(RuleError(format!("The rule names more than {MAX_CHILDREN} alarms")));
    }
    Ok(rule)
}

struct Parser {
    /// The last one is the end.
    tokens: Vec<Token>,
    next: usize,
    elements: usize,
    depth: usize,
}

impl Parser {
    fn alternatives(&mut self) -> Result<Rule, RuleError> {
        let mut parts = vec![self.conjunction()?];
        while self.take_operator("OR")? {
            parts.push(self.conjunction()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Rule::Or(parts) })
    }

    fn conjunction(&mut self) -> Result<Rule, RuleError> {
        let mut parts = vec![self.negation()?];
        while self.take_operator("AND")? {
            parts.push(self.negation()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Rule::And(parts) })
    }

    fn negation(&mut self) -> Result<Rule, RuleError> {
        if self.take_operator("NOT")? {
            return Ok(Rule::Not(Box::new(self.primary(PRIMARY_AFTER_NOT)?)));
        }
        self.primary(PRIMARY)
    }

    fn primary(&mut self, expected: &str) -> Result<Rule, RuleError> {
        let token = self.peek().clone();
        match &token.kind {
            TokenKind::Open => {
                self.next += 1;
                self.nested()
            }
            TokenKind::Word(word) => {
                let state = AlarmState::from_name(word);
                match (word.as_str(), state) {
                    ("TRUE", _) => self.counted().map(|()| Rule::Literal(true)),
                    ("FALSE", _) => self.counted().map(|()| Rule::Literal(false)),
                    ("AT_LEAST", _) => self.counted().and_then(|()| self.at_least()),
                    (_, Some(state)) => self.counted().and_then(|()| self.state_of(state)),
                    _ => Err(self.unsupported(expected)),
                }
            }
            _ => Err(self.unsupported(expected)),
        }
    }

    /// After an opening parenthesis.
    fn nested(&mut self) -> Result<Rule, RuleError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(RuleError(format!(
                "The rule has more than {MAX_DEPTH} parentheses within each other"
            )));
        }
        let rule = self.alternatives()?;
        self.depth -= 1;
        if self.peek().kind != TokenKind::Close {
            return Err(self.unsupported("')', 'AND', 'OR'"));
        }
        self.next += 1;
        Ok(rule)
    }

    /// After `ALARM` and its like.
    fn state_of(&mut self, state: AlarmState) -> Result<Rule, RuleError> {
        self.expect(&TokenKind::Open, "'('")?;
        let alarm = self.name()?;
        self.expect(&TokenKind::Close, "')'")?;
        Ok(Rule::State { state, alarm })
    }

    /// After `AT_LEAST`.
    fn at_least(&mut self) -> Result<Rule, RuleError> {
        self.expect(&TokenKind::Open, "'('")?;
        let (count_token, count) = (self.peek().clone(), self.count()?);
        self.expect(&TokenKind::Comma, "','")?;
        let negated = self.take_operator("NOT")?;
        let states = if negated {
            "ALARM, OK, or INSUFFICIENT_DATA"
        } else {
            "'NOT', ALARM, OK, or INSUFFICIENT_DATA"
        };
        let state = match &self.peek().kind {
            TokenKind::Word(word) => AlarmState::from_name(word),
            _ => None,
        };
        let state = state.ok_or_else(|| self.unsupported(states))?;
        self.next += 1;
        self.expect(&TokenKind::Comma, "','")?;
        self.expect(&TokenKind::Open, "'('")?;
        let mut alarms = vec![self.name()?];
        while self.peek().kind == TokenKind::Comma {
            self.next += 1;
            alarms.push(self.name()?);
        }
        self.expect(&TokenKind::Close, "',', ')'")?;
        self.expect(&TokenKind::Close, "')'")?;
        if matches!(count, Count::Alarms(needed) if alarms.len() < needed) {
            let at = count_token.at;
            let message = format!(
                "Unsupported token '{}' at char {at}, there are {} alarms",
                count_token.text(),
                alarms.len()
            );
            return Err(RuleError(message));
        }
        Ok(Rule::AtLeast { count, negated, state, alarms })
    }

    /// `2`, `50%` or `"50%"`.
    fn count(&mut self) -> Result<Count, RuleError> {
        let (TokenKind::Word(text) | TokenKind::Quoted(text)) = &self.peek().kind else {
            return Err(self.unsupported("a number or a percentage"));
        };
        let digits = text.strip_suffix('%').unwrap_or(text);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse::<u32>().ok().filter(|number| is_number && *number != 0);
        let count = match number {
            Some(percent @ 1..=100) if digits.len() != text.len() => Some(Count::Percent(percent)),
            Some(needed) if digits.len() == text.len() => Some(Count::Alarms(needed as usize)),
            _ => None,
        };
        let count = count.ok_or_else(|| self.unsupported("a number or a percentage"))?;
        self.next += 1;
        Ok(count)
    }

    fn name(&mut self) -> Result<String, RuleError> {
        match &self.peek().kind {
            TokenKind::Word(name) | TokenKind::Quoted(name) if !name.is_empty() => {
                let name = name.clone();
                self.next += 1;
                Ok(name)
            }
            _ => Err(self.unsupported("an alarm name or ARN")),
        }
    }

    fn take_operator(&mut self, word: &str) -> Result<bool, RuleError> {
        let found = self.peek().is_word(word);
        if found {
            self.counted()?;
        }
        Ok(found)
    }

    /// Takes a token that counts as an element.
    fn counted(&mut self) -> Result<(), RuleError> {
        self.next += 1;
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(RuleError(format!("The rule has more than {MAX_ELEMENTS} elements")));
        }
        Ok(())
    }

    fn expect(&mut self, kind: &TokenKind, expected: &str) -> Result<(), RuleError> {
        if self.peek().kind != *kind {
            return Err(self.unsupported(expected));
        }
        self.next += 1;
        Ok(())
    }

    /// The end comes again and again.
    fn peek(&self) -> &Token {
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn unsupported(&self, expected: &str) -> RuleError {
        let token = self.peek();
        RuleError(format!("Unsupported token '{}' at char {}, must be: {expected}", token.text(), token.at))
    }
}
