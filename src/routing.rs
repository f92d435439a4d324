//! Addresses: `#dashboards/dashboard/NAME?start=-PT3H&refresh=10`, as CloudWatch's console writes them.
//!
//! Everything after `#`, because a static host under any path has no rewrite rules. The address is the one
//! home of what is visible: route, time range, refresh, time zone, enlarged widget, edit mode. Nothing here
//! knows what the pages do with it.

use crate::time::{Refresh, TimeRangeSpec, Zone};
use leptos::ev;
use leptos::prelude::*;
use leptos_use_event_listener::use_event_listener;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Dashboards,
    Dashboard {
        name: String,
    },
    /// An address that no page has; kept to be shown.
    Unknown {
        path: String,
    },
}

/// A route and all that the address says about it. `None` is whatever the page or the dashboard prefers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub route: Route,
    pub time_range: Option<TimeRangeSpec>,
    pub refresh: Option<Refresh>,
    pub zone: Option<Zone>,
    /// The enlarged widget: its place in the body's list.
    pub widget: Option<usize>,
    pub editing: bool,
}

impl Address {
    pub fn of(route: Route) -> Self {
        Address { route, time_range: None, refresh: None, zone: None, widget: None, editing: false }
    }

    pub fn dashboard(name: &str) -> Self {
        Self::of(Route::Dashboard { name: name.to_owned() })
    }

    /// From `location.hash`, with or without `#`. What can't be read is left out.
    pub fn parse(hash: &str) -> Self {
        let text = hash.strip_prefix('#').unwrap_or(hash);
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let mut address = Self::of(parse_route(path));
        let (mut start, mut end) = (None, None);
        for pair in query.split('&') {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            match key {
                "start" => start = Some(value),
                "end" => end = Some(value),
                "refresh" => address.refresh = Refresh::parse(&value),
                "timezone" => address.zone = Zone::parse(&value),
                "widget" => address.widget = value.parse().ok(),
                "edit" => address.editing = value == "1",
                _ => {}
            }
        }
        address.time_range = start.and_then(|start| TimeRangeSpec::parse(&start, end.as_deref()));
        address
    }

    /// With `#`: an `href`.
    pub fn href(&self) -> String {
        let mut query: Vec<(&str, String)> = Vec::new();
        if let Some(spec) = self.time_range {
            query.push(("start", spec.start_text()));
            query.extend(spec.end_text().map(|end| ("end", end)));
        }
        query.extend(self.refresh.map(|refresh| ("refresh", refresh.to_text())));
        query.extend(self.zone.map(|zone| ("timezone", zone.to_text().to_owned())));
        query.extend(self.widget.map(|index| ("widget", index.to_string())));
        if self.editing {
            query.push(("edit", "1".to_owned()));
        }
        let mut href = match &self.route {
            Route::Dashboards => "#dashboards".to_owned(),
            Route::Dashboard { name } => format!("#dashboards/dashboard/{}", encode(name)),
            Route::Unknown { path } => format!("#{path}"),
        };
        for (index, (key, value)) in query.iter().enumerate() {
            href.push(if index == 0 { '?' } else { '&' });
            href.push_str(key);
            href.push('=');
            href.push_str(value);
        }
        href
    }
}

fn parse_route(path: &str) -> Route {
    let path = path.trim_matches('/');
    match path.split_once("dashboard/") {
        _ if path.is_empty() || path == "dashboards" => Route::Dashboards,
        Some(("dashboards/", name)) if !name.is_empty() && !name.contains('/') => {
            Route::Dashboard { name: decode(name) }
        }
        _ => Route::Unknown { path: path.to_owned() },
    }
}

/// The current address, and the way to another one. Provided once by the app.
#[derive(Clone, Copy)]
pub struct Router {
    address: RwSignal<Address>,
}

impl Router {
    /// Follows the window's address from now on.
    pub fn start() -> Self {
        let address = RwSignal::new(Address::parse(&window_hash()));
        let _ = use_event_listener(window(), ev::hashchange, move |_| {
            let next = Address::parse(&window_hash());
            if address.with_untracked(|now| *now != next) {
                address.set(next);
            }
        });
        Router { address }
    }

    pub fn address(&self) -> Signal<Address> {
        self.address.into()
    }

    /// Goes to another address as a link does: "back" returns.
    pub fn open(&self, address: Address) {
        // A page that is being left may refuse it; then it doesn't matter any more.
        let _ = window().location().set_hash(&address.href());
        self.address.set(address);
    }

    /// Changes a detail of the address without a new entry in the history.
    pub fn adjust(&self, change: impl FnOnce(&mut Address)) {
        let mut address = self.address.get_untracked();
        change(&mut address);
        self.replace(address);
    }

    /// Changes a detail of the address so that "back" undoes it.
    pub fn step(&self, change: impl FnOnce(&mut Address)) {
        let mut address = self.address.get_untracked();
        change(&mut address);
        self.open(address);
    }

    pub fn replace(&self, address: Address) {
        let _ = window().location().replace(&address.href());
        self.address.set(address);
    }
}

pub fn use_router() -> Router {
    expect_context()
}

fn window_hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Percent-encodes all but letters, digits and `-_.!~*'()`.
fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

fn decode(text: &str) -> String {
    js_sys::decode_uri_component(text).map(String::from).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// What is read and printed again.
    #[track_caller]
    fn prints_as(hash: &str, expected: &str) {
        let address = Address::parse(hash);
        assert_eq!(address.href(), expected, "{hash}");
        assert_eq!(Address::parse(&address.href()), address, "printed and read back: {hash}");
    }

    #[track_caller]
    fn same(hash: &str) {
        prints_as(hash, hash);
    }

    #[wasm_bindgen_test]
    fn addresses_print_as_they_are_read() {
        same("#dashboards");
        same("#dashboards/dashboard/This-machine");
        same("#dashboards/dashboard/web?start=-PT3H&refresh=10&timezone=UTC&widget=2&edit=1");
        same("#dashboards/dashboard/web?start=2026-11-20T10:00:00Z&end=2026-11-20T12:30:00Z&refresh=off");
        same("#dashboards/dashboard/%C3%BC%20%3F");
        same("#somewhere/else");
        prints_as("", "#dashboards");
        prints_as("#/", "#dashboards");
    }

    #[wasm_bindgen_test]
    fn what_cannot_be_read_is_left_out() {
        prints_as(
            "#dashboards/dashboard/web?start=yesterday&refresh=x&widget=-1&edit=&y",
            "#dashboards/dashboard/web",
        );
        prints_as("#dashboards/dashboard/%E0%A4%A", "#dashboards/dashboard/%25E0%25A4%25A");
    }
}
