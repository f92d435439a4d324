//! A short word about a state, with an icon, so that it isn't told by colour alone.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Accent,
    Ok,
    Warning,
    Danger,
}

impl Tone {
    pub const fn name(self) -> &'static str {
        match self {
            Tone::Neutral => "neutral",
            Tone::Accent => "accent",
            Tone::Ok => "ok",
            Tone::Warning => "warning",
            Tone::Danger => "danger",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Tone::Neutral | Tone::Accent => Glyph::Info,
            Tone::Ok => Glyph::Check,
            Tone::Warning => Glyph::Alarm,
            Tone::Danger => Glyph::Error,
        }
    }
}

/// `title` explains on hover.
#[component]
pub fn StatusChip(
    #[prop(into)] tone: Signal<Tone>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional, into)] title: Signal<Option<String>>,
) -> impl IntoView {
    let glyph = move || tone.get().glyph();
    view! {
        <span class="status-chip" role="status" data-tone=move || tone.get().name() title=move || title.get()>
            <Icon glyph />
            <span>{move || text.get()}</span>
        </span>
    }
}
