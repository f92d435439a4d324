//! Where a page of log events ends, as the digits of a token or of an event's identifier.

use store::EventPosition;
use timeseries::Timestamp;

/// Enough for every instant and every sequence number; fixed, so that digits sort as positions do.
const DIGITS: usize = 20;

/// Just before the event at this position, there or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap(pub EventPosition);

impl Gap {
    pub fn at(at: Timestamp) -> Gap {
        Gap(EventPosition { at, sequence: 0 })
    }

    pub fn before(position: EventPosition) -> Gap {
        Gap(position)
    }

    pub fn after(position: EventPosition) -> Gap {
        Gap(EventPosition { sequence: position.sequence.saturating_add(1), ..position })
    }

    /// The greatest position before the gap, for a query's `after`.
    pub fn last_before(self) -> EventPosition {
        EventPosition { sequence: self.0.sequence.saturating_sub(1), ..self.0 }
    }

    pub fn parse(digits: &str) -> Option<Gap> {
        parse(digits).map(Gap)
    }
}

/// Forty digits. Instants before 1970 are never stored.
pub fn digits(position: EventPosition) -> String {
    format!("{:020}{:020}", position.at.millis().max(0), position.sequence.max(0))
}

fn parse(digits: &str) -> Option<EventPosition> {
    if digits.len() != 2 * DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (at, sequence) = digits.split_at_checked(DIGITS)?;
    let at = Timestamp::from_millis(at.parse().ok()?);
    Some(EventPosition { at, sequence: sequence.parse().ok()? })
}
