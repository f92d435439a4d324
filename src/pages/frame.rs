//! The frame of every page: the bar on top, the state of the server, the theme, and messages.

use super::dashboard::{DashboardPage, GridSkeleton};
use super::dashboards::DashboardsPage;
use crate::components::{EmptyState, Glyph, IconButton, StatusChip, Toasts, Tone, toast_region};
use crate::router::{Address, Route, Router};
use crate::session::{ServerState, Session};
use crate::storage::{Library, Preferences, Theme};
use leptos::prelude::*;

#[component]
pub fn App() -> impl IntoView {
    let router = Router::start();
    let preferences = Preferences::load();
    provide_context(router);
    provide_context(preferences);
    let session = Session::start();
    provide_context(session);
    provide_context(Library::new(session));
    provide_context(Toasts::default());
    let ready = Memo::new(move |_| session.source().is_some());
    let route = Memo::new(move |_| router.address().with(|address| address.route.clone()));
    view! {
        <a class="skip-link" href="#main" on:click=focus_main>
            "Skip to the content"
        </a>
        <TopBar route=route.into() />
        <main id="main" class="page" tabindex="-1">
            {move || if ready.get() { page(route.get()) } else { not_ready() }}
        </main>
        {crate::dom::into_leptos(toast_region())}
    }
    .into_any()
}

/// Nothing is asked for before it is known whom to ask.
fn page(route: Route) -> AnyView {
    match route {
        Route::Dashboards => view! { <DashboardsPage /> }.into_any(),
        Route::Dashboard { name } => view! { <DashboardPage name /> }.into_any(),
        Route::Unknown { path } => view! {
            <h1 class="visually-hidden">"No such page"</h1>
            <EmptyState glyph=Glyph::Search title="There is no such page" text=path>
                <a class="button" data-kind="normal" href=Address::of(Route::Dashboards).href()>"All dashboards"</a>
            </EmptyState>
        }
        .into_any(),
    }
}

fn not_ready() -> AnyView {
    view! {
        <div class="skeleton__toolbar"></div>
        <GridSkeleton />
    }
    .into_any()
}

/// The address after `#` belongs to the router, so the skip link moves the focus itself.
fn focus_main(event: leptos::ev::MouseEvent) {
    use wasm_bindgen::JsCast;
    event.prevent_default();
    let main = document().get_element_by_id("main");
    if let Some(main) = main.and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
        main.focus().unwrap_or_default();
    }
}

#[component]
fn TopBar(route: Signal<Route>) -> impl IntoView {
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
                <a href=home aria-current=current>"Dashboards"</a>
            </nav>
            <ServerChip />
            <ThemeButton />
        </header>
    }
    .into_any()
}

/// Silent while all is well: only what differs from the ordinary is said.
#[component]
fn ServerChip() -> impl IntoView {
    let state = expect_context::<Session>().state();
    move || {
        let (tone, text, title) = match state.get() {
            ServerState::Connected => return None,
            ServerState::Connecting => (Tone::Neutral, "Connecting…", ""),
            ServerState::Gone => (
                Tone::Danger,
                "Server gone, saving to this browser",
                "It is looked for again until it is back. What you save meanwhile is kept in this browser.",
            ),
            ServerState::Absent => (
                Tone::Warning,
                "Demonstration data",
                "This host has no Barograph server. The data is computed in this page, and dashboards are saved in this browser.",
            ),
        };
        Some(view! { <StatusChip tone=tone text=text title=Some(title.to_owned()) /> })
    }
}

#[component]
fn ThemeButton() -> impl IntoView {
    let theme = expect_context::<Preferences>().theme;
    move || {
        let (glyph, label, next) = match theme.get() {
            Theme::Auto => (Glyph::Monitor, "Theme: as the system is", Theme::Light),
            Theme::Light => (Glyph::Sun, "Theme: light", Theme::Dark),
            Theme::Dark => (Glyph::Moon, "Theme: dark", Theme::Auto),
        };
        view! { <IconButton glyph label on_press=move |()| theme.set(next) /> }
    }
}
