//! Edits as splices: each says which bytes give way to which text, in the style of what stands around.

use super::value::Layout;
use super::{Document, Kind, Node, Value, text};
use std::fmt;
use std::ops::Range;
use timeseries::sorting;

/// Bytes to be replaced. An insertion has an empty range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    pub range: Range<usize>,
    pub text: String,
}

/// A JSON pointer that can't be followed; the text says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError(pub String);

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PathError {}

/// The parts of a JSON pointer, unescaped.
pub(super) fn tokens(pointer: &str) -> Result<Vec<String>, PathError> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let Some(rest) = pointer.strip_prefix('/') else {
        return Err(PathError(format!("the path {pointer} must start with /")));
    };
    Ok(rest.split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect())
}

pub(super) fn array_index(token: &str) -> Option<usize> {
    let plain = token == "0" || !token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit());
    if plain { token.parse().ok() } else { None }
}

impl Document {
    /// Applies splices that don't overlap; those at one place in the given order.
    pub fn spliced(&self, mut splices: Vec<Splice>) -> String {
        sorting::sort_by_key(&mut splices, |splice| (splice.range.start, splice.range.end));
        let mut out = String::with_capacity(self.text.len());
        let mut position = 0;
        for splice in &splices {
            debug_assert!(position <= splice.range.start, "splices overlap");
            out.push_str(self.text.get(position..splice.range.start).unwrap_or_default());
            out.push_str(&splice.text);
            position = splice.range.end.max(position);
        }
        out.push_str(&self.text[position..]);
        out
    }
}

