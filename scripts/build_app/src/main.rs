//! `build_app PAGE…`: builds the browser app into `dist/`, as `trunk build --release` would.
//!
//! Trunk.toml and the pages' `<link data-trunk …>` say what is built, so `make dev`, where trunk itself serves the
//! app, and this program can't disagree. It exists because compiling trunk takes longer than compiling Barograph:
//! here are only the parts of it that a release needs. It has no server, no watcher, and it downloads nothing.

mod page;
mod rust_app;
mod settings;
mod staging;

use anyhow::{Context, Result, ensure};
use page::{Link, Page};
use rust_app::{App, compile};
use settings::Settings;
use staging::Staging;
use std::path::Path;

fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    ensure!(!names.is_empty(), "name the pages to build: build_app index.html");
    let settings = Settings::read(Path::new("Trunk.toml"))?;
    settings.run_hooks("pre_build")?;
    let pages = names.iter().map(|name| Page::read(Path::new(name))).collect::<Result<Vec<_>>>()?;
    let apps = pages.iter().map(App::of).collect::<Result<Vec<_>>>()?;
    // Together, because what they share is compiled once and the last steps of two run side by side.
    compile(&apps, &settings)?;
    let staging = Staging::new(&settings.build.dist)?;
    for (page, app) in pages.iter().zip(&apps) {
        let built = app.join(&settings, &staging)?;
        let tags = page.links().iter().map(|link| tag(link, page, &built, &settings, &staging));
        let html =
            page.with_links(&tags.collect::<Result<Vec<_>>>()?, &built.preloads(&settings.build.public_url));
        staging.write(&page.name, html.as_bytes())?;
    }
    staging.replace()
}

/// What stands in the built page instead of a link.
fn tag(
    link: &Link,
    page: &Page,
    built: &rust_app::Built,
    settings: &Settings,
    staging: &Staging,
) -> Result<String> {
    let base = &settings.build.public_url;
    let file = || -> Result<String> {
        let href = link.get("href").with_context(|| format!("{}: a link without href", page.name))?;
        staging.copy_hashed(Path::new(href))
    };
    match link.get("rel") {
        Some("rust") => Ok(built.script(base)),
        Some("css") => Ok(format!(r#"<link rel="stylesheet" href="{base}{}">"#, file()?)),
        Some("icon") => Ok(format!(r#"<link rel="icon" href="{base}{}">"#, file()?)),
        other => anyhow::bail!("{}: build_app doesn't know rel={other:?}", page.name),
    }
}
