//! The rules of ARCHITECTURE.md as tests: who may depend on whom, where words may appear, how long a file
//! may be, what the app may weigh. Here only the reading of the tree; the rules stand in `tests/`.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository, by its path from the top.
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

/// The repository's top folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below these folders whose names end so, sorted by path.
pub fn files(folders: &[&str], endings: &[&str]) -> Vec<SourceFile> {
    let mut found = Vec::new();
    for folder in folders {
        collect(&root(), Path::new(folder), endings, &mut found);
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(root: &Path, relative: &Path, endings: &[&str], found: &mut Vec<SourceFile>) {
    let Ok(entries) = fs::read_dir(root.join(relative)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = relative.join(&name);
        if entry.path().is_dir() {
            if !["target", "dist", "node_modules"].contains(&name.as_str()) {
                collect(root, &path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            found.push(SourceFile { path: path.to_string_lossy().into_owned(), text });
        }
    }
}

/// The lines that a compiler reads: without comments, and without unit tests at a file's end.
pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = code.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}
