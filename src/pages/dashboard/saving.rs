//! Saving an open dashboard: where it goes, what comes of it, and what is done while the server is away.
//!
//! Nothing of somebody else's is overwritten unasked: a save goes ahead only over the body that was opened.

use super::state::{Conflict, DashboardState, EditedDashboardStoreFields};
use crate::components::{Toast, Tone};
use crate::dashboards::{Expected, Location, StorageError};
use crate::session::ServerState;
use dashboard::{Edit, Editor};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    Saved(Location),
    Saving,
    Unsaved,
    /// Saved while the server was away: kept here until it is back.
    Waiting,
}

impl DashboardState {
    pub fn save_state(self) -> SaveState {
        if self.dashboard.is_saving().get() {
            SaveState::Saving
        } else if self.dashboard.is_waiting().get() {
            SaveState::Waiting
        } else if self.is_changed.get() {
            SaveState::Unsaved
        } else {
            SaveState::Saved(self.repository.location())
        }
    }

    /// Saves what is there if what was saved before is still there.
    pub fn save(self) {
        self.save_over(Some(self.dashboard.base().get_untracked()));
    }

    /// Saves over whatever is there.
    pub fn save_anyway(self) {
        self.dashboard.conflict().set(None);
        self.save_over(None);
    }

    /// Takes the other's version; one's own is one undo away.
    pub fn take_theirs(self) {
        if let Some(Conflict::Changed { theirs }) = self.dashboard.conflict().get_untracked()
            && self.apply(Edit::ReplaceBody(theirs.clone()))
        {
            self.dashboard.base().set(theirs);
            self.keep_draft(false);
        }
        self.dashboard.conflict().set(None);
    }

    /// Saves if `base` is still what is saved; without one, over anything.
    fn save_over(self, base: Option<String>) {
        let is_saving = self.dashboard.is_saving();
        if is_saving.get_untracked() || !self.is_valid() {
            return;
        }
        if self.session.state().get_untracked() == ServerState::Gone {
            self.wait_for_server();
            return;
        }
        let (name, body) = (self.name.get_value(), self.body_text());
        is_saving.set(true);
        spawn_local(async move {
            let expected = base.as_deref().map_or(Expected::Anything, Expected::Body);
            let answer = self.repository.put(&name, &body, expected).await;
            // The page may have been left meanwhile, and its signals with it.
            if is_saving.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(messages) => self.mark_saved(body, !messages.is_empty()),
                Err(error) if error.is_unreachable() => self.wait_for_server(),
                Err(StorageError::Changed { theirs }) => {
                    self.dashboard.conflict().set(Some(Conflict::Changed { theirs }));
                }
                Err(StorageError::NotFound) => self.dashboard.conflict().set(Some(Conflict::Deleted)),
                Err(error) => self.say(Tone::Danger, format!("Not saved. {}", error.text())),
            }
        });
    }

    fn mark_saved(self, body: String, has_remarks: bool) {
        self.dashboard.is_waiting().set(false);
        self.dashboard.base().set(body);
        self.dashboard.editor().update(Editor::mark_saved);
        self.keep_draft(false);
        self.say(Tone::Ok, format!("Saved {}.", self.repository.location().words()));
        if has_remarks {
            let words = "The body has remarks: it is saved, but CloudWatch would warn about it.";
            self.say_with_json_view(Tone::Warning, words);
        }
    }

    fn is_valid(self) -> bool {
        let errors = self.dashboard.editor().with_untracked(|editor| editor.body().errors().len());
        if errors > 0 {
            self.say_with_json_view(Tone::Danger, format!("Not saved: {errors} errors in the body."));
        }
        errors == 0
    }

    fn wait_for_server(self) {
        self.dashboard.is_waiting().set(true);
        if self.keep_draft(true) {
            self.say(Tone::Warning, "The server is gone. Saved in this browser until it is back.");
        }
    }

    pub(super) fn save_when_the_server_is_back(self) {
        Effect::new(move |_| {
            let is_waiting = self.dashboard.is_waiting().get_untracked();
            if self.session.state().get() == ServerState::Connected && is_waiting {
                self.save();
            }
        });
    }

    fn say_with_json_view(self, tone: Tone, words: impl Into<String>) {
        let show = move || self.dashboard.json_view_open().set(true);
        self.toasts.show(Toast::new(tone, words).with_action("Show", show));
    }
}
