//! Finding metrics: namespaces, sets of dimensions, metrics; a search over all of them; a press adds one.

use super::catalog::{Catalog, SHOWN_MAX};
use super::draft::{self, RowEdit};
use crate::components::{Button, ButtonKind, Glyph, SearchField};
use crate::source::{Source, SourceContext};
use crate::widgets::display;
use cloudwatch_api::{ApiError, ListMetricsInput, Metric};
use dashboard::{MetricRow, RowSource};
use leptos::prelude::*;

/// A server that pages on and on is wrong.
const PAGES_MAX: usize = 100;

#[derive(Clone, Debug, Default, PartialEq)]
struct Place {
    namespace: Option<String>,
    dimensions: Option<Vec<String>>,
}

#[component]
pub fn Browse(text: RwSignal<String>, rows: Signal<Vec<MetricRow>>) -> impl IntoView {
    let source = SourceContext::signal();
    let catalog = LocalResource::new(move || {
        let source = source.get();
        async move {
            match source {
                Some(source) => list(source).await.map(Catalog::new),
                None => Ok(Catalog::default()),
            }
        }
    });
    let place = RwSignal::new(Place::default());
    let search = RwSignal::new(String::new());
    let content = move || match catalog.get() {
        None => view! { <p class="browse__note">"Loading…"</p> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="browse__note" role="alert">{display::name(&error.to_string())}</p> }.into_any()
        }
        Some(Ok(catalog)) if catalog.is_empty() => {
            view! { <p class="browse__note">"There are no metrics yet."</p> }.into_any()
        }
        Some(Ok(catalog)) => level(&catalog, place, search, text, rows),
    };
    view! {
        <div class="browse">
            <div class="browse__bar">
                <Trail place />
                <SearchField label="Search metrics" value=search />
            </div>
            <div class="browse__list">{content}</div>
        </div>
    }
    .into_any()
}

async fn list(source: Source) -> Result<Vec<Metric>, ApiError> {
    let mut input = ListMetricsInput::default();
    let mut found = Vec::new();
    for _ in 0..PAGES_MAX {
        let output = source.list_metrics(&input).await?;
        found.extend(output.metrics);
        input.next_token = output.next_token;
        if input.next_token.is_none() {
            break;
        }
    }
    Ok(found)
}

#[component]
fn Trail(place: RwSignal<Place>) -> impl IntoView {
    let step = move |words: String, to: Place| {
        view! {
            <button class="browse__step" type="button" on:click=move |_| place.set(to.clone())>
                {words}
            </button>
        }
    };
    move || {
        let Place { namespace, dimensions } = place.get();
        let first = step("All".to_owned(), Place::default());
        let second = namespace
            .clone()
            .map(|name| step(display::name(&name), Place { namespace: Some(name), dimensions: None }));
        let third = dimensions.map(|names| view! { <span class="browse__here">{set_name(&names)}</span> });
        view! { <nav class="browse__trail" aria-label="Where you are">{first} {second} {third}</nav> }
    }
}

fn level(
    catalog: &Catalog,
    place: RwSignal<Place>,
    search: RwSignal<String>,
    text: RwSignal<String>,
    rows: Signal<Vec<MetricRow>>,
) -> AnyView {
    let (Place { namespace, dimensions }, search) = (place.get(), search.get());
    let folder = move |words: String, count: usize, to: Place| {
        view! {
            <li>
                <button class="browse__folder" type="button" on:click=move |_| place.set(to.clone())>
                    <span>{words}</span>
                    <span class="browse__count">{count.to_string()}</span>
                </button>
            </li>
        }
    };
    let is_searching = !search.trim().is_empty();
    match (&namespace, &dimensions) {
        (None, _) if !is_searching => {
            let folders = catalog.namespaces().into_iter().map(|(name, count)| {
                folder(display::name(&name), count, Place { namespace: Some(name), dimensions: None })
            });
            view! { <ul class="browse__folders">{folders.collect_view()}</ul> }.into_any()
        }
        (Some(name), None) if !is_searching => {
            let folders = catalog.dimension_sets(name).into_iter().map(|(names, count)| {
                let to = Place { namespace: Some(name.clone()), dimensions: Some(names.clone()) };
                folder(set_name(&names), count, to)
            });
            view! { <ul class="browse__folders">{folders.collect_view()}</ul> }.into_any()
        }
        _ => {
            let found = catalog.metrics(namespace.as_deref(), dimensions.as_deref(), &search);
            metrics_table(&found, text, rows)
        }
    }
}

