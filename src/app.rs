//! The app around the pages: what every page shares, the bar on top, the state of the server, the theme, and
//! messages.
//!
//! Which page is shown follows from the address; what a page does is its own.

use crate::components::{EmptyState, Glyph, IconButton, StatusChip, ToastRegion, Toasts, Tone};
use crate::dashboards::{Preferences, Repository, Theme, use_preferences};
use crate::pages::{DashboardPage, DashboardsPage, GridSkeleton, LinkToAll};
use crate::routing::{Address, Route, Router};
use crate::session::{ServerState, Session, use_session};
use leptos::ev::MouseEvent;
use leptos::prelude::*;

#[component]
pub fn App() -> impl IntoView {
    let router = Router::start();
    let session = Session::start();
    provide_context(router);
    provide_context(session);
    provide_context(Preferences::load());
    provide_context(Repository::new(session));
    provide_context(Toasts::default());
    // Nothing is asked for before it is known whom to ask.
    let is_ready = Memo::new(move |_| session.state().get() != ServerState::Connecting);
    let route = Memo::new(move |_| router.address().with(|address| address.route.clone()));
    let main = NodeRef::new();
    view! {
        <a class="skip-link" href="#main" on:click=move |event| focus_main(&event, main)>
            "Skip to the content"
        </a>
        <TopBar route />
        <main id="main" class="page" tabindex="-1" node_ref=main>
            <Show when=move || is_ready.get() fallback=PageSkeleton>
                {move || page(route.get())}
            </Show>
        </main>
        <ToastRegion />
    }
}

fn page(route: Route) -> AnyView {
    match route {
        Route::Dashboards => view! { <DashboardsPage /> }.into_any(),
        Route::Dashboard { name } => view! { <DashboardPage name /> }.into_any(),
        Route::Unknown { path } => view! {
            <h1 class="visually-hidden">"No such page"</h1>
            <EmptyState glyph=Glyph::Search title="There is no such page" text=path>
                <LinkToAll />
            </EmptyState>
        }
        .into_any(),
    }
}

#[component]
fn PageSkeleton() -> impl IntoView {
    view! {
        <div class="skeleton__toolbar"></div>
        <GridSkeleton />
    }
}

/// The address after `#` belongs to the router, so the skip link moves the focus itself.
fn focus_main(event: &MouseEvent, main: NodeRef<leptos::html::Main>) {
    event.prevent_default();
    if let Some(main) = main.get_untracked() {
        let _ = main.focus();
    }
}

#[component]
fn TopBar(#[prop(into)] route: Signal<Route>) -> impl IntoView {
    let current = move || route.with(|route| *route == Route::Dashboards).then_some("page");
    let home = Address::of(Route::Dashboards).href();
    view! {
        <header class="topbar">
            <a class="topbar__name" href=home.clone() aria-label="Barograph, all dashboards">
                <svg class="topbar__logo" viewBox="0 0 32 32" aria-hidden="true">
                    <path d="M4 19.5c3.5 0 4-9 7.6-9s3.700 11 7.600 11 3.600-13 8.800-13"></path>
                </svg>
                <span class="topbar__word">"Barograph"</span>
            </a>
            <nav class="topbar__trail" aria-label="Pages">
                <a href=home aria-current=current>
                    "Dashboards"
                </a>
            </nav>
            <ServerChip />
            <ThemeButton />
        </header>
    }
}

/// Silent while all is well: only what differs from the ordinary is said.
#[component]
fn ServerChip() -> impl IntoView {
    let state = use_session().state();
    move || {
        let (tone, text, title) = match state.get() {
            ServerState::Connected => return None,
            ServerState::Connecting => (Tone::Neutral, "Connecting…", None),
            ServerState::Gone => (
                Tone::Danger,
                "Server gone, saving to this browser",
                Some(
                    "It is looked for again until it is back. What you save meanwhile is kept in this browser.",
                ),
            ),
            ServerState::Absent => (
                Tone::Warning,
                "Demonstration data",
                Some(
                    "This host has no Barograph server. The data is computed in this page, and dashboards are \
                     saved in this browser.",
                ),
            ),
        };
        Some(view! { <StatusChip tone text title=title.map(str::to_owned) /> })
    }
}

/// One press leads to the next of the three.
#[component]
fn ThemeButton() -> impl IntoView {
    let theme = use_preferences().theme;
    let glyph = Signal::derive(move || match theme.get() {
        Theme::Auto => Glyph::Monitor,
        Theme::Light => Glyph::Sun,
        Theme::Dark => Glyph::Moon,
    });
    let label = Signal::derive(move || {
        let label = match theme.get() {
            Theme::Auto => "Theme: as the system is",
            Theme::Light => "Theme: light",
            Theme::Dark => "Theme: dark",
        };
        label.to_owned()
    });
    view! { <IconButton glyph label on_press=move |()| theme.update(|theme| *theme = theme.next()) /> }
}
