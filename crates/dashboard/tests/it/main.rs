//! The dashboard crate from outside: validation in AWS's words, real-world bodies, edits, JSON.

mod bodies;
mod edits;
mod json;
mod rows;
mod validation;
mod variables;
