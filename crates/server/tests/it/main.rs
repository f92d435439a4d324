//! The server from the outside: what only whole processes can show.

mod kill;
