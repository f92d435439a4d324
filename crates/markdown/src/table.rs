//! GitHub's tables: which line makes one, and the cells of a row.

use crate::starts::SPACE;

/// How many columns the line under a table's head announces.
pub fn columns(line: &str) -> Option<usize> {
    let line = line.trim_matches(SPACE);
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    let mut count = 0;
    // A line without a bar underlines a heading, or is a rule.
    if !line.contains('|') {
        return None;
    }
    for cell in inner.split('|') {
        let cell = cell.trim_matches(SPACE);
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        if cell.is_empty() || !cell.bytes().all(|byte| byte == b'-') {
            return None;
        }
        count += 1;
    }
    Some(count)
}

/// The texts between the bars that aren't escaped.
pub fn cells(line: &str) -> Vec<String> {
    let line = line.trim_matches(SPACE);
    let mut rest = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    let mut cell = String::new();
    while let Some(at) = rest.find(['|', '\\']) {
        cell.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('|') {
            cells.push(cell.trim_matches(SPACE).to_owned());
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
    let last = cell.trim_matches(SPACE);
    if !last.is_empty() {
        cells.push(last.to_owned());
    }
    cells
}
