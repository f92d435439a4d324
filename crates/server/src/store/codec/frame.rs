//! The envelope around every blob: format, compression, checksum, length.

use super::Damaged;
use super::bytes::{Reader, put_varint};

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
        zstd::bulk::compress(body, LEVEL).ok().filter(|compressed| compressed.len() < body.len())
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
    if MAX_BODY_BYTES < length {
        return Err(Damaged("an impossible length"));
    }
    let payload = reader.rest();
    let body = match method {
        PLAIN => payload.to_vec(),
        ZSTD => zstd::bulk::decompress(payload, length).map_err(|_| Damaged("it can't be decompressed"))?,
        _ => return Err(Damaged("an unknown compression")),
    };
    if body.len() != length || checksum(&body).to_le_bytes() != expected {
        return Err(Damaged("the checksum differs"));
    }
    Ok(body)
}

fn checksum(body: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(body);
    crc.sum()
}
