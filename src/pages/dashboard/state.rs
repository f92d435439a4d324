//! One open dashboard: its editor, its draft, and what is open over it. Saving is in `saving.rs`.
//!
//! Every change goes through [`DashboardState::apply`] and can be undone. A draft is kept with each change,
//! so that neither a reload nor a lost server takes anything.

use crate::components::{Toast, Toasts, Tone, use_toasts};
use crate::dashboards::{Draft, Repository, use_repository};
use crate::session::{Session, use_session};
use crate::time::now;
use dashboard::json::SyntaxError;
use dashboard::{Edit, Editor, Widget, WidgetId};
use leptos::prelude::*;
use reactive_stores::Store;

/// What the widget editor is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WidgetEdit {
    /// A widget that isn't there yet, as JSON.
    New(String),
    Existing(WidgetId),
}

/// Somebody else saved or deleted the dashboard meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    Changed { theirs: String },
    Deleted,
}

/// All that changes while a dashboard is open; each field is followed by itself.
#[derive(Debug, Store)]
pub struct EditedDashboard {
    editor: Editor,
    /// The body that is saved, as far as is known.
    base: String,
    /// A draft from an earlier visit, until the reader has decided.
    offered_draft: Option<Draft>,
    selected: Option<WidgetId>,
    /// Said to screen readers: where a moved widget is now.
    announcement: String,
    is_saving: bool,
    /// Saved while the server was away.
    is_waiting: bool,
    conflict: Option<Conflict>,
    widget_edit: Option<WidgetEdit>,
    json_view_open: bool,
    keys_open: bool,
}

/// A handle on the open dashboard, for everything on its page.
#[derive(Clone, Copy)]
pub struct DashboardState {
    pub name: StoredValue<String>,
    pub dashboard: Store<EditedDashboard>,
    /// All widgets as they are now, in the document's order.
    pub widgets: Memo<Vec<Widget>>,
    /// Whether there is anything to save.
    pub is_changed: Memo<bool>,
    pub(super) repository: Repository,
    pub(super) session: Session,
    pub(super) toasts: Toasts,
}

impl DashboardState {
    /// `body` is what is saved; a draft that differs from it is offered.
    pub fn open(name: String, body: &str) -> Result<Self, SyntaxError> {
        let dashboard = Store::new(EditedDashboard {
            editor: Editor::open(body)?,
            base: body.to_owned(),
            offered_draft: Draft::load(&name).filter(|draft| draft.body != body),
            selected: None,
            announcement: String::new(),
            is_saving: false,
            is_waiting: false,
            conflict: None,
            widget_edit: None,
            json_view_open: false,
            keys_open: false,
        });
        let (editor, base) = (dashboard.editor(), dashboard.base());
        let state = DashboardState {
            name: StoredValue::new(name),
            dashboard,
            widgets: Memo::new(move |_| editor.with(|editor| editor.body().widgets_with(&[]))),
            is_changed: Memo::new(move |_| editor.read().text() != *base.read()),
            repository: use_repository(),
            session: use_session(),
            toasts: use_toasts(),
        };
        state.save_when_the_server_is_back();
        Ok(state)
    }

    pub fn widget(self, id: WidgetId) -> Option<Widget> {
        self.widgets.with_untracked(|widgets| widgets.iter().find(|widget| widget.id == id).cloned())
    }

    /// The widget's place in the document's list.
    pub fn index_of(self, id: WidgetId) -> Option<usize> {
        self.widgets.with_untracked(|widgets| widgets.iter().position(|widget| widget.id == id))
    }

    /// Does one edit, or says why not. Returns whether it was done.
    pub fn apply(self, edit: Edit) -> bool {
        if self.dashboard.offered_draft().with_untracked(Option::is_some) {
            self.say(Tone::Warning, "First restore or discard the draft.");
            return false;
        }
        match self.dashboard.editor().try_update(|editor| editor.apply(edit)) {
            Some(Ok(made)) => {
                if made.is_some() {
                    self.dashboard.selected().set(made);
                }
                self.keep_draft(false);
                true
            }
            Some(Err(error)) => {
                self.say(Tone::Danger, error.to_string());
                false
            }
            // The page has been left.
            None => false,
        }
    }

    pub fn delete_widget(self, id: WidgetId) {
        let title = self.widget(id).and_then(|widget| widget.title).unwrap_or_else(|| "Widget".to_owned());
        if self.apply(Edit::DeleteWidget(id)) {
            self.say_with_undo(format!("{title} deleted."));
        }
    }

    pub fn undo(self) {
        self.step(Editor::undo);
    }

    pub fn redo(self) {
        self.step(Editor::redo);
    }

    fn step(self, step: impl FnOnce(&mut Editor) -> bool) {
        // `None`, if a toast's "Undo" is pressed after the page has been left.
        if self.dashboard.editor().try_update(step) == Some(true) {
            self.keep_draft(false);
        }
    }

    /// Back to what is saved, as one step that can be undone.
    pub fn revert(self) {
        if self.apply(Edit::ReplaceBody(self.dashboard.base().get_untracked())) {
            self.say_with_undo("Back to what is saved.");
        }
    }

    pub fn restore_draft(self) {
        let offered = self.dashboard.offered_draft();
        let Some(draft) = offered.get_untracked() else { return };
        offered.set(None);
        if !self.apply(Edit::ReplaceBody(draft.body.clone())) {
            // It stays where it was, for another try.
            offered.set(Some(draft));
        }
    }

    pub fn discard_draft(self) {
        self.dashboard.offered_draft().set(None);
        self.name.with_value(|name| Draft::discard(name));
    }

    /// Keeps the draft while there are changes, and no longer. Returns whether that worked.
    pub(super) fn keep_draft(self, to_be_saved: bool) -> bool {
        let name = self.name.get_value();
        if !self.is_changed.get_untracked() {
            self.dashboard.is_waiting().set(false);
            Draft::discard(&name);
            return true;
        }
        let draft = Draft {
            at: now(),
            base: self.dashboard.base().get_untracked(),
            body: self.body_text(),
            to_be_saved: to_be_saved || self.dashboard.is_waiting().get_untracked(),
        };
        let kept = draft.keep(&name);
        if let Err(error) = kept {
            let reason = error.text();
            self.say(Tone::Danger, format!("The draft can’t be kept: save before you leave. {reason}"));
        }
        kept.is_ok()
    }

    /// What is on the screen, saved or not.
    pub fn body_text(self) -> String {
        self.dashboard.editor().with_untracked(|editor| editor.text().to_owned())
    }

    pub(super) fn say(self, tone: Tone, words: impl Into<String>) {
        self.toasts.show(Toast::new(tone, words));
    }

    fn say_with_undo(self, words: impl Into<String>) {
        self.toasts.show(Toast::new(Tone::Neutral, words).with_action("Undo", move || self.undo()));
    }
}
