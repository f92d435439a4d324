//! JavaScript and style sheets without what only their writers need, by esbuild.

use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::process::{Command, Stdio};

/// What a text is, in esbuild's words.
#[derive(Clone, Copy)]
pub enum Loader {
    Js,
    Css,
}

pub fn minify(loader: Loader, text: &[u8]) -> Result<Vec<u8>> {
    let loader = match loader {
        Loader::Js => "--loader=js",
        Loader::Css => "--loader=css",
    };
    let mut esbuild = Command::new("esbuild")
        .args([loader, "--minify", "--log-level=warning"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("esbuild is npm's, which `make setup` installs")?;
    // It reads all before it writes, so neither waits for the other. Dropped at the end, which tells it so.
    esbuild.stdin.take().context("esbuild has no standard input")?.write_all(text)?;
    let output = esbuild.wait_with_output()?;
    ensure!(output.status.success(), "esbuild failed ({})", output.status);
    Ok(output.stdout)
}
