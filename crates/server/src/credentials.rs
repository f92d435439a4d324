//! The key pairs that sign calls: one made at the first start and kept in the data folder, others from the
//! settings.
//!
//! The file is made whole or not at all, readable by its owner only, and never overwritten.

use crate::{private_file, random};
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file's name in the data folder.
pub const FILE_NAME: &str = "credentials";

/// AWS's access key ids have 16 to 128 characters.
const MAX_ID_LENGTH: usize = 128;

#[derive(Clone, PartialEq, Eq)]
pub struct KeyPair {
    pub access_key_id: String,
    pub secret_access_key: String,
}

/// All key pairs that count.
#[derive(Clone, Debug, Default)]
pub struct KeyPairs(Vec<KeyPair>);

/// Why the key pair's file can't be used. A sentence for the operator.
#[derive(Debug)]
pub struct CredentialsError {
    path: PathBuf,
    reason: String,
}

impl KeyPairs {
    pub fn new(pairs: Vec<KeyPair>) -> Self {
        KeyPairs(pairs)
    }

    pub fn secret_of(&self, access_key_id: &str) -> Option<&str> {
        let pair = self.0.iter().find(|pair| pair.access_key_id == access_key_id);
        pair.map(|pair| pair.secret_access_key.as_str())
    }
}

impl KeyPair {
    /// 20 capital letters and digits, and a secret of 238 random bits.
    fn generate() -> Self {
        const ID: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        const SECRET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        KeyPair {
            access_key_id: format!("BARO{}", random::text(ID, 16)),
            secret_access_key: random::text(SECRET, 40),
        }
    }

    /// The data folder's key pair, made now if there is none; whether it was made now.
    pub fn open(data_dir: &Path) -> Result<(KeyPair, bool), CredentialsError> {
        let path = data_dir.join(FILE_NAME);
        let failed = |reason: String| CredentialsError { path: path.clone(), reason };
        let read = |path: &Path| fs::read_to_string(path);
        match read(&path) {
            Ok(text) => {
                let pair = KeyPair::from_file(&text);
                pair.map(|pair| (pair, false)).ok_or_else(|| failed("it holds no key pair".to_owned()))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let pair = KeyPair::generate();
                match private_file::create(data_dir, FILE_NAME, &pair.file()) {
                    Ok(()) => Ok((pair, true)),
                    // Another process was first; its pair counts.
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => KeyPair::open(data_dir),
                    Err(error) => Err(failed(error.to_string())),
                }
            }
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn file(&self) -> String {
        format!(
            "aws_access_key_id = {}\naws_secret_access_key = {}\n",
            self.access_key_id, self.secret_access_key
        )
    }

    fn from_file(text: &str) -> Option<KeyPair> {
        let value = |name: &str| {
            let pairs = text.lines().filter_map(|line| line.split_once('='));
            let mut values = pairs.filter(|(key, _)| key.trim() == name).map(|(_, value)| value.trim());
            values.next().filter(|value| !value.is_empty()).map(str::to_owned)
        };
        Some(KeyPair {
            access_key_id: value("aws_access_key_id")?,
            secret_access_key: value("aws_secret_access_key")?,
        })
    }

    /// What goes into `~/.aws/config`.
    pub fn profile(&self, endpoint: &str, region: &str) -> String {
        format!(
            "[profile barograph]\naws_access_key_id = {}\naws_secret_access_key = {}\nregion = {region}\n\
             endpoint_url = {endpoint}\n",
            self.access_key_id, self.secret_access_key
        )
    }
}

/// `ID:SECRET`, as the settings give further pairs.
impl FromStr for KeyPair {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (id, secret) = text.split_once(':').ok_or("expected ID:SECRET")?;
        if id.is_empty() || id.len() > MAX_ID_LENGTH || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(format!("an access key id has 1 to {MAX_ID_LENGTH} letters and digits"));
        }
        if secret.is_empty() {
            return Err("the secret is empty".to_owned());
        }
        Ok(KeyPair { access_key_id: id.to_owned(), secret_access_key: secret.to_owned() })
    }
}

/// Never the secret.
impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({})", self.access_key_id)
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the key pair's file {} can't be used: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for CredentialsError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_once_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("new");
        let (pair, is_new) = KeyPair::open(&data_dir).unwrap();
        assert!(is_new);
        assert_eq!((pair.access_key_id.len(), pair.secret_access_key.len()), (20, 40));
        assert_eq!(KeyPair::open(&data_dir).unwrap(), (pair, false));
        let names: Vec<_> =
            fs::read_dir(&data_dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [FILE_NAME], "no draft stays behind");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(data_dir.join(FILE_NAME)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_spoilt_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), "aws_access_key_id = x\n").unwrap();
        let error = KeyPair::open(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("credentials can't be used: it holds no key pair"), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join(FILE_NAME)).unwrap(), "aws_access_key_id = x\n");
    }

    #[test]
    fn pairs_from_the_settings() {
        let pair: KeyPair = "AKID1:a:b+/".parse().unwrap();
        assert_eq!((pair.access_key_id.as_str(), pair.secret_access_key.as_str()), ("AKID1", "a:b+/"));
        assert_eq!(format!("{pair:?}"), "KeyPair(AKID1)");
        for wrong in ["", "AKID", ":secret", "AKID:", "a/b:secret"] {
            assert!(wrong.parse::<KeyPair>().is_err(), "{wrong}");
        }
    }
}
