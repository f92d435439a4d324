//! CBOR bytes to typed values.
//!
//! Nothing is allocated by a length that the bytes only claim, and depth is counted, so that no body can
//! cost more than its own size.

use super::{CborError, MAX_DEPTH};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};
use std::borrow::Cow;
use timeseries::Timestamp;

/// The first byte of an item, with the length or value that belongs to it.
#[derive(Clone, Copy)]
struct Head {
    /// 0 to 7: unsigned, negative, bytes, text, list, map, tag, and floats with other simple values.
    major: u8,
    /// The five low bits.
    info: u8,
    value: u64,
}

const INDEFINITE: u8 = 31;
const BREAK: u8 = 0xff;
const NULL: u8 = 0xf6;
const UNDEFINED: u8 = 0xf7;
/// Tag 1: seconds since the epoch.
const EPOCH_TIME: u64 = 1;

pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CborError> {
    let mut deserializer = Deserializer { rest: bytes, depth: 0 };
    let value = T::deserialize(&mut deserializer)?;
    match deserializer.rest {
        [] => Ok(value),
        _ => Err(CborError::new("bytes after the end of the body")),
    }
}

struct Deserializer<'de> {
    rest: &'de [u8],
    depth: u8,
}

type Read<T> = Result<T, CborError>;

impl<'de> Deserializer<'de> {
    fn take(&mut self, len: u64) -> Read<&'de [u8]> {
        let split = usize::try_from(len).ok().and_then(|len| self.rest.split_at_checked(len));
        let (taken, rest) = split.ok_or_else(|| CborError::new("the body ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn head(&mut self) -> Read<Head> {
        let first = self.take(1)?[0];
        let (major, info) = (first >> 5, first & 31);
        let value = match info {
            0..24 => u64::from(info),
            24..28 => {
                self.take(1 << (info - 24))?.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
            }
            // Only strings, lists, maps and the break have an indefinite form.
            INDEFINITE if !matches!(major, 0 | 1 | 6) => 0,
            _ => return Err(meaningless(first)),
        };
        Ok(Head { major, info, value })
    }

    /// Steps over a null; says whether there was one.
    fn null(&mut self) -> bool {
        let is_null = matches!(self.rest, [NULL | UNDEFINED, ..]);
        if is_null {
            self.rest = &self.rest[1..];
        }
        is_null
    }

    /// The bytes of a string whose head has been read: borrowed unless it came in chunks.
    fn string(&mut self, head: Head) -> Read<Cow<'de, [u8]>> {
        if head.info != INDEFINITE {
            return self.take(head.value).map(Cow::Borrowed);
        }
        let mut whole = Vec::new();
        loop {
            if let [BREAK, rest @ ..] = self.rest {
                self.rest = rest;
                return Ok(Cow::Owned(whole));
            }
            let chunk = self.head()?;
            if chunk.major != head.major || chunk.info == INDEFINITE {
                return Err(CborError::new("a chunk of another kind inside a string"));
            }
            whole.extend_from_slice(self.take(chunk.value)?);
        }
    }

    fn text(&mut self, head: Head) -> Read<Cow<'de, str>> {
        let not_utf8 = || CborError::new("text that isn't UTF-8");
        Ok(match self.string(head)? {
            Cow::Borrowed(bytes) => Cow::Borrowed(str::from_utf8(bytes).map_err(|_| not_utf8())?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| not_utf8())?),
        })
    }

    /// The items of a list or map whose head has been read, one level further down.
    fn items<T>(&mut self, head: Head, read: impl FnOnce(&mut Items<'_, 'de>) -> Read<T>) -> Read<T> {
        if self.depth == MAX_DEPTH {
            return Err(CborError::new(format!("nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let left = (head.info != INDEFINITE).then_some(head.value);
        let mut items = Items { deserializer: self, left, index: 0, key: Cow::Borrowed("") };
        let value = read(&mut items)?;
        if items.more()? {
            return Err(CborError::new("more items than expected"));
        }
        self.depth -= 1;
        Ok(value)
    }

    /// Steps over one value of any kind, also of those that nobody could read.
    fn skip(&mut self) -> Read<()> {
        loop {
            let head = self.head()?;
            return match head.major {
                2 | 3 => self.string(head).map(drop),
                4 | 5 => self.items(head, |items| {
                    while items.more()? {
                        items.deserializer.skip()?;
                        if head.major == 5 {
                            items.deserializer.skip()?;
                        }
                    }
                    Ok(())
                }),
                6 => continue,
                7 if head.info == INDEFINITE => Err(CborError::new("a break without a beginning")),
                _ => Ok(()),
            };
        }
    }

    fn value<V: Visitor<'de>>(&mut self, head: Head, visitor: V) -> Read<V::Value> {
        match head.major {
            2 => match self.string(head)? {
                Cow::Borrowed(bytes) => visitor.visit_borrowed_bytes(bytes),
                Cow::Owned(bytes) => visitor.visit_byte_buf(bytes),
            },
            3 => match self.text(head)? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            },
            4 => self.items(head, |items| visitor.visit_seq(items)),
            5 => self.items(head, |items| visitor.visit_map(items)),
            6 => self.tagged(head, visitor),
            7 => match head.info {
                20 | 21 => visitor.visit_bool(head.info == 21),
                22 | 23 => visitor.visit_unit(),
                INDEFINITE => Err(CborError::new("a break without a beginning")),
                _ => match float(head) {
                    Some(value) => visitor.visit_f64(value),
                    None => Err(meaningless(head.major << 5 | head.info)),
                },
            },
            0 => visitor.visit_u64(head.value),
            _ => match i64::try_from(head.value) {
                Ok(value) => visitor.visit_i64(!value),
                Err(_) => Err(CborError::new("an integer of more than 64 bits")),
            },
        }
    }

    /// The only tag that AWS's shapes have is the time.
    fn tagged<V: Visitor<'de>>(&mut self, tag: Head, visitor: V) -> Read<V::Value> {
        if tag.value != EPOCH_TIME {
            return Err(CborError::new(format!("tag {} isn't understood here", tag.value)));
        }
        let number = self.head()?;
        if matches!(number.major, 0 | 1) || float(number).is_some() {
            self.value(number, visitor)
        } else {
            Err(CborError::new("tag 1 (a time) without a number"))
        }
    }
}

