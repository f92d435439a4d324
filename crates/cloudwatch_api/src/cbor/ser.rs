//! Typed values to CBOR bytes.

use serde::ser::{self, Serialize};
use std::fmt;
use timeseries::Timestamp;

/// The three high bits of an item's first byte.
mod major {
    pub const UNSIGNED: u8 = 0 << 5;
    pub const NEGATIVE: u8 = 1 << 5;
    pub const BYTES: u8 = 2 << 5;
    pub const TEXT: u8 = 3 << 5;
    pub const ARRAY: u8 = 4 << 5;
    pub const MAP: u8 = 5 << 5;
}

const INDEFINITE: u8 = 31;
const BREAK: u8 = 0xff;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;
const DOUBLE: u8 = 0xfb;
/// Tag 1: seconds since the epoch.
const EPOCH_TIME: u8 = 0xc1;

pub(super) struct Serializer<'a> {
    out: &'a mut Vec<u8>,
}

/// Writing can't fail, so no result costs a byte or a branch. Only a hand-written `Serialize` could refuse its
/// value; none of the shapes has one that does, so that is a panic.
#[derive(Debug)]
pub(super) enum Never {}

type Done = Result<(), Never>;

impl<'a> Serializer<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        Serializer { out }
    }

    /// An item's first byte and the shortest form of its length or value.
    fn head(&mut self, major: u8, value: u64) {
        let wide = value.to_be_bytes();
        match value {
            0..24 => self.out.push(major | value as u8),
            24..0x100 => self.head_bytes(major | 24, &wide[7..]),
            0x100..0x1_0000 => self.head_bytes(major | 25, &wide[6..]),
            0x1_0000..0x1_0000_0000 => self.head_bytes(major | 26, &wide[4..]),
            _ => self.head_bytes(major | 27, &wide),
        }
    }

    fn head_bytes(&mut self, first: u8, rest: &[u8]) {
        self.out.push(first);
        self.out.extend_from_slice(rest);
    }

    fn begin(&mut self, major: u8, len: Option<usize>) -> Compound<'_, 'a> {
        match len {
            Some(len) => self.head(major, len as u64),
            None => self.out.push(major | INDEFINITE),
        }
        Compound { serializer: self, open: len.is_none() }
    }

    /// A variant with content is a map of one entry.
    fn variant(&mut self, name: &str) {
        self.head(major::MAP, 1);
        self.text(name);
    }

    fn text(&mut self, text: &str) {
        self.head(major::TEXT, text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }
}

/// A list or map under way; `open` ones end with a break.
pub(super) struct Compound<'s, 'a> {
    serializer: &'s mut Serializer<'a>,
    open: bool,
}

impl Compound<'_, '_> {
    fn finish(self) -> Done {
        if self.open {
            self.serializer.out.push(BREAK);
        }
        Ok(())
    }
}

