//! The table of dashboards, starred ones first.

use super::actions::Actions;
use super::row::DashboardRow;
use super::{Dialogs, ListedDashboard};
use crate::components::{EmptyState, Glyph};
use crate::dashboards::use_preferences;
use leptos::prelude::*;
use std::collections::BTreeSet;
use timeseries::Timestamp;

/// Those that `search` finds.
#[component]
pub fn DashboardTable(
    #[prop(into)] dashboards: Signal<Vec<ListedDashboard>>,
    search: RwSignal<String>,
    actions: Actions,
    dialogs: Dialogs,
) -> impl IntoView {
    let stars = use_preferences().stars;
    let found = Memo::new(move |_| arrange(&dashboards.read(), &search.read(), &stars.read()));
    let is_empty = move || found.read().is_empty();
    view! {
        <Show when=is_empty>
            <EmptyState glyph=Glyph::Search title="Nothing found" text="No dashboard has this in its name." />
        </Show>
        <table class="dashboard-table" hidden=is_empty>
            <thead>
                <tr>
                    <th scope="col" colspan="2">"Name"</th>
                    <th scope="col">"Changed"</th>
                    <th scope="col" class="dashboard-table__size">"Size"</th>
                    <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>
                <For each=move || found.get() key=row_key let:dashboard>
                    <DashboardRow dashboard actions dialogs />
                </For>
            </tbody>
        </table>
    }
}

/// All that a row shows: it is built anew when any of it changed.
fn row_key(dashboard: &ListedDashboard) -> (String, Timestamp, i64, bool) {
    let summary = &dashboard.summary;
    (summary.name.clone(), summary.modified, summary.size_bytes, dashboard.has_draft)
}

/// Those with all words of `search` in the name, in any case; starred first, each by name.
fn arrange(dashboards: &[ListedDashboard], search: &str, stars: &BTreeSet<String>) -> Vec<ListedDashboard> {
    let search = search.to_lowercase();
    let matches = |dashboard: &&ListedDashboard| {
        let name = dashboard.summary.name.to_lowercase();
        search.split_whitespace().all(|word| name.contains(word))
    };
    let mut found: Vec<_> = dashboards.iter().filter(matches).cloned().collect();
    found.sort_by_cached_key(|dashboard| {
        let name = &dashboard.summary.name;
        (!stars.contains(name), name.to_lowercase())
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboards::DashboardSummary;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[track_caller]
    fn arranges(search: &str, stars: &[&str], expected: &[&str]) {
        let listed = |name: &&str| {
            let modified = Timestamp::from_secs(0);
            let summary = DashboardSummary { name: (*name).to_owned(), modified, size_bytes: 0 };
            ListedDashboard { summary, has_draft: false }
        };
        let all: Vec<_> = ["Web-prod", "db-prod", "web-test", "Ökostrom"].iter().map(listed).collect();
        let stars = stars.iter().map(|star| (*star).to_owned()).collect();
        let found = arrange(&all, search, &stars);
        let names: Vec<_> = found.iter().map(|dashboard| dashboard.summary.name.as_str()).collect();
        assert_eq!(names, expected);
    }

    #[wasm_bindgen_test]
    fn found_and_starred_first() {
        arranges("", &[], &["db-prod", "Web-prod", "web-test", "Ökostrom"]);
        arranges("", &["web-test"], &["web-test", "db-prod", "Web-prod", "Ökostrom"]);
        arranges("prod WEB", &[], &["Web-prod"]);
        arranges("ökoSTROM", &[], &["Ökostrom"]);
        arranges("nothing", &["web-test"], &[]);
    }
}
