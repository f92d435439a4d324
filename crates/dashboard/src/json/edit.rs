//! Edits as splices: each says which bytes give way to which text, in the style of what stands around.

use super::value::{Layout, push_member};
use super::{Document, Kind, Node, Value};
use std::fmt;
use std::ops::Range;

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
        splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
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
                Kind::Array => node.item(array_index(token).unwrap_or(usize::MAX)),
                _ => {
                    let reason = format!("{token} has no place in {pointer}: its parent is a plain value");
                    return Err(PathError(reason));
                }
            };
            match (child, value) {
                (Some(child), _) => node = child,
                (None, None) => return Ok(Vec::new()),
                (None, Some(value)) => {
                    let mut nested = value.clone();
                    for key in tokens[depth + 1..].iter().rev() {
                        nested = Value::Object(vec![(key.clone(), nested)]);
                    }
                    return node.set_child(token, Some(&nested));
                }
            }
        }
        node.set_child(last, value)
    }

    /// One splice, or none where what is to be removed isn't there.
    fn set_child(&self, token: &str, value: Option<&Value>) -> Result<Vec<Splice>, PathError> {
        let (kind, count) = (self.kind(), self.items().count());
        let index = match kind {
            Kind::Object => self.members().position(|(key, _)| key == token),
            Kind::Array => array_index(token).filter(|index| *index < count),
            _ => return Err(PathError(format!("{token} can't be set: its parent is a plain value"))),
        };
        let splice = match (index, value) {
            (None, None) => return Ok(Vec::new()),
            (Some(index), None) => self.child_removed(index),
            (Some(_), Some(value)) if kind == Kind::Object => {
                // The last of several of a name counts.
                self.get(token).unwrap_or(*self).replaced(value)
            }
            (Some(index), Some(value)) => self.item(index).unwrap_or(*self).replaced(value),
            (None, Some(value)) if kind == Kind::Object => {
                self.members_inserted(usize::MAX, &[(token, value.clone())])
            }
            (None, Some(value)) if token == "-" || array_index(token) == Some(count) => {
                self.item_inserted(count, value)
            }
            (None, Some(_)) => {
                return Err(PathError(format!("{token} is no place in an array of {count}")));
            }
        };
        Ok(vec![splice])
    }

    /// This value gives way to another.
    pub fn replaced(&self, value: &Value) -> Splice {
        let style = Style::of(self.document());
        let base = self.line_indent();
        let mut text = String::new();
        // A container that was written on one line stays so.
        let on_one_line = matches!(self.kind(), Kind::Array | Kind::Object)
            && !self.source().contains('\n')
            && self.source().len() > 2;
        value.write(if on_one_line { Layout::one_line(style.space) } else { style.layout(base) }, &mut text);
        Splice { range: self.span(), text }
    }

    /// New members of this object before the one that is `index`th now.
    pub fn members_inserted(&self, index: usize, members: &[(&str, Value)]) -> Splice {
        let space = Style::of(self.document()).space;
        self.children_inserted(index, members.len(), &|new, layout, out| {
            let (key, value) = &members[new];
            push_member(key, space, value, layout, out);
        })
    }

    /// A new item of this array before the one that is `index`th now.
    pub fn item_inserted(&self, index: usize, value: &Value) -> Splice {
        self.children_inserted(index, 1, &|_, layout, out| value.write(layout, out))
    }

    /// A new item of this array whose text is taken as it is.
    pub fn text_inserted(&self, index: usize, json: &str) -> Splice {
        self.children_inserted(index, 1, &|_, _, out| out.push_str(json))
    }

    /// So many new children. The value must be a container of the right kind.
    fn children_inserted(&self, index: usize, count: usize, write: &WriteChild<'_>) -> Splice {
        let style = Style::of(self.document());
        let children = self.child_spans();
        let mut text = String::new();
        let (Some(first), Some(last)) = (children.first(), children.last()) else {
            self.write_first_children(&style, count, write, &mut text);
            return Splice { range: self.span().start + 1..self.span().end - 1, text };
        };
        let source = self.document().text();
        // What stands before the first child stands before every child that gets a line of its own.
        let lead = &source[self.span().start + 1..first.start];
        let own_lines = lead.rfind('\n').map(|newline| &lead[newline + 1..]);
        let gap = if own_lines.is_some() { lead } else { style.space };
        let layout = own_lines.map_or(Layout::one_line(style.space), |base| style.layout(base));
        let before = children.get(index);
        for new in 0..count {
            if before.is_none() {
                text.push(',');
                text.push_str(gap);
            }
            write(new, layout, &mut text);
            if before.is_some() {
                text.push(',');
                text.push_str(gap);
            }
        }
        let place = before.map_or(last.end, |before| before.start);
        Splice { range: place..place, text }
    }

    fn write_first_children(
        &self,
        style: &Style<'_>,
        count: usize,
        write: &WriteChild<'_>,
        text: &mut String,
    ) {
        let base = format!("{}{}", self.line_indent(), style.unit);
        for index in 0..count {
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
            write(index, style.layout(&base), text);
        }
        if let Some(newline) = style.newline
            && count != 0
        {
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
        self.children(self.kind()).map(|child| child.whole_span()).collect()
    }

    /// With its name, if it is a member.
    fn whole_span(&self) -> Range<usize> {
        let data = self.data();
        let start = if data.key_end == 0 { data.start } else { data.key_start };
        start as usize..data.end as usize
    }

    /// The blanks at the start of the line on which this value starts.
    fn line_indent(&self) -> &str {
        let before = &self.document.text[..self.span().start];
        let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }
}

/// Writes one of several new children.
type WriteChild<'a> = dyn Fn(usize, Layout<'_>, &mut String) + 'a;

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
        let Some(first) = root.children(root.kind()).next() else {
            // Nothing to read from: a fresh document is laid out well.
            return Style { newline: Some("\n"), unit: "  ", space: " " };
        };
        let lead = &text[root.span().start + 1..first.whole_span().start];
        let key_end = first.data().key_end as usize;
        let has_tight_colon = key_end != 0 && text[key_end..first.span().start].ends_with(':');
        let space = if has_tight_colon { "" } else { " " };
        let Some(newline) = lead.rfind('\n') else { return Style { newline: None, unit: "  ", space } };
        let unit = if lead[newline + 1..].is_empty() { "  " } else { &lead[newline + 1..] };
        Style { newline: Some(if lead.contains("\r\n") { "\r\n" } else { "\n" }), unit, space }
    }

    /// Inside of lines there is always a space after a colon.
    fn layout<'b>(&'b self, base: &'b str) -> Layout<'b> {
        match self.newline {
            Some(_) => Layout { newline: self.newline, unit: self.unit, base, space: " " },
            None => Layout::one_line(self.space),
        }
    }
}
