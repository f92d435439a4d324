//! AWS Signature Version 4: whether a call was signed with a key pair that we know.
//!
//! Both forms, header and presigned address, with AWS's error for each failure. It deliberately doesn't
//! know what is called; it says which service the signature is for, and the caller compares.

mod canonical;
mod claim;

use axum::http::request::Parts;
pub use claim::MAX_EXPIRES_SECS;
use claim::{ALGORITHM, Claim, Place};
use cloudwatch_api::{ApiError, ErrorKind, Service};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use timeseries::Timestamp;

/// How far a client's clock may be off, both ways.
pub const MAX_SKEW_MINUTES: i64 = 15;

const TERMINATOR: &str = "aws4_request";

/// What a signature is checked against.
pub struct Against<'a> {
    /// The secret of an access key id that is known here. Where the keys come from is the caller's.
    pub secret_of: &'a dyn Fn(&str) -> Option<&'a str>,
    pub region: &'a str,
    pub now: Timestamp,
}

/// Whether a call claims to be signed at all.
pub fn is_signed(parts: &Parts) -> bool {
    claim::place(parts).is_some()
}

/// The service that the call is signed for. `body` is as it was sent, still compressed.
pub fn verify(parts: &Parts, body: &[u8], against: &Against<'_>) -> Result<Service, ApiError> {
    let claim = match claim::place(parts) {
        Some(Place::Header(text)) => Claim::from_header(text, &parts.headers)?,
        Some(Place::Address) => Claim::from_address(parts.uri.query().unwrap_or_default())?,
        None => {
            return Err(ApiError::new(
                ErrorKind::MissingAuthenticationToken,
                "Request is missing Authentication Token",
            ));
        }
    };
    let service = check_scope(&claim, against.region)?;
    check_time(&claim, against.now)?;
    check_signed_headers(&claim, parts)?;
    let Some(secret) = (against.secret_of)(&claim.access_key_id) else { return Err(unknown_token()) };
    if claim.has_session_token {
        // No key pair here is temporary, so whatever this token is, it isn't ours.
        return Err(unknown_token());
    }
    let payload_hash = hex(&Sha256::digest(body));
    check_payload_hash(parts, &payload_hash)?;
    let canonical = canonical::request(parts, &claim, &payload_hash);
    match unhex(&claim.signature) {
        // Compares in constant time.
        Some(signature) if signature_of(&claim, &canonical, secret).verify_slice(&signature).is_ok() => {
            Ok(service)
        }
        _ => Err(mismatch(
            "The request signature we calculated does not match the signature you provided. Check your AWS \
             Secret Access Key and signing method. Consult the service documentation for details.",
        )),
    }
}

/// The error for a call that is signed for another service than the one it calls.
pub fn wrong_service(called: Service) -> ApiError {
    mismatch(format!("Credential should be scoped to correct service: '{}'. ", called.signing_name()))
}

fn check_scope(claim: &Claim, region: &str) -> Result<Service, ApiError> {
    if claim.terminator != TERMINATOR {
        return Err(mismatch(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{}'.",
            claim.terminator
        )));
    }
    if claim.region != region {
        return Err(mismatch(format!(
            "Credential should be scoped to a valid region, not '{}'. This server keeps the region '{region}': \
             set your client to it, or start the server with --region.",
            claim.region
        )));
    }
    if claim.date != claim.time.get(..8).unwrap_or_default() {
        return Err(mismatch(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
             '{}' != '{}', from '{}'.",
            claim.date,
            claim.time.get(..8).unwrap_or_default(),
            claim.time
        )));
    }
    let service = Service::ALL.into_iter().find(|service| service.signing_name() == claim.service);
    service.ok_or_else(|| {
        mismatch(format!("Credential should be scoped to correct service, not '{}'.", claim.service))
    })
}

fn check_time(claim: &Claim, now: Timestamp) -> Result<(), ApiError> {
    let skew_secs = MAX_SKEW_MINUTES * 60;
    let (earliest, latest) = (now.plus_secs(-skew_secs), now.plus_secs(skew_secs));
    if latest < claim.at {
        return Err(mismatch(format!(
            "Signature not yet current: {} is still later than {} ({} + {MAX_SKEW_MINUTES} min.)",
            claim.time,
            compact(latest),
            compact(now)
        )));
    }
    match claim.expires_secs {
        Some(expires_secs) if claim.at.plus_secs(expires_secs) < now => Err(mismatch(format!(
            "Signature expired: {} is now earlier than {} ({} - {} min.)",
            claim.time,
            compact(now.plus_secs(-expires_secs)),
            compact(now),
            expires_secs / 60
        ))),
        None if claim.at < earliest => Err(mismatch(format!(
            "Signature expired: {} is now earlier than {} ({} - {MAX_SKEW_MINUTES} min.)",
            claim.time,
            compact(earliest),
            compact(now)
        ))),
        _ => Ok(()),
    }
}

/// The host, and every `x-amz-` header that is there, must be covered: else a call could be retargeted.
fn check_signed_headers(claim: &Claim, parts: &Parts) -> Result<(), ApiError> {
    let is_signed = |name: &str| claim.signed_headers.iter().any(|signed| signed == name);
    if !is_signed("host") {
        return Err(mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."));
    }
    let mut names: Vec<&str> = parts.headers.keys().map(|name| name.as_str()).collect();
    names.sort_unstable();
    match names.into_iter().find(|name| name.starts_with("x-amz-") && !is_signed(name)) {
        Some(name) => Err(mismatch(format!("'{name}' must be a 'SignedHeader' in the AWS Authorization."))),
        None => Ok(()),
    }
}

fn check_payload_hash(parts: &Parts, payload_hash: &str) -> Result<(), ApiError> {
    match parts.headers.get("x-amz-content-sha256") {
        Some(claimed) if claimed.as_bytes() != payload_hash.as_bytes() => {
            Err(mismatch("The provided 'x-amz-content-sha256' header does not match what was computed."))
        }
        _ => Ok(()),
    }
}

fn signature_of(claim: &Claim, canonical_request: &str, secret: &str) -> Hmac<Sha256> {
    let mut mac = hmac_of(&signing_key(secret, claim));
    mac.update(string_to_sign(claim, canonical_request).as_bytes());
    mac
}

fn string_to_sign(claim: &Claim, canonical_request: &str) -> String {
    let hash = hex(&Sha256::digest(canonical_request));
    let Claim { time, date, region, service, .. } = claim;
    format!("{ALGORITHM}\n{time}\n{date}/{region}/{service}/{TERMINATOR}\n{hash}")
}

fn signing_key(secret: &str, claim: &Claim) -> Vec<u8> {
    let steps = [claim.date.as_str(), &claim.region, &claim.service, TERMINATOR];
    steps.iter().fold(format!("AWS4{secret}").into_bytes(), |key, step| {
        let mut mac = hmac_of(&key);
        mac.update(step.as_bytes());
        mac.finalize().into_bytes().to_vec()
    })
}

fn hmac_of(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

fn mismatch(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorKind::SignatureDoesNotMatch, message)
}

fn unknown_token() -> ApiError {
    let message = "The security token included in the request is invalid.";
    ApiError::new(ErrorKind::UnrecognizedClient, message)
}

/// `20261120T100000Z`, as AWS's messages write an instant.
fn compact(at: Timestamp) -> String {
    Timestamp::from_secs(at.secs()).to_string().replace(['-', ':'], "")
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests;
