//! The icon set: one stroked path each on a 16 by 16 field.
//!
//! Icons are decoration, hidden from screen readers; what they stand for is said by the element they are in.

use leptos::prelude::*;

macro_rules! glyphs {
    ($($name:ident: $path:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Glyph { $($name),* }

        impl Glyph {
            const fn path(self) -> &'static str {
                match self { $(Glyph::$name => $path),* }
            }
        }
    };
}

glyphs! {
    Add: "M8 3v10M3 8h10",
    Alarm: "M8 2.5l6 10.5H2zM8 6.5v3M8 11.2v.1",
    ArrowLeft: "M13 8H3M7 4L3 8l4 4",
    Bar: "M3 13V8M8 13V3M13 13V6",
    Check: "M3 8.5l3.5 3.5L13 4.5",
    ChevronDown: "M4 6l4 4 4-4",
    Clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6",
    Close: "M4 4l8 8M12 4l-8 8",
    Code: "M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5",
    Copy: "M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3",
    Dashboard: "M2.5 2.5h5v6h-5zM2.5 11h5v2.5h-5zM10 2.5h3.5V6H10zM10 8.5h3.5v5H10z",
    Download: "M8 2.5v7.5M4.5 6.8L8 10.2l3.5-3.4M2.5 13.5h11",
    Edit: "M3 13l.6-2.9L10.7 3a1.2 1.2 0 0 1 1.7 0l.6.6a1.2 1.2 0 0 1 0 1.7L5.9 12.4z",
    Enlarge: "M9.5 2.5h4v4M13.5 2.5L9 7M6.5 13.5h-4v-4M2.5 13.5L7 9",
    Error: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 5v3.5M8 10.9v.1",
    Gauge: "M2.5 12a6 6 0 1 1 11 0M8 9.5l2.8-3.2",
    Grip: "M4 5.3a.7.7 0 1 0 .01 0zM8 5.3a.7.7 0 1 0 .01 0zM12 5.3a.7.7 0 1 0 .01 0zM4 9.3a.7.7 0 1 0 .01 0zM8 9.3a.7.7 0 1 0 .01 0zM12 9.3a.7.7 0 1 0 .01 0z",
    Help: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.2 6.3a1.8 1.8 0 1 1 2.6 1.7c-.5.3-.8.6-.8 1.2M8 11.2v.1",
    Info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5V11M8 5v.1",
    Keyboard: "M1.5 4h13v8h-13zM4 6.6v.1M6.6 6.6v.1M9.3 6.6v.1M12 6.6v.1M5 9.5h6",
    Line: "M2 11.5l3.5-4 3 2.5L14 4",
    Logs: "M3 4h10M3 8h7M3 12h9",
    Menu: "M8 2.5a.7.7 0 1 0 .01 0zM8 7.3a.7.7 0 1 0 .01 0zM8 12.1a.7.7 0 1 0 .01 0z",
    Monitor: "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
    Moon: "M13 9.6A5.5 5.5 0 1 1 6.4 3a4.4 4.4 0 0 0 6.6 6.6z",
    Number: "M6.5 2.5l-1.5 11M11 2.5l-1.5 11M3 6h10.5M2.5 10H13",
    Pie: "M8 8V2.2a5.8 5.8 0 1 0 5.8 5.8z",
    Redo: "M13.5 6.5h-7a3.5 3.5 0 1 0 0 7H9M10.5 3.5l3 3-3 3",
    Refresh: "M13.5 8A5.5 5.5 0 1 1 11.7 4M12.5 2v2.7H9.8",
    Save: "M2.5 2.5h8.5l2.5 2.5v8.5h-11zM5 2.5v3.5h5v-3.5M5 13.5v-4h6v4",
    Search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8L14 14",
    Stacked: "M2 13.5V9l4-3 4 2 4-4v9.5zM2 13.5",
    Star: "M8 2l1.8 3.8 4.2.6-3 2.9.7 4.1L8 11.5l-3.7 1.9.7-4.1-3-2.9 4.2-.6z",
    Sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5V3M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1",
    Table: "M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13",
    Text: "M3 4.5V3h10v1.5M8 3v10M6 13h4",
    Trash: "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 9h6.8l.6-9M6.8 7v4M9.2 7v4",
    Undo: "M2.5 6.5h7a3.5 3.5 0 1 1 0 7H7M5.5 3.5l-3 3 3 3",
    Upload: "M8 10.5V3M4.5 6L8 2.5 11.5 6M2.5 13.5h11",
}

/// Takes the size of the text around it.
#[component]
pub fn Icon(#[prop(into)] glyph: Signal<Glyph>) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=move || glyph.get().path()></path>
        </svg>
    }
}
