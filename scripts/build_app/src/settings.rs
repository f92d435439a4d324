//! What Trunk.toml says: the parts that a release needs. Trunk itself checks the rest when `make dev` runs it.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Deserialize)]
pub struct Settings {
    pub build: Build,
    #[serde(default)]
    hooks: Vec<Hook>,
}

#[derive(Deserialize)]
pub struct Build {
    pub dist: PathBuf,
    pub public_url: String,
    pub cargo_profile: String,
}

/// A command that runs at a stage of each build.
#[derive(Deserialize)]
struct Hook {
    stage: String,
    command: String,
    #[serde(default)]
    command_arguments: Vec<String>,
}

impl Settings {
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let settings: Self = basic_toml::from_str(&text).with_context(|| path.display().to_string())?;
        let unknown = settings.hooks.iter().find(|hook| hook.stage != "pre_build");
        ensure!(unknown.is_none(), "{}: build_app runs hooks of the stage pre_build only", path.display());
        Ok(settings)
    }

    pub fn run_hooks(&self, stage: &str) -> Result<()> {
        for hook in self.hooks.iter().filter(|hook| hook.stage == stage) {
            run(Command::new(&hook.command).args(&hook.command_arguments))?;
        }
        Ok(())
    }
}

/// Runs a command to its end, and fails where it does.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {}", command.get_program().display()))?;
    ensure!(status.success(), "{} failed ({status})", command.get_program().display());
    Ok(())
}
