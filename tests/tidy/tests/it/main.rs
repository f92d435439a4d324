//! The rules, one module each.

mod graph;
mod sources;
mod weight;
