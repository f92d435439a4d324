//! One dashboard of the table: its star, its name, and the menu of what can be done to it.

use super::actions::Actions;
use super::name_dialog::Naming;
use super::{Dialogs, ListedDashboard};
use crate::components::{Glyph, Icon, IconButton, Menu, MenuItem, MenuSeparator, StatusChip, Tone};
use crate::dashboards::use_preferences;
use crate::pages::ago_or_date;
use crate::routing::Address;
use leptos::prelude::*;

/// A row of the table; the name leads to the dashboard.
#[component]
pub fn DashboardRow(dashboard: ListedDashboard, actions: Actions, dialogs: Dialogs) -> impl IntoView {
    let ListedDashboard { summary, has_draft } = dashboard;
    let name = StoredValue::new(summary.name.clone());
    let href = Address::dashboard(&summary.name).href();
    view! {
        <tr class="dashboard-row">
            <td class="dashboard-row__star">
                <Star name />
            </td>
            <th scope="row" class="dashboard-row__name">
                <a href=href>
                    <Icon glyph=Glyph::Dashboard />
                    <span>{summary.name}</span>
                </a>
                {has_draft.then(|| view! { <StatusChip tone=Tone::Warning text="Unsaved draft" /> })}
            </th>
            <td title=summary.modified.to_string()>{ago_or_date(summary.modified)}</td>
            <td class="dashboard-table__size">{size_text(summary.size_bytes)}</td>
            <td class="dashboard-row__menu">
                <RowMenu name actions dialogs />
            </td>
        </tr>
    }
}

#[component]
fn Star(name: StoredValue<String>) -> impl IntoView {
    let preferences = use_preferences();
    let starred = Memo::new(move |_| preferences.stars.read().contains(&*name.read_value()));
    let label = move || {
        let verb = if starred.get() { "Unstar" } else { "Star" };
        format!("{verb} {}", name.read_value())
    };
    let toggle = move |()| preferences.toggle_star(&name.read_value());
    view! { <IconButton glyph=Glyph::Star label pressed=starred on_press=toggle /> }
}

#[component]
fn RowMenu(name: StoredValue<String>, actions: Actions, dialogs: Dialogs) -> impl IntoView {
    let ask = move |naming: fn(String) -> Naming| dialogs.naming.set(Some(naming(name.get_value())));
    view! {
        <Menu glyph=Glyph::Menu label=format!("Actions for {}", name.read_value())>
            <MenuItem glyph=Glyph::Edit text="Rename…" on_press=move |()| ask(Naming::Rename) />
            <MenuItem glyph=Glyph::Copy text="Duplicate…" on_press=move |()| ask(Naming::Duplicate) />
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
    }
}

/// Whole kilobytes, rounded up.
fn size_text(bytes: i64) -> String {
    match bytes {
        ..1000 => format!("{bytes} B"),
        _ => format!("{} kB", (bytes + 999) / 1000),
    }
}
