//! The page inside somebody else's page: the widgets of a dashboard, or one of them, and nothing around them.
//!
//! `embed.html#dashboards/dashboard/NAME?widget=2&start=-PT3H`: the addresses are the app's own, so that what is
//! shown there can be shown here. There are no pages, no editor, no menus. Widgets and charts are all that is
//! compiled in.

use barograph::components::{EmptyState, Glyph};
use barograph::dashboard_time::DashboardTime;
use barograph::dashboards::{Preferences, Repository, StorageError, use_repository};
use barograph::routing::{Route, Router, use_router};
use barograph::session::{ServerState, Session, use_session};
use barograph::time::TimeRangeSpec;
use barograph::widgets::{WidgetFrame, grid_place};
use dashboard::{DashboardBody, PeriodOverride, Widget};
use leptos::mount::mount_to_body;
use leptos::prelude::*;
use std::sync::Arc;

fn main() {
    console_error_panic_hook::set_once();
    mount_to_body(Embed);
}

#[component]
fn Embed() -> impl IntoView {
    let router = Router::start();
    let address = router.address();
    let session = Session::start();
    provide_context(router);
    provide_context(session);
    provide_context(Preferences::load());
    provide_context(Repository::new(session));
    let is_ready = Memo::new(move |_| session.state().get() != ServerState::Connecting);
    let name = Memo::new(move |_| match address.with(|address| address.route.clone()) {
        Route::Dashboard { name } => Some(name),
        Route::Dashboards | Route::Unknown { .. } => None,
    });
    // Another dashboard is another page. Nothing is asked for before it is known whom to ask.
    view! {
        <main class="embed">
            <Show when=move || is_ready.get()>
                {move || match name.get() {
                    Some(name) => view! { <EmbeddedDashboard name /> }.into_any(),
                    None => view! {
                        <Refusal reason="The address names no dashboard: #dashboards/dashboard/NAME" />
                    }
                    .into_any(),
                }}
            </Show>
        </main>
    }
}

/// Why there is nothing to show.
#[component]
fn Refusal(#[prop(into)] reason: String) -> impl IntoView {
    view! { <EmptyState glyph=Glyph::Error title="There is nothing to show" text=reason /> }
}

#[component]
fn EmbeddedDashboard(name: String) -> impl IntoView {
    let repository = use_repository();
    let opened: Opened = LocalResource::new(move || open(repository, name.clone()));
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match opened.await {
                    Ok(body) => view! { <Widgets body /> }.into_any(),
                    Err(reason) => view! { <NotOpened reason opened /> }.into_any(),
                }
            })}
        </Transition>
    }
}

type Opened = LocalResource<Result<Arc<DashboardBody>, String>>;

/// Asks again as soon as the server comes back: nobody reloads a frame in somebody else's page.
#[component]
fn NotOpened(reason: String, opened: Opened) -> impl IntoView {
    let session = use_session().state();
    Effect::watch(move || session.get(), move |_, _, _| opened.refetch(), false);
    view! { <Refusal reason /> }
}

async fn open(repository: Repository, name: String) -> Result<Arc<DashboardBody>, String> {
    let text = repository.get(&name).await.map_err(|error| match error {
        StorageError::NotFound => format!("There is no dashboard “{name}”."),
        error => error.text(),
    })?;
    DashboardBody::parse_lenient(&text)
        .map(Arc::new)
        .map_err(|error| format!("It is no JSON object: {error}"))
}

/// One widget over the whole page where the address names one, else all of them in their grid.
#[component]
fn Widgets(body: Arc<DashboardBody>) -> impl IntoView {
    let of_body = TimeRangeSpec::of_body(&body);
    let has_own_periods = body.period_override() == PeriodOverride::Inherit;
    DashboardTime::start(use_router(), move || of_body).provide(move || has_own_periods);
    let widgets = StoredValue::new(body.widgets_with(&[]));
    let address = use_router().address();
    let chosen = Memo::new(move |_| address.with(|address| address.widget));
    move || match chosen.get() {
        Some(index) => match widgets.with_value(|widgets| widgets.get(index).cloned()) {
            Some(widget) => view! { <WidgetFrame widget=Signal::stored(widget) /> }.into_any(),
            None => view! { <Refusal reason=format!("The dashboard has no widget {index}.") /> }.into_any(),
        },
        None => view! {
            <div class="grid">
                {widgets.get_value().into_iter().map(|widget| view! { <GridCell widget /> }).collect_view()}
            </div>
        }
        .into_any(),
    }
}

#[component]
fn GridCell(widget: Widget) -> impl IntoView {
    let rect = Signal::stored(widget.rect);
    view! {
        <div class="grid__cell" role="group" {..grid_place(rect)}>
            <WidgetFrame widget=Signal::stored(widget) />
        </div>
    }
}
