//! Markdown of text widgets as DOM nodes, so that nothing in it can ever be markup. What it says is read by
//! the crate of that name; here is decided what of it is shown, and how.
//!
//! Raw HTML is shown as the text that it is. Addresses pass through one type that holds safe ones only.

mod url;
mod view;

pub use url::SafeUrl;
pub use view::view;
