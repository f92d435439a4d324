//! What can be done to dashboards, with a message about the outcome and, after a deletion, the way back.

use crate::components::{Toast, Toasts, Tone};
use crate::dom::download;
use crate::pages::EMPTY_BODY;
use crate::reactive::{RwSignal, expect_context, spawn_local};
use crate::router::{Address, Router};
use crate::storage::{Draft, Expected, Library, StorageError};
use std::pin::Pin;

/// What needs a name first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Create,
    Rename(String),
    Copy(String),
    Import,
}

#[derive(Clone, Copy)]
pub struct Actions {
    library: Library,
    router: Router,
    toasts: Toasts,
    /// Grows with each change of the list.
    changes: RwSignal<u32>,
}

impl Actions {
    pub fn new(library: Library, changes: RwSignal<u32>) -> Self {
        Actions { library, router: expect_context(), toasts: expect_context(), changes }
    }

    /// Does what was asked. `body` is what an import brings.
    pub async fn carry_out(self, what: Asked, name: String, body: String) -> Result<(), StorageError> {
        let editing = what == Asked::Create;
        let (from, is_renamed) = match what {
            Asked::Create | Asked::Import => {
                let body = if editing { EMPTY_BODY } else { &body };
                self.library.put(&name, body, Expected::Nothing).await?;
                self.open(&name, editing);
                return Ok(());
            }
            Asked::Rename(from) => (from, true),
            Asked::Copy(from) => (from, false),
        };
        if is_renamed && from == name {
            return Ok(());
        }
        self.library.copy(&from, &name).await?;
        if is_renamed {
            // First the new one, then away with the old: whatever breaks in between, nothing is lost.
            self.library.delete(&from).await?;
            if let Some(draft) = Draft::load(&from) {
                // Without room for the copy the draft stays under its old name.
                if draft.keep(&name).is_ok() {
                    Draft::discard(&from);
                }
            }
        }
        self.changed();
        Ok(())
    }

    pub fn delete(self, name: String) {
        self.run(async move {
            let body = self.library.get(&name).await?;
            self.library.delete(&name).await?;
            self.changed();
            let words = ["Deleted ", &name, "."].concat();
            let undo = move || self.put_back(name.clone(), body.clone());
            self.toasts.show(Toast::new(Tone::Neutral, words).with_action("Undo", undo));
            Ok(())
        });
    }

    pub fn export(self, name: String) {
        self.run(async move {
            let body = self.library.get(&name).await?;
            download(&[&name, ".json"].concat(), "application/json", &body);
            Ok(())
        });
    }

    fn put_back(self, name: String, body: String) {
        self.run(async move {
            self.library.put(&name, &body, Expected::Nothing).await?;
            self.changed();
            Ok(())
        });
    }

    fn open(self, name: &str, editing: bool) {
        self.router.open(Address { editing, ..Address::dashboard(name) });
    }

    fn changed(self) {
        self.changes.update(|changes| *changes += 1);
    }

    fn run(self, work: impl Future<Output = Result<(), StorageError>> + 'static) {
        let work: Pin<Box<dyn Future<Output = Result<(), StorageError>>>> = Box::pin(work);
        spawn_local(async move {
            if let Err(error) = work.await {
                self.toasts.show(Toast::new(Tone::Danger, error.text()));
            }
        });
    }
}

/// Whole kilobytes, rounded up: nothing is 0 kB.
pub fn size_text(bytes: i64) -> String {
    match bytes {
        ..1000 => [&bytes.to_string(), " B"].concat(),
        _ => [&((bytes + 999) / 1000).to_string(), " kB"].concat(),
    }
}
