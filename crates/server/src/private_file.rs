//! Files with secrets in the data folder: made whole or not at all, readable by their owner only, and never
//! overwritten.

use crate::random;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Writes beside the place, then links into it: the file appears whole, and only where none is.
pub fn create(data_dir: &Path, name: &str, text: &str) -> io::Result<()> {
    fs::create_dir_all(data_dir)?;
    let draft = data_dir.join(format!("{name}.{}", random::text(b"0123456789abcdef", 16)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::hard_link(&draft, data_dir.join(name))
    });
    // A draft that stays behind harms nobody; its removal must not hide why the writing failed.
    let _ = fs::remove_file(&draft);
    written?;
    File::open(data_dir)?.sync_all()
}
