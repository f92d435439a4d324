//! What can be done to dashboards, with a message about the outcome and, after a deletion, the way back.

use super::DashboardList;
use crate::components::{Toast, Toasts, Tone, download, use_toasts};
use crate::dashboards::{Draft, Expected, Repository, StorageError, use_repository};
use crate::pages::EMPTY_BODY;
use crate::routing::{Address, Router, use_router};
use leptos::task::spawn_local;

#[derive(Clone, Copy)]
pub struct Actions {
    repository: Repository,
    router: Router,
    toasts: Toasts,
    /// Asked for again after each change.
    list: DashboardList,
}

impl Actions {
    pub fn new(list: DashboardList) -> Self {
        Actions { repository: use_repository(), router: use_router(), toasts: use_toasts(), list }
    }

    /// Makes an empty dashboard and opens it for editing.
    pub async fn create(self, name: String) -> Result<(), StorageError> {
        self.repository.put(&name, EMPTY_BODY, Expected::Nothing).await?;
        self.router.open(Address { editing: true, ..Address::dashboard(&name) });
        Ok(())
    }

    pub async fn import(self, name: String, body: String) -> Result<(), StorageError> {
        self.repository.put(&name, &body, Expected::Nothing).await?;
        self.router.open(Address::dashboard(&name));
        Ok(())
    }

    pub async fn rename(self, from: String, to: String) -> Result<(), StorageError> {
        if from == to {
            return Ok(());
        }
        // First the new one, then away with the old: whatever breaks in between, nothing is lost.
        self.repository.copy(&from, &to).await?;
        self.repository.delete(&from).await?;
        if let Some(draft) = Draft::load(&from) {
            // Without room for the copy the draft stays under its old name.
            if draft.keep(&to).is_ok() {
                Draft::discard(&from);
            }
        }
        self.list.refetch();
        Ok(())
    }

    pub async fn duplicate(self, from: String, to: String) -> Result<(), StorageError> {
        self.repository.copy(&from, &to).await?;
        self.list.refetch();
        Ok(())
    }

    pub fn delete(self, name: String) {
        self.run(async move {
            let body = self.repository.get(&name).await?;
            self.repository.delete(&name).await?;
            self.list.refetch();
            let words = format!("Deleted {name}.");
            let undo = move || self.put_back(name.clone(), body.clone());
            self.toasts.show(Toast::new(Tone::Neutral, words).with_action("Undo", undo));
            Ok(())
        });
    }

    pub fn export(self, name: String) {
        self.run(async move {
            let body = self.repository.get(&name).await?;
            download(&format!("{name}.json"), "application/json", &body);
            Ok(())
        });
    }

    fn put_back(self, name: String, body: String) {
        self.run(async move {
            self.repository.put(&name, &body, Expected::Nothing).await?;
            self.list.refetch();
            Ok(())
        });
    }

    fn run(self, work: impl Future<Output = Result<(), StorageError>> + 'static) {
        spawn_local(async move {
            if let Err(error) = work.await {
                self.toasts.show(Toast::new(Tone::Danger, error.text()));
            }
        });
    }
}
