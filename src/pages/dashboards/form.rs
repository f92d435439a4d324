//! What both dialogs of the list end in: saving a dashboard under a name that may be refused.

use crate::components::{Button, ButtonKind, Glyph};
use crate::dashboards::StorageError;
use crate::pages::body_check::name_error;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Said below the field of every name.
pub const NAME_HINT: &str = "Letters, digits, - and _";

/// A name that is being typed, and how saving under it goes.
#[derive(Clone, Copy)]
pub struct SaveForm {
    pub name: RwSignal<String>,
    /// Why the last try failed. Another name is another try.
    pub refused: RwSignal<Option<String>>,
    saving: RwSignal<bool>,
}

impl SaveForm {
    pub fn new(first_name: String) -> Self {
        let name = RwSignal::new(first_name);
        let refused = RwSignal::new(None);
        Effect::watch(move || name.track(), move |(), _, _| refused.set(None), false);
        SaveForm { name, refused, saving: RwSignal::new(false) }
    }

    pub fn error(self) -> Option<String> {
        self.refused.get().or_else(|| self.name.with(|name| name_error(name)))
    }

    pub fn is_ready(self) -> bool {
        !self.saving.get() && !self.name.read().is_empty() && self.error().is_none()
    }

    /// Does `work`, then closes the dialog or says why it can't.
    pub fn save(
        self,
        work: impl Future<Output = Result<(), StorageError>> + 'static,
        close: impl FnOnce() + 'static,
    ) {
        self.saving.set(true);
        spawn_local(async move {
            let saved = work.await;
            // The page may have been left by now, and its signals with it.
            self.saving.try_set(false);
            match saved {
                Ok(()) => close(),
                Err(error) => {
                    self.refused.try_set(Some(error.text()));
                }
            }
        });
    }
}

/// The form around the fields. Nothing is submitted before it is `ready`.
#[component]
pub fn DialogForm(
    /// On the button that submits.
    verb: &'static str,
    #[prop(optional, into)] glyph: Option<Glyph>,
    #[prop(into)] ready: Signal<bool>,
    #[prop(into)] on_submit: Callback<()>,
    #[prop(into)] on_cancel: Callback<()>,
    children: Children,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if ready.get_untracked() {
            on_submit.run(());
        }
    };
    view! {
        <form class="form" on:submit=submit>
            {children()}
            <div class="dialog__actions">
                <Button on_press=on_cancel>"Cancel"</Button>
                <Button kind=ButtonKind::Primary nostrip:glyph=glyph submits=true disabled=move || !ready.get()>
                    {verb}
                </Button>
            </div>
        </form>
    }
}
