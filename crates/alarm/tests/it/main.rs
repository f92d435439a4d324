//! The alarm crate at its boundary: requests in, decisions and texts out.

mod bands;
mod composite;
mod model;
mod notation;
mod percentiles;
mod reasons;
mod recorded;
mod rules;
mod tables;
mod validation;
