//! What an attribute or a text can be: fixed or following signals, there or not.

use crate::call::Read;
use crate::reactive::{RwSignal, Signal};
use std::borrow::Cow;
use std::rc::Rc;

/// `None` takes an attribute away and empties a text.
pub type Value = Option<Cow<'static, str>>;

/// A [`Value`] for good, or one that follows the signals that its closure reads. A clone is the same.
#[derive(Clone)]
pub struct Text(Rc<Kind>);

enum Kind {
    Fixed(Value),
    Live(Box<dyn Read<Value>>),
}

impl Text {
    #[inline(never)]
    pub fn fixed(value: Value) -> Self {
        Text(Rc::new(Kind::Fixed(value)))
    }

    pub fn live(read: impl Fn() -> Value + 'static) -> Self {
        Text::read_by(Box::new(read))
    }

    #[inline(never)]
    fn read_by(read: Box<dyn Read<Value>>) -> Self {
        Text(Rc::new(Kind::Live(read)))
    }

    pub(super) fn is_fixed(&self) -> bool {
        matches!(*self.0, Kind::Fixed(_))
    }

    /// What it is now; followed if the caller follows.
    pub fn get(&self) -> Value {
        match &*self.0 {
            Kind::Fixed(value) => value.clone(),
            Kind::Live(read) => read.read(),
        }
    }
}

/// What closures may return for a [`Text`].
pub trait IntoValue {
    fn into_value(self) -> Value;
}

impl IntoValue for &'static str {
    fn into_value(self) -> Value {
        Some(Cow::Borrowed(self))
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Some(Cow::Owned(self))
    }
}

/// Of an attribute that says something by being there, like `disabled`.
impl IntoValue for bool {
    fn into_value(self) -> Value {
        self.then_some(Cow::Borrowed(""))
    }
}

impl IntoValue for Cow<'static, str> {
    fn into_value(self) -> Value {
        Some(self)
    }
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.and_then(IntoValue::into_value)
    }
}

impl From<&'static str> for Text {
    #[inline(never)]
    fn from(text: &'static str) -> Self {
        Text::fixed(text.into_value())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::fixed(text.into_value())
    }
}

impl From<bool> for Text {
    fn from(is_there: bool) -> Self {
        Text::fixed(is_there.into_value())
    }
}

impl<T: IntoValue> From<Option<T>> for Text {
    fn from(value: Option<T>) -> Self {
        Text::fixed(value.into_value())
    }
}

impl From<Signal<String>> for Text {
    fn from(signal: Signal<String>) -> Self {
        Text::live(move || signal.get().into_value())
    }
}

impl From<RwSignal<String>> for Text {
    fn from(signal: RwSignal<String>) -> Self {
        signal.read_only().into()
    }
}

impl<F, V> From<F> for Text
where
    F: Fn() -> V + 'static,
    V: IntoValue,
{
    fn from(read: F) -> Self {
        Text::live(move || read().into_value())
    }
}
