//! The three states of an alarm.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlarmState {
    InsufficientData,
    Alarm,
    Ok,
}

impl AlarmState {
    /// `StateValue`'s enumeration in AWS's order.
    pub const NAMES: [&str; 3] = ["INSUFFICIENT_DATA", "ALARM", "OK"];

    pub const fn name(self) -> &'static str {
        match self {
            AlarmState::InsufficientData => Self::NAMES[0],
            AlarmState::Alarm => Self::NAMES[1],
            AlarmState::Ok => Self::NAMES[2],
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [AlarmState::InsufficientData, AlarmState::Alarm, AlarmState::Ok]
            .into_iter()
            .find(|state| state.name() == name)
    }
}

impl fmt::Display for AlarmState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
