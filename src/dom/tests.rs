//! Elements in a real document: what they are, what follows which signal, and what goes when.

use super::*;
use crate::reactive::RwSignal;
use leptos::mount::mount_to_renderer;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

/// Mounts what `build` returns and gives the element around it.
fn mounted(build: impl FnOnce() -> View + 'static) -> HtmlElement {
    let host: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&host).unwrap();
    mount_to_renderer(&host, build).forget();
    host
}

/// What the markup is, without the marks of regions.
fn html(host: &HtmlElement) -> String {
    let html = host.outer_html().replace("<!---->", "");
    html.trim_start_matches("<div>").trim_end_matches("</div>").to_owned()
}

#[wasm_bindgen_test]
async fn attributes_and_texts_follow_their_signals() {
    let name = RwSignal::new("a".to_owned());
    let on = RwSignal::new(true);
    let host = mounted(move || {
        el("p")
            .class("c")
            .attr("title", name)
            .attr("data-on", move || on.get().then_some("yes"))
            .attr("hidden", move || !on.get())
            .style("--x", move || name.get())
            .text("name ")
            .text(move || name.get())
            .into()
    });
    let expected = [r#"<p class="c" title="a" data-on="yes" "#, r#"style="--x: a;">name a</p>"#];
    assert_eq!(html(&host), expected.concat());
    name.set("<b>".to_owned());
    on.set(false);
    leptos::task::tick().await;
    let shown = host.first_element_child().unwrap();
    assert_eq!(shown.text_content().as_deref(), Some("name <b>"));
    assert_eq!(shown.get_attribute("title").as_deref(), Some("<b>"));
    assert_eq!((shown.has_attribute("data-on"), shown.has_attribute("hidden")), (false, true));
}

#[wasm_bindgen_test]
async fn a_region_builds_its_view_anew_and_lets_go_of_the_old() {
    let count = RwSignal::new(1);
    let gone = Rc::new(Cell::new(0));
    let seen = Rc::clone(&gone);
    let other = RwSignal::new(0);
    let host = mounted(move || {
        let gone = Rc::clone(&seen);
        let view = move |count: i32| {
            let bell = Bell(Rc::clone(&gone));
            keep(Box::new(bell));
            // Read while building, yet not followed.
            let other = other.get();
            fragment([text("n"), el("b").text(format!("{count}/{other}")).into()])
        };
        fragment([text("("), live(move || count.get(), view), text(")")])
    });
    assert_eq!(html(&host), "(n<b>1/0</b>)");
    other.set(5);
    leptos::task::tick().await;
    assert_eq!(html(&host), "(n<b>1/0</b>)");
    count.set(2);
    leptos::task::tick().await;
    assert_eq!(html(&host), "(n<b>2/5</b>)");
    assert_eq!(gone.get(), 1);
}

#[wasm_bindgen_test]
async fn what_is_hidden_is_not_there() {
    let count = RwSignal::new(0);
    let built = Rc::new(Cell::new(0));
    let seen = Rc::clone(&built);
    let host = mounted(move || {
        when(
            move || 0 < count.get(),
            move || {
                seen.set(seen.get() + 1);
                "shown".into()
            },
        )
    });
    assert_eq!(html(&host), "");
    for value in [1, 2, 0, 3] {
        count.set(value);
        leptos::task::tick().await;
        assert_eq!(html(&host), if 0 < value { "shown" } else { "" });
    }
    assert_eq!(built.get(), 2);
}

#[wasm_bindgen_test]
async fn rows_stay_what_they_are_while_they_move() {
    let items = RwSignal::new(Vec::<&'static str>::new());
    let built = Rc::new(Cell::new(0));
    let gone = Rc::new(Cell::new(0));
    let (seen, bells) = (Rc::clone(&built), Rc::clone(&gone));
    let host = mounted(move || {
        let view = move |name: &'static str| {
            seen.set(seen.get() + 1);
            keep(Box::new(Bell(Rc::clone(&bells))));
            // A region at the row's edge must move with it.
            fragment([el("i").text(name).into(), live(move || items.with(Vec::len), |_| text("."))])
        };
        fragment([text("["), each(move || items.get(), |name| (*name).to_owned(), view), text("]")])
    });
    for (after, built_by_now, gone_by_now) in [
        (vec!["a", "b", "c"], 3, 0),
        (vec!["c", "a", "b"], 3, 0),
        (vec!["b", "d", "a"], 4, 1),
        (vec!["a", "d", "b"], 4, 1),
        (vec!["e", "a", "f", "b", "d"], 6, 1),
        (vec!["d"], 6, 5),
        (vec![], 6, 6),
        (vec!["d", "a"], 8, 6),
        (vec!["d", "d", "a"], 9, 6),
        (vec!["a", "d"], 9, 7),
    ] {
        items.set(after.clone());
        leptos::task::tick().await;
        let rows: String = after.iter().map(|name| ["<i>", name, "</i>."].concat()).collect();
        assert_eq!(html(&host), ["[", &rows, "]"].concat());
        assert_eq!((built.get(), gone.get()), (built_by_now, gone_by_now), "{after:?}");
    }
}

#[wasm_bindgen_test]
async fn a_listener_goes_with_its_surroundings() {
    let shown = RwSignal::new(true);
    let presses = RwSignal::new(0);
    let host = mounted(move || {
        let button = move || el("button").on_click(move || presses.update(|presses| *presses += 1)).into();
        when(move || shown.get(), button)
    });
    let button: HtmlElement = host.query_selector("button").unwrap().unwrap().unchecked_into();
    button.click();
    assert_eq!(presses.get_untracked(), 1);
    shown.set(false);
    leptos::task::tick().await;
    button.click();
    assert_eq!(presses.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn a_field_shows_its_value_and_says_what_is_typed() {
    let value = RwSignal::new("a".to_owned());
    let host =
        mounted(move || el("input").value(value).on_value("input", move |typed| value.set(typed)).into());
    let input: web_sys::HtmlInputElement = host.query_selector("input").unwrap().unwrap().unchecked_into();
    assert_eq!(input.value(), "a");
    input.set_value("typed");
    input.dispatch_event(&web_sys::Event::new("input").unwrap()).unwrap();
    assert_eq!(value.get_untracked(), "typed");
    value.set("b".to_owned());
    leptos::task::tick().await;
    assert_eq!(input.value(), "b");
}

#[wasm_bindgen_test]
async fn what_a_person_did_stays_until_the_value_is_another() {
    let value = RwSignal::new("a".to_owned());
    let on = RwSignal::new(false);
    let host = mounted(move || el("input").value(value).flag("checked", move || on.get()).into());
    let input: web_sys::HtmlInputElement = host.query_selector("input").unwrap().unwrap().unchecked_into();
    input.set_value("typed");
    input.set_checked(true);
    value.set("a".to_owned());
    on.set(false);
    leptos::task::tick().await;
    assert_eq!((input.value().as_str(), input.checked()), ("typed", true));
    value.set("b".to_owned());
    on.set(true);
    leptos::task::tick().await;
    on.set(false);
    leptos::task::tick().await;
    assert_eq!((input.value().as_str(), input.checked()), ("b", false));
}

#[wasm_bindgen_test]
fn a_drawing_has_classes_too() {
    let host = mounted(|| svg("svg").class("icon").child(svg("path").attr("d", "M0 0")).into());
    assert_eq!(html(&host), r#"<svg class="icon"><path d="M0 0"></path></svg>"#);
}

/// Counts how often something kept is dropped.
struct Bell(Rc<Cell<i32>>);

impl Drop for Bell {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}
