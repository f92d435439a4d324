//! The envelope around every blob: format, compression, checksum, length.

use super::bytes::{Reader, put_varint};
use super::damaged::Damaged;
use std::cell::RefCell;
use zstd::bulk::{Compressor, Decompressor};

/// The first byte. A new kind of content gets a new number, and old ones stay readable.
const FORMAT: u8 = 1;

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;

/// Measured: higher levels cost much more time than they save bytes.
const LEVEL: i32 = 1;

/// Below this nothing is gained by compressing.
const WORTH_COMPRESSING_BYTES: usize = 48;

/// No body is larger, so that a damaged length can't ask for all memory.
const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;

pub fn pack(body: &[u8]) -> Vec<u8> {
    let compressed = if body.len() < WORTH_COMPRESSING_BYTES {
        None
    } else {
        compress(body).filter(|compressed| compressed.len() < body.len())
    };
    let (method, payload) = match &compressed {
        Some(compressed) => (ZSTD, compressed.as_slice()),
        None => (PLAIN, body),
    };
    let mut out = Vec::with_capacity(payload.len() + 12);
    out.extend([FORMAT, method]);
    out.extend(checksum(body).to_le_bytes());
    put_varint(&mut out, body.len() as u64);
    out.extend(payload);
    out
}

pub fn unpack(frame: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut reader = Reader::new(frame);
    if reader.byte()? != FORMAT {
        return Err(Damaged("an unknown format"));
    }
    let method = reader.byte()?;
    let expected = reader.take(4)?;
    let length = usize::try_from(reader.varint()?).unwrap_or(usize::MAX);
    if length > MAX_BODY_BYTES {
        return Err(Damaged("an impossible length"));
    }
    let payload = reader.rest();
    let body = match method {
        PLAIN => payload.to_vec(),
        ZSTD => decompress(payload, length).ok_or(Damaged("it can't be decompressed"))?,
        _ => return Err(Damaged("an unknown compression")),
    };
    if body.len() != length || checksum(&body).to_le_bytes() != expected {
        return Err(Damaged("the checksum differs"));
    }
    Ok(body)
}

thread_local! {
    // Making one costs more than most bodies do.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn compress(body: &[u8]) -> Option<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let mut compressor = kept.take().or_else(|| Compressor::new(LEVEL).ok())?;
        let compressed = compressor.compress(body).ok();
        *kept = Some(compressor);
        compressed
    })
}

fn decompress(payload: &[u8], length: usize) -> Option<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let mut decompressor = kept.take().or_else(|| Decompressor::new().ok())?;
        let body = decompressor.decompress(payload, length).ok();
        *kept = Some(decompressor);
        body
    })
}

fn checksum(body: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(body);
    crc.sum()
}
