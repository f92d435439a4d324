//! The table of dashboards, starred ones first.

use super::List;
use super::actions::{Actions, Asked, size_text};
use crate::call::Take;
use crate::components::{
    Glyph, Tone, empty_state, icon, icon_button, menu, menu_item, menu_separator, status_chip, yes_no,
};
use crate::dom::{El, View, each, el, fragment, when};
use crate::pages::ago_text;
use crate::reactive::{RwSignal, expect_context, memo};
use crate::router::Address;
use crate::storage::{DashboardSummary, Preferences};
use std::rc::Rc;
use timeseries::{SortedSet, sorting};

pub fn table(list: List, search: RwSignal<String>, actions: Actions, asked: RwSignal<Option<Asked>>) -> View {
    let preferences = expect_context::<Preferences>();
    let found = memo(move || {
        let arranged = |summaries: &[DashboardSummary]| {
            search.with(|search| preferences.stars.with(|stars| arrange(summaries, search, stars)))
        };
        list.with(|list| match list {
            Some(Ok(listed)) => arranged(&listed.summaries),
            _ => Vec::new(),
        })
    });
    let row = move |summary: DashboardSummary| {
        let has_draft = list.with(|list| {
            list.as_ref()
                .is_some_and(|list| list.as_ref().is_ok_and(|list| list.drafts.contains(&summary.name)))
        });
        row(summary, has_draft, actions, asked, preferences).into()
    };
    let nothing = || {
        empty_state(Glyph::Search, "Nothing found", "No dashboard has this in its name.", Vec::new()).into()
    };
    let is_empty = move || found.with(Vec::is_empty);
    let table = el("table")
        .class("dashboard-table")
        .attr("hidden", is_empty)
        .child(el("thead").child(header()))
        .child(el("tbody").child(each(move || found.get(), DashboardSummary::key, row)));
    fragment([when(is_empty, nothing), table.into()])
}

fn header() -> El {
    let column = || el("th").attr("scope", "col");
    el("tr")
        .child(column().attr("colspan", "2").text("Name"))
        .child(column().text("Changed"))
        .child(column().class("dashboard-table__size").text("Size"))
        .child(column().child(el("span").class("visually-hidden").text("Actions")))
}

impl DashboardSummary {
    /// A row is drawn anew when anything in it changed.
    fn key(&self) -> String {
        // A space isn't part of any name.
        [&self.name, " ", &self.modified.millis().to_string(), " ", &self.size_bytes.to_string()].concat()
    }
}

/// Those with all words of `search` in the name, in any case, which is ASCII; starred first, each by name.
fn arrange(summaries: &[DashboardSummary], search: &str, stars: &SortedSet<String>) -> Vec<DashboardSummary> {
    let search = search.to_ascii_lowercase();
    let matches = |summary: &&DashboardSummary| {
        let name = summary.name.to_ascii_lowercase();
        search.split_whitespace().all(|word| name.contains(word))
    };
    let mut found: Vec<_> = summaries.iter().filter(matches).cloned().collect();
    sorting::sort_by_key(&mut found, |summary| {
        (!stars.contains(&summary.name), summary.name.to_ascii_lowercase())
    });
    found
}

fn row(
    summary: DashboardSummary,
    has_draft: bool,
    actions: Actions,
    asked: RwSignal<Option<Asked>>,
    preferences: Preferences,
) -> El {
    let name: Rc<String> = Rc::new(summary.name.clone());
    let starred = {
        let name = Rc::clone(&name);
        memo(move || preferences.stars.with(|stars| stars.contains(name.as_str())))
    };
    let (said, toggled) = (Rc::clone(&name), Rc::clone(&name));
    let star_label = move || [if starred.get() { "Unstar " } else { "Star " }, &*said].concat();
    let star = icon_button(Glyph::Star, star_label, move || preferences.toggle_star(&toggled))
        .attr("aria-pressed", move || yes_no(starred.get()));
    let link = el("a")
        .attr("href", Address::dashboard(&name).href())
        .child(icon(Glyph::Dashboard))
        .child(el("span").text(summary.name));
    let draft = has_draft.then(|| status_chip(|| Tone::Warning, "Unsaved draft", None));
    let menu_label = ["Actions for ", &*name].concat();
    let items = move || items(&name, actions, asked);
    el("tr")
        .class("dashboard-row")
        .child(el("td").class("dashboard-row__star").child(star))
        .child(el("th").attr("scope", "row").class("dashboard-row__name").child(link).child(draft))
        .child(el("td").attr("title", summary.modified.to_string()).text(ago_text(summary.modified)))
        .child(el("td").class("dashboard-table__size").text(size_text(summary.size_bytes)))
        .child(el("td").class("dashboard-row__menu").child(menu(Glyph::Menu, menu_label, None, items)))
}

fn items(name: &Rc<String>, actions: Actions, asked: RwSignal<Option<Asked>>) -> View {
    let item = |glyph: Glyph, words: &'static str, run: Box<dyn Take<String, ()>>| {
        let name = Rc::clone(name);
        menu_item(glyph, words, move || run.take(name.to_string()))
    };
    let rename = Box::new(move |name: String| asked.set(Some(Asked::Rename(name))));
    let copy = Box::new(move |name: String| asked.set(Some(Asked::Copy(name))));
    fragment([
        item(Glyph::Edit, "Rename…", rename).into(),
        item(Glyph::Copy, "Duplicate…", copy).into(),
        item(Glyph::Download, "Export JSON", Box::new(move |name: String| actions.export(name))).into(),
        menu_separator().into(),
        item(Glyph::Trash, "Delete", Box::new(move |name: String| actions.delete(name)))
            .attr("data-danger", "true")
            .into(),
    ])
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
