//! What every widget type hands to the frame that holds it: its view, and how it stands with its data.
//!
//! It knows no widget type, and draws nothing.

use crate::data::Load;
use cloudwatch_api::ApiError;
use leptos::prelude::*;
use timeseries::{TimeRange, Timestamp};

pub struct Body {
    pub status: Signal<Status>,
    /// The data as a file, for types that have some.
    pub csv: Option<Callback<(), Option<String>>>,
    /// Asks again at once.
    pub retry: Callback<()>,
    pub view: AnyView,
}

impl Body {
    /// Of a widget that fetches nothing.
    pub fn without_data(view: impl IntoView + 'static) -> Self {
        Body {
            status: Signal::stored(Status::default()),
            csv: None,
            retry: Callback::new(|()| ()),
            view: view.into_any(),
        }
    }
}

/// How it stands with a widget's data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    pub state: LoadState,
    pub error: Option<ApiError>,
    pub fetched_at: Option<Timestamp>,
    /// The end of the newest datapoint's period, where data has a time of its own.
    pub newest: Option<Timestamp>,
    /// How old the newest may be without being late.
    pub expected_secs: Option<i64>,
    /// What was asked for; a range of the past doesn't get old.
    pub range: Option<TimeRange>,
}

impl Status {
    /// What a fetch says by itself; `fetched_at` reads the time out of the data.
    pub fn of<T>(load: &Load<T>, fetched_at: impl Fn(&T) -> Option<Timestamp>) -> Self {
        Status {
            state: LoadState::of(load),
            error: load.error().cloned(),
            fetched_at: load.data().and_then(fetched_at),
            ..Status::default()
        }
    }
}

/// [`Load`] without its data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoadState {
    Pending,
    #[default]
    Ready,
    Stale,
    Failed,
}

impl LoadState {
    pub fn of<T>(load: &Load<T>) -> Self {
        match load {
            Load::Pending => LoadState::Pending,
            Load::Ready(_) => LoadState::Ready,
            Load::Stale { .. } => LoadState::Stale,
            Load::Failed(_) => LoadState::Failed,
        }
    }

    /// The name for `data-state`.
    pub const fn name(self) -> &'static str {
        match self {
            LoadState::Pending => "pending",
            LoadState::Ready => "ready",
            LoadState::Stale => "stale",
            LoadState::Failed => "failed",
        }
    }
}
