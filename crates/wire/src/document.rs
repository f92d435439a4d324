//! A body as a tree: what JSON and forms are read into, and what JSON and XML are written from.
//!
//! CBOR needs no tree; its codec stands beside the shapes.

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::borrow::Cow;
use std::fmt;
use timeseries::Timestamp;

#[derive(Clone, Debug, PartialEq)]
pub enum Document<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    /// Only what doesn't fit into [`Document::Integer`].
    Unsigned(u64),
    Float(f64),
    Text(Cow<'a, str>),
    /// A value of a form: its type is what the reader wants it to be.
    Untyped(Cow<'a, str>),
    Timestamp(Timestamp),
    List(Vec<Document<'a>>),
    /// In the order in which the members were written.
    Map(Vec<(Cow<'a, str>, Document<'a>)>),
    /// A map whose keys are data, which XML writes in another way than a shape's members. Only written.
    Entries(Vec<(Cow<'a, str>, Document<'a>)>),
}

/// How awsJson writes the numbers that JSON has no notation for.
pub const NAN: &str = "NaN";
pub const INFINITY: &str = "Infinity";
pub const NEGATIVE_INFINITY: &str = "-Infinity";

/// The number that one of AWS's words for numbers stands for.
pub fn number_word(text: &str) -> Option<f64> {
    match text {
        NAN => Some(f64::NAN),
        INFINITY => Some(f64::INFINITY),
        NEGATIVE_INFINITY => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// AWS's word for a number that isn't finite.
pub fn word_for(value: f64) -> &'static str {
    if value.is_nan() {
        NAN
    } else if value < 0.0 {
        NEGATIVE_INFINITY
    } else {
        INFINITY
    }
}

/// As awsJson has it: instants are epoch seconds, odd numbers are words.
impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Document::Null => serializer.serialize_unit(),
            Document::Bool(value) => serializer.serialize_bool(*value),
            Document::Integer(value) => serializer.serialize_i64(*value),
            Document::Unsigned(value) => serializer.serialize_u64(*value),
            Document::Float(value) if value.is_finite() => serializer.serialize_f64(*value),
            Document::Float(value) => serializer.serialize_str(word_for(*value)),
            Document::Text(text) | Document::Untyped(text) => serializer.serialize_str(text),
            Document::Timestamp(at) if at.millis() % 1000 == 0 => serializer.serialize_i64(at.secs()),
            Document::Timestamp(at) => serializer.serialize_f64(at.secs_f64()),
            Document::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Document::Map(members) | Document::Entries(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name.as_ref(), value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Document<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = Document<'de>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Document<'de>, E> {
        Ok(Document::Null)
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Document<'de>, E> {
        Ok(Document::Bool(value))
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Document<'de>, E> {
        Ok(Document::Integer(value))
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Document<'de>, E> {
        Ok(i64::try_from(value).map_or(Document::Unsigned(value), Document::Integer))
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Document<'de>, E> {
        Ok(Document::Float(value))
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Document<'de>, E> {
        Ok(Document::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Document<'de>, E> {
        Ok(Document::Text(Cow::Owned(text.to_owned())))
    }
    fn visit_string<E: de::Error>(self, text: String) -> Result<Document<'de>, E> {
        Ok(Document::Text(Cow::Owned(text)))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Document<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Document::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Document<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((Name(name), value)) = access.next_entry()? {
            members.push((name, value));
        }
        Ok(Document::Map(members))
    }
}

/// A member's name, borrowed where the bytes allow it (serde's own `Cow` never borrows).
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a member name")
            }
            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}
