//! What a reader likes: the theme and the starred dashboards. Kept in this browser only.

use super::local_storage;
use leptos::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    pub const fn name(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The one after it, round and round.
    pub const fn next(self) -> Self {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }
}

/// Provided once by the app.
#[derive(Clone, Copy)]
pub struct Preferences {
    pub theme: RwSignal<Theme>,
    pub stars: RwSignal<BTreeSet<String>>,
}

pub fn use_preferences() -> Preferences {
    expect_context()
}

const THEME: &str = "theme";
const STARS: &str = "stars";

impl Preferences {
    /// Reads what was kept, and keeps every change from now on.
    pub fn load() -> Self {
        let theme = local_storage::read(THEME).unwrap_or_default();
        let theme = Theme::ALL.into_iter().find(|known| known.name() == theme).unwrap_or_default();
        let stars = local_storage::read(STARS).unwrap_or_default();
        let stars = stars.lines().map(str::to_owned).collect();
        let preferences = Preferences { theme: RwSignal::new(theme), stars: RwSignal::new(stars) };
        preferences.apply_theme();
        preferences
    }

    pub fn toggle_star(&self, name: &str) {
        self.stars.update(|stars| {
            if !stars.remove(name) {
                stars.insert(name.to_owned());
            }
        });
        let lines = self.stars.with_untracked(|stars| stars.iter().cloned().collect::<Vec<_>>().join("\n"));
        keep(STARS, &lines);
    }

    fn apply_theme(&self) {
        let theme = self.theme;
        Effect::new(move |before: Option<Theme>| {
            let theme = theme.get();
            if let Some(root) = document().document_element() {
                let done = match theme {
                    Theme::Auto => root.remove_attribute("data-theme"),
                    Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.name()),
                };
                debug_assert!(done.is_ok(), "the attribute's name is valid");
            }
            if before.is_some_and(|before| before != theme) {
                keep(THEME, theme.name());
            }
            theme
        });
    }
}

/// A preference that can't be kept holds until the page is closed, which is seen soon enough.
fn keep(key: &str, value: &str) {
    let _ = local_storage::write(key, value);
}
