//! The editor's fields on a page: what is typed and chosen reaches the text, and fields stay as they are while it
//! changes.

use super::choices::{ChoiceSelect, Choices};
use super::draft;
use super::metrics_table::MetricsTable;
use dashboard::{MetricWidget, RowSource, WidgetKind};
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::Mountable;
use leptos::task::tick;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

const TEXT: &str = r#"{"type":"metric","properties":{"region":"eu-west-1","future":[1.50],"metrics":[["NS","a",{"id":"m1","label":"one","stat":"p42"}],[{"expression":"m1","id":"e1","label":"two"}]]}}"#;

/// A view on the page, unmounted when this is dropped.
struct Page<M: Mountable> {
    host: HtmlElement,
    _mounted: UnmountHandle<M>,
}

fn page<V: IntoView + 'static>(view: impl FnOnce() -> V + 'static) -> Page<V::State> {
    let host: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&host).unwrap();
    let mounted = mount_to(host.clone(), view);
    Page { host, _mounted: mounted }
}

impl<M: Mountable> Page<M> {
    fn count(&self, css: &str) -> u32 {
        self.host.query_selector_all(css).unwrap().length()
    }

    /// The element at `index` of those that `css` selects.
    fn element<T: JsCast>(&self, css: &str, index: u32) -> T {
        self.host.query_selector_all(css).unwrap().get(index).unwrap().unchecked_into()
    }
}

/// A row is made in one turn of the effects, its fields are filled in the next.
async fn settled() {
    tick().await;
    tick().await;
}

async fn fire(element: &Element, event: &str) {
    element.dispatch_event(&Event::new(event).unwrap()).unwrap();
    settled().await;
}

/// As a person does, which leaves the caret at the end.
async fn type_into(field: &HtmlInputElement, text: &str) {
    field.set_value(text);
    fire(field, "input").await;
}

fn metric(text: &str) -> MetricWidget {
    match draft::widget(text).unwrap().kind {
        WidgetKind::Metric(widget) => widget,
        other => panic!("{other:?}"),
    }
}

/// The signal lives as long as its owner.
fn under_edit() -> (Owner, RwSignal<String>) {
    let owner = Owner::new();
    let text = owner.with(|| RwSignal::new(TEXT.to_owned()));
    (owner, text)
}

fn table(text: RwSignal<String>) -> impl IntoView {
    let widget = Memo::new(move |_| metric(&text.read())).into();
    view! { <MetricsTable text widget errors=BTreeMap::new() /> }
}

const LABEL: &str = "[aria-label=Label]";
const EXPRESSION: &str = "[aria-label=Expression]";

#[wasm_bindgen_test]
async fn a_field_keeps_its_focus_and_caret_while_the_text_changes() {
    let (_owner, text) = under_edit();
    let page = page(move || table(text));
    // Before that the fields are still being filled.
    settled().await;
    let label: HtmlInputElement = page.element(LABEL, 0);
    label.focus().unwrap();
    label.set_value("once");
    label.set_selection_range(1, 1).unwrap();
    fire(&label, "input").await;
    assert_eq!(metric(&text.read_untracked()).rows[0].label.as_deref(), Some("once"));
    assert!(text.read_untracked().contains("\"future\":[1.50]"));
    assert_eq!(document().active_element().as_ref(), Some(label.as_ref()));
    assert_eq!(label.selection_start().unwrap(), Some(1));
    // From elsewhere: the same field shows it.
    text.update(|text| *text = text.replace("once", "twice"));
    settled().await;
    assert_eq!((label.value().as_str(), label.is_connected()), ("twice", true));
}

#[wasm_bindgen_test]
async fn rows_are_removed_and_added() {
    let (_owner, text) = under_edit();
    let page = page(move || table(text));
    fire(&page.element(".icon-button", 0), "click").await;
    assert_eq!((page.count(LABEL), page.count(EXPRESSION)), (1, 1));
    assert_eq!(page.element::<HtmlInputElement>(LABEL, 0).value(), "two");
    fire(&page.element(".metrics-table > button", 0), "click").await;
    assert_eq!((page.count(LABEL), page.count(EXPRESSION)), (2, 2));
    assert_eq!(page.element::<HtmlInputElement>(EXPRESSION, 1).value(), "e1 * 1");
}

#[wasm_bindgen_test]
async fn what_is_offered_completes_the_word_at_the_caret() {
    const OFFERED: &str = ".expression-field__list button";
    let (_owner, text) = under_edit();
    let page = page(move || table(text));
    let field: HtmlInputElement = page.element(EXPRESSION, 0);
    type_into(&field, "m1 + running").await;
    assert_eq!(page.count(OFFERED), 1);
    fire(&page.element(OFFERED, 0), "pointerdown").await;
    assert_eq!((field.value().as_str(), page.count(OFFERED)), ("m1 + RUNNING_SUM(", 0));
    assert_eq!(field.selection_start().unwrap(), Some(17));
    let expected = RowSource::Expression { text: "m1 + RUNNING_SUM(".to_owned() };
    assert_eq!(metric(&text.read_untracked()).rows[1].source, expected);
    type_into(&field, "running").await;
    fire(&field, "blur").await;
    assert_eq!(page.count(OFFERED), 0);
}

#[wasm_bindgen_test]
async fn a_value_that_is_not_among_the_choices_is_offered_too() {
    const CHOICES: Choices = Choices { none: Some("None"), others: &[("Sum", "Sum"), ("p90", "p90")] };
    let owner = Owner::new();
    let value = owner.with(|| RwSignal::new("p42".to_owned()));
    let page = page(move || {
        view! { <ChoiceSelect label="Statistic" choices=CHOICES value on_choose=move |chosen| value.set(chosen) /> }
    });
    let list: HtmlSelectElement = page.element("select", 0);
    assert_eq!((list.value().as_str(), page.count("option")), ("p42", 4));
    list.set_value("Sum");
    fire(&list, "change").await;
    assert_eq!(
        (value.get_untracked().as_str(), list.value().as_str(), page.count("option")),
        ("Sum", "Sum", 3)
    );
    for (given, options) in [("", 3), ("p41", 4), ("p43", 4), ("p90", 3)] {
        value.set(given.to_owned());
        tick().await;
        assert_eq!((list.value().as_str(), page.count("option")), (given, options));
    }
}
