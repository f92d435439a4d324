//! The places of all signals. A place is given up with the owner that a signal was made under, and given to a
//! later one; a handle tells them apart by how often that happened.

use super::keep;
use super::value::{Node, Place};
use std::cell::RefCell;
use std::rc::Rc;

struct Places {
    slots: Vec<Slot>,
    /// Slots without a node.
    free: Vec<u32>,
}

#[derive(Default)]
struct Slot {
    /// How many nodes were here before.
    generation: u32,
    node: Option<Rc<Node>>,
}

thread_local! {
    static PLACES: RefCell<Places> = const { RefCell::new(Places { slots: Vec::new(), free: Vec::new() }) };
}

/// Keeps a node as long as the current owner lives.
pub fn add(node: Node) -> Place {
    let place = PLACES.with_borrow_mut(|places| places.add(node));
    keep(Box::new(Release(place)));
    place
}

/// What is kept at a place, unless that has gone.
#[inline(never)]
pub fn at(place: Place) -> Option<Rc<Node>> {
    PLACES.with_borrow_mut(|places| places.slot(place)?.node.clone())
}

impl Places {
    fn add(&mut self, node: Node) -> Place {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() as u32 - 1
        });
        let slot = &mut self.slots[index as usize];
        slot.node = Some(Rc::new(node));
        Place(u64::from(slot.generation) << 32 | u64::from(index))
    }

    fn slot(&mut self, place: Place) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(place.0 as u32 as usize)?;
        (slot.generation == (place.0 >> 32) as u32).then_some(slot)
    }

    fn release(&mut self, place: Place) -> Option<Rc<Node>> {
        let slot = self.slot(place)?;
        slot.generation = slot.generation.wrapping_add(1);
        let node = slot.node.take();
        self.free.push(place.0 as u32);
        node
    }
}

struct Release(Place);

impl Drop for Release {
    fn drop(&mut self) {
        // What is dropped may read signals, so it is dropped when the places are free again.
        let gone = PLACES.with_borrow_mut(|places| places.release(self.0));
        drop(gone);
    }
}
