//! Metrics in and out of a real store, at a time that stands still.
