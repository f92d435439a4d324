//! The frame of every page: the bar on top, the state of the server, the theme, and messages.

use super::dashboard::{dashboard_page, grid_skeleton};
use super::dashboards::dashboards_page;
use super::link_to_all;
use crate::components::{Glyph, Toasts, Tone, empty_state, icon_button, status_chip, toast_region};
use crate::dom::{El, View, document, el, fragment, live, svg};
use crate::reactive::{Signal, memo, provide_context};
use crate::router::{Address, Route, Router};
use crate::session::{ServerState, Session};
use crate::storage::{Library, Preferences, Theme};
use web_sys::MouseEvent;

pub fn app() -> View {
    let router = Router::start();
    let preferences = Preferences::load();
    provide_context(router);
    provide_context(preferences);
    let session = Session::start();
    provide_context(session);
    provide_context(Library::new(session));
    provide_context(Toasts::default());
    let ready = memo(move || session.source().is_some());
    let route = memo(move || router.address().with(|address| address.route.clone()));
    // Nothing is asked for before it is known whom to ask.
    let shown = live(
        move || ready.get().then(|| route.get()),
        |route| route.map_or_else(|| fragment([toolbar_skeleton(), grid_skeleton().into()]), page),
    );
    let skip = el("a").class("skip-link").attr("href", "#main").on("click", focus_main);
    let main = el("main").attr("id", "main").class("page").attr("tabindex", "-1").child(shown);
    let skip = skip.text("Skip to the content");
    fragment([skip.into(), top_bar(route, session, preferences).into(), main.into(), toast_region().into()])
}

fn page(route: Route) -> View {
    match route {
        Route::Dashboards => dashboards_page(),
        Route::Dashboard { name } => dashboard_page(name),
        Route::Unknown { path } => fragment([
            el("h1").class("visually-hidden").text("No such page").into(),
            empty_state(Glyph::Search, "There is no such page", path, vec![link_to_all()]).into(),
        ]),
    }
}

fn toolbar_skeleton() -> View {
    el("div").class("skeleton__toolbar").into()
}

/// The address after `#` belongs to the router, so the skip link moves the focus itself.
fn focus_main(event: MouseEvent) {
    use wasm_bindgen::JsCast;
    event.prevent_default();
    let main = document().get_element_by_id("main");
    if let Some(main) = main.and_then(|main| main.dyn_into::<web_sys::HtmlElement>().ok()) {
        main.focus().unwrap_or_default();
    }
}

fn top_bar(route: Signal<Route>, session: Session, preferences: Preferences) -> El {
    let current = move || route.with(|route| *route == Route::Dashboards).then_some("page");
    let home = Address::of(Route::Dashboards).href();
    let path = svg("path").attr("d", "M4 19.5c3.5 0 4-9 7.6-9s3.700 11 7.600 11 3.600-13 8.800-13");
    let logo = svg("svg").class("topbar__logo").attr("viewBox", "0 0 32 32").attr("aria-hidden", "true");
    let name = el("a")
        .class("topbar__name")
        .attr("href", home.clone())
        .attr("aria-label", "Barograph, all dashboards")
        .child(logo.child(path))
        .child(el("span").class("topbar__word").text("Barograph"));
    let trail = el("nav")
        .class("topbar__trail")
        .attr("aria-label", "Pages")
        .child(el("a").attr("href", home).attr("aria-current", current).text("Dashboards"));
    let state = session.state();
    el("header")
        .class("topbar")
        .child(name)
        .child(trail)
        .child(live(move || state.get(), server_chip))
        .child(theme_button(preferences))
}

/// Silent while all is well: only what differs from the ordinary is said.
fn server_chip(state: ServerState) -> View {
    let (tone, text, title) = match state {
        ServerState::Connected => return View::none(),
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
    status_chip(move || tone, text, Some(title)).into()
}

fn theme_button(preferences: Preferences) -> El {
    let theme = preferences.theme;
    let glyph = move || match theme.get() {
        Theme::Auto => Glyph::Monitor,
        Theme::Light => Glyph::Sun,
        Theme::Dark => Glyph::Moon,
    };
    let label = move || match theme.get() {
        Theme::Auto => "Theme: as the system is",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    };
    let next = move || match theme.get_untracked() {
        Theme::Auto => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Auto,
    };
    icon_button(glyph, label, move || theme.set(next()))
}
