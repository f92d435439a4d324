//! One folder per page. What is around every page, and which page an address leads to, is the app's.

mod body_check;
mod dashboard;
mod dashboards;

pub use dashboard::{DashboardPage, GridSkeleton};
pub use dashboards::DashboardsPage;

use crate::routing::{Address, Route};
use crate::time::{ago, now};
use leptos::prelude::*;
use timeseries::Timestamp;

/// A new dashboard's body.
const EMPTY_BODY: &str = "{\n  \"widgets\": []\n}\n";

/// Looks like a button, and leads to the list.
#[component]
pub fn LinkToAll() -> impl IntoView {
    let href = Address::of(Route::Dashboards).href();
    view! { <a class="button" data-kind="normal" href=href>"All dashboards"</a> }
}

/// `5 min ago`, `3 h ago`, then the date.
fn ago_or_date(at: Timestamp) -> String {
    match now().secs() - at.secs() {
        ..60 => "just now".to_owned(),
        secs @ 60..86_400 => ago(secs),
        _ => at.to_string().chars().take("2026-11-20".len()).collect(),
    }
}
