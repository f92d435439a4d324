//! A rule as text that parses to the same rule.

use super::ast::{Count, Rule};
use super::lexer::is_of_word;
use std::fmt::{self, Display, Formatter, Write};

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Rule::Literal(true) => f.write_str("TRUE"),
            Rule::Literal(false) => f.write_str("FALSE"),
            Rule::State { state, alarm } => {
                write!(f, "{state}(")?;
                write_name(f, alarm)?;
                f.write_char(')')
            }
            Rule::Not(inner) => {
                f.write_str("NOT ")?;
                write_part(f, inner, matches!(**inner, Rule::Not(_) | Rule::And(_) | Rule::Or(_)))
            }
            Rule::And(parts) => {
                write_joined(f, parts, " AND ", |part| matches!(part, Rule::And(_) | Rule::Or(_)))
            }
            Rule::Or(parts) => write_joined(f, parts, " OR ", |part| matches!(part, Rule::Or(_))),
            Rule::AtLeast { count, negated, state, alarms } => {
                let not = if *negated { "NOT " } else { "" };
                match count {
                    Count::Alarms(needed) => write!(f, "AT_LEAST({needed}, {not}{state}, (")?,
                    Count::Percent(percent) => write!(f, "AT_LEAST({percent}%, {not}{state}, (")?,
                }
                for (index, alarm) in alarms.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { ", " })?;
                    write_name(f, alarm)?;
                }
                f.write_str("))")
            }
        }
    }
}

fn write_joined(
    f: &mut Formatter<'_>,
    parts: &[Rule],
    operator: &str,
    needs_parentheses: impl Fn(&Rule) -> bool,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { operator })?;
        write_part(f, part, needs_parentheses(part))?;
    }
    Ok(())
}

fn write_part(f: &mut Formatter<'_>, part: &Rule, in_parentheses: bool) -> fmt::Result {
    if in_parentheses { write!(f, "({part})") } else { write!(f, "{part}") }
}

/// With quotes only where the name can't stand without.
fn write_name(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    if !name.starts_with('"') && name.chars().all(is_of_word) {
        return f.write_str(name);
    }
    f.write_char('"')?;
    for char in name.chars() {
        if ['"', '\\'].contains(&char) {
            f.write_char('\\')?;
        }
        f.write_char(char)?;
    }
    f.write_char('"')
}
