//! What is wrong with a dashboard's text or name, for the eyes of somebody who is typing it.

use crate::components::CodeMessage;
use dashboard::{DashboardBody, ValidationMessage};

/// AWS: "1-255 characters".
const NAME_MAX: usize = 255;

/// Why AWS would refuse a name; nothing while it is still empty.
pub fn name_error(name: &str) -> Option<String> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if !name.chars().all(fits) {
        return Some("A name has letters A–Z, digits, - and _ only.".to_owned());
    }
    (name.len() > NAME_MAX).then(|| "A name has at most 255 characters.".to_owned())
}

/// All messages about a body, each at its place in the text.
pub fn check_body(text: &str) -> Vec<CodeMessage> {
    let body = match DashboardBody::parse_lenient(text) {
        Ok(body) => body,
        Err(error) => {
            return vec![CodeMessage {
                line: error.line as usize,
                column: error.column as usize,
                text: error.message,
                fatal: true,
            }];
        }
    };
    let located = |message: &ValidationMessage, fatal| {
        let node = body.document().find(&message.data_path).unwrap_or(body.document().root());
        let (line, column) = body.document().line_column(node.span().start);
        CodeMessage { line: line as usize, column: column as usize, text: message.message.clone(), fatal }
    };
    let errors = body.errors().iter().map(|message| located(message, true));
    errors.chain(body.warnings().iter().map(|message| located(message, false))).collect()
}
