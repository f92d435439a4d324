//! CBOR bytes to tokens: all of the reading that doesn't depend on the type that is read.
//!
//! Nothing is allocated by a length that the bytes only claim, and depth is counted, so that no body can cost
//! more than its own size. It deliberately doesn't know serde's visitors, only how its errors word what they
//! expected.

use super::MAX_DEPTH;
use super::decode_error::DecodeError;
use serde::de::{Error, Expected, Unexpected};
use std::borrow::Cow;

pub(super) type Read<T> = Result<T, DecodeError>;

pub(super) struct Reader<'de> {
    pub rest: &'de [u8],
    pub depth: u8,
}

/// One value, except that of a list or map only the beginning is read.
pub(super) enum Token<'de> {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Bool(bool),
    Null,
    Bytes(Cow<'de, [u8]>),
    Text(Cow<'de, str>),
    List(Head),
    Map(Head),
}

/// The first byte of an item, with the length or value that belongs to it.
#[derive(Clone, Copy)]
pub(super) struct Head {
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
const DOUBLE: u8 = 0xfb;
/// Tag 1: seconds since the epoch.
const EPOCH_TIME: u64 = 1;
const TAG_OF_TIMES: u8 = 0xc1;

impl<'de> Reader<'de> {
    /// The next value; a tag 1 (a time) stands for its number, the only tag that AWS's shapes have.
    pub fn token(&mut self) -> Read<Token<'de>> {
        let head = self.head()?;
        if head.major != 6 {
            return self.token_at(head);
        }
        if head.value != EPOCH_TIME {
            return Err(DecodeError::new(format!("tag {} isn't understood here", head.value)));
        }
        let number = self.head()?;
        if matches!(number.major, 0 | 1) || float(number).is_some() {
            self.token_at(number)
        } else {
            Err(DecodeError::new("tag 1 (a time) without a number"))
        }
    }

    fn token_at(&mut self, head: Head) -> Read<Token<'de>> {
        Ok(match head.major {
            0 => Token::Unsigned(head.value),
            1 => match i64::try_from(head.value) {
                Ok(value) => Token::Signed(!value),
                Err(_) => return Err(DecodeError::new("an integer of more than 64 bits")),
            },
            2 => Token::Bytes(self.string(head)?),
            3 => Token::Text(self.text(head)?),
            4 => Token::List(head),
            5 => Token::Map(head),
            _ => match head.info {
                20 | 21 => Token::Bool(head.info == 21),
                22 | 23 => Token::Null,
                INDEFINITE => return Err(DecodeError::new("a break without a beginning")),
                _ => Token::Float(float(head).ok_or_else(|| meaningless(head.major << 5 | head.info))?),
            },
        })
    }

    pub fn boolean(&mut self, expected: &dyn Expected) -> Read<bool> {
        match self.token()? {
            Token::Bool(value) => Ok(value),
            other => Err(other.refused(expected)),
        }
    }

    /// A double, be it a time or not, if one is next. Doubles come by the hundred thousand, so this way
    /// round [`Reader::token`] is inlined into whoever reads lists of them.
    #[inline]
    pub fn double(&mut self) -> Option<f64> {
        let untagged = self.rest.strip_prefix(&[TAG_OF_TIMES]).unwrap_or(self.rest);
        let ([DOUBLE, bytes @ ..], rest) = untagged.split_first_chunk::<9>()? else { return None };
        self.rest = rest;
        Some(f64::from_be_bytes(*bytes))
    }

    /// Integers are taken for doubles.
    pub fn number(&mut self, expected: &dyn Expected) -> Read<f64> {
        match self.token()? {
            Token::Float(value) => Ok(value),
            Token::Unsigned(value) => Ok(value as f64),
            Token::Signed(value) => Ok(value as f64),
            other => Err(other.refused(expected)),
        }
    }

    /// A whole double is taken for an integer.
    pub fn whole(&mut self) -> Read<Token<'de>> {
        const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
        let is_tagged = matches!(self.rest, [first, ..] if first >> 5 == 6);
        Ok(match self.token()? {
            Token::Float(value)
                if !is_tagged && value.fract() == 0.0 && (-TWO_TO_63..TWO_TO_63).contains(&value) =>
            {
                Token::Signed(value as i64)
            }
            other => other,
        })
    }

    pub fn integer(&mut self, expected: &dyn Expected) -> Read<i64> {
        match self.whole()? {
            Token::Signed(value) => Ok(value),
            Token::Unsigned(value) => {
                i64::try_from(value).map_err(|_| Error::invalid_value(Unexpected::Unsigned(value), expected))
            }
            other => Err(other.refused(expected)),
        }
    }

    /// Bytes that are UTF-8 are taken for text.
    pub fn owned_text(&mut self, expected: &dyn Expected) -> Read<String> {
        match self.token()? {
            Token::Text(text) => Ok(text.into_owned()),
            Token::Bytes(bytes) => String::from_utf8(bytes.into_owned())
                .map_err(|bad| Error::invalid_value(Unexpected::Bytes(bad.as_bytes()), expected)),
            other => Err(other.refused(expected)),
        }
    }

    pub fn list(&mut self, expected: &dyn Expected) -> Read<Items<'_, 'de>> {
        match self.token()? {
            Token::List(head) => self.items(head),
            other => Err(other.refused(expected)),
        }
    }

    pub fn map(&mut self, expected: &dyn Expected) -> Read<Items<'_, 'de>> {
        match self.token()? {
            Token::Map(head) => self.items(head),
            other => Err(other.refused(expected)),
        }
    }

    /// Nothing may follow.
    pub fn end(&self) -> Read<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::new("bytes after the end of the body")) }
    }

    /// The items of a list or map whose head has been read, one level further down.
    pub fn items(&mut self, head: Head) -> Read<Items<'_, 'de>> {
        if self.depth == MAX_DEPTH {
            return Err(DecodeError::new(format!("nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let left = (head.info != INDEFINITE).then_some(head.value);
        Ok(Items { reader: self, left, index: 0, key: Cow::Borrowed("") })
    }

    /// Steps over one value of any kind, also of those that nobody could read.
    pub fn skip(&mut self) -> Read<()> {
        let mut head = self.head()?;
        while head.major == 6 {
            head = self.head()?;
        }
        match head.major {
            2 | 3 => self.string(head).map(drop),
            4 | 5 => {
                let mut items = self.items(head)?;
                while items.more()? {
                    items.reader.skip()?;
                    if head.major == 5 {
                        items.reader.skip()?;
                    }
                }
                items.end()
            }
            7 if head.info == INDEFINITE => Err(DecodeError::new("a break without a beginning")),
            _ => Ok(()),
        }
    }

    /// Steps over a null; says whether there was one.
    pub fn null(&mut self) -> bool {
        let is_null = matches!(self.rest, [NULL | UNDEFINED, ..]);
        if is_null {
            self.rest = &self.rest[1..];
        }
        is_null
    }

    fn take(&mut self, len: u64) -> Read<&'de [u8]> {
        let split = usize::try_from(len).ok().and_then(|len| self.rest.split_at_checked(len));
        let (taken, rest) = split.ok_or_else(|| DecodeError::new("the body ends too early"))?;
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
                return Err(DecodeError::new("a chunk of another kind inside a string"));
            }
            whole.extend_from_slice(self.take(chunk.value)?);
        }
    }

    fn text(&mut self, head: Head) -> Read<Cow<'de, str>> {
        let not_utf8 = || DecodeError::new("text that isn't UTF-8");
        Ok(match self.string(head)? {
            Cow::Borrowed(bytes) => Cow::Borrowed(str::from_utf8(bytes).map_err(|_| not_utf8())?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).map_err(|_| not_utf8())?),
        })
    }
}

