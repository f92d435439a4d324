//! The dashboard crate from outside: validation in AWS's words, real-world bodies, edits, JSON.

#![expect(clippy::unwrap_used, reason = "a test that finds nothing fails")]

mod bodies;
mod edits;
mod json;
mod rows;
mod validation;
mod variables;
