//! The shapes of every operation that both ends speak, so that they can't drift apart.
//!
//! One struct per input and output with AWS's member names, one [`Operation`] impl per input, one
//! [`ApiError`]. It deliberately doesn't know what the members mean, nor how bytes travel, except for the
//! CBOR codec that browser and server share.

mod alarms;

pub mod cbor;
mod constraints;
mod dashboards;
mod error;
mod logs;
mod metrics;
mod operation;
mod sns;
mod sts;
mod tags;
mod units;

pub use alarms::*;
pub use constraints::Constraints;
pub use dashboards::*;
pub use error::{ApiError, ErrorKind, ErrorRow, Fault};
pub use logs::*;
pub use metrics::*;
pub use operation::{NoOutput, Operation, Service};
pub use sns::*;
pub use sts::*;
pub use tags::*;
pub use timeseries::Timestamp;
pub use units::STANDARD_UNITS;
