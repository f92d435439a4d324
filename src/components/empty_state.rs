//! What stands where nothing is yet: an icon, a sentence, what can be done.

use super::icon::{Glyph, Icon};
use leptos::prelude::*;

#[component]
pub fn EmptyState(
    glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// Buttons and links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty-state">
            <span class="empty-state__icon">
                <Icon glyph />
            </span>
            <h2 class="empty-state__title">{title}</h2>
            <p class="empty-state__text">{text}</p>
            {children.map(|children| view! { <div class="empty-state__actions">{children()}</div> })}
        </section>
    }
}
