//! `build_app PAGE…`: builds the browser app into `dist/`, as `trunk build --release` would.
//!
//! Trunk.toml and the pages' `<link data-trunk …>` say what is built, so `make dev`, where trunk itself serves the
//! app, and this program can't disagree. It exists because compiling trunk takes longer than compiling Barograph:
//! here are only the parts of it that a release needs. It has no server, no watcher, and it downloads nothing.

mod minify;
mod page;
mod rust_app;
mod settings;
mod staging;

use anyhow::{Context, Result, ensure};
use minify::{Loader, minify};
use page::{Link, Page};
use rust_app::{App, Built, compile};
use settings::Settings;
use staging::Staging;
use std::fs;
use std::path::Path;
use std::thread;

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
    for (page, built) in pages.iter().zip(join(&apps, &settings, &staging)?) {
        let tags = page.links().iter().map(|link| tag(link, page, &built, &settings, &staging));
        let html =
            page.with_links(&tags.collect::<Result<Vec<_>>>()?, &built.preloads(&settings.build.public_url));
        staging.write(&page.name, html.as_bytes())?;
    }
    staging.replace()
}

/// Each app on a thread of its own: most of it is work on one core.
fn join(apps: &[App], settings: &Settings, staging: &Staging) -> Result<Vec<Built>> {
    thread::scope(|scope| {
        let workers: Vec<_> = apps.iter().map(|app| scope.spawn(|| app.join(settings, staging))).collect();
        workers.into_iter().map(|worker| worker.join().expect("a panic has been printed")).collect()
    })
}

/// What stands in the built page instead of a link.
fn tag(link: &Link, page: &Page, built: &Built, settings: &Settings, staging: &Staging) -> Result<String> {
    let base = &settings.build.public_url;
    let href = || {
        let href = link.get("href").with_context(|| format!("{}: a link without href", page.name))?;
        anyhow::Ok(Path::new(href))
    };
    match link.get("rel") {
        Some("rust") => Ok(built.script(base)),
        Some("css") => {
            let sheet = minify(Loader::Css, &read(href()?)?)?;
            Ok(format!(r#"<link rel="stylesheet" href="{base}{}">"#, staging.write_hashed(href()?, &sheet)?))
        }
        Some("icon") => {
            let icon = read(href()?)?;
            Ok(format!(r#"<link rel="icon" href="{base}{}">"#, staging.write_hashed(href()?, &icon)?))
        }
        other => anyhow::bail!("{}: build_app doesn't know rel={other:?}", page.name),
    }
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
