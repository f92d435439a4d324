//! The server from the outside: over HTTP in process, what alarms, the notifier and the collector do as time goes
//! by, and what only whole processes can show.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod alarms;
mod child;
mod client;
mod collector;
mod connections;
mod kill;
mod kill_alarms;
mod notifications;
mod protocols;
mod session;
mod sigv4;
mod site;
mod topic;
