//! What a signed call claims: who, when, for where, over which headers. Read, not yet believed.

use crate::query;
use crate::route::header;
use axum::http::header::{AUTHORIZATION, DATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use cloudwatch_api::{ApiError, ErrorKind};
use timeseries::Timestamp;
use timeseries::civil::parse_iso;

/// Seconds for which a presigned address may be made valid: a week.
pub const MAX_EXPIRES_SECS: i64 = 604_800;

pub const ALGORITHM: &str = "AWS4-HMAC-SHA256";

pub struct Claim {
    pub access_key_id: String,
    /// The scope's parts.
    pub date: String,
    pub region: String,
    pub service: String,
    pub terminator: String,
    /// When it was signed, as the client wrote it: `20261120T100000Z`.
    pub time: String,
    pub at: Timestamp,
    /// In the client's order.
    pub signed_headers: Vec<String>,
    pub signature: String,
    pub has_session_token: bool,
    /// Only in the address: how long it is valid.
    pub expires_secs: Option<i64>,
    /// Whether the claim itself stands in the address, which is then signed without the signature.
    pub is_in_address: bool,
}

/// Where a call's signature stands.
pub enum Place<'a> {
    Header(&'a str),
    Address,
}

pub fn place(parts: &Parts) -> Option<Place<'_>> {
    if parts.headers.contains_key(AUTHORIZATION) {
        return Some(Place::Header(header(&parts.headers, "authorization")));
    }
    let query = parts.uri.query().unwrap_or_default();
    let is_presigned = matches!(parts.method, Method::GET | Method::POST)
        && query::parameter(query.as_bytes(), "X-Amz-Signature").is_some();
    is_presigned.then_some(Place::Address)
}

impl Claim {
    /// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`
    pub fn from_header(authorization: &str, headers: &HeaderMap) -> Result<Claim, ApiError> {
        let Some(parameters) = authorization.strip_prefix(ALGORITHM) else {
            let scheme = authorization.split(' ').next().unwrap_or_default();
            return Err(incomplete(format!("The authorization scheme '{scheme}' is not {ALGORITHM}.")));
        };
        let parameter = |name: &str| {
            let pairs = parameters.split(',').filter_map(|pair| pair.trim().split_once('='));
            pairs
                .into_iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
                .filter(|value| !value.is_empty())
        };
        let (credential, signed, signature) =
            (parameter("Credential"), parameter("SignedHeaders"), parameter("Signature"));
        let time = time_of(headers);
        let mut missing = String::new();
        for (name, value) in [("Credential", credential), ("Signature", signature), ("SignedHeaders", signed)]
        {
            if value.is_none() {
                missing.push_str(&format!("Authorization header requires '{name}' parameter. "));
            }
        }
        if time.is_none() {
            missing.push_str(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
            );
        }
        match (credential, signed, signature, time) {
            (Some(credential), Some(signed), Some(signature), Some(time)) => {
                let mut claim = Claim::new(credential, &time)?;
                claim.signed_headers = signed.split(';').map(str::to_owned).collect();
                claim.signature = signature.to_owned();
                claim.has_session_token = headers.contains_key("x-amz-security-token");
                Ok(claim)
            }
            _ => Err(incomplete(missing.trim_end())),
        }
    }

    /// The presigned form: everything is a parameter of the address.
    pub fn from_address(query: &str) -> Result<Claim, ApiError> {
        let required = |name: &str| {
            let value = query::parameter(query.as_bytes(), name).filter(|value| !value.is_empty());
            value.ok_or_else(|| incomplete(format!("AWS query-string parameters must include '{name}'.")))
        };
        let algorithm = required("X-Amz-Algorithm")?;
        if algorithm != ALGORITHM {
            return Err(incomplete(format!("X-Amz-Algorithm is '{algorithm}', not {ALGORITHM}.")));
        }
        let mut claim = Claim::new(&required("X-Amz-Credential")?, &required("X-Amz-Date")?)?;
        claim.signed_headers = required("X-Amz-SignedHeaders")?.split(';').map(str::to_owned).collect();
        claim.signature = required("X-Amz-Signature")?.into_owned();
        let expires = required("X-Amz-Expires")?;
        let secs = expires.parse().ok().filter(|secs| (1..=MAX_EXPIRES_SECS).contains(secs));
        let range =
            || incomplete(format!("X-Amz-Expires must be 1 to {MAX_EXPIRES_SECS} seconds, not '{expires}'."));
        claim.expires_secs = Some(secs.ok_or_else(range)?);
        claim.has_session_token = query::parameter(query.as_bytes(), "X-Amz-Security-Token").is_some();
        claim.is_in_address = true;
        Ok(claim)
    }

    /// The credential is `id/date/region/service/aws4_request`; only the id may hold further slashes.
    fn new(credential: &str, time: &str) -> Result<Claim, ApiError> {
        let mut scope = credential.rsplitn(5, '/');
        let (terminator, service, region, date, access_key_id) =
            (scope.next(), scope.next(), scope.next(), scope.next(), scope.next());
        let (Some(terminator), Some(service), Some(region), Some(date), Some(access_key_id)) =
            (terminator, service, region, date, access_key_id)
        else {
            return Err(incomplete(format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. \
                 keyid/date/region/service/term, got '{credential}'"
            )));
        };
        let at = instant(time).ok_or_else(|| {
            incomplete(format!("Date must be in ISO-8601 'basic format'. Got '{time}'. See http://en.wikipedia.org/wiki/ISO_8601"))
        })?;
        Ok(Claim {
            access_key_id: access_key_id.to_owned(),
            date: date.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            terminator: terminator.to_owned(),
            time: time.to_owned(),
            at,
            signed_headers: Vec::new(),
            signature: String::new(),
            has_session_token: false,
            expires_secs: None,
            is_in_address: false,
        })
    }
}

fn incomplete(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorKind::IncompleteSignature, message)
}

/// `X-Amz-Date`, else the HTTP date in the same notation.
fn time_of(headers: &HeaderMap) -> Option<String> {
    match header(headers, "x-amz-date") {
        "" => {}
        time => return Some(time.to_owned()),
    }
    let date = headers.get(DATE)?.to_str().ok()?;
    Some(compact_http_date(date).unwrap_or_else(|| date.to_owned()))
}

/// `20261120T100000Z`.
fn instant(time: &str) -> Option<Timestamp> {
    let b = time.as_bytes();
    if !time.is_ascii() || b.len() != 16 || b[8] != b'T' || b[15] != b'Z' {
        return None;
    }
    let (year, month, day) = (&time[..4], &time[4..6], &time[6..8]);
    let (hour, minute, second) = (&time[9..11], &time[11..13], &time[13..15]);
    parse_iso(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

/// `Fri, 20 Nov 2026 10:00:00 GMT` to `20261120T100000Z`.
fn compact_http_date(date: &str) -> Option<String> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut words = date.split(' ').skip(1);
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let month = MONTHS.find(month).filter(|at| at % 3 == 0 && month.len() == 3)? / 3 + 1;
    let time = words.next()?.replace(':', "");
    Some(format!("{year}{month:02}{day}T{time}Z"))
}