impl<'s, 'a> ser::Serializer for &'s mut Serializer<'a> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Compound<'s, 'a>;
    type SerializeTuple = Compound<'s, 'a>;
    type SerializeTupleStruct = Compound<'s, 'a>;
    type SerializeTupleVariant = Compound<'s, 'a>;
    type SerializeMap = Compound<'s, 'a>;
    type SerializeStruct = Compound<'s, 'a>;
    type SerializeStructVariant = Compound<'s, 'a>;

    fn serialize_bool(self, value: bool) -> Done {
        self.out.push(if value { TRUE } else { FALSE });
        Ok(())
    }
    fn serialize_i8(self, value: i8) -> Done {
        self.serialize_i64(value.into())
    }
    fn serialize_i16(self, value: i16) -> Done {
        self.serialize_i64(value.into())
    }
    fn serialize_i32(self, value: i32) -> Done {
        self.serialize_i64(value.into())
    }
    fn serialize_i64(self, value: i64) -> Done {
        match u64::try_from(value) {
            Ok(value) => self.head(major::UNSIGNED, value),
            // -1 is written as 0, -2 as 1 and so on: the complement.
            Err(_) => self.head(major::NEGATIVE, !value as u64),
        }
        Ok(())
    }
    fn serialize_u8(self, value: u8) -> Done {
        self.serialize_u64(value.into())
    }
    fn serialize_u16(self, value: u16) -> Done {
        self.serialize_u64(value.into())
    }
    fn serialize_u32(self, value: u32) -> Done {
        self.serialize_u64(value.into())
    }
    fn serialize_u64(self, value: u64) -> Done {
        self.head(major::UNSIGNED, value);
        Ok(())
    }
    fn serialize_f32(self, value: f32) -> Done {
        self.serialize_f64(value.into())
    }
    /// Always eight bytes, also for whole numbers: AWS's decoders refuse an integer where a double belongs.
    fn serialize_f64(self, value: f64) -> Done {
        self.head_bytes(DOUBLE, &value.to_be_bytes());
        Ok(())
    }
    fn serialize_char(self, value: char) -> Done {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }
    fn serialize_str(self, value: &str) -> Done {
        self.text(value);
        Ok(())
    }
    fn serialize_bytes(self, value: &[u8]) -> Done {
        self.head(major::BYTES, value.len() as u64);
        self.out.extend_from_slice(value);
        Ok(())
    }
    fn serialize_none(self) -> Done {
        self.out.push(NULL);
        Ok(())
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Done {
        self.serialize_none()
    }
    fn serialize_unit_struct(self, _name: &'static str) -> Done {
        self.head(major::MAP, 0);
        Ok(())
    }
    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Done {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Done {
        if name == Timestamp::WIRE_NAME {
            self.out.push(EPOCH_TIME);
        }
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Done {
        self.variant(variant);
        value.serialize(self)
    }
    fn serialize_seq(self, len: Option<usize>) -> Result<Compound<'s, 'a>, Never> {
        Ok(self.begin(major::ARRAY, len))
    }
    fn serialize_tuple(self, len: usize) -> Result<Compound<'s, 'a>, Never> {
        Ok(self.begin(major::ARRAY, Some(len)))
    }
    fn serialize_tuple_struct(self, _name: &'static str, len: usize) -> Result<Compound<'s, 'a>, Never> {
        Ok(self.begin(major::ARRAY, Some(len)))
    }
    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Compound<'s, 'a>, Never> {
        self.variant(variant);
        Ok(self.begin(major::ARRAY, Some(len)))
    }
    fn serialize_map(self, len: Option<usize>) -> Result<Compound<'s, 'a>, Never> {
        Ok(self.begin(major::MAP, len))
    }
    fn serialize_struct(self, _name: &'static str, len: usize) -> Result<Compound<'s, 'a>, Never> {
        Ok(self.begin(major::MAP, Some(len)))
    }
    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Compound<'s, 'a>, Never> {
        self.variant(variant);
        Ok(self.begin(major::MAP, Some(len)))
    }
}

/// The list-like traits differ only in a method's name, and so do the struct-like ones.
macro_rules! compound {
    ($($list:ident $element:ident)* ; $($record:ident)*) => {
        $(impl ser::$list for Compound<'_, '_> {
            type Ok = ();
            type Error = Never;
            fn $element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
                value.serialize(&mut *self.serializer)
            }
            fn end(self) -> Done {
                self.finish()
            }
        })*
        $(impl ser::$record for Compound<'_, '_> {
            type Ok = ();
            type Error = Never;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
                self.serializer.text(key);
                value.serialize(&mut *self.serializer)
            }
            fn end(self) -> Done {
                self.finish()
            }
        })*
    };
}

compound! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field;
    SerializeStruct
    SerializeStructVariant
}

impl ser::SerializeMap for Compound<'_, '_> {
    type Ok = ();
    type Error = Never;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        key.serialize(&mut *self.serializer)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        value.serialize(&mut *self.serializer)
    }
    fn end(self) -> Done {
        self.finish()
    }
}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        panic!("{reason}")
    }
}
