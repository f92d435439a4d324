//! Refresh now, refresh by itself, and how old the picture is.

use super::time::DashboardTime;
use crate::components::{Glyph, icon_button, select};
use crate::dom::{El, el, every};
use crate::reactive::{RwSignal, expect_context};
use crate::router::Router;
use crate::time_range::{Refresh, now};
use std::time::Duration;

pub fn refresh_controls(time: DashboardTime) -> El {
    let router = expect_context::<Router>();
    let choices = move || {
        let mut choices: Vec<(String, String)> =
            Refresh::CHOICES.iter().map(|(choice, words)| (choice.to_text(), (*words).to_owned())).collect();
        let current = time.refresh.get().to_text();
        if !choices.iter().any(|(choice, _)| *choice == current) {
            let words = [&current, " s"].concat();
            choices.push((current, words));
        }
        choices
    };
    let choose = move |text: String| router.adjust(|address| address.refresh = Refresh::parse(&text));
    let current = move || time.refresh.get().to_text();
    el("div")
        .class("refresh-controls")
        .child(age(time))
        .child(icon_button(Glyph::Refresh, "Refresh (r)", move || time.tick.now()))
        .child(select("Refresh by itself", true, choices, current, choose))
}

/// Says nothing for the first seconds: then the picture is fresh.
fn age(time: DashboardTime) -> El {
    let clock = RwSignal::new(now());
    every(Duration::from_secs(5), move || clock.set(now()));
    let text = move || age_text(clock.get().secs() - time.tick.at().get().secs());
    el("span").class("refresh-controls__age").attr("title", "Since the last refresh").text(text)
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
