//! The time of a page: which range it shows, how often it is asked for again, in whose zone it is written,
//! and the one clock.
//!
//! Widgets get a resolved [`TimeRange`](timeseries::TimeRange) through [`TimeContext`]; what a dashboard
//! prefers and what the address says about it is put together by the page.

mod ago;
mod clock;
mod context;
mod range;
mod refresh;
mod tick;
mod zone;

pub use ago::ago;
pub use clock::now;
pub use context::{TimeContext, use_time};
pub use range::{DEFAULT_SPEC, LONGEST_SECS, PRESETS_SECS, TimeRangeSpec, auto_period};
pub use refresh::Refresh;
pub use tick::Tick;
pub use zone::{Zone, parse_in_zone, text_in_zone};
