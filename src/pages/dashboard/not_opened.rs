//! What stands where a dashboard could not be opened, and the ways on from there.

use crate::components::{Button, ButtonKind, EmptyState, Glyph};
use crate::dashboards::{Expected, StorageError, use_repository};
use crate::pages::{EMPTY_BODY, LinkToAll};
use crate::routing::use_router;
use crate::session::use_session;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// `body` is asked for again as soon as the server comes back.
#[component]
pub fn NotOpened(
    name: String,
    error: StorageError,
    body: LocalResource<Result<String, StorageError>>,
) -> impl IntoView {
    let session = use_session().state();
    Effect::watch(move || session.get(), move |_, _, _| body.refetch(), false);
    let heading = name.clone();
    let explanation = if error == StorageError::NotFound {
        view! { <NoSuchDashboard name body /> }.into_any()
    } else {
        view! {
            <EmptyState glyph=Glyph::Error title="The dashboard can’t be opened" text=error.text()>
                <LinkToAll />
            </EmptyState>
        }
        .into_any()
    };
    view! {
        <h1 class="visually-hidden">{heading}</h1>
        {explanation}
    }
}

#[component]
fn NoSuchDashboard(name: String, body: LocalResource<Result<String, StorageError>>) -> impl IntoView {
    let (repository, router) = (use_repository(), use_router());
    let title = format!("There is no dashboard “{name}”");
    let create = move |()| {
        let name = name.clone();
        spawn_local(async move {
            // Whatever comes of it, asking for the body again shows it.
            let _ = repository.put(&name, EMPTY_BODY, Expected::Nothing).await;
            // The page may have been left meanwhile, and the address is another page's.
            if !body.is_disposed() {
                router.adjust(|address| address.editing = true);
                body.refetch();
            }
        });
    };
    view! {
        <EmptyState
            glyph=Glyph::Dashboard
            title
            text="It may have been renamed or deleted, or the address is mistyped."
        >
            <LinkToAll />
            <Button kind=ButtonKind::Primary glyph=Glyph::Add on_press=create>"Create it"</Button>
        </EmptyState>
    }
}
