//! The server from the outside: over HTTP in process, and what only whole processes can show.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod child;
mod client;
mod connections;
mod kill;
mod kill_alarms;
mod protocols;
mod session;
mod sigv4;
mod site;
