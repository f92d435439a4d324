//! How old a widget's data is, in words, and whether that is older than it should be. Pure.

use super::body::Status;
use crate::time::ago;
use timeseries::Timestamp;

/// Datapoints take a while to arrive even when all is well.
const GRACE_SECS: i64 = 90;
/// A range that ends this long before now is one of the past.
const PAST_SECS: i64 = 300;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Age {
    pub text: String,
    /// Older than it should be.
    pub is_late: bool,
}

/// `None` where age means nothing: no data yet, or a range of the past, which is as old as it is.
pub fn age(status: &Status, now: Timestamp) -> Option<Age> {
    if status.range.is_some_and(|range| now > range.end.plus_secs(PAST_SECS)) {
        return None;
    }
    let since = status.newest.or(status.fetched_at)?;
    let secs = (now.millis() - since.millis()).max(0) / 1000;
    let is_late = match (status.newest, status.expected_secs) {
        (Some(_), Some(expected)) => secs > expected + GRACE_SECS,
        _ => status.error.is_some(),
    };
    Some(Age { text: ago(secs), is_late })
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::TimeRange;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn late_is_later_than_the_period_explains() {
        let now = Timestamp::from_secs(100_000);
        let status = |newest_secs: i64, expected_secs: i64| Status {
            newest: Some(now.plus_secs(-newest_secs)),
            fetched_at: Some(now),
            expected_secs: Some(expected_secs),
            ..Status::default()
        };
        assert_eq!(age(&status(130, 120), now), Some(Age { text: "2 min ago".into(), is_late: false }));
        assert_eq!(age(&status(300, 120), now), Some(Age { text: "5 min ago".into(), is_late: true }));
        assert_eq!(age(&Status::default(), now), None);
        let past = Status {
            range: Some(TimeRange::new(Timestamp::from_secs(0), Timestamp::from_secs(10))),
            ..status(99_990, 120)
        };
        assert_eq!(age(&past, now), None);
    }
}
