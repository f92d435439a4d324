//! What every widget type hands to the frame that holds it.

use super::load::Load;
use crate::dom::View;
use cloudwatch_api::ApiError;
use std::rc::Rc;
use timeseries::{TimeRange, Timestamp};

pub struct Body {
    /// Read where it is followed.
    pub status: Rc<dyn Fn() -> Status>,
    /// The data as a file, for types that have some.
    pub csv: Option<Rc<dyn Fn() -> Option<String>>>,
    /// Asks again at once.
    pub retry: Rc<dyn Fn()>,
    pub view: View,
}

impl Body {
    /// Of a widget that fetches nothing.
    pub fn still(view: impl Into<View>) -> Self {
        Body { status: Rc::new(Status::default), csv: None, retry: Rc::new(|| ()), view: view.into() }
    }
}

/// How it stands with a widget's data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    pub state: State,
    pub error: Option<ApiError>,
    pub fetched_at: Option<Timestamp>,
    /// The end of the newest datapoint's period, where data has a time of its own.
    pub newest: Option<Timestamp>,
    /// How old the newest may be without being late.
    pub expected_secs: Option<i64>,
    /// What was asked for; a range of the past doesn't get old.
    pub range: Option<TimeRange>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    Pending,
    #[default]
    Ready,
    Stale,
    Failed,
}

impl State {
    pub fn of<T>(load: &Load<T>) -> Self {
        match load {
            Load::Pending => State::Pending,
            Load::Ready(_) => State::Ready,
            Load::Stale { .. } => State::Stale,
            Load::Failed(_) => State::Failed,
        }
    }

    /// The name for `data-state`.
    pub const fn name(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Ready => "ready",
            State::Stale => "stale",
            State::Failed => "failed",
        }
    }
}
