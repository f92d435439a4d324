//! The folder that becomes `dist/` once all of it is there: a build that fails leaves the last one as it was.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

pub struct Staging {
    dist: PathBuf,
    pub folder: PathBuf,
}

impl Staging {
    /// An empty one, beside `dist`.
    pub fn new(dist: &Path) -> Result<Self> {
        let folder = dist.with_file_name(format!(".{}-stage", dist.display()));
        remove(&folder)?;
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        Ok(Self { dist: dist.to_owned(), folder })
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        fs::write(&path, bytes).with_context(|| path.display().to_string())
    }

    /// Writes a file under a name that says what is in it, `name-0123456789abcdef.css`, and returns that.
    pub fn write_hashed(&self, path: &Path, bytes: &[u8]) -> Result<String> {
        let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let name = format!("{}-{}.{}", part(path.file_stem()), hash(&[bytes]), part(path.extension()));
        self.write(&name, bytes)?;
        Ok(name)
    }

    /// Puts the folder in the place of `dist`.
    pub fn replace(self) -> Result<()> {
        remove(&self.dist)?;
        fs::rename(&self.folder, &self.dist).with_context(|| self.dist.display().to_string())
    }
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}

/// 16 hex digits: caches keep a file for good under such a name, so it must change with what is in it. The server
/// knows such names by their length.
pub fn hash(contents: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for bytes in contents {
        hasher.update(bytes);
    }
    hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}
