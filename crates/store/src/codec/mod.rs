//! How columns of times, numbers and texts become few bytes and come back the very same.
//!
//! Pure: no SQL, no logging. Whatever the bytes are, decoding answers or says `Damaged`; it never panics
//! and never reserves more memory than a frame may hold.

mod bytes;
mod damaged;
mod frame;
mod metric;
mod numbers;
#[cfg(test)]
mod tests;

pub use bytes::{Reader, put_deltas, put_varint};
pub use damaged::Damaged;
pub use frame::{pack, unpack};
pub use metric::{
    Histograms, decode_arrivals, decode_chunk, decode_histograms, encode_arrivals, encode_chunk,
    encode_histograms,
};
