//! A tree back to text, with no more parentheses than it takes to read the same tree again.

use crate::ast::{Expression, NEGATE_PRECEDENCE, Node, Operator};
use std::fmt;

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Number(number) => write_number(*number, f),
            Node::Text(text) => {
                let mark = if text.contains('\'') { '"' } else { '\'' };
                write!(f, "{mark}{}{mark}", text.replace(mark, &format!("\\{mark}")))
            }
            Node::Keyword(keyword) => f.write_str(keyword.name()),
            Node::Id(id) => f.write_str(id),
            Node::Array(members) => write_list(f, "[", members, "]"),
            Node::Negate(operand) => {
                f.write_str("-")?;
                write_operand(operand, NEGATE_PRECEDENCE, f)
            }
            Node::Binary { operator, left, right } => {
                let precedence = operator.precedence();
                let (left_floor, right_floor) = match operator {
                    // Associates to the right, and its exponent may have a minus of its own.
                    Operator::Power => (precedence + 1, NEGATE_PRECEDENCE),
                    _ => (precedence, precedence + 1),
                };
                write_operand(left, left_floor, f)?;
                write!(f, " {} ", operator.symbol())?;
                write_operand(right, right_floor, f)
            }
            Node::Call { name, arguments } => {
                f.write_str(name)?;
                write_list(f, "(", arguments, ")")
            }
        }
    }
}

fn write_operand(operand: &Expression, floor: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let precedence = match &operand.node {
        Node::Negate(_) => NEGATE_PRECEDENCE,
        Node::Binary { operator, .. } => operator.precedence(),
        _ => u8::MAX,
    };
    if precedence < floor { write!(f, "({operand})") } else { write!(f, "{operand}") }
}

fn write_list(f: &mut fmt::Formatter<'_>, open: &str, members: &[Expression], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (index, member) in members.iter().enumerate() {
        if index != 0 {
            f.write_str(", ")?;
        }
        write!(f, "{member}")?;
    }
    f.write_str(close)
}

/// Without an exponent as far as that stays short.
fn write_number(number: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if number == 0.0 || (1e-6..1e15).contains(&number) {
        write!(f, "{number}")
    } else {
        write!(f, "{number:e}")
    }
}
