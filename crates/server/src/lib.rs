//! The process: takes CloudWatch's calls, keeps what they say, answers.
//!
//! Read it from the outside in: `settings` → `serve` → `http` (router) → the crate `wire` (bytes to a typed
//! call) → `dispatch` (one row per operation) → `operations` → the crate `store`. Beside that run the alarm
//! ticker, the notifier and the collector. The browser app is compiled in by `site`.

pub mod account;
pub mod alarms;
pub mod app;
pub mod clock;
pub mod collector;
pub mod credentials;
mod dispatch;
pub mod filter_pattern;
pub mod hosts;
mod http;
mod link_pages;
mod math;
pub mod metric_reader;
pub mod notifications;
pub mod operations;
mod private_file;
mod random;
pub mod serve;
pub mod session;
pub mod settings;
pub mod site;
pub mod start;

pub use http::{Access, router};
