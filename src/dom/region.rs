//! Parts of the page that are built anew: a region that shows one view after another, and rows by key.

use super::follow;
use super::page::document;
use super::view::{View, append};
use crate::call::{Make, Read};
use crate::reactive::memo;
use leptos::prelude::{Owner, untrack};
use std::cell::RefCell;
use timeseries::sorting;
use web_sys::Node;

/// Shows `view` of what `choose` returns, built anew after each change of a signal that `choose` read.
/// `view` itself follows nothing.
pub fn live<T: 'static>(choose: impl Fn() -> T + 'static, view: impl Fn(T) -> View + 'static) -> View {
    region(Box::new(move || {
        let chosen = choose();
        untrack(|| view(chosen))
    }))
}

/// Shows `view` while `is_shown`.
pub fn when(is_shown: impl Fn() -> bool + 'static, view: impl Fn() -> View + 'static) -> View {
    shown_while(Box::new(is_shown), Box::new(view))
}

fn shown_while(is_shown: Box<dyn Read<bool>>, view: Box<dyn Read<View>>) -> View {
    let is_shown = memo(move || is_shown.read());
    live(move || is_shown.get(), move |is_shown| if is_shown { view.read() } else { View::none() })
}

/// A row for each item, in order. A row is built when its key first comes, moves with it and goes with it;
/// later items of the same key don't change it. Of several items with one key each gets a row.
pub fn each<T: Clone + 'static>(
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> String + 'static,
    view: impl Fn(T) -> View + 'static,
) -> View {
    rows(Box::new(move |shown: &mut Rows| {
        let items = items();
        let mut keys = Vec::with_capacity(items.len());
        for item in &items {
            keys.push(key(item));
        }
        shown.become_of(keys, &mut |index: usize| view(items[index].clone()));
    }))
}

/// What is built follows nothing. Like all below it isn't generic, so that it is compiled once.
fn untracked(build: &mut dyn Make<(), View>) -> View {
    untrack(|| build.make(()))
}

fn region(build: Box<dyn Read<View>>) -> View {
    let (view, start, end) = between_markers(None);
    follow(move || {
        let view = build.read();
        remove_between(&start, &end);
        insert_before(view.node(), &end);
    });
    view
}

trait Update {
    fn update(&self, shown: &mut Rows);
}

impl<F: Fn(&mut Rows)> Update for F {
    fn update(&self, shown: &mut Rows) {
        self(shown);
    }
}

fn rows(rows: Box<dyn Update>) -> View {
    let (view, start, end) = between_markers(None);
    let surroundings = Owner::current().unwrap_or_default();
    let shown = RefCell::new(Rows { start, end, surroundings, rows: Vec::new() });
    follow(move || rows.update(&mut shown.borrow_mut()));
    view
}

struct Rows {
    start: Node,
    end: Node,
    surroundings: Owner,
    rows: Vec<Row>,
}

struct Row {
    key: String,
    /// What stands between these is the row.
    start: Node,
    end: Node,
    /// Everything that lives in the row.
    owner: Owner,
}

impl Rows {
    /// `build` makes the row of the item in this place.
    fn become_of(&mut self, wanted: Vec<String>, build: &mut dyn Make<usize, View>) {
        let (stays, mut before) = matched(&wanted, std::mem::take(&mut self.rows));
        let mut place = self.start.next_sibling();
        for (index, (key, stays)) in wanted.into_iter().zip(stays).enumerate() {
            let here = place.clone().unwrap_or_else(|| self.end.clone());
            let row = match stays.and_then(|index| before[index].take()) {
                Some(row) => row,
                None => build_row(key, &mut |()| build.make(index), &self.surroundings, &here),
            };
            if row.start == here {
                place = row.end.next_sibling();
            } else if row.end.next_sibling().as_ref() != Some(&here) {
                move_before(&row.start, &row.end, &here);
            }
            self.rows.push(row);
        }
    }
}

/// For each wanted row its place among those that are shown, which stay. The others are taken out of the
/// page at once, so that rows that keep their order need not move.
fn matched(wanted: &[String], shown: Vec<Row>) -> (Vec<Option<usize>>, Vec<Option<Row>>) {
    let mut by_key: Vec<usize> = (0..shown.len()).collect();
    sorting::sort_by(&mut by_key, |left, right| shown[*left].key.cmp(&shown[*right].key));
    let mut is_taken = vec![false; shown.len()];
    let mut stays = Vec::with_capacity(wanted.len());
    for key in wanted {
        let first = by_key.partition_point(|index| shown[*index].key < *key);
        let same = by_key[first..].iter().take_while(|index| shown[**index].key == *key);
        let found = same.copied().find(|index| !is_taken[*index]);
        if let Some(index) = found {
            is_taken[index] = true;
        }
        stays.push(found);
    }
    let stay = |(row, stays): (Row, bool)| {
        if !stays {
            row.owner.cleanup();
            remove_between(&row.start, &row.end);
            remove(&row.start);
            remove(&row.end);
        }
        stays.then_some(row)
    };
    (stays, shown.into_iter().zip(is_taken).map(stay).collect())
}

fn build_row(key: String, build: &mut dyn Make<(), View>, surroundings: &Owner, place: &Node) -> Row {
    let owner = surroundings.child();
    let view = owner.with(|| untracked(build));
    let (row, start, end) = between_markers(Some(view));
    insert_before(row.node(), place);
    Row { key, start, end, owner }
}

/// A view with a mark at each end, by which its place is found whatever comes and goes inside.
fn between_markers(view: Option<View>) -> (View, Node, Node) {
    let (start, end): (Node, Node) =
        (document().create_comment("").into(), document().create_comment("").into());
    let fragment = document().create_document_fragment();
    append(&fragment, &View::of(start.clone()));
    if let Some(view) = view {
        append(&fragment, &view);
    }
    append(&fragment, &View::of(end.clone()));
    (View::of(fragment.into()), start, end)
}

// Below, a node without a parent has left the page already: then there is nothing to do.

fn insert_before(node: &Node, place: &Node) {
    if let Some(parent) = place.parent_node() {
        parent.insert_before(node, Some(place)).map(drop).unwrap_or_default();
    }
}

fn remove(node: &Node) {
    if let Some(parent) = node.parent_node() {
        parent.remove_child(node).map(drop).unwrap_or_default();
    }
}

fn remove_between(start: &Node, end: &Node) {
    while let Some(node) = start.next_sibling().filter(|node| node != end) {
        remove(&node);
    }
}

fn move_before(start: &Node, end: &Node, place: &Node) {
    let mut next = Some(start.clone());
    while let Some(node) = next {
        next = node.next_sibling().filter(|_| node != *end);
        insert_before(&node, place);
    }
}
