//! Closures behind a `dyn`, without the code that nobody calls.
//!
//! A `dyn Fn` brings, with each closure, the two other ways to call one: `FnOnce` by value, whose shim is the
//! closure's body compiled once more, and `FnMut`. There are hundreds of closures, so where many kinds of
//! them meet one place, they do it as one of these.

/// As `Fn() -> R`.
pub trait Read<R> {
    fn read(&self) -> R;
}

impl<R, F: Fn() -> R> Read<R> for F {
    fn read(&self) -> R {
        self()
    }
}

/// As `Fn(A) -> R`.
pub trait Take<A, R> {
    fn take(&self, argument: A) -> R;
}

impl<A, R, F: Fn(A) -> R> Take<A, R> for F {
    fn take(&self, argument: A) -> R {
        self(argument)
    }
}

/// As `FnMut(A) -> R`.
pub trait Make<A, R> {
    fn make(&mut self, argument: A) -> R;
}

impl<A, R, F: FnMut(A) -> R> Make<A, R> for F {
    fn make(&mut self, argument: A) -> R {
        self(argument)
    }
}
