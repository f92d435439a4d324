//! Markdown of text widgets: text to a typed tree to DOM nodes, so that nothing in it can ever be markup.
//!
//! Raw HTML is shown as the text that it is. Addresses pass through one type that holds safe ones only.

mod parse;
mod tree;
mod url;
mod view;

pub use parse::parse;
pub use tree::{Block, Inline};
pub use url::SafeUrl;
pub use view::view;
