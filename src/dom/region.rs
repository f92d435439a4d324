//! Parts of the page that are built anew: a region that shows one view after another, and rows by key.

use super::follow;
use super::page::document;
use super::view::{View, append};
use crate::call::Read;
use crate::reactive::memo;
use leptos::prelude::{Owner, untrack};
use std::cell::RefCell;
use std::rc::Rc;
use timeseries::sorting;
use web_sys::Node;

/// Shows `view` of what `choose` returns, built anew after each change of a signal that `choose` read.
/// `view` itself follows nothing.
pub fn live<T: 'static>(choose: impl Fn() -> T + 'static, view: impl Fn(T) -> View + 'static) -> View {
    let view = Rc::new(view);
    region(Box::new(move || {
        let (chosen, view) = (choose(), Rc::clone(&view));
        Box::new(move || view(chosen)) as Build
    }))
}

/// Shows `view` while `is_shown`.
pub fn when(is_shown: impl Fn() -> bool + 'static, view: impl Fn() -> View + 'static) -> View {
    let is_shown = memo(is_shown);
    let view: Rc<dyn Read<View>> = Rc::new(view);
    live(move || is_shown.get(), move |is_shown| if is_shown { view.read() } else { View::none() })
}

/// A row for each item, in order. A row is built when its key first comes, moves with it and goes with it;
/// later items of the same key don't change it. Of several items with one key each gets a row.
pub fn each<T: 'static>(
    items: impl Fn() -> Vec<T> + 'static,
    key: impl Fn(&T) -> String + 'static,
    view: impl Fn(T) -> View + 'static,
) -> View {
    let view = Rc::new(view);
    rows(Box::new(move || {
        let row = |item: T| {
            let view = Rc::clone(&view);
            (key(&item), Box::new(move || view(item)) as Build)
        };
        items().into_iter().map(row).collect()
    }))
}

type Build = Box<dyn FnOnce() -> View>;

fn region(build: Box<dyn Read<Build>>) -> View {
    let (view, start, end) = between_markers(None);
    follow(move || {
        let view = untrack(build.read());
        remove_between(&start, &end);
        insert_before(view.node(), &end);
    });
    view
}

struct Row {
    key: String,
    /// What stands between these is the row.
    start: Node,
    end: Node,
    /// Everything that lives in the row.
    owner: Owner,
}

fn rows(items: Box<dyn Read<Vec<(String, Build)>>>) -> View {
    let (view, start, end) = between_markers(None);
    let surroundings = Owner::current().unwrap_or_default();
    let shown = RefCell::new(Vec::<Row>::new());
    follow(move || {
        let wanted = items.read();
        let (stays, mut before) = matched(&wanted, shown.take());
        let mut place = start.next_sibling();
        let mut after = Vec::with_capacity(wanted.len());
        for ((key, build), stays) in wanted.into_iter().zip(stays) {
            let here = place.clone().unwrap_or_else(|| end.clone());
            let row = match stays.and_then(|index| before[index].take()) {
                Some(row) => row,
                None => build_row(key, build, &surroundings, &here),
            };
            if row.start == here {
                place = row.end.next_sibling();
            } else if row.end.next_sibling().as_ref() != Some(&here) {
                move_before(&row.start, &row.end, &here);
            }
            after.push(row);
        }
        shown.replace(after);
    });
    view
}

/// For each wanted row its place among those that are shown, which stay. The others are taken out of the
/// page at once, so that rows that keep their order need not move.
fn matched(wanted: &[(String, Build)], shown: Vec<Row>) -> (Vec<Option<usize>>, Vec<Option<Row>>) {
    let mut by_key: Vec<usize> = (0..shown.len()).collect();
    sorting::sort_by(&mut by_key, |left, right| shown[*left].key.cmp(&shown[*right].key));
    let mut is_taken = vec![false; shown.len()];
    let mut stays = Vec::with_capacity(wanted.len());
    for (key, _) in wanted {
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

fn build_row(key: String, build: Build, surroundings: &Owner, place: &Node) -> Row {
    let owner = surroundings.child();
    let view = owner.with(|| untrack(build));
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
