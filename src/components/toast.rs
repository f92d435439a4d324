//! Short messages at the window's corner: what happened, and perhaps a way back.

use super::button::{ButtonKind, button, icon_button};
use super::icon::Glyph;
use super::status_chip::Tone;
use crate::dom::{El, after, each, el};
use crate::reactive::{RwSignal, expect_context};
use std::sync::Arc;
use std::time::Duration;

/// Long enough to read and to reach "Undo".
const SHOWN: Duration = Duration::from_secs(10);
/// More would cover the page; the oldest goes.
const SHOWN_MAX: usize = 4;

#[derive(Clone)]
pub struct Toast {
    tone: Tone,
    text: String,
    action: Option<(String, Action)>,
}

/// No `Callback`: a toast outlives the page that it speaks of.
type Action = Arc<dyn Fn() + Send + Sync>;

impl Toast {
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Toast { tone, text: text.into(), action: None }
    }

    /// The action may come after its page has been left.
    pub fn with_action(
        mut self,
        words: impl Into<String>,
        action: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        self.action = Some((words.into(), Arc::new(action)));
        self
    }
}

/// Provided once by the app; `expect_context::<Toasts>().show(…)`.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    count: RwSignal<u32>,
}

impl Default for Toasts {
    fn default() -> Self {
        Toasts { shown: RwSignal::new(Vec::new()), count: RwSignal::new(0) }
    }
}

impl Toasts {
    pub fn show(&self, toast: Toast) {
        let id = self.count.get_untracked();
        self.count.set(id.wrapping_add(1));
        self.shown.update(|shown| {
            if SHOWN_MAX <= shown.len() {
                shown.remove(0);
            }
            shown.push((id, toast));
        });
        let toasts = *self;
        after(SHOWN, move || toasts.hide(id));
    }

    fn hide(&self, id: u32) {
        self.shown.update(|shown| shown.retain(|(shown, _)| *shown != id));
    }
}

/// Where toasts appear; once per app.
pub fn toast_region() -> El {
    let toasts = expect_context::<Toasts>();
    let rows = each(
        move || toasts.shown.get(),
        |(id, _)| id.to_string(),
        move |(id, toast)| row(toasts, id, toast).into(),
    );
    el("section").class("toast-region").attr("aria-live", "polite").attr("aria-label", "Messages").child(rows)
}

fn row(toasts: Toasts, id: u32, toast: Toast) -> El {
    let action = toast.action.map(|(words, action)| {
        button(ButtonKind::Quiet, None, words, move || {
            toasts.hide(id);
            action();
        })
    });
    el("div")
        .class("toast")
        .attr("data-tone", toast.tone.name())
        .child(el("span").class("toast__text").text(toast.text))
        .child(action)
        .child(icon_button(Glyph::Close, "Dismiss", move || toasts.hide(id)))
}
