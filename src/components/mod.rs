//! Plain building blocks: buttons, dialogs, menus, fields, toasts.
//!
//! They take data and callbacks only. Nothing here knows CloudWatch, fetches, or stores.

mod button;
mod code_editor;
mod dialog;
mod empty_state;
mod field;
mod file_download;
mod icon;
mod menu;
mod segmented;
mod status_chip;
mod toast;

pub use button::{Button, ButtonKind, IconButton};
pub use code_editor::{CodeEditor, CodeMessage};
pub use dialog::{Dialog, DialogWidth};
pub use empty_state::EmptyState;
pub use field::{SearchField, Select, TextField};
pub use file_download::download;
pub use icon::{Glyph, Icon};
pub use menu::{Menu, MenuItem, MenuSeparator};
pub use segmented::Segmented;
pub use status_chip::{StatusChip, Tone};
pub use toast::{Toast, ToastRegion, Toasts, use_toasts};
