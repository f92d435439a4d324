//! From a [`Document`] to an operation's input.
//!
//! A null member counts as absent, whole numbers pass between integer and double, and an untyped text of a
//! form becomes what the shape wants. Whatever can't be read is named by its path.

use crate::document::{Document, number_word};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Unexpected, Visitor};
use std::borrow::Cow;
use std::fmt;
use timeseries::Timestamp;

pub fn read<T: DeserializeOwned>(document: Document<'_>) -> Result<T, String> {
    T::deserialize(Reader(document)).map_err(|error| error.to_string())
}

struct Reader<'a>(Document<'a>);

/// What is wrong, and at which member: `MetricData.0.Value`.
#[derive(Debug)]
struct Misread {
    path: String,
    reason: String,
}

impl Misread {
    fn within(mut self, step: &str) -> Self {
        self.path = if self.path.is_empty() { step.to_owned() } else { format!("{step}.{}", self.path) };
        self
    }
}

type Read<T> = Result<T, Misread>;

/// A form's value that isn't what the shape wants.
fn wrong<T>(text: &str, expected: &str) -> Read<T> {
    Err(de::Error::invalid_value(Unexpected::Str(text), &expected))
}

/// A whole number written with a decimal point.
fn whole(value: f64) -> Option<i64> {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && (-TWO_TO_63..TWO_TO_63).contains(&value)).then_some(value as i64)
}

fn form_number(text: &str) -> Option<f64> {
    // `inf`, `infinity` and `nan` in any case are Rust's, not AWS's.
    let looks_like_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if looks_like_number { text.parse().ok() } else { number_word(text) }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            match self.0 {
                Document::Float(value) if whole(value).is_some() => {
                    visitor.visit_i64(whole(value).unwrap_or_default())
                }
                Document::Untyped(text) => match text.parse::<i64>() {
                    Ok(value) => visitor.visit_i64(value),
                    Err(_) => wrong(&text, "an integer"),
                },
                other => Reader(other).deserialize_any(visitor),
            }
        }
    )*};
}

macro_rules! floats {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            match &self.0 {
                Document::Text(text) => match number_word(text) {
                    Some(value) => visitor.visit_f64(value),
                    None => self.deserialize_any(visitor),
                },
                Document::Untyped(text) => match form_number(text) {
                    Some(value) => visitor.visit_f64(value),
                    None => wrong(text, "a number"),
                },
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Reader<'de> {
    type Error = Misread;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Document::Null => visitor.visit_unit(),
            Document::Bool(value) => visitor.visit_bool(value),
            Document::Integer(value) => visitor.visit_i64(value),
            Document::Unsigned(value) => visitor.visit_u64(value),
            Document::Float(value) => visitor.visit_f64(value),
            Document::Timestamp(at) => visitor.visit_f64(at.secs_f64()),
            Document::Text(Cow::Borrowed(text)) | Document::Untyped(Cow::Borrowed(text)) => {
                visitor.visit_borrowed_str(text)
            }
            Document::Text(Cow::Owned(text)) | Document::Untyped(Cow::Owned(text)) => {
                visitor.visit_string(text)
            }
            Document::List(items) => visitor.visit_seq(Items { items: items.into_iter(), index: 0 }),
            Document::Map(members) | Document::Entries(members) => {
                let members = members.into_iter();
                visitor.visit_map(Members { members, name: Cow::Borrowed(""), value: Document::Null })
            }
        }
    }

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    floats! { deserialize_f32 deserialize_f64 }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match &self.0 {
            Document::Untyped(text) => match text.as_ref() {
                "true" => visitor.visit_bool(true),
                "false" => visitor.visit_bool(false),
                _ => wrong(text, "true or false"),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Document::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Read<V::Value> {
        match &self.0 {
            _ if name != Timestamp::WIRE_NAME => visitor.visit_newtype_struct(self),
            Document::Untyped(text) => match form_number(text) {
                Some(secs) => visitor.visit_f64(secs),
                None => self.deserialize_any(visitor),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    /// `AlarmActions=` in a form is a list that is there and empty.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Document::Untyped(text) if text.is_empty() => {
                Reader(Document::List(Vec::new())).deserialize_any(visitor)
            }
            other => Reader(other).deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.0 {
            Document::Untyped(text) if text.is_empty() => {
                Reader(Document::Map(Vec::new())).deserialize_any(visitor)
            }
            other => Reader(other).deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        // A list would pass for a struct by position; no protocol of AWS's means that.
        match self.0 {
            Document::List(_) => Err(de::Error::invalid_type(Unexpected::Seq, &visitor)),
            _ => self.deserialize_map(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple tuple_struct enum identifier
    }
}

struct Items<'a> {
    items: std::vec::IntoIter<Document<'a>>,
    index: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = Misread;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(Reader(item)).map(Some).map_err(|error| error.within(&index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Members<'a> {
    members: std::vec::IntoIter<(Cow<'a, str>, Document<'a>)>,
    name: Cow<'a, str>,
    value: Document<'a>,
}

impl<'de> de::MapAccess<'de> for Members<'de> {
    type Error = Misread;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        let Some((name, value)) = self.members.find(|(_, value)| *value != Document::Null) else {
            return Ok(None);
        };
        self.name = name;
        self.value = value;
        let name: StrDeserializer<'_, Misread> = self.name.as_ref().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        let value = std::mem::replace(&mut self.value, Document::Null);
        seed.deserialize(Reader(value)).map_err(|error| error.within(&self.name))
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Misread {}

impl de::Error for Misread {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Misread { path: String::new(), reason: reason.to_string() }
    }
}
