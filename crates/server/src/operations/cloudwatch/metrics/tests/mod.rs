//! Metrics in and out of a real store, at a time that stands still.

mod list;
mod put;
mod statistics;

use super::*;
use crate::operations::cloudwatch::test_app::{NOW, input, put, said, test_app, time};
