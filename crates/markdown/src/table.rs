//! GitHub's tables: which line makes one, and the cells of a row.

use crate::scan::{SPACE, find, split_once, trim};

/// How many columns the line under a table's head announces.
pub fn columns(line: &str) -> Option<usize> {
    let line = trim(line, SPACE);
    let inner = line.strip_prefix('|').unwrap_or(line);
    let mut rest = inner.strip_suffix('|').unwrap_or(inner);
    let mut count = 1;
    // A line without a bar underlines a heading, or is a rule.
    find(line, b"|")?;
    while let Some((cell, behind)) = split_once(rest, b'|') {
        if !is_delimiter(cell) {
            return None;
        }
        count += 1;
        rest = behind;
    }
    is_delimiter(rest).then_some(count)
}

/// Dashes, with or without a colon at either end.
#[inline(never)]
fn is_delimiter(cell: &str) -> bool {
    let cell = trim(cell, SPACE);
    let cell = cell.strip_prefix(':').unwrap_or(cell);
    let cell = cell.strip_suffix(':').unwrap_or(cell);
    !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
}

/// The texts between the bars that aren't escaped.
pub fn cells(line: &str) -> Vec<String> {
    let line = trim(line, SPACE);
    let mut rest = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let mut cell = String::new();
    while let Some(at) = find(rest, b"|\\") {
        cell.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('|') {
            cells.push(trim(&cell, SPACE).to_owned());
            cell.clear();
            rest = &rest[1..];
        } else if rest[1..].starts_with('|') {
            cell.push('|');
            rest = &rest[2..];
        } else {
            // A backslash escapes the character behind it here already, so that `\\|` ends the cell.
            let len = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            cell.push_str(&rest[..len]);
            rest = &rest[len..];
        }
    }
    cell.push_str(rest);
    let last = trim(&cell, SPACE);
    if !last.is_empty() {
        cells.push(last.to_owned());
    }
    cells
}
