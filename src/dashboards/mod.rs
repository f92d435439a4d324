//! What is kept between visits: dashboards, drafts and preferences.
//!
//! A dashboard is saved to the server, and where there is none to the browser's local storage; the answer
//! always says which. Nothing is overwritten that changed meanwhile. No page or component is known here.

mod drafts;
mod local_storage;
mod preferences;
mod repository;

pub use drafts::Draft;
pub use local_storage::LocalError;
pub use preferences::{Preferences, Theme, use_preferences};
pub use repository::{DashboardSummary, Expected, Location, Repository, StorageError, use_repository};
