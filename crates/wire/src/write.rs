//! From an operation's output to a [`Document`].

use crate::document::Document;
use serde::ser::{self, Impossible, Serialize};
use std::borrow::Cow;
use std::fmt;
use timeseries::Timestamp;

/// The tree of a value. Fails only for kinds that no shape has: enums with content, tuples, maps with
/// keys that aren't text.
pub fn document<T: Serialize>(value: &T) -> Result<Document<'static>, String> {
    value.serialize(Writer).map_err(|Refused(reason)| reason)
}

struct Writer;

#[derive(Debug)]
struct Refused(String);

type Written<T = Document<'static>> = Result<T, Refused>;

const NO_SUCH_SHAPE: &str = "no shape has such a value";

fn refused<T>() -> Written<T> {
    Err(Refused(NO_SUCH_SHAPE.to_owned()))
}

impl ser::Serializer for Writer {
    type Ok = Document<'static>;
    type Error = Refused;
    type SerializeSeq = Items;
    type SerializeTuple = Impossible<Document<'static>, Refused>;
    type SerializeTupleStruct = Impossible<Document<'static>, Refused>;
    type SerializeTupleVariant = Impossible<Document<'static>, Refused>;
    type SerializeMap = Entries;
    type SerializeStruct = Members;
    type SerializeStructVariant = Impossible<Document<'static>, Refused>;

    fn serialize_bool(self, value: bool) -> Written {
        Ok(Document::Bool(value))
    }
    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_i64(self, value: i64) -> Written {
        Ok(Document::Integer(value))
    }
    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_i64(value.into())
    }
    fn serialize_u64(self, value: u64) -> Written {
        Ok(i64::try_from(value).map_or(Document::Unsigned(value), Document::Integer))
    }
    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }
    fn serialize_f64(self, value: f64) -> Written {
        Ok(Document::Float(value))
    }
    fn serialize_char(self, value: char) -> Written {
        Ok(Document::Text(Cow::Owned(value.to_string())))
    }
    fn serialize_str(self, value: &str) -> Written {
        Ok(Document::Text(Cow::Owned(value.to_owned())))
    }
    fn serialize_bytes(self, _value: &[u8]) -> Written {
        refused()
    }
    fn serialize_none(self) -> Written {
        Ok(Document::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Written {
        Ok(Document::Null)
    }
    fn serialize_unit_struct(self, _name: &'static str) -> Written {
        Ok(Document::Map(Vec::new()))
    }
    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Written {
        Ok(Document::Text(Cow::Borrowed(variant)))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Written {
        match value.serialize(self)? {
            Document::Float(secs) if name == Timestamp::WIRE_NAME => {
                Timestamp::from_secs_f64(secs).map_or_else(refused, |at| Ok(Document::Timestamp(at)))
            }
            other => Ok(other),
        }
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Written {
        refused()
    }
    fn serialize_seq(self, len: Option<usize>) -> Written<Items> {
        Ok(Items(Vec::with_capacity(len.unwrap_or_default())))
    }
    fn serialize_tuple(self, _len: usize) -> Written<Self::SerializeTuple> {
        refused()
    }
    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Written<Self::SerializeTupleStruct> {
        refused()
    }
    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Written<Self::SerializeTupleVariant> {
        refused()
    }
    fn serialize_map(self, len: Option<usize>) -> Written<Entries> {
        Ok(Entries { members: Members(Vec::with_capacity(len.unwrap_or_default())), key: Cow::Borrowed("") })
    }
    fn serialize_struct(self, _name: &'static str, len: usize) -> Written<Members> {
        Ok(Members(Vec::with_capacity(len)))
    }
    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Written<Self::SerializeStructVariant> {
        refused()
    }
}

struct Items(Vec<Document<'static>>);

impl ser::SerializeSeq for Items {
    type Ok = Document<'static>;
    type Error = Refused;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        self.0.push(value.serialize(Writer)?);
        Ok(())
    }
    fn end(self) -> Written {
        Ok(Document::List(self.0))
    }
}

struct Members(Vec<(Cow<'static, str>, Document<'static>)>);

struct Entries {
    members: Members,
    key: Cow<'static, str>,
}

impl Members {
    /// A member without a value isn't written.
    fn push(&mut self, key: Cow<'static, str>, value: Document<'static>) {
        if value != Document::Null {
            self.0.push((key, value));
        }
    }
}

impl ser::SerializeStruct for Members {
    type Ok = Document<'static>;
    type Error = Refused;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Written<()> {
        self.push(Cow::Borrowed(key), value.serialize(Writer)?);
        Ok(())
    }
    fn end(self) -> Written {
        Ok(Document::Map(self.0))
    }
}

impl ser::SerializeMap for Entries {
    type Ok = Document<'static>;
    type Error = Refused;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written<()> {
        match key.serialize(Writer)? {
            Document::Text(text) => {
                self.key = text;
                Ok(())
            }
            _ => refused(),
        }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written<()> {
        let key = std::mem::take(&mut self.key);
        self.members.push(key, value.serialize(Writer)?);
        Ok(())
    }
    fn end(self) -> Written {
        Ok(Document::Entries(self.members.0))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

impl ser::Error for Refused {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Refused(reason.to_string())
    }
}
