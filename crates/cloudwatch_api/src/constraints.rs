//! AWS's words for a member that breaks its shape: `1 validation error detected: Value … at … failed to
//! satisfy constraint: …`. All that is wrong with a request is said at once.
//!
//! Only lengths, ranges and enumerations; what a value means is the operation's to judge.

use crate::ApiError;
use std::fmt::{Display, Write};

/// Collects broken constraints in the order in which they are checked.
#[derive(Debug, Default)]
pub struct Constraints(Vec<String>);

impl Constraints {
    pub fn new() -> Self {
        Self::default()
    }

    /// `Value 'v' at 'member' failed to satisfy constraint: rule`.
    pub fn fail(&mut self, member: &str, value: impl Display, rule: impl Display) {
        self.0.push(format!("Value '{value}' at '{member}' failed to satisfy constraint: {rule}"));
    }

    pub fn required<T>(&mut self, member: &str, value: &Option<T>) {
        if value.is_none() {
            self.0.push(format!(
                "Value null at '{member}' failed to satisfy constraint: Member must not be null"
            ));
        }
    }

    /// A text's length in characters.
    pub fn length(&mut self, member: &str, value: &str, min: usize, max: usize) {
        let length = value.chars().count();
        if length < min {
            self.fail(member, value, format_args!("Member must have length greater than or equal to {min}"));
        } else if length > max {
            self.fail(member, value, format_args!("Member must have length less than or equal to {max}"));
        }
    }

    /// A list's length.
    pub fn at_most_items<T: Display>(&mut self, member: &str, items: &[T], max: usize) {
        if items.len() > max {
            let mut list = String::from("[");
            for (index, item) in items.iter().enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                // Writing to a String can't fail.
                let _ = write!(list, "{comma}{item}");
            }
            list.push(']');
            self.fail(member, list, format_args!("Member must have length less than or equal to {max}"));
        }
    }

    pub fn range(&mut self, member: &str, value: i64, min: i64, max: i64) {
        if value < min {
            self.fail(member, value, format_args!("Member must have value greater than or equal to {min}"));
        } else if value > max {
            self.fail(member, value, format_args!("Member must have value less than or equal to {max}"));
        }
    }

    pub fn one_of(&mut self, member: &str, value: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            let allowed = allowed.join(", ");
            self.fail(member, value, format_args!("Member must satisfy enum value set: [{allowed}]"));
        }
    }

    /// The one text for everything that was wrong, if anything was.
    pub fn message(&self) -> Option<String> {
        let count = self.0.len();
        let errors = if count == 1 { "error" } else { "errors" };
        (count != 0).then(|| format!("{count} validation {errors} detected: {}", self.0.join("; ")))
    }

    /// As a `ValidationError`.
    pub fn finish(&self) -> Result<(), ApiError> {
        self.message().map_or(Ok(()), |message| Err(ApiError::validation(message)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recorded_text() {
        let mut constraints = Constraints::new();
        constraints.one_of("stateValue", "INVALID", &["INSUFFICIENT_DATA", "ALARM", "OK"]);
        assert_eq!(
            constraints.message().as_deref(),
            Some(
                "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: \
                 Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"
            )
        );
    }

    #[test]
    fn several_are_said_at_once() {
        let mut constraints = Constraints::new();
        constraints.required("alarmName", &None::<String>);
        constraints.range("limit", 10_001, 1, 10_000);
        constraints.length("namespace", "", 1, 255);
        constraints.at_most_items("alarmNames", &["a", "b"], 1);
        assert_eq!(
            constraints.message().as_deref(),
            Some(
                "4 validation errors detected: \
                 Value null at 'alarmName' failed to satisfy constraint: Member must not be null; \
                 Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000; \
                 Value '' at 'namespace' failed to satisfy constraint: Member must have length greater than or equal to 1; \
                 Value '[a, b]' at 'alarmNames' failed to satisfy constraint: Member must have length less than or equal to 1"
            )
        );
    }

    #[test]
    fn nothing_wrong_says_nothing() {
        let mut constraints = Constraints::new();
        constraints.required("alarmName", &Some(1));
        constraints.range("limit", 10_000, 1, 10_000);
        constraints.length("namespace", "äöü", 1, 3);
        constraints.at_most_items("alarmNames", &["a"], 1);
        assert_eq!(constraints.finish(), Ok(()));
    }
}
