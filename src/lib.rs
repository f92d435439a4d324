//! Barograph's browser app.