/// Half, single or double precision.
fn float(head: Head) -> Option<f64> {
    match (head.major, head.info) {
        (7, 25) => Some(half(head.value as u16)),
        (7, 26) => Some(f64::from(f32::from_bits(head.value as u32))),
        (7, 27) => Some(f64::from_bits(head.value)),
        _ => None,
    }
}

/// IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff);
    let magnitude = match bits >> 10 & 0x1f {
        0 => fraction / (1 << 24) as f64,
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        exponent => (1024.0 + fraction) * f64::from(1_u32 << exponent) / (1_u64 << 25) as f64,
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

fn meaningless(byte: u8) -> CborError {
    CborError::new(format!("byte 0x{byte:02x} has no meaning"))
}

/// What is left of a list or map.
struct Items<'a, 'de> {
    deserializer: &'a mut Deserializer<'de>,
    /// `None`: until the break.
    left: Option<u64>,
    /// Where we are, for the path of an error.
    index: usize,
    key: Cow<'de, str>,
}

impl<'de> Items<'_, 'de> {
    /// Whether another item follows; counts it. Finds nothing more once the end has been seen.
    fn more(&mut self) -> Read<bool> {
        match (&mut self.left, self.deserializer.rest) {
            (Some(0), _) => Ok(false),
            (Some(left), _) => {
                *left -= 1;
                Ok(true)
            }
            (None, [BREAK, rest @ ..]) => {
                self.deserializer.rest = rest;
                self.left = Some(0);
                Ok(false)
            }
            (None, _) => Ok(true),
        }
    }
}

impl<'de> de::SeqAccess<'de> for Items<'_, 'de> {
    type Error = CborError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.more()? {
            return Ok(None);
        }
        let item = seed.deserialize(&mut *self.deserializer);
        self.index += 1;
        item.map(Some).map_err(|error| error.within(&(self.index - 1).to_string()))
    }

    /// An item takes a byte at least, so the bytes that are really there bound the claim.
    fn size_hint(&self) -> Option<usize> {
        Some(usize::try_from(self.left?).unwrap_or(usize::MAX).min(self.deserializer.rest.len()))
    }
}

impl<'de> de::MapAccess<'de> for Items<'_, 'de> {
    type Error = CborError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        while self.more()? {
            let head = self.deserializer.head()?;
            if head.major != 3 {
                return Err(CborError::new("a member name that isn't text"));
            }
            self.key = self.deserializer.text(head)?;
            if !self.deserializer.null() {
                let key: StrDeserializer<'_, CborError> = self.key.as_ref().into_deserializer();
                return seed.deserialize(key).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(&mut *self.deserializer).map_err(|error| error.within(&self.key))
    }
}

/// Numbers of one kind where the shape wants the other: a whole double is taken for an integer. (The other
/// way round serde's own visitors do it.)
macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
            let head = self.head()?;
            match float(head) {
                Some(value) if value.fract() == 0.0 && (-TWO_TO_63..TWO_TO_63).contains(&value) => {
                    visitor.visit_i64(value as i64)
                }
                _ => self.value(head, visitor),
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for &mut Deserializer<'de> {
    type Error = CborError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let head = self.head()?;
        self.value(head, visitor)
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Read<V::Value> {
        // The tag of a timestamp may be missing; elsewhere a tag is refused by the visitor's own type.
        if name == Timestamp::WIRE_NAME {
            self.deserialize_any(visitor)
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    /// A list would pass for a struct by position; no caller means that.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let head = self.head()?;
        match head.major {
            4 => Err(de::Error::invalid_type(de::Unexpected::Seq, &visitor)),
            _ => self.value(head, visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map enum
        identifier
    }
}
