//! Alarms: all of them in memory, what changes them, what follows from a change, and the ticker.
//!
//! When and why a state changes is the `alarm` crate's to say; this room reads datapoints, keeps time and
//! writes. Operations on alarms go through the same [`AlarmBook`]. Every change, from wherever it comes, is a
//! [`Draft`]: what follows from it (composite alarms, actions) is found there, and committed with it in one
//! transaction, so that a restart neither loses nor repeats a transition.
//!
//! Read on in `ticker`, `book` and `draft`; `kept`, `composite`, `links` and `pages` are what they hold, `history`,
//! `actions`, `message` and `email` what is said about a change. `actions` and `message` are public for the
//! stories in `tests`, which hold every word of theirs against AWS's, and `ticker` for those that look between
//! the two halves of a tick.

pub mod actions;
mod book;
mod composite;
mod datapoints;
mod draft;
mod email;
mod history;
mod kept;
mod links;
pub mod message;
mod pages;
mod record;
mod regions;
pub mod ticker;
mod transition;
mod watch;

pub use book::{AlarmBook, OpenBook};
pub use composite::Composite;
pub use draft::{Changes, Draft};
pub use history::check_reason_data;
pub use kept::{KeptAlarm, Logic};
pub use links::Links;
pub use pages::Pages;
pub use record::{AlarmRecord, CompositeRecord, StateChange};
pub use ticker::{Tick, run, tick};
pub use transition::Transition;
pub use watch::Watch;
