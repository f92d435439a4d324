//! Just enough JSON writing for StateReasonData and the like, whose key order and number text are CloudWatch's own.

use std::fmt::Write;

/// Builds one object, in the order of the calls.
#[derive(Default)]
pub struct Object(String);

impl Object {
    pub fn new() -> Self {
        Object(String::new())
    }

    /// `value` is JSON already.
    pub fn raw(&mut self, key: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quote(key));
        self.0.push(':');
        self.0.push_str(value);
    }

    pub fn text(&mut self, key: &str, value: &str) {
        self.raw(key, &quote(value));
    }

    /// How long it is so far, in bytes; without its end.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

pub fn array(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("[{}]", items.join(","))
}

/// A JSON string, quotes included.
pub fn quote(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for char in text.chars() {
        match char {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            control if control < ' ' => {
                // Writing to a String can't fail.
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(quote("a\"b\\c\n\u{1}ü"), r#""a\"b\\c\n\u0001ü""#);
    }

    #[test]
    fn keys_keep_their_order() {
        let mut object = Object::new();
        object.text("z", "1");
        object.raw("a", &array(["1".to_owned(), "null".to_owned()]));
        assert_eq!(object.finish(), r#"{"z":"1","a":[1,null]}"#);
        assert_eq!(Object::new().finish(), "{}");
    }
}
