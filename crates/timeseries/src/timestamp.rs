//! An instant and a span between two. The clock itself lives outside.

use crate::civil;
use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00Z, the earliest instant that we print or parse.
    pub const MIN: Timestamp = Timestamp(-62_135_596_800_000);
    /// 9999-12-31T23:59:59.999Z, the latest.
    pub const MAX: Timestamp = Timestamp(253_402_300_799_999);

    /// Clamped to [`Timestamp::MIN`]..=[`Timestamp::MAX`], so that arithmetic on any instant can't overflow.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Timestamp(millis)
        }
    }

    pub const fn from_secs(secs: i64) -> Self {
        Self::from_millis(secs.saturating_mul(1000))
    }

    /// `None` for NaN, infinities and instants outside the years 1 to 9999.
    pub fn from_secs_f64(secs: f64) -> Option<Self> {
        let millis = (secs * 1000.0).round();
        let in_range = (Self::MIN.0 as f64..=Self::MAX.0 as f64).contains(&millis);
        in_range.then_some(Timestamp(millis as i64))
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded down.
    pub const fn secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    pub fn secs_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    pub const fn plus_secs(self, secs: i64) -> Self {
        Self::from_millis(self.0.saturating_add(secs.saturating_mul(1000)))
    }

    /// The start of the `step_secs` long slot that holds this instant, counted from the epoch.
    pub const fn floor(self, step_secs: i64) -> Self {
        Timestamp(self.0 - self.0.rem_euclid(step_secs * 1000))
    }
}

/// ISO 8601 in UTC with as many decimals as needed: `2026-11-20T10:00:00Z`, `2026-11-20T10:00:00.123Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        civil::write_iso(*self, f)
    }
}

/// From `start` (included) to `end` (excluded).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeRange {
    pub start: Timestamp,
    pub end: Timestamp,
}

impl TimeRange {
    pub const fn new(start: Timestamp, end: Timestamp) -> Self {
        TimeRange { start, end }
    }

    pub fn contains(&self, at: Timestamp) -> bool {
        self.start <= at && at < self.end
    }

    pub const fn millis(&self) -> i64 {
        self.end.0 - self.start.0
    }

    pub const fn is_empty(&self) -> bool {
        self.end.0 <= self.start.0
    }
}

/// On the wire an instant is epoch seconds. The newtype name is the mark by which the CBOR and XML
/// encodings know that this number is a timestamp (tag 1, ISO text).
#[cfg(feature = "serde")]
mod wire {
    use super::Timestamp;
    use crate::civil;
    use serde::de::{self, Deserialize, Deserializer, Visitor};
    use serde::ser::{Serialize, Serializer};
    use std::fmt;

    /// The newtype name by which encodings recognise a [`Timestamp`].
    pub const WIRE_NAME: &str = "Timestamp";

    impl Serialize for Timestamp {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_struct(WIRE_NAME, &self.secs_f64())
        }
    }

    struct TimestampVisitor;

    impl<'de> Visitor<'de> for TimestampVisitor {
        type Value = Timestamp;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a timestamp: epoch seconds or ISO 8601")
        }

        fn visit_f64<E: de::Error>(self, secs: f64) -> Result<Timestamp, E> {
            Timestamp::from_secs_f64(secs).ok_or_else(|| E::custom("timestamp out of range"))
        }

        fn visit_i64<E: de::Error>(self, secs: i64) -> Result<Timestamp, E> {
            self.visit_f64(secs as f64)
        }

        fn visit_u64<E: de::Error>(self, secs: u64) -> Result<Timestamp, E> {
            self.visit_f64(secs as f64)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
            civil::parse_iso(text).ok_or_else(|| E::custom("not an ISO 8601 timestamp"))
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Timestamp, D::Error> {
            inner.deserialize_any(self)
        }
    }

    impl<'de> Deserialize<'de> for Timestamp {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_newtype_struct(WIRE_NAME, TimestampVisitor)
        }
    }
}

#[cfg(feature = "serde")]
impl Timestamp {
    /// The serde newtype name by which encodings recognise an instant.
    pub const WIRE_NAME: &'static str = wire::WIRE_NAME;
}
