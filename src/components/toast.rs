//! Short messages at the window's corner: what happened, and perhaps a way back.

use super::button::{Button, ButtonKind, IconButton};
use super::icon::Glyph;
use super::status_chip::Tone;
use leptos::prelude::*;
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

/// Provided once by the app.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    count: StoredValue<u32>,
}

pub fn use_toasts() -> Toasts {
    expect_context()
}

impl Default for Toasts {
    fn default() -> Self {
        Toasts { shown: RwSignal::new(Vec::new()), count: StoredValue::new(0) }
    }
}

impl Toasts {
    pub fn show(&self, toast: Toast) {
        let id = self.count.get_value();
        self.count.set_value(id.wrapping_add(1));
        self.shown.update(|shown| {
            if shown.len() >= SHOWN_MAX {
                shown.remove(0);
            }
            shown.push((id, toast));
        });
        let toasts = *self;
        set_timeout(move || toasts.hide(id), SHOWN);
    }

    fn hide(&self, id: u32) {
        // By then the app may have gone.
        self.shown.try_update(|shown| shown.retain(|(shown, _)| *shown != id));
    }
}

/// Where toasts appear; once per app.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <section class="toast-region" aria-live="polite" aria-label="Messages">
            <For each=move || toasts.shown.get() key=|(id, _)| *id let((id, toast))>
                <ToastRow id toast />
            </For>
        </section>
    }
}

#[component]
fn ToastRow(id: u32, toast: Toast) -> impl IntoView {
    let toasts = use_toasts();
    let action = toast.action.map(|(words, action)| {
        let press = move |()| {
            toasts.hide(id);
            action();
        };
        view! { <Button kind=ButtonKind::Quiet on_press=press>{words}</Button> }
    });
    view! {
        <div class="toast" data-tone=toast.tone.name()>
            <span class="toast__text">{toast.text}</span>
            {action}
            <IconButton glyph=Glyph::Close label="Dismiss" on_press=move |()| toasts.hide(id) />
        </div>
    }
}
