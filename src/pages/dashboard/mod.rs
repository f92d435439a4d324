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

use super::link_to_all;
use crate::components::{ButtonKind, Glyph, button, empty_state};
use crate::dom::{El, View, document, el, fragment, live};
use crate::reactive::{RwSignal, derived, effect, expect_context, spawn_local};
use crate::router::{Address, Route, Router};
use crate::session::Session;
use crate::storage::{Draft, Expected, Library, StorageError};
use dashboard::Editor;
use state::DashboardState;
use time::DashboardTime;

/// Opens the dashboard of this name. A new name is a new page.
pub fn dashboard_page(name: String) -> View {
    let library = expect_context::<Library>();
    let session = expect_context::<Session>().state();
    let opened = RwSignal::new(None::<Result<String, StorageError>>);
    let wanted = name.clone();
    effect(move || {
        session.track();
        // What is open stays open, whatever becomes of the server.
        if matches!(opened.get_untracked(), Some(Ok(_))) {
            return;
        }
        let name = wanted.clone();
        spawn_local(async move {
            let body = match library.get(&name).await {
                // What somebody was at work on can be gone on with.
                Err(error) if error.is_unreachable() => {
                    Draft::load(&name).map(|draft| draft.base).ok_or(error)
                }
                other => other,
            };
            // The page may have been left meanwhile: then there is nobody to be told.
            opened.set(Some(body));
        });
    });
    document().set_title(&[&name, " · Barograph"].concat());
    let page = move |opened: Option<Result<String, StorageError>>| match opened {
        None => skeleton(name.clone()).into(),
        Some(Ok(body)) => open(&name, &body),
        Some(Err(error)) => not_opened(&name, &error),
    };
    live(move || opened.get(), page)
}

fn open(name: &str, body: &str) -> View {
    match Editor::open(body) {
        Ok(editor) => {
            let draft = Draft::load(name).filter(|draft| draft.body != body);
            open_dashboard(DashboardState::new(name, editor, draft))
        }
        Err(error) => {
            let text = ["It is no JSON object: ", &error.to_string()].concat();
            empty_state(Glyph::Error, "This dashboard can’t be read", text, Vec::new()).into()
        }
    }
}

fn open_dashboard(state: DashboardState) -> View {
    let router = expect_context::<Router>();
    let time = DashboardTime::start(state, router);
    time.provide(state);
    let editing = derived(move || router.address().with(|address| address.editing));
    keys::listen_to_keys(state, time, router);
    let page = el("div")
        .class("dashboard")
        .attr("data-editing", move || editing.get().then_some("true"))
        .child(toolbar::toolbar(state, time, editing))
        .child(bars::bars(state))
        .child(grid::grid(state, editing));
    let said = el("div").class("visually-hidden").attr("aria-live", "polite").text(state.announcement);
    fragment([
        page.into(),
        said.into(),
        json_view::json_view(state).into(),
        widget_dialog::widget_dialog(state).into(),
        enlarged::enlarged_widget(state).into(),
        conflict::conflict_dialog(state).into(),
        keys::help_dialog(state).into(),
    ])
}

fn skeleton(name: String) -> El {
    let title = el("h1").class("toolbar__title").text(name);
    let page = el("div").class("dashboard").attr("aria-busy", "true");
    page.child(el("div").class("toolbar").child(title)).child(grid_skeleton())
}

/// What is shown before anything is known.
pub fn grid_skeleton() -> El {
    let grid = el("div").class("skeleton__grid").attr("aria-hidden", "true");
    (0..6).fold(grid, |grid, _| grid.child(el("div")))
}

fn not_opened(name: &str, error: &StorageError) -> View {
    let heading = el("h1").class("visually-hidden").text(name.to_owned());
    let state = if *error == StorageError::NotFound {
        let (library, router) = (expect_context::<Library>(), expect_context::<Router>());
        let title = ["There is no dashboard “", name, "”"].concat();
        let name = name.to_owned();
        let create = move || create(library, router, name.clone());
        let create = button(ButtonKind::Primary, Some(Glyph::Add), "Create it", create);
        let text = "It may have been renamed or deleted, or the address is mistyped.";
        empty_state(Glyph::Dashboard, title, text, vec![link_to_all(), create])
    } else {
        empty_state(Glyph::Error, "The dashboard can’t be opened", error.text(), vec![link_to_all()])
    };
    fragment([heading.into(), state.into()])
}

fn create(library: Library, router: Router, name: String) {
    spawn_local(async move {
        // Whatever comes of it, opening the page anew shows it.
        let _shown = library.put(&name, super::EMPTY_BODY, Expected::Nothing).await;
        router.open(Address::of(Route::Dashboards));
        router.open(Address { editing: true, ..Address::dashboard(&name) });
    });
}
