//! A line and how far it has been read. Tabs reach to the next column that four divides, and a tab may be
//! read in part.

pub struct Line<'a> {
    text: &'a str,
    /// What is read up to, in bytes; inside a tab its own place.
    at: usize,
    column: usize,
}

impl<'a> Line<'a> {
    pub fn new(text: &'a str) -> Self {
        Line { text, at: 0, column: 0 }
    }

    /// Where the first character stands that is no space or tab, and how many columns ahead.
    fn ahead(&self) -> (usize, usize) {
        let (mut at, mut column) = (self.at, self.column);
        for byte in &self.text.as_bytes()[self.at..] {
            match byte {
                b' ' => column += 1,
                b'\t' => column += 4 - column % 4,
                _ => break,
            }
            at += 1;
        }
        (at, column - self.column)
    }

    /// Columns of space ahead.
    pub fn indent(&self) -> usize {
        self.ahead().1
    }

    /// What follows the space ahead.
    pub fn content(&self) -> &'a str {
        &self.text[self.ahead().0..]
    }

    pub fn is_blank(&self) -> bool {
        self.content().is_empty()
    }

    /// Reads on by so many columns of space, or as many as there are.
    pub fn skip_columns(&mut self, count: usize) {
        let end = self.column + count;
        while self.column < end {
            match self.text.as_bytes().get(self.at) {
                Some(b' ') => {
                    self.column += 1;
                    self.at += 1;
                }
                Some(b'\t') => {
                    let behind = self.column + 4 - self.column % 4;
                    self.column = behind.min(end);
                    self.at += usize::from(self.column == behind);
                }
                _ => break,
            }
        }
    }

    /// Reads the space ahead and so many bytes, none of them a tab.
    pub fn skip_content(&mut self, bytes: usize) {
        let (at, columns) = self.ahead();
        self.at = at + bytes;
        self.column += columns + bytes;
    }

    /// Adds what hasn't been read, and a line break. What is left of a tab is spaces.
    pub fn push_rest(&self, text: &mut String) {
        let mut at = self.at;
        if self.text.as_bytes().get(at) == Some(&b'\t') && !self.column.is_multiple_of(4) {
            for _ in self.column % 4..4 {
                text.push(' ');
            }
            at += 1;
        }
        text.push_str(&self.text[at..]);
        text.push('\n');
    }

    /// As [`Line::push_rest`], without the space ahead.
    pub fn push_content(&self, text: &mut String) {
        text.push_str(self.content());
        text.push('\n');
    }
}
