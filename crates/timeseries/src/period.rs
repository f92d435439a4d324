//! The length of a datapoint's time slot.

use std::fmt;

/// A whole number of seconds that CloudWatch accepts: 1, 5, 10, 20, 30 or a multiple of 60 up to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period(u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidPeriod(pub i64);

impl Period {
    pub const MINUTE: Period = Period(60);
    pub const DAY: Period = Period(86_400);
    /// The periods below a minute.
    pub const SUB_MINUTE_SECS: [u32; 5] = [1, 5, 10, 20, 30];

    pub fn from_secs(secs: i64) -> Result<Self, InvalidPeriod> {
        let allowed = match u32::try_from(secs) {
            Ok(secs) if secs < 60 => Self::SUB_MINUTE_SECS.contains(&secs),
            Ok(secs) => secs % 60 == 0 && secs <= Self::DAY.0,
            Err(_) => false,
        };
        if allowed { Ok(Period(secs as u32)) } else { Err(InvalidPeriod(secs)) }
    }

    pub const fn secs(self) -> i64 {
        self.0 as i64
    }

    pub const fn millis(self) -> i64 {
        self.0 as i64 * 1000
    }
}

impl fmt::Display for InvalidPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a period is 1, 5, 10, 20, 30 or a multiple of 60 seconds up to 86400, not {}", self.0)
    }
}

impl std::error::Error for InvalidPeriod {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cloudwatch_periods_only() {
        for secs in [1, 5, 10, 20, 30, 60, 300, 3600, 86_400] {
            assert!(Period::from_secs(secs).is_ok(), "{secs}");
        }
        for secs in [0, -60, 7, 59, 90, 86_460, i64::MAX] {
            assert_eq!(Period::from_secs(secs), Err(InvalidPeriod(secs)));
        }
    }
}
