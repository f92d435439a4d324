//! One dashboard: opened, shown, edited, saved.

mod conflict;
mod custom_range;
mod draft_bar;
mod drag;
mod enlarged;
mod grid;
mod json_view;
mod keys;
mod moving;
mod new_widget;
mod not_opened;
mod range_picker;
mod refresh_controls;
mod saving;
mod state;
mod toolbar;
mod widget_actions;
mod widget_dialog;

use crate::components::{EmptyState, Glyph};
use crate::dashboard_time::DashboardTime;
use crate::dashboards::{Draft, Repository, StorageError, use_repository};
use crate::routing::use_router;
use crate::time::TimeRangeSpec;
use conflict::ConflictDialog;
use dashboard::PeriodOverride;
use draft_bar::DraftBar;
use enlarged::EnlargedWidget;
use grid::Grid;
use json_view::JsonView;
use keys::{HelpDialog, listen_to_keys};
use leptos::prelude::*;
use not_opened::NotOpened;
use state::{DashboardState, EditedDashboardStoreFields};
use toolbar::Toolbar;
use widget_dialog::WidgetDialog;

/// Opens the dashboard of this name; another name is another page. What is open stays open, whatever becomes
/// of the server.
#[component]
pub fn DashboardPage(name: String) -> impl IntoView {
    document().set_title(&format!("{name} · Barograph"));
    let repository = use_repository();
    let name = StoredValue::new(name);
    let body = LocalResource::new(move || load_body(repository, name.get_value()));
    view! {
        <Transition fallback=move || view! { <DashboardSkeleton name=name.get_value() /> }>
            {move || Suspend::new(async move {
                let name = name.get_value();
                match body.await {
                    Ok(text) => view! { <OpenedDashboard name text /> }.into_any(),
                    Err(error) => view! { <NotOpened name error body /> }.into_any(),
                }
            })}
        </Transition>
    }
}

async fn load_body(repository: Repository, name: String) -> Result<String, StorageError> {
    match repository.get(&name).await {
        // What somebody was at work on can be gone on with.
        Err(error) if error.is_unreachable() => Draft::load(&name).map(|draft| draft.base).ok_or(error),
        answer => answer,
    }
}

#[component]
fn OpenedDashboard(name: String, text: String) -> impl IntoView {
    match DashboardState::open(name, &text) {
        Ok(state) => view! { <EditableDashboard state /> }.into_any(),
        Err(error) => {
            let text = format!("It is no JSON object: {error}");
            view! { <EmptyState glyph=Glyph::Error title="This dashboard can’t be read" text /> }.into_any()
        }
    }
}

#[component]
fn EditableDashboard(state: DashboardState) -> impl IntoView {
    let router = use_router();
    let editor = state.dashboard.editor();
    let time =
        DashboardTime::start(router, move || editor.with(|editor| TimeRangeSpec::of_body(editor.body())));
    time.provide(move || editor.with(|editor| editor.body().period_override() == PeriodOverride::Inherit));
    let editing = Signal::derive(move || router.address().with(|address| address.editing));
    listen_to_keys(state, time, router);
    view! {
        <div class="dashboard" data-editing=move || editing.get().then_some("true")>
            <Toolbar state time editing />
            <DraftBar state />
            <Grid state editing />
        </div>
        <div class="visually-hidden" aria-live="polite">
            {move || state.dashboard.announcement().get()}
        </div>
        <JsonView state />
        <WidgetDialog state />
        <EnlargedWidget state />
        <ConflictDialog state />
        <HelpDialog state />
    }
}

#[component]
fn DashboardSkeleton(name: String) -> impl IntoView {
    view! {
        <div class="dashboard" aria-busy="true">
            <div class="toolbar">
                <h1 class="toolbar__title">{name}</h1>
            </div>
            <GridSkeleton />
        </div>
    }
}

/// What is shown before anything is known.
#[component]
pub fn GridSkeleton() -> impl IntoView {
    /// About what fits a window.
    const CELLS: usize = 6;
    view! {
        <div class="skeleton__grid" aria-hidden="true">
            {(0..CELLS).map(|_| view! { <div></div> }).collect_view()}
        </div>
    }
}
