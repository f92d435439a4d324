//! The list of dashboards: search, star, create, rename, duplicate, import, export, delete with undo.

mod actions;
mod dialogs;
mod list;

use crate::components::{Button, ButtonKind, EmptyState, Glyph, SearchField};
use crate::session::{ServerState, Session};
use crate::storage::{Library, Place, StorageError};
use actions::Actions;
use dialogs::{Asked, Dialogs};
use leptos::prelude::*;
use list::DashboardTable;

#[component]
pub fn DashboardsPage() -> impl IntoView {
    let library = expect_context::<Library>();
    let session = expect_context::<Session>().state();
    let changes = RwSignal::new(0u32);
    let list = LocalResource::new(move || {
        changes.track();
        // A server that comes back is asked at once.
        session.track();
        async move { library.list().await }
    });
    let asked = RwSignal::new(None::<Asked>);
    let actions = Actions::new(library, changes);
    let search = RwSignal::new(String::new());
    let content = move || match list.get() {
        None => view! { <p class="dashboards__pending" role="status">"Loading…"</p> }.into_any(),
        Some(Err(error)) => failed(&error, changes),
        Some(Ok(summaries)) if summaries.is_empty() => nothing_yet(asked),
        Some(Ok(summaries)) => view! { <DashboardTable summaries search actions asked /> }.into_any(),
    };
    let where_kept = move || {
        session.track();
        match library.place() {
            Place::Server => "Kept on the server.",
            Place::Browser => "Kept in this browser only: this host has no Barograph server.",
        }
    };
    let gone = move || session.get() == ServerState::Gone;
    Effect::new(|_| document().set_title("Dashboards · Barograph"));
    view! {
        <div class="page--reading">
            <header class="page-header">
                <div class="page-header__words">
                    <h1 class="page-header__title">"Dashboards"</h1>
                    <p class="page-header__note">{where_kept}</p>
                </div>
                <div class="page-header__actions">
                    <SearchField label="Find a dashboard" value=search />
                    <Button glyph=Glyph::Upload disabled=gone on_press=move |()| asked.set(Some(Asked::Import))>
                        "Import"
                    </Button>
                    <Button
                        kind=ButtonKind::Primary
                        glyph=Glyph::Add
                        disabled=gone
                        on_press=move |()| asked.set(Some(Asked::Create))
                    >
                        "Create dashboard"
                    </Button>
                </div>
            </header>
            {content}
        </div>
        <Dialogs asked actions />
    }
    .into_any()
}

fn nothing_yet(asked: RwSignal<Option<Asked>>) -> AnyView {
    view! {
        <EmptyState
            glyph=Glyph::Dashboard
            title="No dashboard yet"
            text="Create one and add widgets to it, or import a DashboardBody as CloudWatch exports it. What you build here works there too."
        >
            <Button kind=ButtonKind::Primary glyph=Glyph::Add on_press=move |()| asked.set(Some(Asked::Create))>
                "Create dashboard"
            </Button>
            <Button glyph=Glyph::Upload on_press=move |()| asked.set(Some(Asked::Import))>"Import JSON"</Button>
        </EmptyState>
    }
    .into_any()
}

fn failed(error: &StorageError, changes: RwSignal<u32>) -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Error title="The dashboards can’t be listed" text=error.text()>
            <Button glyph=Glyph::Refresh on_press=move |()| changes.update(|changes| *changes += 1)>"Try again"</Button>
        </EmptyState>
    }
    .into_any()
}
