//! A search back to text that reads as the same search.

use super::{AND, Condition, NOT, OR, SearchExpression, Term, is_special};
use std::fmt;

impl fmt::Display for SearchExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            f.write_str("{")?;
            write_bare(&schema.namespace, f)?;
            for dimension in &schema.dimensions {
                f.write_str(",")?;
                write_bare(dimension, f)?;
            }
            f.write_str("}")?;
        }
        match &self.condition {
            Some(condition) if self.schema.is_some() => write!(f, " {condition}"),
            Some(condition) => write!(f, "{condition}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Condition::Any(conditions) => write_joined(conditions, OR, f),
            Condition::All(conditions) => write_joined(conditions, AND, f),
            Condition::Not(condition) => {
                write!(f, "{NOT} ")?;
                write_operand(condition, f)
            }
            Condition::Term(term) => write_term(term, f),
        }
    }
}

fn write_joined(conditions: &[Condition], operator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, condition) in conditions.iter().enumerate() {
        if index != 0 {
            write!(f, " {operator} ")?;
        }
        match condition {
            // AND binds tighter than OR.
            Condition::All(_) if operator == OR => write!(f, "{condition}")?,
            _ => write_operand(condition, f)?,
        }
    }
    Ok(())
}

fn write_operand(condition: &Condition, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match condition {
        Condition::Any(_) | Condition::All(_) => write!(f, "({condition})"),
        _ => write!(f, "{condition}"),
    }
}

fn write_term(term: &Term, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(property) = &term.property {
        write_bare(property, f)?;
        f.write_str("=")?;
    }
    if !term.is_exact {
        return write_bare(&term.text, f);
    }
    f.write_str("\"")?;
    write_escaped(&term.text, |letter| matches!(letter, '"' | '\\'), f)?;
    f.write_str("\"")
}

fn write_bare(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if matches!(text, AND | OR | NOT) {
        f.write_str("\\")?;
    }
    write_escaped(text, is_special, f)
}

fn write_escaped(text: &str, is_escaped: fn(char) -> bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    use fmt::Write as _;
    for letter in text.chars() {
        if is_escaped(letter) {
            f.write_char('\\')?;
        }
        f.write_char(letter)?;
    }
    Ok(())
}
