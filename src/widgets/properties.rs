//! The properties of one type, out of a widget that may become another.

use dashboard::{Widget, WidgetKind};
use leptos::prelude::*;

/// Follows what `pick` finds in the widget; while the widget is of another type, the last ones stay. A widget
/// that is only moved keeps the same, so nothing after this is computed anew.
pub fn properties<T: Clone + PartialEq + Send + Sync + 'static>(
    widget: Signal<Widget>,
    first: T,
    pick: fn(&WidgetKind) -> Option<&T>,
) -> Signal<T> {
    Memo::new(move |before: Option<&T>| {
        let now = widget.with(|widget| pick(&widget.kind).cloned());
        now.unwrap_or_else(|| before.unwrap_or(&first).clone())
    })
    .into()
}
