//! What a widget has of its data. A failed fetch is a value, so that the last good picture can stay, marked.
//!
//! Pure: it knows neither who fetches nor how it is drawn.

use cloudwatch_api::{ApiError, ErrorKind, Fault};

/// The outcome of a widget's fetches so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Load<T> {
    /// Nothing has come back yet.
    #[default]
    Pending,
    Ready(T),
    /// A later fetch failed, or a part of this one did.
    Stale {
        data: T,
        error: ApiError,
    },
    Failed(ApiError),
}

impl<T> Load<T> {
    /// The fold: what one more result makes of what there was.
    pub fn next(self, result: Result<T, ApiError>) -> Self {
        match (self, result) {
            (_, Ok(data)) => Load::Ready(data),
            (Load::Ready(data) | Load::Stale { data, .. }, Err(error)) => Load::Stale { data, error },
            (Load::Pending | Load::Failed(_), Err(error)) => Load::Failed(error),
        }
    }

    pub fn data(&self) -> Option<&T> {
        match self {
            Load::Ready(data) | Load::Stale { data, .. } => Some(data),
            Load::Pending | Load::Failed(_) => None,
        }
    }

    pub fn error(&self) -> Option<&ApiError> {
        match self {
            Load::Stale { error, .. } | Load::Failed(error) => Some(error),
            Load::Pending | Load::Ready(_) => None,
        }
    }
}

/// Why a fetch failed, in a word for the widget's badge.
pub fn cause(error: &ApiError) -> &'static str {
    let row = error.kind.row();
    match error.kind {
        ErrorKind::Network => "network",
        ErrorKind::AccessDenied
        | ErrorKind::IncompleteSignature
        | ErrorKind::MissingAuthenticationToken
        | ErrorKind::SignatureDoesNotMatch
        | ErrorKind::UnrecognizedClient => "signed out",
        _ if row.shape.contains("Throttl") || row.query_code.contains("Throttl") => "throttled",
        ErrorKind::LimitExceeded | ErrorKind::LogsLimitExceeded => "throttled",
        _ if row.fault == Fault::Receiver => "server error",
        _ => "refused",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn network() -> ApiError {
        ApiError::new(ErrorKind::Network, "no answer")
    }

    #[wasm_bindgen_test]
    fn the_last_good_data_stays() {
        let refused = ApiError::validation("no");
        let load = Load::default().next(Err(network()));
        assert_eq!(load, Load::Failed(network()));
        let load = load.next(Ok(1));
        assert_eq!(load, Load::Ready(1));
        let load = load.next(Err(network()));
        assert_eq!(load, Load::Stale { data: 1, error: network() });
        let load = load.next(Err(refused.clone()));
        assert_eq!(load, Load::Stale { data: 1, error: refused });
        assert_eq!(load.next(Ok(2)), Load::Ready(2));
    }

    #[wasm_bindgen_test]
    fn causes_are_words() {
        for (error, expected) in [
            (network(), "network"),
            (ApiError::validation("x"), "refused"),
            (ApiError::without_message(ErrorKind::InternalFailure), "server error"),
            (ApiError::without_message(ErrorKind::AccessDenied), "signed out"),
            (ApiError::without_message(ErrorKind::LimitExceeded), "throttled"),
        ] {
            assert_eq!(cause(&error), expected, "{error}");
        }
    }
}