impl Token<'_> {
    #[cold]
    fn refused(self, expected: &dyn Expected) -> DecodeError {
        let unexpected = match &self {
            Token::Unsigned(value) => Unexpected::Unsigned(*value),
            Token::Signed(value) => Unexpected::Signed(*value),
            Token::Float(value) => Unexpected::Float(*value),
            Token::Bool(value) => Unexpected::Bool(*value),
            Token::Null => Unexpected::Unit,
            Token::Bytes(bytes) => Unexpected::Bytes(bytes),
            Token::Text(text) => Unexpected::Str(text),
            Token::List(_) => Unexpected::Seq,
            Token::Map(_) => Unexpected::Map,
        };
        Error::invalid_type(unexpected, expected)
    }
}

/// What is left of a list or map.
pub(super) struct Items<'a, 'de> {
    pub reader: &'a mut Reader<'de>,
    /// `None`: until the break.
    left: Option<u64>,
    /// Where we are, for the path of an error.
    index: usize,
    pub key: Cow<'de, str>,
}

impl Items<'_, '_> {
    /// Whether another item follows; counts it. Finds nothing more once the end has been seen.
    #[inline]
    pub fn more(&mut self) -> Read<bool> {
        match (&mut self.left, self.reader.rest) {
            (Some(0), _) => return Ok(false),
            (Some(left), _) => *left -= 1,
            (None, [BREAK, rest @ ..]) => {
                self.reader.rest = rest;
                self.left = Some(0);
                return Ok(false);
            }
            (None, _) => {}
        }
        self.index += 1;
        Ok(true)
    }

    /// Reads the next name into `key`, if any; members that are null count as absent.
    pub fn another_key(&mut self) -> Read<bool> {
        while self.more()? {
            let head = self.reader.head()?;
            if head.major != 3 {
                return Err(DecodeError::new("a member name that isn't text"));
            }
            self.key = self.reader.text(head)?;
            if !self.reader.null() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Nothing may be left over.
    pub fn end(mut self) -> Read<()> {
        if self.more()? {
            return Err(DecodeError::new("more items than expected"));
        }
        self.reader.depth -= 1;
        Ok(())
    }

    /// An item takes a byte at least, so the bytes that are really there bound the claim.
    pub fn size_hint(&self) -> Option<usize> {
        Some(usize::try_from(self.left?).unwrap_or(usize::MAX).min(self.reader.rest.len()))
    }

    /// The same error as seen from the list.
    #[cold]
    pub fn in_item(&self, error: DecodeError) -> DecodeError {
        error.within(&(self.index - 1).to_string())
    }

    /// The same error as seen from the map.
    #[cold]
    pub fn in_member(&self, error: DecodeError) -> DecodeError {
        error.within(&self.key)
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

fn meaningless(byte: u8) -> DecodeError {
    DecodeError::new(format!("byte 0x{byte:02x} has no meaning"))
}
