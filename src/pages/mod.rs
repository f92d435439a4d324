//! One file per route, and the frame around them.

mod frame;

pub use frame::App;
