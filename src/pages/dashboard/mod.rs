//! One dashboard: opened, shown, edited, saved.

mod bars;
mod conflict;
mod drag;
mod enlarged;
mod grid;
mod json_view;
mod keys;
mod new_widget;
mod range_picker;
mod refresh_controls;
mod state;
mod time;
mod toolbar;
mod widget_dialog;

use crate::components::{Button, ButtonKind, EmptyState, Glyph};
use crate::router::{Address, Route, Router};
use crate::session::Session;
use crate::storage::{Draft, Expected, Library, StorageError};
use bars::Bars;
use conflict::ConflictDialog;
use dashboard::Editor;
use enlarged::EnlargedWidget;
use grid::Grid;
use json_view::JsonView;
use keys::{HelpDialog, listen_to_keys};
use leptos::prelude::*;
use leptos::task::spawn_local;
use state::DashboardState;
use time::DashboardTime;
use toolbar::Toolbar;
use widget_dialog::WidgetDialog;

/// Opens the dashboard of this name. A new name is a new page.
#[component]
pub fn DashboardPage(name: String) -> impl IntoView {
    let library = expect_context::<Library>();
    let session = expect_context::<Session>().state();
    let opened = RwSignal::new(None::<Result<String, StorageError>>);
    Effect::new({
        let name = name.clone();
        move |_| {
            session.track();
            // What is open stays open, whatever becomes of the server.
            if matches!(opened.get_untracked(), Some(Ok(_))) {
                return;
            }
            let name = name.clone();
            spawn_local(async move {
                let body = match library.get(&name).await {
                    // What somebody was at work on can be gone on with.
                    Err(error) if error.is_unreachable() => {
                        Draft::load(&name).map(|draft| draft.base).ok_or(error)
                    }
                    other => other,
                };
                // The page may have been left meanwhile: then there is nobody to be told.
                let _left = opened.try_set(Some(body));
            });
        }
    });
    let title = [&name, " · Barograph"].concat();
    Effect::new(move |_| document().set_title(&title));
    move || match opened.get() {
        None => view! { <DashboardSkeleton name=name.clone() /> }.into_any(),
        Some(Ok(body)) => open(&name, &body),
        Some(Err(error)) => not_opened(&name, &error),
    }
}

fn open(name: &str, body: &str) -> AnyView {
    match Editor::open(body) {
        Ok(editor) => {
            let draft = Draft::load(name).filter(|draft| draft.body != body);
            let state = DashboardState::new(name, editor, draft);
            view! { <OpenDashboard state /> }.into_any()
        }
        Err(error) => {
            let text = ["It is no JSON object: ", &error.to_string()].concat();
            view! { <EmptyState glyph=Glyph::Error title="This dashboard can’t be read" text /> }.into_any()
        }
    }
}

#[component]
fn OpenDashboard(state: DashboardState) -> impl IntoView {
    let router = expect_context::<Router>();
    let time = DashboardTime::start(state, router);
    time.provide(state);
    let editing = Signal::derive(move || router.address().with(|address| address.editing));
    listen_to_keys(state, time, router);
    view! {
        <div class="dashboard" data-editing=move || editing.get().then_some("true")>
            <Toolbar state time editing />
            <Bars state />
            <Grid state editing />
        </div>
        <div class="visually-hidden" aria-live="polite">{move || state.announcement.get()}</div>
        <JsonView state />
        <WidgetDialog state />
        <EnlargedWidget state />
        <ConflictDialog state />
        <HelpDialog state />
    }
    .into_any()
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
    .into_any()
}

/// What is shown before anything is known.
#[component]
pub fn GridSkeleton() -> impl IntoView {
    view! {
        <div class="skeleton__grid" aria-hidden="true">
            {(0..6).map(|_| view! { <div></div> }).collect_view()}
        </div>
    }
}

fn not_opened(name: &str, error: &StorageError) -> AnyView {
    let heading = view! { <h1 class="visually-hidden">{name.to_owned()}</h1> };
    let all = Address::of(Route::Dashboards).href();
    if *error == StorageError::NotFound {
        let (library, router) = (expect_context::<Library>(), expect_context::<Router>());
        let title = ["There is no dashboard “", name, "”"].concat();
        let name = name.to_owned();
        let create = move |()| create(library, router, name.clone());
        return view! {
            {heading}
            <EmptyState
                glyph=Glyph::Dashboard
                title
                text="It may have been renamed or deleted, or the address is mistyped."
            >
                <a class="button" data-kind="normal" href=all>"All dashboards"</a>
                <Button kind=ButtonKind::Primary glyph=Glyph::Add on_press=create>"Create it"</Button>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        {heading}
        <EmptyState glyph=Glyph::Error title="The dashboard can’t be opened" text=error.text()>
            <a class="button" data-kind="normal" href=all>"All dashboards"</a>
        </EmptyState>
    }
    .into_any()
}

fn create(library: Library, router: Router, name: String) {
    spawn_local(async move {
        // Whatever comes of it, opening the page anew shows it.
        let _shown = library.put(&name, super::EMPTY_BODY, Expected::Nothing).await;
        router.open(Address::of(Route::Dashboards));
        router.open(Address { editing: true, ..Address::dashboard(&name) });
    });
}
