//! Where a widget stands in the 24-column grid, as attributes for the element that holds it.
//!
//! The style sheet makes a grid area of them, and a single column in a narrow window.

use dashboard::{GRID_COLUMNS, GridRect};
use leptos::attr::Attribute;
use leptos::prelude::*;

/// CSS keeps `order` in 32 bits with a sign.
const ORDER_MAX: u32 = 1 << 30;

pub fn grid_place(rect: Signal<GridRect>) -> impl Attribute {
    view! {
        <{..}
            style=("--x", move || (rect.get().x + 1).to_string())
            style=("--y", move || (rect.get().y + 1).to_string())
            style=("--width", move || rect.get().width.to_string())
            style=("--height", move || rect.get().height.to_string())
            style=("--order", move || reading_order(rect.get()).to_string())
        />
    }
}

/// For the single column of a narrow window.
fn reading_order(rect: GridRect) -> u32 {
    rect.y.saturating_mul(GRID_COLUMNS).saturating_add(rect.x).min(ORDER_MAX)
}
