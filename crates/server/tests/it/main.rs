//! The server from the outside: what only whole processes can show.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod kill;
