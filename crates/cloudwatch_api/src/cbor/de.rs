//! The reader's tokens to typed values.
//!
//! Each method asks the reader for the one kind that its type takes and hands it to the visitor. Doubles and
//! times, of which an answer has hundreds of thousands, are looked for first and need no token.

use super::decode_error::DecodeError;
use super::read::{Items, Read, Reader, Token};
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use std::borrow::Cow;
use timeseries::Timestamp;

pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Read<T> {
    let mut reader = Reader { rest: bytes, depth: 0 };
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

impl<'de> SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if !self.more()? {
            return Ok(None);
        }
        seed.deserialize(&mut *self.reader).map(Some).map_err(|error| self.in_item(error))
    }

    fn size_hint(&self) -> Option<usize> {
        Items::size_hint(self)
    }
}

impl<'de> MapAccess<'de> for &mut Items<'_, 'de> {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if !self.another_key()? {
            return Ok(None);
        }
        let key: StrDeserializer<'_, DecodeError> = self.key.as_ref().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        seed.deserialize(&mut *self.reader).map_err(|error| self.in_member(error))
    }
}

fn visit<'de, V: Visitor<'de>>(reader: &mut Reader<'de>, token: Token<'de>, visitor: V) -> Read<V::Value> {
    match token {
        Token::Unsigned(value) => visitor.visit_u64(value),
        Token::Signed(value) => visitor.visit_i64(value),
        Token::Float(value) => visitor.visit_f64(value),
        Token::Bool(value) => visitor.visit_bool(value),
        Token::Null => visitor.visit_unit(),
        Token::Bytes(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
        Token::Bytes(Cow::Owned(bytes)) => visitor.visit_byte_buf(bytes),
        Token::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
        Token::Text(Cow::Owned(text)) => visitor.visit_string(text),
        Token::List(head) => visit_list(reader.items(head)?, visitor),
        Token::Map(head) => visit_map(reader.items(head)?, visitor),
    }
}

fn visit_list<'de, V: Visitor<'de>>(mut items: Items<'_, 'de>, visitor: V) -> Read<V::Value> {
    let value = visitor.visit_seq(&mut items)?;
    items.end().map(|()| value)
}

fn visit_map<'de, V: Visitor<'de>>(mut items: Items<'_, 'de>, visitor: V) -> Read<V::Value> {
    let value = visitor.visit_map(&mut items)?;
    items.end().map(|()| value)
}

/// Methods that differ in the reader's method and the visitor's.
macro_rules! scalars {
    ($($method:ident: $read:ident $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            let value = self.$read(&visitor)?;
            visitor.$visit(value)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let token = self.token()?;
        visit(self, token, visitor)
    }

    scalars! {
        deserialize_bool: boolean visit_bool;
        deserialize_i8: integer visit_i64;
        deserialize_i16: integer visit_i64;
        deserialize_i32: integer visit_i64;
        deserialize_i64: integer visit_i64;
        deserialize_u8: integer visit_i64;
        deserialize_u16: integer visit_i64;
        deserialize_u32: integer visit_i64;
        deserialize_str: owned_text visit_string;
        deserialize_string: owned_text visit_string;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_f64(visitor)
    }

    #[inline]
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let value = match self.double() {
            Some(value) => value,
            None => self.number(&visitor)?,
        };
        visitor.visit_f64(value)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        let token = self.whole()?;
        visit(self, token, visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Read<V::Value> {
        if name != Timestamp::WIRE_NAME {
            return visitor.visit_newtype_struct(self);
        }
        // The tag of a timestamp may be missing, and it may be an integer or a text.
        match self.double() {
            Some(secs) => visitor.visit_f64(secs),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visit_list(self.list(&visitor)?, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visit_map(self.map(&visitor)?, visitor)
    }

    /// A list would pass for a struct by position; no caller means that.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        visit_map(self.map(&visitor)?, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        char bytes byte_buf unit unit_struct tuple tuple_struct enum identifier
    }
}
