//! The list of dashboards: search, star, create, rename, duplicate, import, export, delete with undo.

mod actions;
mod form;
mod import_dialog;
mod name_dialog;
mod row;
mod table;

use crate::components::{Button, ButtonKind, EmptyState, Glyph, SearchField};
use crate::dashboards::{DashboardSummary, Draft, Location, Repository, StorageError, use_repository};
use crate::session::{ServerState, use_session};
use actions::Actions;
use import_dialog::ImportDialog;
use leptos::prelude::*;
use name_dialog::{NameDialog, Naming};
use std::collections::BTreeSet;
use table::DashboardTable;

/// What the repository says about a dashboard, and whether this browser holds unsaved changes to it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedDashboard {
    pub summary: DashboardSummary,
    pub has_draft: bool,
}

pub type DashboardList = LocalResource<Result<Vec<ListedDashboard>, StorageError>>;

/// Which dialog is open over the list.
#[derive(Clone, Copy)]
pub struct Dialogs {
    pub naming: RwSignal<Option<Naming>>,
    pub importing: RwSignal<bool>,
}

/// The page of all dashboards.
#[component]
pub fn DashboardsPage() -> impl IntoView {
    let repository = use_repository();
    let session = use_session().state();
    let list = LocalResource::new(move || {
        // A server that comes back is asked at once.
        session.track();
        load(repository)
    });
    let actions = Actions::new(list);
    let dialogs = Dialogs { naming: RwSignal::new(None), importing: RwSignal::new(false) };
    let search = RwSignal::new(String::new());
    let location_note = move || {
        session.track();
        match repository.location() {
            Location::Server => "Kept on the server.",
            Location::Browser => "Kept in this browser only: this host has no Barograph server.",
        }
    };
    let is_gone = move || session.get() == ServerState::Gone;
    document().set_title("Dashboards · Barograph");
    view! {
        <div class="page--reading">
            <header class="page-header">
                <div class="page-header__words">
                    <h1 class="page-header__title">"Dashboards"</h1>
                    <p class="page-header__note">{location_note}</p>
                </div>
                <div class="page-header__actions">
                    <SearchField label="Find a dashboard" value=search />
                    <ImportButton dialogs text="Import" disabled=is_gone />
                    <CreateButton dialogs disabled=is_gone />
                </div>
            </header>
            <Transition fallback=|| view! { <p class="dashboards__pending" role="status">"Loading…"</p> }>
                <ListContent list search actions dialogs />
            </Transition>
        </div>
        <NameDialog naming=dialogs.naming actions />
        <ImportDialog open=dialogs.importing actions />
    }
}

async fn load(repository: Repository) -> Result<Vec<ListedDashboard>, StorageError> {
    let summaries = repository.list().await?;
    let drafts: BTreeSet<String> = Draft::names().into_iter().collect();
    let listed = |summary: DashboardSummary| {
        let has_draft = drafts.contains(&summary.name);
        ListedDashboard { summary, has_draft }
    };
    Ok(summaries.into_iter().map(listed).collect())
}

/// What kind of answer came, without the dashboards themselves.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Failed(String),
    Empty,
    Filled,
}

/// Reads the list through memos instead of awaiting it in a `Suspend`, which would build the table anew with
/// every reload: here a reload touches only the rows that changed.
#[component]
fn ListContent(
    list: DashboardList,
    search: RwSignal<String>,
    actions: Actions,
    dialogs: Dialogs,
) -> impl IntoView {
    let dashboards = Memo::new(move |_| list.get().and_then(Result::ok).unwrap_or_default());
    let outcome = Memo::new(move |_| {
        list.map(|answer| match answer {
            Err(error) => Outcome::Failed(error.text()),
            Ok(dashboards) if dashboards.is_empty() => Outcome::Empty,
            Ok(_) => Outcome::Filled,
        })
    });
    move || {
        let content = match outcome.get()? {
            Outcome::Failed(reason) => view! { <ListFailed reason list /> }.into_any(),
            Outcome::Empty => view! { <NoDashboards dialogs /> }.into_any(),
            Outcome::Filled => view! { <DashboardTable dashboards search actions dialogs /> }.into_any(),
        };
        Some(content)
    }
}

#[component]
fn ListFailed(reason: String, list: DashboardList) -> impl IntoView {
    view! {
        <EmptyState glyph=Glyph::Error title="The dashboards can’t be listed" text=reason>
            <Button glyph=Glyph::Refresh on_press=move |()| list.refetch()>"Try again"</Button>
        </EmptyState>
    }
}

#[component]
fn NoDashboards(dialogs: Dialogs) -> impl IntoView {
    view! {
        <EmptyState
            glyph=Glyph::Dashboard
            title="No dashboard yet"
            text="Create one and add widgets to it, or import a DashboardBody as CloudWatch exports it. What you build here works there too."
        >
            <CreateButton dialogs />
            <ImportButton dialogs text="Import JSON" />
        </EmptyState>
    }
}

#[component]
fn CreateButton(dialogs: Dialogs, #[prop(optional, into)] disabled: Signal<bool>) -> impl IntoView {
    let create = move |()| dialogs.naming.set(Some(Naming::Create));
    view! {
        <Button kind=ButtonKind::Primary glyph=Glyph::Add disabled on_press=create>"Create dashboard"</Button>
    }
}

#[component]
fn ImportButton(
    dialogs: Dialogs,
    text: &'static str,
    #[prop(optional, into)] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <Button glyph=Glyph::Upload disabled on_press=move |()| dialogs.importing.set(true)>{text}</Button>
    }
}
