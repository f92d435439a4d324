//! DashboardBody, AWS's dashboard document: read without losing a byte, validated in AWS's words, seen as
//! typed widgets on a 24-column grid, edited with undo.
//!
//! Pure and made for the browser: no clock, no I/O, no JSON library. It knows nothing of pixels, of how data
//! is fetched or of how a widget is drawn.

mod body;
mod editor;
pub mod json;
pub mod layout;
pub mod time_spec;
mod validate;
mod variable;
mod widget;

pub use body::{DashboardBody, Invalid, Parsed, PeriodOverride};
pub use editor::{Edit, EditError, Editor};
pub use layout::{GRID_COLUMNS, GridRect};
pub use time_spec::{Ago, InvalidTimeSpec, TimeSpec};
pub use validate::{MAX_METRICS, MAX_METRICS_PER_WIDGET, MAX_VARIABLES, MAX_WIDGETS, ValidationMessage};
pub use variable::{InputType, Variable, VariableKind, VariableValue};
pub use widget::*;
