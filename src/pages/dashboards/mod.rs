//! The list of dashboards: search, star, create, rename, duplicate, import, export, delete with undo.

mod actions;
mod dialogs;
mod list;

use crate::components::{ButtonKind, Glyph, button, empty_state, search_field};
use crate::dom::{El, View, document, el, fragment, live};
use crate::reactive::{RwSignal, Signal, expect_context, memo, resource};
use crate::session::{ServerState, Session};
use crate::storage::{DashboardSummary, Draft, Library, Place, StorageError};
use actions::{Actions, Asked};

/// What the library has, and of which there are unsaved drafts.
struct Listed {
    summaries: Vec<DashboardSummary>,
    drafts: Vec<String>,
}

type List = Signal<Option<Result<Listed, StorageError>>>;

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Loading,
    Failed,
    Empty,
    Filled,
}

pub fn dashboards_page() -> View {
    let library = expect_context::<Library>();
    let session = expect_context::<Session>().state();
    let changes = RwSignal::new(0_u32);
    let list: List = resource(move || {
        changes.track();
        // A server that comes back is asked at once.
        session.track();
        async move {
            let summaries = library.list().await?;
            Ok(Listed { summaries, drafts: Draft::names() })
        }
    });
    let asked = RwSignal::new(None::<Asked>);
    let actions = Actions::new(library, changes);
    let search = RwSignal::new(String::new());
    let stage = memo(move || list.with(|list| stage(list.as_ref())));
    let content = move |stage: Stage| match stage {
        Stage::Loading => el("p").class("dashboards__pending").attr("role", "status").text("Loading…").into(),
        Stage::Failed => failed(list, changes).into(),
        Stage::Empty => nothing_yet(asked).into(),
        Stage::Filled => list::table(list, search, actions, asked),
    };
    let where_kept = move || {
        session.track();
        match library.place() {
            Place::Server => "Kept on the server.",
            Place::Browser => "Kept in this browser only: this host has no Barograph server.",
        }
    };
    document().set_title("Dashboards · Barograph");
    let words = el("div")
        .class("page-header__words")
        .child(el("h1").class("page-header__title").text("Dashboards"))
        .child(el("p").class("page-header__note").text(where_kept));
    let gone = move || session.get() == ServerState::Gone;
    let controls = el("div")
        .class("page-header__actions")
        .child(search_field("Find a dashboard", search))
        .child(import(asked, "Import").attr("disabled", gone))
        .child(create(asked).attr("disabled", gone));
    let page = el("div")
        .class("page--reading")
        .child(el("header").class("page-header").child(words).child(controls))
        .child(live(move || stage.get(), content));
    fragment([page.into(), dialogs::dialogs(asked, actions)])
}

fn stage(list: Option<&Result<Listed, StorageError>>) -> Stage {
    match list {
        None => Stage::Loading,
        Some(Err(_)) => Stage::Failed,
        Some(Ok(listed)) if listed.summaries.is_empty() => Stage::Empty,
        Some(Ok(_)) => Stage::Filled,
    }
}

fn create(asked: RwSignal<Option<Asked>>) -> El {
    let press = move || asked.set(Some(Asked::Create));
    button(ButtonKind::Primary, Some(Glyph::Add), "Create dashboard", press)
}

fn import(asked: RwSignal<Option<Asked>>, words: &'static str) -> El {
    button(ButtonKind::Normal, Some(Glyph::Upload), words, move || asked.set(Some(Asked::Import)))
}

fn nothing_yet(asked: RwSignal<Option<Asked>>) -> El {
    empty_state(
        Glyph::Dashboard,
        "No dashboard yet",
        "Create one and add widgets to it, or import a DashboardBody as CloudWatch exports it. What you build here works there too.",
        vec![create(asked), import(asked, "Import JSON")],
    )
}

fn failed(list: List, changes: RwSignal<u32>) -> El {
    let reason = move || list.with(|list| list.as_ref()?.as_ref().err().map(StorageError::text));
    let retry = move || changes.update(|changes| *changes += 1);
    let retry = button(ButtonKind::Normal, Some(Glyph::Refresh), "Try again", retry);
    empty_state(Glyph::Error, "The dashboards can’t be listed", reason, vec![retry])
}
