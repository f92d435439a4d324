//! One file or folder per route, and the frame around them.

mod body_check;
mod dashboard;
mod dashboards;
mod frame;

pub use frame::app;

/// A new dashboard's body.
const EMPTY_BODY: &str = "{\n  \"widgets\": []\n}\n";

use crate::dom::{El, el};
use crate::router::{Address, Route};
use crate::time_range::now;
use timeseries::Timestamp;

/// Looks like a button, and leads to the list.
fn link_to_all() -> El {
    let href = Address::of(Route::Dashboards).href();
    el("a").class("button").attr("data-kind", "normal").attr("href", href).text("All dashboards")
}

/// `5 min ago`, `3 h ago`, then the date.
fn ago_text(at: Timestamp) -> String {
    let secs = now().secs() - at.secs();
    match secs {
        ..60 => "just now".to_owned(),
        60..3600 => [&(secs / 60).to_string(), " min ago"].concat(),
        3600..86_400 => [&(secs / 3600).to_string(), " h ago"].concat(),
        _ => at.to_string().chars().take("2026-11-20".len()).collect(),
    }
}
