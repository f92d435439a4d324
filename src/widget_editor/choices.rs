//! Values to choose from, and the list that offers them.

use leptos::prelude::*;

/// Values and their words. `none` are the words for "none written"; without them there is always one.
#[derive(Clone, Copy)]
pub struct Choices {
    pub none: Option<&'static str>,
    pub others: &'static [(&'static str, &'static str)],
}

impl Choices {
    fn all(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.none.map(|words| ("", words)).into_iter().chain(self.others.iter().copied())
    }
}

/// The usual statistics, and of the extended ones, of which there is no end, those that people ask for.
pub const STATISTICS: &[(&str, &str)] = &[
    ("Average", "Average"),
    ("Sum", "Sum"),
    ("Minimum", "Minimum"),
    ("Maximum", "Maximum"),
    ("SampleCount", "SampleCount"),
    ("p50", "p50"),
    ("p90", "p90"),
    ("p95", "p95"),
    ("p99", "p99"),
    ("p99.9", "p99.9"),
    ("IQM", "IQM"),
    ("tm90", "tm90"),
    ("tm99", "tm99"),
    ("wm99", "wm99"),
    ("tc99", "tc99"),
    ("ts99", "ts99"),
];

/// Periods in seconds and words.
pub const PERIODS: &[(&str, &str)] = &[
    ("1", "1 second"),
    ("5", "5 seconds"),
    ("10", "10 seconds"),
    ("20", "20 seconds"),
    ("30", "30 seconds"),
    ("60", "1 minute"),
    ("300", "5 minutes"),
    ("900", "15 minutes"),
    ("3600", "1 hour"),
    ("21600", "6 hours"),
    ("86400", "1 day"),
];

/// The platform's list of choices, with one more entry for a value that isn't among them.
#[component]
pub fn ChoiceSelect(
    label: &'static str,
    choices: Choices,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let value = Memo::new(move |_| value.get());
    let option = move |(choice, words): (&'static str, &'static str)| {
        view! {
            <option value=choice prop:selected=move || value.with(|value| value == choice)>
                {words}
            </option>
        }
    };
    let unlisted = move || {
        let value = value.get();
        let is_listed = choices.all().any(|(choice, _)| choice == value);
        let words = value.clone();
        (!is_listed).then(|| view! { <option value=value prop:selected=true>{words}</option> })
    };
    view! {
        <select
            class="select__list"
            aria-label=label
            on:change=move |event| on_choose.run(event_target_value(&event))
        >
            {choices.all().map(option).collect_view()}
            {unlisted}
        </select>
    }
}
