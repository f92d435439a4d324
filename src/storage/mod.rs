//! What is kept between visits: dashboards, drafts and preferences.
//!
//! A dashboard is saved to the server, and where there is none to the browser's local storage; the answer
//! always says which. Nothing is overwritten that changed meanwhile. No page or component is known here.

mod drafts;
mod library;
mod local;
mod preferences;

pub use drafts::Draft;
pub use library::{DashboardSummary, Expected, Library, Place, StorageError};
pub use local::LocalError;
pub use preferences::{Preferences, Theme};
