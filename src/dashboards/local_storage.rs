//! Local storage under a prefix of this app's own address, since hosts are shared by many apps.
//!
//! The only place that touches it. A browser that forbids it (private windows, policies) reads as empty and
//! refuses to write with a sentence.

use leptos::prelude::window;
use web_sys::Storage;

/// Why something could not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalError {
    Forbidden,
    /// About 5 MB per host in every browser.
    Full,
}

impl LocalError {
    pub const fn text(self) -> &'static str {
        match self {
            LocalError::Forbidden => "This browser doesn’t let the page keep anything.",
            LocalError::Full => "This browser’s storage for the page is full.",
        }
    }
}

pub fn read(key: &str) -> Option<String> {
    storage()?.get_item(&full_key(key)).ok()?
}

pub fn write(key: &str, value: &str) -> Result<(), LocalError> {
    let storage = storage().ok_or(LocalError::Forbidden)?;
    storage.set_item(&full_key(key), value).map_err(|_| LocalError::Full)
}

/// Removing what isn't there is fine, and so is a storage that can't be written.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&full_key(key));
    }
}

/// The rests of all keys that start with `prefix`, sorted.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let prefix = full_key(prefix);
    let count = storage.length().unwrap_or_default();
    let mut keys: Vec<String> = (0..count)
        .filter_map(|index| storage.key(index).ok()?)
        .filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned))
        .collect();
    keys.sort();
    keys
}

fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

fn full_key(key: &str) -> String {
    let path = window().location().pathname().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("barograph:{folder}:{key}")
}
