//! A block of log events: their heads (time, sequence, stream, arrival, length) in columns, and their
//! messages in one piece. One call's events are a block, and so is what many of those are sealed into.
//!
//! A search reads the heads first and the messages of those blocks only in which it finds something.

use crate::EventPosition;
use crate::codec::{self, Damaged, Reader};
use timeseries::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub position: EventPosition,
    pub stream: i64,
    pub ingested: Timestamp,
    pub message_bytes: usize,
}

pub fn encode_heads(heads: &[Head]) -> Vec<u8> {
    let mut body = Vec::with_capacity(heads.len() * 8);
    codec::put_varint(&mut body, heads.len() as u64);
    codec::put_deltas(&mut body, heads.iter().map(|head| head.position.at.millis()));
    codec::put_deltas(&mut body, heads.iter().map(|head| head.position.sequence));
    codec::put_deltas(&mut body, heads.iter().map(|head| head.stream));
    codec::put_deltas(&mut body, heads.iter().map(|head| head.ingested.millis()));
    for head in heads {
        codec::put_varint(&mut body, head.message_bytes as u64);
    }
    codec::pack(&body)
}

pub fn decode_heads(blob: &[u8]) -> Result<Vec<Head>, Damaged> {
    let body = codec::unpack(blob)?;
    let mut reader = Reader::new(&body);
    let count = reader.count()?;
    let times = reader.deltas(count)?;
    let sequences = reader.deltas(count)?;
    let streams = reader.deltas(count)?;
    let ingested = reader.deltas(count)?;
    let columns = times.into_iter().zip(sequences).zip(streams.into_iter().zip(ingested));
    let head = |((at, sequence), (stream, ingested))| {
        let message_bytes = usize::try_from(reader.varint()?).map_err(|_| Damaged("an impossible length"))?;
        let position = EventPosition { at: Timestamp::from_millis(at), sequence };
        Ok(Head { position, stream, ingested: Timestamp::from_millis(ingested), message_bytes })
    };
    columns.map(head).collect()
}

pub fn encode_messages<'a>(messages: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut body = Vec::new();
    for message in messages {
        body.extend(message.as_bytes());
    }
    codec::pack(&body)
}

/// Every message, in the order of the heads.
pub fn decode_messages(blob: &[u8], heads: &[Head]) -> Result<Vec<String>, Damaged> {
    let body = codec::unpack(blob)?;
    let mut reader = Reader::new(&body);
    let message = |head: &Head| {
        let bytes = reader.take(head.message_bytes)?.to_vec();
        String::from_utf8(bytes).map_err(|_| Damaged("a message that is no UTF-8"))
    };
    heads.iter().map(message).collect()
}
