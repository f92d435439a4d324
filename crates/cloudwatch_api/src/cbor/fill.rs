//! Bytes to the shapes that the browser reads: a shape says what its members are called and where they go, and
//! one loop reads them all.
//!
//! serde's readers are generated anew for each shape, which the server doesn't feel; the browser would download
//! each of them. What is read and what is refused is the same, except that only numbers are taken for times.

use super::broken::Broken;
use super::read::{Read, Reader};
use serde::de::Error;
use timeseries::Timestamp;

/// A value that is read in its place.
pub trait Fill {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()>;
}

/// A structure as it travels; [`members!`](crate::members) implements it.
pub trait Shape {
    fn names(&self) -> &'static MemberNames;

    /// The member of the name at `index`.
    fn member(&mut self, index: usize) -> Option<&mut dyn Fill>;
}

/// What a structure's members are called on the wire.
pub struct MemberNames {
    /// At most [`MEMBERS_MAX`].
    pub all: &'static [&'static str],
    /// So many of the first ones have to be there.
    pub required: usize,
}

pub const MEMBERS_MAX: usize = u64::BITS as usize;

/// Lets [`read_into`](crate::cbor::read_into) read a struct: the names on the wire and the fields that they fill.
/// Members that aren't listed are skipped.
#[macro_export]
macro_rules! members {
    (
        $shape:ty,
        $(required { $($required:literal: $required_field:ident),* $(,)? })?
        $(optional { $($optional:literal: $optional_field:ident),* $(,)? })?
    ) => {
        impl $crate::cbor::Shape for $shape {
            fn names(&self) -> &'static $crate::cbor::MemberNames {
                const REQUIRED: &[&str] = &[$($($required),*)?];
                const ALL: &[&str] = &[$($($required,)*)? $($($optional,)*)?];
                const { assert!(ALL.len() <= $crate::cbor::MEMBERS_MAX) };
                const NAMES: &$crate::cbor::MemberNames =
                    &$crate::cbor::MemberNames { all: ALL, required: REQUIRED.len() };
                NAMES
            }

            fn member(&mut self, index: usize) -> Option<&mut dyn $crate::cbor::Fill> {
                $($(
                    if index == 0 {
                        return Some(&mut self.$required_field);
                    }
                    let index = index.wrapping_sub(1);
                )*)?
                $($(
                    if index == 0 {
                        return Some(&mut self.$optional_field);
                    }
                    let index = index.wrapping_sub(1);
                )*)?
                let _ = index;
                None
            }
        }
    };
}

pub(super) fn read(bytes: &[u8], shape: &mut dyn Shape) -> Read<()> {
    let mut reader = Reader { rest: bytes, depth: 0 };
    fill(shape, &mut reader)?;
    reader.end()
}

#[inline(never)]
fn fill(shape: &mut dyn Shape, reader: &mut Reader<'_>) -> Read<()> {
    let names = shape.names();
    let mut seen = 0_u64;
    let mut items = reader.map(&"a structure")?;
    while items.another_key()? {
        let index = names.all.iter().position(|name| *name == items.key);
        let bit = index.map_or(0, |index| 1 << index);
        if seen & bit != 0 {
            return Err(Broken::new(&["duplicate field `", &items.key, "`"].concat()));
        }
        seen |= bit;
        items.fill_member(index.and_then(|index| shape.member(index)))?;
    }
    let missing = names.all.iter().take(names.required).enumerate().find(|(index, _)| seen >> index & 1 == 0);
    match missing {
        Some((_, name)) => Err(Error::missing_field(name)),
        None => items.end(),
    }
}

impl<T: Shape> Fill for T {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        fill(self, reader)
    }
}

impl<T: Fill + Default> Fill for Option<T> {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        self.insert(T::default()).fill(reader)
    }
}

/// A list, to which items are added one by one.
trait Grow {
    /// Adds an item that is still to be filled.
    fn grow(&mut self) -> Option<&mut dyn Fill>;
}

impl<T: Fill + Default> Grow for Vec<T> {
    fn grow(&mut self) -> Option<&mut dyn Fill> {
        self.push(T::default());
        Some(self.last_mut()?)
    }
}

impl<T: Fill + Default> Fill for Vec<T> {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        fill_list(self, reader)
    }
}

#[inline(never)]
fn fill_list(list: &mut dyn Grow, reader: &mut Reader<'_>) -> Read<()> {
    let mut items = reader.list(&"a sequence")?;
    while items.more()? {
        if let Some(item) = list.grow() {
            items.fill_item(item)?;
        }
    }
    items.end()
}

impl Fill for String {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        *self = reader.owned_text(&"a string")?;
        Ok(())
    }
}

impl Fill for f64 {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        *self = reader.number(&"f64")?;
        Ok(())
    }
}

impl Fill for i64 {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        *self = reader.integer(&"i64")?;
        Ok(())
    }
}

impl Fill for bool {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        *self = reader.boolean(&"a boolean")?;
        Ok(())
    }
}

impl Fill for Timestamp {
    fn fill(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        let secs = reader.number(&"a timestamp: epoch seconds")?;
        *self = Timestamp::from_secs_f64(secs).ok_or_else(|| Broken::new("timestamp out of range"))?;
        Ok(())
    }
}
