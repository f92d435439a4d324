//! Runs of `*`, `_` and `~`, and which of them belong together: CommonMark's rules for delimiters.

use crate::character::{is_punctuation, is_space};

const CLASSES: usize = 18;

/// What is around some inlines.
#[derive(Clone, Debug)]
pub enum Around {
    Emphasis,
    Strong,
    Strikethrough,
    Link(String),
    Image(String),
}

/// A run of one of the characters. What is left of it in the end is text.
#[derive(Clone, Debug)]
pub struct Run {
    pub c: char,
    /// How many are left, and how many there were.
    pub count: usize,
    len: usize,
    can_open: bool,
    can_close: bool,
    /// What it opens, the innermost first, to the right of what is left.
    pub opens: Vec<Around>,
    /// How much it closes, to the left of what is left.
    pub closes: usize,
}

impl Run {
    /// `len` times `c`, between two texts.
    pub fn new(c: char, len: usize, before: &str, after: &str) -> Self {
        let before = before.chars().next_back().unwrap_or('\n');
        let after = after.chars().next().unwrap_or('\n');
        let is_free = |near: char, far: char| {
            !is_space(near) && (!is_punctuation(near) || is_space(far) || is_punctuation(far))
        };
        let (can_open, can_close) = (is_free(after, before), is_free(before, after));
        let (can_open, can_close) = match c {
            // A single tilde stands for "about" or between two numbers more often than it strikes.
            '_' | '~' if c == '_' || len == 1 => (
                can_open && (!can_close || is_punctuation(before)),
                can_close && (!can_open || is_punctuation(after)),
            ),
            // GitHub: strikethrough has one or two tildes.
            '~' if 2 < len => (false, false),
            _ => (can_open, can_close),
        };
        Run { c, count: len, len, can_open, can_close, opens: Vec::new(), closes: 0 }
    }

    fn is_opened_by(&self, opener: &Run) -> bool {
        if opener.c != self.c {
            return false;
        }
        if self.c == '~' {
            return opener.len == self.len;
        }
        let is_either = opener.can_close || self.can_open;
        !is_either || self.len.is_multiple_of(3) || !(opener.len + self.len).is_multiple_of(3)
    }

    /// For all closers of a class the same runs are no openers, so these are looked at only once.
    fn class(&self) -> usize {
        let c = match self.c {
            '*' => 0,
            '_' => 1,
            _ => 2,
        };
        c * 6 + usize::from(self.can_open) * 3 + self.len % 3
    }
}

/// Finds what belongs together among the runs of `live`, which are in order.
pub fn pair(runs: &mut [Run], live: &[usize]) {
    let mut openers: Vec<usize> = Vec::new();
    let mut looked_for = [0; CLASSES];
    for &closer in live {
        while runs[closer].can_close && runs[closer].count != 0 {
            let class = runs[closer].class();
            let is_opener = |place: &usize| runs[closer].is_opened_by(&runs[openers[*place]]);
            let Some(place) = (looked_for[class]..openers.len()).rev().find(is_opener) else {
                looked_for[class] = openers.len();
                break;
            };
            let opener = openers[place];
            join(runs, opener, closer);
            // What is between the two opens nothing any more.
            openers.truncate(place + usize::from(runs[opener].count != 0));
            for looked_for in &mut looked_for {
                *looked_for = openers.len().min(*looked_for);
            }
        }
        if runs[closer].can_open && runs[closer].count != 0 {
            openers.push(closer);
        }
    }
}

fn join(runs: &mut [Run], opener: usize, closer: usize) {
    let is_double = 2 <= runs[opener].count && 2 <= runs[closer].count;
    let around = match runs[closer].c {
        '~' => Around::Strikethrough,
        _ if is_double => Around::Strong,
        _ => Around::Emphasis,
    };
    let count = if is_double { 2 } else { 1 };
    runs[opener].opens.push(around);
    runs[opener].count -= count;
    runs[closer].closes += 1;
    runs[closer].count -= count;
}
