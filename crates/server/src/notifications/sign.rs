//! Signatures of messages: RSA with SHA-256, AWS's SignatureVersion 2, by a key of this server's own whose
//! certificate is served for those who check.
//!
//! The key is made when the first message is signed and kept in the data folder. AWS's SignatureVersion 1
//! (SHA-1) is not offered.

use crate::private_file;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rcgen::{Certificate, CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, SigningKey};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The file's name in the data folder: the private key and its certificate.
pub const FILE_NAME: &str = "notification-signing.pem";
/// As in messages.
pub const SIGNATURE_VERSION: &str = "2";

const CERTIFICATE_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
/// What stands before the certificate's hash in its address, as on AWS.
const PATH_PREFIX: &str = "/SimpleNotificationService-";
const PATH_SUFFIX: &str = ".pem";

pub struct Signer {
    data_dir: PathBuf,
    /// `None` until the first message.
    pair: Mutex<Option<std::sync::Arc<SigningPair>>>,
}

pub struct SigningPair {
    key: KeyPair,
    certificate_pem: String,
}

impl Signer {
    pub fn new(data_dir: &Path) -> Self {
        Signer { data_dir: data_dir.to_owned(), pair: Mutex::default() }
    }

    /// The key with its certificate, read or made the first time. Takes a moment then.
    pub fn pair(&self) -> Result<std::sync::Arc<SigningPair>, String> {
        let mut pair = self.pair.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pair) = pair.as_ref() {
            return Ok(pair.clone());
        }
        let opened = std::sync::Arc::new(SigningPair::open(&self.data_dir)?);
        *pair = Some(opened.clone());
        Ok(opened)
    }
}

impl SigningPair {
    fn open(data_dir: &Path) -> Result<SigningPair, String> {
        let path = data_dir.join(FILE_NAME);
        let failed = |reason: String| format!("the signing key's file {}: {reason}", path.display());
        match fs::read_to_string(&path) {
            Ok(text) => SigningPair::from_file(&text).map_err(failed),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let text = SigningPair::make().map_err(failed)?;
                private_file::create(data_dir, FILE_NAME, &text)
                    .map_err(|error| failed(error.to_string()))?;
                SigningPair::from_file(&text).map_err(failed)
            }
            Err(error) => Err(failed(error.to_string())),
        }
    }

    /// A new key and its certificate, as the file has them.
    fn make() -> Result<String, String> {
        let key = KeyPair::generate_for(&PKCS_RSA_SHA256).map_err(|error| error.to_string())?;
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Barograph notifications");
        let certificate: Certificate = params.self_signed(&key).map_err(|error| error.to_string())?;
        Ok(key.serialize_pem() + &certificate.pem())
    }

    fn from_file(text: &str) -> Result<SigningPair, String> {
        let begin = text.find(CERTIFICATE_BEGIN).ok_or("it holds no certificate")?;
        let (key, certificate) = text.split_at(begin);
        let key = KeyPair::from_pem(key).map_err(|error| error.to_string())?;
        Ok(SigningPair { key, certificate_pem: certificate.to_owned() })
    }

    /// In base64, of the text that both ends build from a message.
    pub fn sign(&self, text: &str) -> Result<String, String> {
        let signature = self.key.sign(text.as_bytes()).map_err(|error| error.to_string())?;
        Ok(BASE64.encode(signature))
    }

    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Where the certificate is served: named after its hash, since what a name stands for never changes.
    pub fn certificate_path(&self) -> String {
        let hash = Sha256::digest(&self.certificate_pem);
        let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        format!("{PATH_PREFIX}{hex}{PATH_SUFFIX}")
    }
}

/// Whether an address is one of certificates at all.
pub fn is_certificate_path(path: &str) -> bool {
    path.starts_with(PATH_PREFIX) && path.ends_with(PATH_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_signs_alike() {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::new(folder.path());
        let pair = signer.pair().unwrap();
        let signature = pair.sign("text").unwrap();
        assert_eq!(BASE64.decode(&signature).unwrap().len(), 256);
        assert_ne!(pair.sign("text2").unwrap(), signature);
        let again = Signer::new(folder.path()).pair().unwrap();
        assert_eq!(again.sign("text").unwrap(), signature, "the key is kept");
        assert_eq!(again.certificate_path(), pair.certificate_path());
        assert!(is_certificate_path(&pair.certificate_path()), "{}", pair.certificate_path());
        assert!(!pair.certificate_pem().contains("PRIVATE"));
    }

    #[test]
    fn a_spoilt_file_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE_NAME), "nonsense").unwrap();
        let error = Signer::new(folder.path()).pair().err().unwrap();
        assert!(error.ends_with("it holds no certificate"), "{error}");
    }
}
