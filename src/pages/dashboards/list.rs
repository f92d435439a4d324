//! The table of dashboards, starred ones first.

use super::actions::{Actions, size_text};
use super::dialogs::Asked;
use crate::components::{
    EmptyState, Glyph, Icon, IconButton, Menu, MenuItem, MenuSeparator, StatusChip, Tone,
};
use crate::pages::ago_text;
use crate::router::Address;
use crate::storage::{DashboardSummary, Draft, Preferences};
use leptos::prelude::*;
use std::collections::BTreeSet;
use timeseries::sorting;

#[component]
pub fn DashboardTable(
    summaries: Vec<DashboardSummary>,
    search: RwSignal<String>,
    actions: Actions,
    asked: RwSignal<Option<Asked>>,
) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let drafts = sorting::set(Draft::names());
    let found = Memo::new(move |_| {
        search.with(|search| preferences.stars.with(|stars| arrange(&summaries, search, stars)))
    });
    let row = move |summary: DashboardSummary| {
        let has_draft = drafts.contains(&summary.name);
        view! { <DashboardRow summary has_draft actions asked preferences /> }
    };
    view! {
        <Show when=move || found.with(Vec::is_empty)>
            <EmptyState glyph=Glyph::Search title="Nothing found" text="No dashboard has this in its name." />
        </Show>
        <table class="dashboard-table" hidden=move || found.with(Vec::is_empty)>
            <thead>
                <tr>
                    <th scope="col" colspan="2">"Name"</th>
                    <th scope="col">"Changed"</th>
                    <th scope="col" class="dashboard-table__size">"Size"</th>
                    <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>
                <For each=move || found.get() key=|summary| summary.clone_key() children=row />
            </tbody>
        </table>
    }
    .into_any()
}

impl DashboardSummary {
    /// A row is drawn anew when anything in it changed.
    fn clone_key(&self) -> (String, i64, i64) {
        (self.name.clone(), self.modified.millis(), self.size_bytes)
    }
}

/// Those with all words of `search` in the name, in any case; starred first, each by name.
fn arrange(summaries: &[DashboardSummary], search: &str, stars: &BTreeSet<String>) -> Vec<DashboardSummary> {
    let search = search.to_lowercase();
    let matches = |summary: &&DashboardSummary| {
        let name = summary.name.to_lowercase();
        search.split_whitespace().all(|word| name.contains(word))
    };
    let mut found: Vec<_> = summaries.iter().filter(matches).cloned().collect();
    sorting::sort_by_key(&mut found, |summary| (!stars.contains(&summary.name), summary.name.to_lowercase()));
    found
}

#[component]
fn DashboardRow(
    summary: DashboardSummary,
    has_draft: bool,
    actions: Actions,
    asked: RwSignal<Option<Asked>>,
    preferences: Preferences,
) -> impl IntoView {
    let name = StoredValue::new(summary.name.clone());
    let starred =
        Memo::new(move |_| preferences.stars.with(|stars| name.with_value(|name| stars.contains(name))));
    let star_label = Signal::derive(move || {
        let verb = if starred.get() { "Unstar " } else { "Star " };
        [verb, &name.get_value()].concat()
    });
    let href = Address::dashboard(&summary.name).href();
    let menu_label = ["Actions for ", &summary.name].concat();
    view! {
        <tr class="dashboard-row">
            <td class="dashboard-row__star">
                <IconButton
                    glyph=Glyph::Star
                    label=star_label
                    pressed=Signal::from(starred)
                    on_press=move |()| preferences.toggle_star(&name.get_value())
                />
            </td>
            <th scope="row" class="dashboard-row__name">
                <a href=href>
                    <Icon glyph=Glyph::Dashboard />
                    <span>{summary.name}</span>
                </a>
                {has_draft.then(|| view! { <StatusChip tone=Tone::Warning text="Unsaved draft" /> })}
            </th>
            <td title=summary.modified.to_string()>{ago_text(summary.modified)}</td>
            <td class="dashboard-table__size">{size_text(summary.size_bytes)}</td>
            <td class="dashboard-row__menu">
                <Menu glyph=Glyph::Menu label=menu_label>
                    <MenuItem
                        glyph=Glyph::Edit
                        text="Rename…"
                        on_press=move |()| asked.set(Some(Asked::Rename(name.get_value())))
                    />
                    <MenuItem
                        glyph=Glyph::Copy
                        text="Duplicate…"
                        on_press=move |()| asked.set(Some(Asked::Copy(name.get_value())))
                    />
                    <MenuItem
                        glyph=Glyph::Download
                        text="Export JSON"
                        on_press=move |()| actions.export(name.get_value())
                    />
                    <MenuSeparator />
                    <MenuItem
                        glyph=Glyph::Trash
                        text="Delete"
                        danger=true
                        on_press=move |()| actions.delete(name.get_value())
                    />
                </Menu>
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use timeseries::Timestamp;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn arranges(search: &str, stars: &[&str], expected: &[&str]) {
        let summary = |name: &&str| DashboardSummary {
            name: (*name).to_owned(),
            modified: Timestamp::from_secs(0),
            size_bytes: 0,
        };
        let all: Vec<_> = ["Web-prod", "db-prod", "web-test"].iter().map(summary).collect();
        let stars = stars.iter().map(|star| (*star).to_owned()).collect();
        let found = arrange(&all, search, &stars);
        let names: Vec<_> = found.iter().map(|summary| summary.name.as_str()).collect();
        assert_eq!(names, expected);
    }

    #[wasm_bindgen_test]
    fn found_and_starred_first() {
        arranges("", &[], &["db-prod", "Web-prod", "web-test"]);
        arranges("", &["web-test"], &["web-test", "db-prod", "Web-prod"]);
        arranges("prod WEB", &[], &["Web-prod"]);
        arranges("nothing", &["web-test"], &[]);
    }
}
