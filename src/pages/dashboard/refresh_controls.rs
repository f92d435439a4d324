//! Refresh now, refresh by itself, and how old the picture is.

use super::time::DashboardTime;
use crate::components::{Glyph, IconButton, Select};
use crate::router::Router;
use crate::time_range::{Refresh, now};
use leptos::prelude::*;
use std::time::Duration;

#[component]
pub fn RefreshControls(time: DashboardTime) -> impl IntoView {
    let router = expect_context::<Router>();
    let choices = Signal::derive(move || {
        let mut choices: Vec<(String, String)> =
            Refresh::CHOICES.iter().map(|(choice, words)| (choice.to_text(), (*words).to_owned())).collect();
        let current = time.refresh.get().to_text();
        if !choices.iter().any(|(choice, _)| *choice == current) {
            let words = [&current, " s"].concat();
            choices.push((current, words));
        }
        choices
    });
    let choose = move |text: String| router.adjust(|address| address.refresh = Refresh::parse(&text));
    view! {
        <div class="refresh-controls">
            <Age time />
            <IconButton glyph=Glyph::Refresh label="Refresh (r)" on_press=move |()| time.tick.now() />
            <Select
                label="Refresh by itself"
                label_hidden=true
                choices
                value=Signal::derive(move || time.refresh.get().to_text())
                on_choose=choose
            />
        </div>
    }
    .into_any()
}

/// Says nothing for the first seconds: then the picture is fresh.
#[component]
fn Age(time: DashboardTime) -> impl IntoView {
    let clock = RwSignal::new(now());
    if let Ok(interval) = set_interval_with_handle(move || clock.set(now()), Duration::from_secs(5)) {
        on_cleanup(move || interval.clear());
    }
    let text = Memo::new(move |_| age_text(clock.get().secs() - time.tick.at().get().secs()));
    view! { <span class="refresh-controls__age" title="Since the last refresh">{move || text.get()}</span> }
}

/// Empty below a quarter of a minute.
fn age_text(secs: i64) -> String {
    let (count, unit) = match secs {
        ..15 => return String::new(),
        15..60 => (secs, " s ago"),
        60..3600 => (secs / 60, " min ago"),
        3600..86_400 => (secs / 3600, " h ago"),
        _ => (secs / 86_400, " d ago"),
    };
    [&count.to_string(), unit].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn ages() {
        let cases = [
            (-5, ""),
            (14, ""),
            (15, "15 s ago"),
            (60, "1 min ago"),
            (7300, "2 h ago"),
            (200_000, "2 d ago"),
        ];
        for (secs, expected) in cases {
            assert_eq!(age_text(secs), expected);
        }
    }
}
