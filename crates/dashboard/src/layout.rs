//! The grid: where widgets stand that say no place, and how widgets give way to one that is moved.
//!
//! Pure functions over rectangles; which JSON numbers change is the editor's business.

/// AWS: "the grid has 24 columns".
pub const GRID_COLUMNS: u32 = 24;
/// AWS: heights are 1 to 1000.
pub const MAX_HEIGHT: u32 = 1000;
/// AWS's default for both.
pub const DEFAULT_SIZE: u32 = 6;
/// Our own: rows have no limit at AWS, arithmetic has.
pub const MAX_ROW: u32 = 1_000_000_000;

/// A widget's place, in columns and rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct GridRect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// What a widget's JSON says of its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// `None`: the next free place.
    pub position: Option<(u32, u32)>,
    pub width: u32,
    pub height: u32,
}

impl GridRect {
    pub const fn new(x: u32, y: u32, width: u32, height: u32) -> Self {
        GridRect { x, y, width, height }
    }

    pub const fn right(&self) -> u32 {
        self.x + self.width
    }

    pub const fn bottom(&self) -> u32 {
        self.y + self.height
    }

    pub const fn overlaps(&self, other: &GridRect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// The nearest rectangle that lies on the grid: a widget that reaches past the right edge moves left.
    pub fn clamped(self) -> Self {
        let width = self.width.clamp(1, GRID_COLUMNS);
        let height = self.height.clamp(1, MAX_HEIGHT);
        GridRect { x: self.x.min(GRID_COLUMNS - width), y: self.y.min(MAX_ROW), width, height }
    }
}

/// Where all widgets stand, in their order. Those with a place keep it, except that one that would cover
/// another moves down; those without are packed left to right, wrapping, around them. Nothing overlaps.
pub fn arrange(wishes: &[Wish]) -> Vec<GridRect> {
    let (mut rects, mut placed) = (Vec::new(), Vec::new());
    for (index, wish) in wishes.iter().enumerate() {
        let (x, y) = wish.position.unwrap_or_default();
        rects.push(GridRect::new(x, y, wish.width, wish.height).clamped());
        if wish.position.is_some() {
            placed.push(index);
        }
    }
    let mut standing = push_down(&mut rects, placed, None);
    let mut cursor = (0, 0);
    for (wish, rect) in wishes.iter().zip(&mut rects) {
        if wish.position.is_none() {
            *rect = next_free(&standing, cursor, wish.width, wish.height);
            cursor = (rect.right(), rect.y);
            standing.push(*rect);
        }
    }
    rects
}

/// The first place in reading order, from `cursor` (x, y) on, where nothing stands.
pub fn next_free(standing: &[GridRect], cursor: (u32, u32), width: u32, height: u32) -> GridRect {
    let (mut x, mut y) = cursor;
    loop {
        let candidate = GridRect::new(x, y, width, height).clamped();
        if candidate.x == x {
            match standing.iter().find(|other| other.overlaps(&candidate)) {
                None => return candidate,
                Some(other) => {
                    x = other.right();
                    continue;
                }
            }
        }
        // This row is full. The next one worth a look is where some widget ends.
        x = 0;
        let ends = standing.iter().map(GridRect::bottom).filter(|bottom| y < *bottom);
        y = ends.min().unwrap_or(y + 1);
    }
}

/// The layout after the `index`th widget has been put at `rect`: it gets that place, and the widgets in its
/// way move down just as far as they must, pushing others in turn.
pub fn put(layout: &[GridRect], index: usize, rect: GridRect) -> Vec<GridRect> {
    let mut rects = layout.to_vec();
    if let Some(wished) = rects.get_mut(index) {
        *wished = rect.clamped();
    }
    push_down(&mut rects, (0..layout.len()).collect(), Some(index));
    rects
}

/// Moves every widget up as far as nothing is in its way.
pub fn compact(layout: &[GridRect]) -> Vec<GridRect> {
    let mut compacted = layout.to_vec();
    let mut standing: Vec<GridRect> = Vec::with_capacity(layout.len());
    for index in reading_order(layout.iter()) {
        let rect = &mut compacted[index];
        let in_column = |other: &&GridRect| other.x < rect.right() && rect.x < other.right();
        rect.y = standing.iter().filter(in_column).map(GridRect::bottom).max().unwrap_or(0);
        standing.push(*rect);
    }
    compacted
}

/// In reading order, `first` before all others, each of these moves down until it covers none before it.
/// Returns where they stand then.
fn push_down(rects: &mut [GridRect], indices: Vec<usize>, first: Option<usize>) -> Vec<GridRect> {
    let mut order = indices;
    order.sort_by_key(|index| (Some(*index) != first, rects[*index].y, rects[*index].x));
    let mut standing: Vec<GridRect> = Vec::with_capacity(order.len());
    for index in order {
        let rect = &mut rects[index];
        while let Some(other) = standing.iter().find(|other| other.overlaps(rect)) {
            rect.y = other.bottom();
        }
        standing.push(*rect);
    }
    standing
}

/// Indices from the top left to the bottom right.
pub fn reading_order<'a>(layout: impl Iterator<Item = &'a GridRect>) -> Vec<usize> {
    let mut order: Vec<(u32, u32, usize)> =
        layout.enumerate().map(|(index, rect)| (rect.y, rect.x, index)).collect();
    order.sort();
    order.into_iter().map(|(_, _, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rects(text: &str) -> Vec<GridRect> {
        text.split_whitespace()
            .map(|rect| {
                let numbers: Vec<u32> = rect.split(',').map(|number| number.parse().unwrap()).collect();
                GridRect::new(numbers[0], numbers[1], numbers[2], numbers[3])
            })
            .collect()
    }

    /// Wishes are `x,y,width,height`, or `width x height` for a widget without a place.
    #[track_caller]
    fn arranges(wishes: &str, expected: &str) {
        let wishes: Vec<Wish> = wishes
            .split_whitespace()
            .map(|wish| match wish.split_once('x') {
                Some((width, height)) => {
                    Wish { position: None, width: width.parse().unwrap(), height: height.parse().unwrap() }
                }
                None => {
                    let rect = rects(wish)[0];
                    Wish { position: Some((rect.x, rect.y)), width: rect.width, height: rect.height }
                }
            })
            .collect();
        assert_eq!(arrange(&wishes), rects(expected));
    }

    #[test]
    fn widgets_without_a_place_are_packed_left_to_right() {
        arranges("6x6 6x6 6x6 6x6 6x6", "0,0,6,6 6,0,6,6 12,0,6,6 18,0,6,6 0,6,6,6");
        arranges("24x2 12x6 12x3 12x3 24x1", "0,0,24,2 0,2,12,6 12,2,12,3 12,5,12,3 0,8,24,1");
        arranges("", "");
    }

    #[test]
    fn widgets_without_a_place_go_around_those_that_have_one() {
        arranges("6x6 6,0,6,6 6x6", "0,0,6,6 6,0,6,6 12,0,6,6");
        arranges("0,0,24,3 24x6", "0,0,24,3 0,3,24,6");
    }

    #[test]
    fn nothing_leaves_the_grid_or_covers_another() {
        arranges("20,0,6,6", "18,0,6,6");
        arranges("0,0,99,0", "0,0,24,1");
        arranges("0,0,6,6 3,3,6,6 0,4,3,1", "0,0,6,6 3,6,6,6 0,6,3,1");
        arranges("0,4294967295,6,6 0,4294967295,6,6", "0,1000000000,6,6 0,1000000006,6,6");
    }

    #[track_caller]
    fn puts(layout: &str, index: usize, rect: &str, expected: &str) {
        assert_eq!(put(&rects(layout), index, rects(rect)[0]), rects(expected));
    }

    #[test]
    fn others_give_way_downwards() {
        // Onto a neighbour: it moves below, and pushes the one under it.
        puts("0,0,6,6 6,0,6,6 6,6,6,6", 0, "6,0,6,6", "6,0,6,6 6,6,6,6 6,12,6,6");
        // Into free space: nobody moves.
        puts("0,0,6,6 6,0,6,6", 0, "12,0,6,6", "12,0,6,6 6,0,6,6");
        // Growing to the right and down.
        puts("0,0,6,6 6,0,6,6 0,6,6,6", 0, "0,0,8,7", "0,0,8,7 6,7,6,6 0,7,6,6");
        // Upwards over a tall one.
        puts("0,0,24,6 0,6,6,6", 1, "0,2,6,6", "0,8,24,6 0,2,6,6");
        // Past the edge.
        puts("0,0,6,6", 0, "23,0,6,6", "18,0,6,6");
        puts("0,0,6,6", 7, "1,1,1,1", "0,0,6,6");
    }

    #[test]
    fn compaction_lifts_everything() {
        assert_eq!(compact(&rects("0,10,6,6 3,20,6,2 12,5,6,6")), rects("0,0,6,6 3,6,6,2 12,0,6,6"));
    }

    fn any_wish() -> impl Strategy<Value = Wish> {
        let position = proptest::option::of((0u32..30, prop_oneof![0u32..40, 0u32..]));
        let size = (prop_oneof![0u32..30, 0u32..], prop_oneof![0u32..12, 0u32..]);
        (position, size).prop_map(|(position, (width, height))| Wish { position, width, height })
    }

    fn is_sound(layout: &[GridRect]) -> bool {
        layout.iter().enumerate().all(|(index, rect)| {
            rect.right() <= GRID_COLUMNS && layout[..index].iter().all(|other| !other.overlaps(rect))
        })
    }

    proptest! {
        #[test]
        fn any_wishes_give_a_sound_layout(wishes in proptest::collection::vec(any_wish(), 0..30)) {
            let layout = arrange(&wishes);
            prop_assert_eq!(layout.len(), wishes.len());
            prop_assert!(is_sound(&layout));
            prop_assert!(is_sound(&compact(&layout)));
            // A sound layout stays as it is.
            let kept: Vec<Wish> = layout
                .iter()
                .map(|rect| Wish { position: Some((rect.x, rect.y)), width: rect.width, height: rect.height })
                .collect();
            if layout.iter().all(|rect| rect.y <= MAX_ROW) {
                prop_assert_eq!(arrange(&kept), layout);
            }
        }

        #[test]
        fn any_move_gives_a_sound_layout(
            wishes in proptest::collection::vec(any_wish(), 1..30), index: usize, x: u32, y in 0u32..60,
        ) {
            let layout = arrange(&wishes);
            let index = index % layout.len();
            let wished = GridRect { x: x % 30, y, ..layout[index] };
            let after = put(&layout, index, wished);
            prop_assert!(is_sound(&after));
            prop_assert_eq!(after[index], wished.clamped());
        }
    }
}