fn set_name(names: &[String]) -> String {
    if names.is_empty() { "No dimensions".to_owned() } else { display::name(&names.join(", ")) }
}

fn metrics_table(found: &[&Metric], text: RwSignal<String>, rows: Signal<Vec<MetricRow>>) -> AnyView {
    let left_out = found.len().saturating_sub(SHOWN_MAX);
    let lines = found.iter().take(SHOWN_MAX).map(|metric| metric_line(metric, text, rows)).collect_view();
    let note = (0 < left_out).then(|| format!("{left_out} more: search for a part of their names."));
    let none = found.is_empty().then_some("No metric has all these words.");
    view! {
        <table class="browse__metrics">
            <tbody>{lines}</tbody>
        </table>
        <p class="browse__note">{note} {none}</p>
    }
    .into_any()
}

fn metric_line(
    metric: &Metric,
    text: RwSignal<String>,
    rows: Signal<Vec<MetricRow>>,
) -> impl IntoView + use<> {
    let source = RowSource::Metric {
        namespace: metric.namespace.clone().unwrap_or_default(),
        metric_name: metric.metric_name.clone().unwrap_or_default(),
        dimensions: metric.dimensions.iter().map(|pair| (pair.name.clone(), pair.value.clone())).collect(),
    };
    let wanted = source.clone();
    let is_added = Memo::new(move |_| rows.with(|rows| rows.iter().any(|row| is_same(&row.source, &wanted))));
    let add = move |()| {
        let row = MetricRow {
            id: rows.with_untracked(|rows| Some(next_id(rows))),
            ..MetricRow::new(source.clone())
        };
        text.update(|text| *text = draft::edit_rows(text, &RowEdit::Add(row)));
    };
    let dimensions: Vec<String> =
        metric.dimensions.iter().map(|pair| [&pair.name, " = ", &pair.value].concat()).collect();
    view! {
        <tr>
            <th scope="row">{display::name(metric.metric_name.as_deref().unwrap_or_default())}</th>
            <td>{display::name(&dimensions.join(", "))}</td>
            <td class="browse__namespace">{display::name(metric.namespace.as_deref().unwrap_or_default())}</td>
            <td>
                <Button kind=ButtonKind::Quiet glyph=Glyph::Add disabled=is_added on_press=add>
                    {move || if is_added.get() { "Added" } else { "Add" }}
                </Button>
            </td>
        </tr>
    }
}

/// The order of dimensions is no matter.
fn is_same(one: &RowSource, other: &RowSource) -> bool {
    match (one, other) {
        (
            RowSource::Metric { namespace: a, metric_name: b, dimensions: c },
            RowSource::Metric { namespace: x, metric_name: y, dimensions: z },
        ) => a == x && b == y && c.len() == z.len() && c.iter().all(|pair| z.contains(pair)),
        _ => false,
    }
}

/// `m1`, `m2` and so on, as the console does.
pub fn next_id(rows: &[MetricRow]) -> String {
    unused(rows, "m")
}

/// The first id of a letter and a number that no row has.
pub fn unused(rows: &[MetricRow], letter: &str) -> String {
    let is_taken = |id: &str| rows.iter().any(|row| row.id.as_deref() == Some(id));
    let ids = (1..=rows.len() + 1).map(|number| [letter, &number.to_string()].concat());
    let mut free = ids.filter(|id| !is_taken(id));
    free.next().unwrap_or_else(|| letter.to_owned())
}
