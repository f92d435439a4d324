//! What is kept between visits: dashboards, drafts and preferences.
//!
//! A dashboard is saved to the server, and where there is none to the browser's local storage; the answer
//! always says which. Nothing is overwritten that changed meanwhile. No page or component is known here.

mod local;
mod preferences;

pub use preferences::{Preferences, Theme};
