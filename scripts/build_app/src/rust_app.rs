//! From Rust to what a browser loads: Cargo, wasm-bindgen, wasm-opt.

use crate::minify::{Loader, minify};
use crate::page::Page;
use crate::settings::{Settings, run};
use crate::staging::{Staging, hash};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// What a page's `<link data-trunk rel="rust">` asks for.
pub struct App {
    bin: String,
    wasm_opt: Vec<String>,
}

impl App {
    pub fn of(page: &Page) -> Result<Self> {
        let link = page.links().iter().find(|link| link.get("rel") == Some("rust"));
        let link = link.with_context(|| format!("{}: no <link data-trunk rel=\"rust\">", page.name))?;
        let attribute =
            |name: &str| link.get(name).with_context(|| format!("{}: the rust link lacks {name}", page.name));
        let mut wasm_opt = vec![format!("-O{}", attribute("data-wasm-opt")?)];
        wasm_opt.extend(attribute("data-wasm-opt-params")?.split_whitespace().map(str::to_owned));
        Ok(Self { bin: attribute("data-bin")?.to_owned(), wasm_opt })
    }

    /// Joins the compiled binary to JavaScript and puts both into the staging folder.
    pub fn join(&self, settings: &Settings, staging: &Staging) -> Result<Built> {
        let folder = target_folder().join("wasm-bindgen").join(&self.bin);
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
        }
        let input = target_folder()
            .join(TARGET)
            .join(&settings.build.cargo_profile)
            .join(format!("{}.wasm", self.bin));
        Bindgen::new()
            .input_path(&input)
            .out_name(&self.bin)
            .web(true)?
            .typescript(false)
            .generate(&folder)?;
        let wasm_path = folder.join(format!("{}_bg.wasm", self.bin));
        run(Command::new("wasm-opt").arg(&wasm_path).arg("-o").arg(&wasm_path).args(&self.wasm_opt))
            .context("wasm-opt is npm's binaryen, which `make setup` installs")?;
        let wasm = fs::read(wasm_path)?;
        let js = minify(Loader::Js, &fs::read(folder.join(format!("{}.js", self.bin)))?)?;
        let name = format!("{}-{}", self.bin, hash(&[&js, &wasm]));
        let built = Built { js: format!("{name}.js"), wasm: format!("{name}_bg.wasm") };
        staging.write(&built.js, &js)?;
        staging.write(&built.wasm, &wasm)?;
        copy_folder(&folder.join("snippets"), &staging.folder.join("snippets"))?;
        Ok(built)
    }
}

/// The names of an app's two files in `dist/`.
pub struct Built {
    js: String,
    wasm: String,
}

impl Built {
    /// What starts the app, in the words of trunk.
    pub fn script(&self, base: &str) -> String {
        let Self { js, wasm } = self;
        format!(
            "<script type=\"module\">\nimport init from '{base}{js}';\n\
             const wasm = await init({{ module_or_path: '{base}{wasm}' }});\n\
             dispatchEvent(new CustomEvent(\"TrunkApplicationStarted\", {{detail: {{wasm}}}}));\n</script>"
        )
    }

    /// The browser asks for both while it still reads the page.
    pub fn preloads(&self, base: &str) -> String {
        let Self { js, wasm } = self;
        format!(
            "<link rel=\"modulepreload\" href=\"{base}{js}\" crossorigin=\"anonymous\">\
             <link rel=\"preload\" href=\"{base}{wasm}\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\">"
        )
    }
}

/// Compiles all of them with one call of Cargo.
pub fn compile(apps: &[App], settings: &Settings) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--target", TARGET, "--profile", &settings.build.cargo_profile]);
    for app in apps {
        cargo.args(["--bin", &app.bin]);
    }
    run(&mut cargo)
}

/// Where Cargo puts things: `scripts/wasm-env.sh` names it.
fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// Copies a folder with all in it, if there is one.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    fs::create_dir_all(to)?;
    for entry in entries {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}
