//! The one clock of the app. Everything else takes the time as an argument or from a signal.

use timeseries::Timestamp;

/// The browser's time in whole seconds.
pub fn now() -> Timestamp {
    Timestamp::from_secs((js_sys::Date::now() / 1000.0) as i64)
}
