//! Plain building blocks: buttons, dialogs, menus, fields, toasts.
//!
//! They take data and callbacks only. Nothing here knows CloudWatch, fetches, or stores.

mod button;
mod code_editor;
mod dialog;
mod empty_state;
mod field;
mod icon;
mod menu;
mod segmented;
mod status_chip;
mod toast;

pub use button::{ButtonKind, button, icon_button, submit_button, yes_no};
pub use code_editor::{CodeMessage, code_editor};
pub use dialog::{DialogWidth, dialog, kept_title};
pub use empty_state::empty_state;
pub use field::{autofocused, search_field, select, text_field};
pub use icon::{Glyph, icon};
pub use menu::{menu, menu_item, menu_key, menu_separator};
pub use segmented::segmented;
pub use status_chip::{Tone, status_chip};
pub use toast::{Toast, Toasts, toast_region};
