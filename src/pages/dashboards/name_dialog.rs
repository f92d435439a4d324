//! Asks for the name of a new, renamed or duplicated dashboard.

use super::actions::Actions;
use super::form::{DialogForm, NAME_HINT, SaveForm};
use crate::components::{Dialog, TextField};
use crate::dashboards::StorageError;
use leptos::prelude::*;

/// What a name is asked for; the other two hold the name that there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Naming {
    Create,
    Rename(String),
    Duplicate(String),
}

impl Naming {
    const fn title(&self) -> &'static str {
        match self {
            Naming::Create => "Create a dashboard",
            Naming::Rename(_) => "Rename the dashboard",
            Naming::Duplicate(_) => "Duplicate the dashboard",
        }
    }

    const fn verb(&self) -> &'static str {
        match self {
            Naming::Create => "Create",
            Naming::Rename(_) => "Rename",
            Naming::Duplicate(_) => "Duplicate",
        }
    }

    fn first_name(&self) -> String {
        match self {
            Naming::Create => String::new(),
            Naming::Rename(from) => from.clone(),
            Naming::Duplicate(from) => format!("{from}-copy"),
        }
    }

    async fn carry_out(self, name: String, actions: Actions) -> Result<(), StorageError> {
        match self {
            Naming::Create => actions.create(name).await,
            Naming::Rename(from) => actions.rename(from, name).await,
            Naming::Duplicate(from) => actions.duplicate(from, name).await,
        }
    }
}

/// Open while there is something to be named.
#[component]
pub fn NameDialog(naming: RwSignal<Option<Naming>>, actions: Actions) -> impl IntoView {
    let title = move || naming.with(|naming| naming.as_ref().map(Naming::title).unwrap_or_default());
    let form = move || {
        let purpose = naming.get_untracked()?;
        Some(view! { <NamingForm purpose naming actions /> })
    };
    view! {
        <Dialog title open=move || naming.read().is_some() on_close=move |()| naming.set(None)>
            {form}
        </Dialog>
    }
}

#[component]
fn NamingForm(purpose: Naming, naming: RwSignal<Option<Naming>>, actions: Actions) -> impl IntoView {
    let form = SaveForm::new(purpose.first_name());
    let verb = purpose.verb();
    let submit = move |()| {
        let work = purpose.clone().carry_out(form.name.get_untracked(), actions);
        form.save(work, move || {
            naming.try_set(None);
        });
    };
    view! {
        <DialogForm
            verb
            ready=move || form.is_ready()
            on_submit=submit
            on_cancel=move |()| naming.set(None)
        >
            <TextField label="Name" value=form.name error=move || form.error() hint=NAME_HINT autofocus=true />
        </DialogForm>
    }
}
