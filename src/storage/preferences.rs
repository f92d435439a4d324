//! What a reader likes: the theme and the starred dashboards. Kept in this browser only.

use super::local;
use crate::dom::document;
use crate::reactive::{RwSignal, effect};
use std::cell::Cell;
use timeseries::SortedSet;

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
}

/// Provided once by the app.
#[derive(Clone, Copy)]
pub struct Preferences {
    pub theme: RwSignal<Theme>,
    pub stars: RwSignal<SortedSet<String>>,
}

const THEME: &str = "theme";
const STARS: &str = "stars";

impl Preferences {
    /// Reads what was kept, and keeps every change from now on.
    pub fn load() -> Self {
        let theme = local::read(THEME).unwrap_or_default();
        let theme = Theme::ALL.into_iter().find(|known| known.name() == theme).unwrap_or_default();
        let stars = local::read(STARS).unwrap_or_default();
        let stars = SortedSet::from_iter(stars.lines().map(str::to_owned));
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
        let before = Cell::new(None);
        effect(move || {
            let theme = theme.get();
            if let Some(root) = document().document_element() {
                let done = match theme {
                    Theme::Auto => root.remove_attribute("data-theme"),
                    Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.name()),
                };
                // The attribute's name is valid, so this can't fail.
                done.unwrap_or_default();
            }
            if before.replace(Some(theme)).is_some_and(|before| before != theme) {
                keep(THEME, theme.name());
            }
        });
    }
}

/// A preference that can't be kept holds until the page is closed, which is seen soon enough.
fn keep(key: &str, value: &str) {
    local::write(key, value).unwrap_or_default();
}
