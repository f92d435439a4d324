//! One open dashboard: its editor, where it is saved, its draft, and what is being done to it.
//!
//! Every change goes through [`DashboardState::apply`] and can be undone. A draft is kept with each change,
//! so that neither a reload nor a lost server takes anything.

use crate::components::{Toast, Toasts, Tone};
use crate::reactive::{Memo, RwSignal, Signal, effect, expect_context, memo, spawn_local};
use crate::session::{ServerState, Session};
use crate::storage::{Draft, Expected, Library, Place, StorageError};
use crate::time_range::now;
use dashboard::{Edit, Editor, Widget, WidgetId};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    Saved(Place),
    Saving,
    Unsaved,
    /// Saved while the server was away: kept here until it is back.
    Waiting,
}

#[derive(Clone, Copy)]
pub struct DashboardState {
    pub name: Signal<String>,
    pub editor: RwSignal<Editor>,
    /// All widgets as they are now, in the document's order.
    pub widgets: Memo<Vec<Widget>>,
    pub changed: Memo<bool>,
    /// A draft from an earlier visit, until the reader has decided.
    pub offered: RwSignal<Option<Draft>>,
    pub conflict: RwSignal<Option<Conflict>>,
    pub selected: RwSignal<Option<WidgetId>>,
    pub widget_edit: RwSignal<Option<WidgetEdit>>,
    pub json_view: RwSignal<bool>,
    pub help: RwSignal<bool>,
    /// Said to screen readers: where a moved widget is now.
    pub announcement: RwSignal<String>,
    /// The body that is saved, as far as is known.
    base: RwSignal<String>,
    saving: RwSignal<bool>,
    waiting: RwSignal<bool>,
    library: Library,
    session: Session,
    toasts: Toasts,
}

impl DashboardState {
    pub fn new(name: &str, editor: Editor, offered: Option<Draft>) -> Self {
        let base = RwSignal::new(editor.text().to_owned());
        let editor = RwSignal::new(editor);
        let state = DashboardState {
            name: RwSignal::new(name.to_owned()).read_only(),
            editor,
            widgets: memo(move || editor.with(|editor| editor.body().widgets_with(&[]))),
            changed: memo(move || editor.with(|editor| base.with(|base| editor.text() != base))),
            offered: RwSignal::new(offered),
            conflict: RwSignal::new(None),
            selected: RwSignal::new(None),
            widget_edit: RwSignal::new(None),
            json_view: RwSignal::new(false),
            help: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
            base,
            saving: RwSignal::new(false),
            waiting: RwSignal::new(false),
            library: expect_context(),
            session: expect_context(),
            toasts: expect_context(),
        };
        state.save_when_the_server_is_back();
        state
    }

    pub fn save_state(&self) -> SaveState {
        if self.saving.get() {
            SaveState::Saving
        } else if self.waiting.get() {
            SaveState::Waiting
        } else if self.changed.get() {
            SaveState::Unsaved
        } else {
            SaveState::Saved(self.library.place())
        }
    }

    pub fn widget(&self, id: WidgetId) -> Option<Widget> {
        self.widgets.with_untracked(|widgets| widgets.iter().find(|widget| widget.id == id).cloned())
    }

    /// Does one edit, or says why not. Returns whether it was done.
    pub fn apply(&self, edit: Edit) -> bool {
        if self.offered.with_untracked(Option::is_some) {
            self.say(Tone::Warning, "First restore or discard the draft.");
            return false;
        }
        let done = self.editor.try_update(|editor| editor.apply(edit));
        match done {
            Some(Ok(made)) => {
                if made.is_some() {
                    self.selected.set(made);
                }
                self.keep_draft(false);
                true
            }
            Some(Err(error)) => {
                self.say(Tone::Danger, &error.to_string());
                false
            }
            None => false,
        }
    }

    pub fn delete_widget(&self, id: WidgetId) {
        let state = *self;
        let title = self.widget(id).and_then(|widget| widget.title).unwrap_or_else(|| "Widget".to_owned());
        if self.apply(Edit::DeleteWidget(id)) {
            let words = [&title, " deleted."].concat();
            self.toasts.show(Toast::new(Tone::Neutral, words).with_action("Undo", move || state.undo()));
        }
    }

    pub fn undo(&self) {
        self.step(Editor::undo);
    }

    pub fn redo(&self) {
        self.step(Editor::redo);
    }

    fn step(&self, step: impl FnOnce(&mut Editor) -> bool) {
        if self.editor.try_update(step) == Some(true) {
            self.keep_draft(false);
        }
    }

    pub fn restore_draft(&self) {
        let Some(draft) = self.offered.get_untracked() else { return };
        self.offered.set(None);
        if !self.apply(Edit::ReplaceBody(draft.body.clone())) {
            // It stays where it was, for another try.
            self.offered.set(Some(draft));
        }
    }

