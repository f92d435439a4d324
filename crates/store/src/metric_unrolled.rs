//! What of a series is in one table and not yet in the next, coarser one: memory keeps it, roll-ups pay it off.

/// What the chunks of a table still owe to the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unrolled {
    /// The chunks up to this one are in the next table.
    pub after_chunk: i64,
    pub chunks: i64,
    /// The time that they span.
    pub secs: i64,
}
