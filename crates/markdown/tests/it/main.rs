//! The reader as a whole: rules as lines, ordinary documents as pulldown-cmark reads them, and any text.

mod hostile;
mod peer;
mod rules;
mod shown;