    pub fn discard_draft(&self) {
        self.offered.set(None);
        self.name.with_untracked(|name| Draft::discard(name));
    }

    /// Back to what is saved, as one step that can be undone.
    pub fn revert(&self) {
        if self.apply(Edit::ReplaceBody(self.base.get_untracked())) {
            let state = *self;
            let toast = Toast::new(Tone::Neutral, "Back to what is saved.");
            self.toasts.show(toast.with_action("Undo", move || state.undo()));
        }
    }

    /// Saves what is there if what was saved before is still there.
    pub fn save(&self) {
        self.save_over(Some(self.base.get_untracked()));
    }

    /// Saves over whatever is there.
    pub fn save_anyway(&self) {
        self.conflict.set(None);
        self.save_over(None);
    }

    /// Takes the other's version; one's own is one undo away.
    pub fn take_theirs(&self) {
        if let Some(Conflict::Changed { theirs }) = self.conflict.get_untracked()
            && self.apply(Edit::ReplaceBody(theirs.clone()))
        {
            self.base.set(theirs);
            self.keep_draft(false);
        }
        self.conflict.set(None);
    }

    /// Saves if `base` is still what is saved; without one, over anything.
    fn save_over(&self, base: Option<String>) {
        if self.saving.get_untracked() || !self.is_valid() {
            return;
        }
        if self.session.state().get_untracked() == ServerState::Gone {
            self.wait_for_server();
            return;
        }
        let state = *self;
        let (name, body) =
            (self.name.get_untracked(), self.editor.with_untracked(|editor| editor.text().to_owned()));
        self.saving.set(true);
        spawn_local(async move {
            let expected = base.as_deref().map_or(Expected::Anything, Expected::Body);
            let done = state.library.put(&name, &body, expected).await;
            // The page may have been left meanwhile.
            if state.saving.try_set(false).is_some() {
                return;
            }
            match done {
                Ok(messages) => state.saved(body, messages.len()),
                Err(error) if error.is_unreachable() => state.wait_for_server(),
                Err(StorageError::Changed { theirs }) => {
                    state.conflict.set(Some(Conflict::Changed { theirs }))
                }
                Err(StorageError::NotFound) => state.conflict.set(Some(Conflict::Deleted)),
                Err(error) => state.say(Tone::Danger, &["Not saved. ", &error.text()].concat()),
            }
        });
    }

    fn saved(&self, body: String, remarks: usize) {
        self.waiting.set(false);
        self.base.set(body);
        self.editor.update(Editor::mark_saved);
        self.keep_draft(false);
        let place = ["Saved ", self.library.place().words(), "."].concat();
        self.say(Tone::Ok, &place);
        if 0 < remarks {
            let state = *self;
            let words = "The body has remarks: it is saved, but CloudWatch would warn about it.";
            let show = move || state.json_view.set(true);
            self.toasts.show(Toast::new(Tone::Warning, words).with_action("Show", show));
        }
    }

    fn is_valid(&self) -> bool {
        let errors = self.editor.with_untracked(|editor| editor.body().errors().len());
        if 0 < errors {
            let state = *self;
            let words = ["Not saved: ", &errors.to_string(), " errors in the body."].concat();
            let show = move || state.json_view.set(true);
            self.toasts.show(Toast::new(Tone::Danger, words).with_action("Show", show));
        }
        errors == 0
    }

    fn wait_for_server(&self) {
        self.waiting.set(true);
        if self.keep_draft(true) {
            self.say(Tone::Warning, "The server is gone. Saved in this browser until it is back.");
        }
    }

    fn save_when_the_server_is_back(&self) {
        let state = *self;
        effect(move || {
            if state.session.state().get() == ServerState::Connected && state.waiting.get_untracked() {
                state.save();
            }
        });
    }

    /// Keeps the draft while there are changes, and no longer. Returns whether that worked.
    fn keep_draft(&self, to_be_saved: bool) -> bool {
        let name = self.name.get_untracked();
        if !self.changed.get_untracked() {
            self.waiting.set(false);
            Draft::discard(&name);
            return true;
        }
        let draft = Draft {
            at: now(),
            base: self.base.get_untracked(),
            body: self.editor.with_untracked(|editor| editor.text().to_owned()),
            to_be_saved: to_be_saved || self.waiting.get_untracked(),
        };
        let kept = draft.keep(&name);
        if let Err(error) = kept {
            self.say(
                Tone::Danger,
                &["The draft can’t be kept: save before you leave. ", error.text()].concat(),
            );
        }
        kept.is_ok()
    }

    fn say(&self, tone: Tone, words: &str) {
        self.toasts.show(Toast::new(tone, words));
    }
}
