//! Refresh now, refresh by itself, and how old the picture is.

use crate::components::{Glyph, IconButton, Select};
use crate::dashboard_time::DashboardTime;
use crate::routing::use_router;
use crate::time::{Refresh, ago, now};
use leptos::prelude::*;
use leptos_use_interval_fn::use_interval_fn;

/// Choices go into the address; the page's tick follows it.
#[component]
pub fn RefreshControls(time: DashboardTime) -> impl IntoView {
    let router = use_router();
    let choose = move |text: String| router.adjust(|address| address.refresh = Refresh::parse(&text));
    view! {
        <div class="refresh-controls">
            <Age time />
            <IconButton glyph=Glyph::Refresh label="Refresh (r)" on_press=move |()| time.tick.now() />
            <Select
                label="Refresh by itself"
                label_hidden=true
                choices=move || choices(time.refresh.get())
                value=move || time.refresh.get().to_text()
                on_choose=choose
            />
        </div>
    }
}

/// What is offered, and what the address asks for if that is something else.
fn choices(current: Refresh) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> =
        Refresh::CHOICES.iter().map(|(choice, words)| (choice.to_text(), (*words).to_owned())).collect();
    let current = current.to_text();
    if !choices.iter().any(|(choice, _)| *choice == current) {
        let words = format!("{current} s");
        choices.push((current, words));
    }
    choices
}

#[component]
fn Age(time: DashboardTime) -> impl IntoView {
    const INTERVAL_MILLIS: u64 = 5000;
    let clock = RwSignal::new(now());
    use_interval_fn(move || clock.set(now()), INTERVAL_MILLIS);
    let text = move || age_text(clock.get().secs() - time.tick.at().get().secs());
    view! { <span class="refresh-controls__age" title="Since the last refresh">{text}</span> }
}

/// Nothing for the first seconds: then the picture is fresh.
fn age_text(secs: i64) -> String {
    const FRESH_SECS: i64 = 15;
    if secs < FRESH_SECS { String::new() } else { ago(secs) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_fresh_picture_has_no_age() {
        for (secs, expected) in [(-5, ""), (14, ""), (15, "15 s ago"), (7300, "2 h ago")] {
            assert_eq!(age_text(secs), expected);
        }
    }

    #[wasm_bindgen_test]
    fn what_the_address_asks_for_can_be_chosen() {
        let offered = Refresh::CHOICES.len();
        assert_eq!(choices(Refresh::Off).len(), offered);
        let odd = choices(Refresh::Every { secs: 7 });
        assert_eq!(odd.len(), offered + 1);
        assert_eq!(odd.last(), Some(&("7".to_owned(), "7 s".to_owned())));
    }
}
