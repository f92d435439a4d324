//! Messages with another text for each protocol, and message attributes as notifications show them.

use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Why a message with MessageStructure `json` is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StructureError {
    Unreadable,
    NoDefault,
    Empty,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MessageAttribute {
    #[serde(rename = "Type")]
    pub data_type: String,
    #[serde(rename = "Value")]
    pub value: String,
}

/// Whether a structured message has all that it needs.
pub fn check_structure(message: &str) -> Result<(), StructureError> {
    let texts = texts(message).ok_or(StructureError::Unreadable)?;
    if texts.values().any(|text| !text.is_string()) {
        return Err(StructureError::Unreadable);
    }
    match texts.get("default") {
        None => Err(StructureError::NoDefault),
        Some(Value::String(text)) if text.is_empty() => Err(StructureError::Empty),
        Some(_) => Ok(()),
    }
}

/// What a structured message says to a protocol.
pub fn text_for(message: &str, protocol: &str) -> String {
    let mut texts = texts(message).unwrap_or_default();
    match texts.remove(protocol).or_else(|| texts.remove("default")) {
        Some(Value::String(text)) => text,
        // It was checked when it was published.
        _ => message.to_owned(),
    }
}

pub fn attributes_json(attributes: &BTreeMap<String, MessageAttribute>) -> String {
    // Texts: they can always be written.
    serde_json::to_string(attributes).unwrap_or_default()
}

fn texts(message: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(message) {
        Ok(Value::Object(texts)) => Some(texts),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structures() {
        assert_eq!(check_structure(r#"{"default":"d","http":"h"}"#), Ok(()));
        assert_eq!(check_structure(r#"{"http":"h"}"#), Err(StructureError::NoDefault));
        assert_eq!(check_structure(r#"{"default":""}"#), Err(StructureError::Empty));
        for unreadable in ["", "d", "[1]", "{\"default\":1}", "{\"default\":\"d\",\"x\":{}}", "{"] {
            assert_eq!(check_structure(unreadable), Err(StructureError::Unreadable), "{unreadable}");
        }
        let message = r#"{"default":"d","email":"e"}"#;
        assert_eq!(text_for(message, "email"), "e");
        assert_eq!(text_for(message, "email-json"), "d");
    }
}
