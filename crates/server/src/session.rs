//! The browser app's way in: a cookie that the page itself obtains.
//!
//! A cookie counts only for calls that the page's own scripts made: same origin, and a body of JSON or CBOR,
//! which no form and no foreign page can send. Only hashes are kept, only in memory; after a restart the
//! page asks again.

use crate::hosts;
use crate::random;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use timeseries::Timestamp;
use wire::route::{header, media_type};

/// Where the page asks for its session.
pub const PATH: &str = "/-/session";

pub const COOKIE_NAME: &str = "barograph_session";

/// How long a session lasts. The page obtains the next one by itself.
pub const SESSION_SECS: i64 = 12 * 60 * 60;

/// Sessions at a time; beyond that the oldest ends.
pub const MAX_SESSIONS: usize = 1024;

/// The sessions under way: hash of the cookie's value, and when it ends.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<BTreeMap<[u8; 32], Timestamp>>);

impl Sessions {
    /// A new session's secret.
    fn open(&self, now: Timestamp) -> String {
        let token: String = random::bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.retain(|_, ends| now < *ends);
        if sessions.len() >= MAX_SESSIONS
            && let Some(oldest) = sessions.iter().min_by_key(|(_, ends)| **ends).map(|(hash, _)| *hash)
        {
            sessions.remove(&oldest);
        }
        sessions.insert(hash(&token), now.plus_secs(SESSION_SECS));
        token
    }

    fn is_open(&self, token: &str, now: Timestamp) -> bool {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(&hash(token)).is_some_and(|ends| now < *ends)
    }

    /// Whether this call is one of the page's own, in a session.
    pub fn allows(&self, parts: &Parts, now: Timestamp) -> bool {
        let is_script_body = matches!(
            media_type(&parts.headers).as_str(),
            "application/cbor" | "application/x-amz-json-1.0" | "application/x-amz-json-1.1"
        );
        parts.method == Method::POST
            && is_script_body
            && is_same_origin(parts)
            && cookie(parts).is_some_and(|token| self.is_open(token, now))
    }

    /// `POST /-/session` from the same origin, with JSON or no body at all, gets a cookie. (A form always
    /// says its type.)
    pub fn answer(&self, parts: &Parts, now: Timestamp) -> Response<Body> {
        if parts.method != Method::POST {
            return refusal(StatusCode::METHOD_NOT_ALLOWED, "A session is asked for with POST.");
        }
        if !matches!(media_type(&parts.headers).as_str(), "" | "application/json") {
            return refusal(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "A session is asked for with JSON or nothing.",
            );
        }
        if !is_same_origin(parts) {
            return refusal(StatusCode::FORBIDDEN, "Only the page that this server serves gets a session.");
        }
        let cookie = format!(
            "{COOKIE_NAME}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={SESSION_SECS}",
            self.open(now)
        );
        let mut response = refusal(StatusCode::NO_CONTENT, "");
        match cookie.parse() {
            Ok(cookie) => drop(response.headers_mut().insert(SET_COOKIE, cookie)),
            // Hex digits and our own words always make a header.
            Err(_) => *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR,
        }
        response
    }
}

/// The browser's own word where it gives one; else the Origin must be where we are.
///
/// Browsers say `Sec-Fetch-Site` on loopback and over TLS. It also holds behind a development server's
/// proxy, where Origin and Host differ.
fn is_same_origin(parts: &Parts) -> bool {
    if let Some(site) = parts.headers.get("sec-fetch-site") {
        return site == "same-origin";
    }
    let origin = header(&parts.headers, "origin");
    let origin_host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    let host = hosts::authority(parts);
    origin_host.is_some_and(|origin| host.is_some_and(|host| host.as_str().eq_ignore_ascii_case(origin)))
}

fn cookie(parts: &Parts) -> Option<&str> {
    let lines = parts.headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE_NAME).map(|(_, token)| token)
}

/// Looking a hash up gives nothing away by its duration: a caller can't choose what the hash begins with.
fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

fn refusal(status: StatusCode, sentence: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(sentence));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
    if !sentence.is_empty() {
        headers.insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("text/plain; charset=utf-8"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_end_and_the_oldest_give_way() {
        let sessions = Sessions::default();
        let start = Timestamp::from_secs(1_000_000);
        let token = sessions.open(start);
        assert_eq!(token.len(), 64);
        assert!(sessions.is_open(&token, start.plus_secs(SESSION_SECS - 1)));
        assert!(!sessions.is_open(&token, start.plus_secs(SESSION_SECS)));
        assert!(!sessions.is_open("", start));
        for at in 1..=MAX_SESSIONS as i64 {
            sessions.open(start.plus_secs(at));
        }
        assert!(!sessions.is_open(&token, start.plus_secs(MAX_SESSIONS as i64)));
        assert_eq!(sessions.0.lock().unwrap().len(), MAX_SESSIONS);
    }
}
