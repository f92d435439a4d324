//! Lists come in pages by name.

use super::errors::invalid;
use crate::operations::page_token;
use cloudwatch_api::ApiError;

/// AWS: lists come in pages of up to 100.
pub const PAGE_SIZE: usize = 100;

/// What NextToken stands for.
pub fn page_after(next_token: Option<String>) -> Result<Option<String>, ApiError> {
    match next_token.filter(|token| !token.is_empty()) {
        None => Ok(None),
        Some(token) => page_token::decode(&token).map(Some).ok_or_else(|| invalid("NextToken")),
    }
}

/// Cuts what was asked for with one more than a page; the token for the rest, if there is any.
pub fn cut_page<T>(found: &mut Vec<T>, name: impl Fn(&T) -> &str) -> Option<String> {
    let more = found.len() > PAGE_SIZE;
    found.truncate(PAGE_SIZE);
    found.last().filter(|_| more).map(|last| page_token::encode(name(last)))
}
