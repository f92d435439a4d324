//! The rules, one module each.

mod graph;
mod rooms;
mod sources;
mod weight;