impl Node<'_> {
    /// Replaces, inserts or (`None`) removes the value at a pointer below this one. Objects missing on the
    /// way are made; `-` or the length of an array appends. Removing what isn't there changes nothing.
    pub fn set(&self, pointer: &str, value: Option<&Value>) -> Result<Vec<Splice>, PathError> {
        let tokens = tokens(pointer)?;
        let Some((last, parents)) = tokens.split_last() else {
            return match value {
                Some(value) => Ok(vec![self.replaced(value)]),
                None => Err(PathError("the whole value can't be removed".to_owned())),
            };
        };
        let mut node = *self;
        for (depth, token) in parents.iter().enumerate() {
            let child = match node.kind() {
                Kind::Object => node.get(token),
                Kind::Array => node.items().nth(array_index(token).unwrap_or(usize::MAX)),
                _ => {
                    return Err(PathError(format!(
                        "{token} has no place in {pointer}: its parent is a plain value"
                    )));
                }
            };
            match (child, value) {
                (Some(child), _) => node = child,
                (None, None) => return Ok(Vec::new()),
                (None, Some(value)) => {
                    let below = tokens[depth + 1..].iter().rev();
                    let nested =
                        below.fold(value.clone(), |value, key| Value::object([(key.clone(), value)]));
                    return node.set_child(token, Some(&nested)).map(Vec::from_iter);
                }
            }
        }
        node.set_child(last, value).map(Vec::from_iter)
    }

    fn set_child(&self, token: &str, value: Option<&Value>) -> Result<Option<Splice>, PathError> {
        let count = self.items().len();
        match (self.kind(), value) {
            (Kind::Object, Some(value)) => Ok(Some(match self.get(token) {
                Some(existing) => existing.replaced(value),
                None => self.members_inserted(self.member_data().len(), &[(token, value.clone())]),
            })),
            (Kind::Object, None) => {
                let index = self.members().position(|(key, _)| key == token);
                Ok(index.map(|index| self.child_removed(index)))
            }
            (Kind::Array, Some(value)) => match array_index(token) {
                Some(index) if index < count => {
                    Ok(self.items().nth(index).map(|existing| existing.replaced(value)))
                }
                index if index == Some(count) || token == "-" => Ok(Some(self.item_inserted(count, value))),
                _ => Err(PathError(format!("{token} is no place in an array of {count}"))),
            },
            (Kind::Array, None) => {
                let index = array_index(token).filter(|index| *index < count);
                Ok(index.map(|index| self.child_removed(index)))
            }
            _ => Err(PathError(format!("{token} can't be set: its parent is a plain value"))),
        }
    }

    /// This value gives way to another.
    pub fn replaced(&self, value: &Value) -> Splice {
        let style = Style::of(self.document());
        let base = self.line_indent();
        let mut text = String::new();
        // A container that was written on one line stays so.
        let on_one_line = matches!(self.kind(), Kind::Array | Kind::Object)
            && !self.source().contains('\n')
            && 2 < self.source().len();
        value.write(&if on_one_line { style.one_line() } else { style.layout(base) }, &mut text);
        Splice { range: self.span(), text }
    }

    /// New members of this object before the one that is `index`th now.
    pub fn members_inserted(&self, index: usize, members: &[(&str, Value)]) -> Splice {
        self.children_inserted(index, members, |style, layout, (key, value), out| {
            text::push_quoted(key, out);
            out.push(':');
            out.push_str(style.space);
            value.write(layout, out);
        })
    }

    /// A new item of this array before the one that is `index`th now.
    pub fn item_inserted(&self, index: usize, value: &Value) -> Splice {
        self.children_inserted(index, &[value], |_, layout, value, out| value.write(layout, out))
    }

    /// A new item of this array whose text is taken as it is.
    pub fn text_inserted(&self, index: usize, json: &str) -> Splice {
        self.children_inserted(index, &[json], |_, _, json, out| out.push_str(json))
    }

    /// The value must be a container of the right kind.
    fn children_inserted<T>(
        &self,
        index: usize,
        new: &[T],
        write: impl Fn(&Style<'_>, &Layout<'_>, &T, &mut String),
    ) -> Splice {
        let style = Style::of(self.document());
        let children = self.child_spans();
        let mut text = String::new();
        if children.is_empty() {
            self.write_first_children(&style, new, write, &mut text);
            return Splice { range: self.span().start + 1..self.span().end - 1, text };
        }
        let source = self.document().text();
        // What stands before the first child stands before every child that gets a line of its own.
        let lead = &source[self.span().start + 1..children[0].start];
        let own_lines = lead.rfind('\n').map(|newline| &lead[newline + 1..]);
        let gap = if own_lines.is_some() { lead } else { style.space };
        let layout = own_lines.map_or(style.one_line(), |base| style.layout(base));
        let at_end = children.len() <= index;
        for child in new {
            if at_end {
                text.push(',');
                text.push_str(gap);
            }
            write(&style, &layout, child, &mut text);
            if !at_end {
                text.push(',');
                text.push_str(gap);
            }
        }
        let place = if at_end { children[children.len() - 1].end } else { children[index].start };
        Splice { range: place..place, text }
    }

    fn write_first_children<T>(
        &self,
        style: &Style<'_>,
        new: &[T],
        write: impl Fn(&Style<'_>, &Layout<'_>, &T, &mut String),
        text: &mut String,
    ) {
        let base = format!("{}{}", self.line_indent(), style.unit);
        for (index, child) in new.iter().enumerate() {
            if index != 0 {
                text.push(',');
            }
            match style.newline {
                Some(newline) => {
                    text.push_str(newline);
                    text.push_str(&base);
                }
                None if index != 0 => text.push_str(style.space),
                None => {}
            }
            write(style, &style.layout(&base), child, text);
        }
        if let (Some(newline), false) = (style.newline, new.is_empty()) {
            text.push_str(newline);
            text.push_str(self.line_indent());
        }
    }

    /// Takes the `index`th member or item out, with the comma and the space that belong to it.
    pub fn child_removed(&self, index: usize) -> Splice {
        let children = self.child_spans();
        let range = match (index.checked_sub(1), children.get(index + 1)) {
            _ if children.len() == 1 => self.span().start + 1..self.span().end - 1,
            (None, Some(next)) => children[index].start..next.start,
            (Some(previous), _) => children[previous].end..children[index].end,
            (None, None) => children[index].clone(),
        };
        Splice { range, text: String::new() }
    }

    fn child_spans(&self) -> Vec<Range<usize>> {
        let items = self.items().map(|item| item.span());
        let members = self.member_data().iter().zip(self.members());
        let members = members.map(|(member, (_, value))| member.key_start as usize..value.span().end);
        items.chain(members).collect()
    }

    /// The blanks at the start of the line on which this value starts.
    fn line_indent(&self) -> &str {
        let before = &self.document.text[..self.span().start];
        let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}

/// How a document is laid out, read from the beginning of its root.
struct Style<'a> {
    /// `None`: all on one line.
    newline: Option<&'a str>,
    unit: &'a str,
    /// After a colon, and after a comma on one line.
    space: &'a str,
}

impl<'a> Style<'a> {
    fn of(document: &'a Document) -> Style<'a> {
        let root = document.root();
        let text = document.text();
        let Some(first) = root.child_spans().into_iter().next() else {
            // Nothing to read from: a fresh document is laid out well.
            return Style { newline: Some("\n"), unit: "  ", space: " " };
        };
        let lead = &text[root.span().start + 1..first.start];
        let space = match root.member_data().first().zip(root.members().next()) {
            Some((member, (_, value)))
                if text[member.key_end as usize..value.span().start].ends_with(':') =>
            {
                ""
            }
            _ => " ",
        };
        let Some(newline) = lead.rfind('\n') else { return Style { newline: None, unit: "  ", space } };
        let unit = if lead[newline + 1..].is_empty() { "  " } else { &lead[newline + 1..] };
        Style { newline: Some(if lead.contains("\r\n") { "\r\n" } else { "\n" }), unit, space }
    }

    fn one_line(&self) -> Layout<'a> {
        Layout::OneLine { space: self.space }
    }

    fn layout<'b>(&'b self, base: &'b str) -> Layout<'b> {
        match self.newline {
            Some(newline) => Layout::Lines { newline, unit: self.unit, base },
            None => self.one_line(),
        }
    }
}
