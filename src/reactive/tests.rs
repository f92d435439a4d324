//! Signals, memos and resources behave as those of Leptos do.

use super::*;
use leptos::mount::mount_to_renderer;
use leptos::task::tick;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

/// Runs `test` under an owner, and ends that owner.
async fn owned<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    // Mounting anything makes effects and futures run.
    let host = document().create_element("div").unwrap().unchecked_into();
    mount_to_renderer(&host, || ()).forget();
    let owner = Owner::new();
    let future = owner.with(test);
    future.await;
    owner.cleanup();
}

fn counter() -> (Arc<AtomicU32>, Arc<AtomicU32>) {
    let count = Arc::new(AtomicU32::new(0));
    (Arc::clone(&count), count)
}

#[wasm_bindgen_test]
async fn a_memo_is_computed_when_it_is_read_and_once() {
    owned(|| async {
        let state = RwSignal::new(1);
        let (count, seen) = counter();
        let double = memo(move || {
            count.fetch_add(1, Relaxed);
            state.get() * 2
        });
        assert_eq!(seen.load(Relaxed), 0);
        assert_eq!((double.get_untracked(), double.get_untracked()), (2, 2));
        state.set(4);
        assert_eq!(seen.load(Relaxed), 1);
        assert_eq!(double.get_untracked(), 8);
        assert_eq!(seen.load(Relaxed), 2);
    })
    .await;
}

#[wasm_bindgen_test]
async fn followers_of_a_memo_hear_only_of_new_values() {
    owned(|| async {
        let state = RwSignal::new("a".to_owned());
        let length = memo(move || state.with(String::len));
        let always = Memo::new_with_compare(move |_| state.with(String::len), |_, _| true);
        let ((count, seen), (always_count, always_seen)) = (counter(), counter());
        effect(move || {
            length.track();
            count.fetch_add(1, Relaxed);
        });
        effect(move || {
            always.get();
            always_count.fetch_add(1, Relaxed);
        });
        for (text, expected) in [("a", (1, 1)), ("b", (1, 2)), ("cc", (2, 3)), ("dd", (2, 4))] {
            state.set(text.to_owned());
            tick().await;
            assert_eq!((seen.load(Relaxed), always_seen.load(Relaxed)), expected, "{text}");
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_memo_knows_its_value_before() {
    owned(|| async {
        let state = RwSignal::new(Some(1));
        let last = Memo::new(move |before: Option<&i32>| state.get().or(before.copied()).unwrap_or(0));
        for (value, expected) in [(Some(1), 1), (None, 1), (Some(5), 5), (None, 5)] {
            state.set(value);
            assert_eq!(last.get_untracked(), expected);
        }
    })
    .await;
}

#[wasm_bindgen_test]
async fn what_is_derived_follows_and_what_is_untracked_does_not() {
    owned(|| async {
        let (one, other) = (RwSignal::new(1), RwSignal::new(10));
        let sum = derived(move || one.get() + other.get());
        let quiet = derived(move || one.get() + other.get());
        let ((count, seen), (quiet_count, quiet_seen)) = (counter(), counter());
        effect(move || {
            count.store(sum.get(), Relaxed);
        });
        effect(move || {
            quiet_count.fetch_add(quiet.get_untracked(), Relaxed);
        });
        tick().await;
        one.update(|one| *one += 1);
        tick().await;
        assert_eq!((seen.load(Relaxed), quiet_seen.load(Relaxed)), (12, 11));
        assert_eq!(sum.get_untracked(), 12);
    })
    .await;
}

#[wasm_bindgen_test]
fn what_has_gone_with_its_owner_says_so() {
    let owner = Owner::new();
    let (state, memo) = owner.with(|| {
        let state = RwSignal::new(vec![1]);
        (state, memo(move || state.with(Vec::len)))
    });
    assert_eq!(state.try_update(|list| std::mem::take(list).len()), Some(1));
    assert_eq!((state.try_set(vec![1, 2]), memo.try_get_untracked()), (None, Some(2)));
    owner.cleanup();
    assert_eq!(state.try_set(vec![3]), Some(vec![3]));
    assert_eq!((state.try_update(|list| list.len()), memo.try_get_untracked()), (None, None));
    state.set(Vec::new());
}

#[wasm_bindgen_test]
fn contexts_are_found_by_type_within_what_provides_them() {
    let outer = Owner::new();
    let seen = || (use_context::<u8>(), use_context::<char>(), use_context::<i64>());
    let inner = outer.with(|| {
        provide_context(1_u8);
        provide_context('a');
        Owner::new()
    });
    inner.with(|| {
        provide_context(2_u8);
        assert_eq!(seen(), (Some(2), Some('a'), None));
        assert_eq!(expect_context::<char>(), 'a');
    });
    outer.with(|| assert_eq!(seen(), (Some(1), Some('a'), None)));
    Owner::new().with(|| assert_eq!(seen(), (None, None, None)));
}

#[wasm_bindgen_test]
fn what_is_read_may_be_set_but_not_changed() {
    let owner = Owner::new();
    owner.with(|| {
        let state = RwSignal::new(vec![1]);
        state.with_untracked(|list| {
            assert_eq!(state.try_update(|list| list.push(2)), None);
            state.set(vec![5, 6]);
            assert_eq!((list.len(), state.with_untracked(Vec::len)), (1, 2));
        });
        state.update(|list| list.push(7));
        assert_eq!(state.get_untracked(), [5, 6, 7]);
    });
}

#[wasm_bindgen_test]
async fn of_several_futures_the_newest_counts() {
    owned(|| async {
        let number = RwSignal::new(1);
        let (first, second) = (Gate::default(), Gate::default());
        let gates = [first.clone(), second.clone()];
        let loaded = resource(move || {
            let number = number.get();
            let gate = gates[number - 1].clone();
            async move {
                gate.passed().await;
                number.to_string()
            }
        });
        assert_eq!(loaded.get_untracked(), None);
        number.set(2);
        tick().await;
        second.open();
        for _ in 0..3 {
            tick().await;
        }
        assert_eq!(loaded.get_untracked().as_deref(), Some("2"));
        first.open();
        for _ in 0..3 {
            tick().await;
        }
        assert_eq!(loaded.get_untracked().as_deref(), Some("2"));
    })
    .await;
}

/// Lets a future wait until it is told.
#[derive(Clone, Default)]
struct Gate(Arc<std::sync::atomic::AtomicBool>);

impl Gate {
    fn open(&self) {
        self.0.store(true, Relaxed);
    }

    async fn passed(&self) {
        while !self.0.load(Relaxed) {
            tick().await;
        }
    }
}
