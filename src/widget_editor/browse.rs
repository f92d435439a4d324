//! Finding metrics: namespaces, sets of dimensions, metrics; a search over all of them; a press adds one.

use super::catalog::{Catalog, CatalogPath};
use super::draft::{self, RowEdit, unused_id};
use crate::components::{Button, ButtonKind, Glyph, SearchField};
use crate::data::{DataSource, use_data_source};
use crate::widgets::display;
use cloudwatch_api::{ApiError, ListMetricsInput, Metric};
use dashboard::{MetricRow, MetricWidget, RowSource};
use leptos::prelude::*;

/// A server that pages on and on is wrong.
const PAGES_MAX: usize = 100;
/// A longer list isn't drawn: search narrows it.
const SHOWN_MAX: usize = 200;

#[component]
pub fn Browse(text: RwSignal<String>, widget: Signal<MetricWidget>) -> impl IntoView {
    let source = use_data_source();
    let catalog = LocalResource::new(move || {
        let source = source.get();
        async move {
            match source {
                Some(source) => list(source).await,
                None => Ok(Catalog::default()),
            }
        }
    });
    let path = RwSignal::new(CatalogPath::default());
    let search = RwSignal::new(String::new());
    let level = move || {
        Suspend::new(async move {
            match catalog.await {
                Ok(catalog) if catalog.is_empty() => {
                    view! { <p class="browse__note">"There are no metrics yet."</p> }.into_any()
                }
                Ok(catalog) => view! { <Level catalog path search text widget /> }.into_any(),
                Err(error) => {
                    let words = display::name(&error.to_string());
                    view! { <p class="browse__note" role="alert">{words}</p> }.into_any()
                }
            }
        })
    };
    view! {
        <div class="browse">
            <div class="browse__bar">
                <Trail path />
                <SearchField label="Search metrics" value=search />
            </div>
            <div class="browse__list">
                <Transition fallback=|| view! { <p class="browse__note">"Loading…"</p> }>{level}</Transition>
            </div>
        </div>
    }
}

async fn list(source: DataSource) -> Result<Catalog, ApiError> {
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
    Ok(Catalog::new(found))
}

/// The way down to where a person is, each step of it a button that leads back.
#[component]
fn Trail(path: RwSignal<CatalogPath>) -> impl IntoView {
    let step = move |words: String, to: CatalogPath| {
        view! {
            <button class="browse__step" type="button" on:click=move |_| path.set(to.clone())>
                {words}
            </button>
        }
    };
    let below = move || {
        let (namespace, dimensions) = match path.get() {
            CatalogPath::All => return None,
            CatalogPath::Namespace(namespace) => (namespace, None),
            CatalogPath::Dimensions(namespace, names) => (namespace, Some(names)),
        };
        let here = dimensions.map(|names| view! { <span class="browse__here">{set_name(&names)}</span> });
        Some((step(display::name(&namespace), CatalogPath::Namespace(namespace)), here))
    };
    view! {
        <nav class="browse__trail" aria-label="Where you are">
            {step("All".to_owned(), CatalogPath::All)}
            {below}
        </nav>
    }
}

/// What there is at a path: folders, or the metrics themselves once there are no folders below or a person
/// searches.
#[component]
fn Level(
    catalog: Catalog,
    path: RwSignal<CatalogPath>,
    search: RwSignal<String>,
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
) -> impl IntoView {
    let catalog = StoredValue::new(catalog);
    let found = Memo::new(move |_| {
        let (path, search) = (path.read(), search.read());
        catalog.with_value(|catalog| catalog.metrics(&path, &search).into_iter().cloned().collect::<Vec<_>>())
    });
    let shows_metrics = move || {
        matches!(*path.read(), CatalogPath::Dimensions(..)) || !search.with(|search| search.trim().is_empty())
    };
    let folder_list = move || {
        view! {
            <ul class="browse__folders">
                {move || {
                    let folders = catalog.with_value(|catalog| path.with(|path| catalog.folders(path)));
                    folders.into_iter().map(|(to, count)| view! { <Folder to count path /> }).collect_view()
                }}
            </ul>
        }
    };
    view! {
        <Show when=shows_metrics fallback=folder_list>
            <FoundMetrics found text widget />
        </Show>
    }
}

#[component]
fn Folder(to: CatalogPath, count: usize, path: RwSignal<CatalogPath>) -> impl IntoView {
    let words = match &to {
        CatalogPath::All => "All".to_owned(),
        CatalogPath::Namespace(namespace) => display::name(namespace),
        CatalogPath::Dimensions(_, names) => set_name(names),
    };
    view! {
        <li>
            <button class="browse__folder" type="button" on:click=move |_| path.set(to.clone())>
                <span>{words}</span>
                <span class="browse__count">{count}</span>
            </button>
        </li>
    }
}

fn set_name(names: &[String]) -> String {
    if names.is_empty() { "No dimensions".to_owned() } else { display::name(&names.join(", ")) }
}

#[component]
fn FoundMetrics(
    found: Memo<Vec<Metric>>,
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
) -> impl IntoView {
    let shown = move || found.with(|found| found.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>());
    let note = move || match found.with(Vec::len) {
        0 => "No metric has all these words.".to_owned(),
        count if count > SHOWN_MAX => {
            format!("{} more: search for a part of their names.", count - SHOWN_MAX)
        }
        _ => String::new(),
    };
    view! {
        <table class="browse__metrics">
            <tbody>
                <For each=shown key=Metric::clone let(metric)>
                    <FoundMetric metric text widget />
                </For>
            </tbody>
        </table>
        <p class="browse__note">{note}</p>
    }
}

#[component]
fn FoundMetric(metric: Metric, text: RwSignal<String>, widget: Signal<MetricWidget>) -> impl IntoView {
    let name = display::name(metric.metric_name.as_deref().unwrap_or_default());
    let namespace = display::name(metric.namespace.as_deref().unwrap_or_default());
    let dimensions: Vec<String> =
        metric.dimensions.iter().map(|pair| format!("{} = {}", pair.name, pair.value)).collect();
    let source = StoredValue::new(source_of(metric));
    let is_added = Memo::new(move |_| {
        source.with_value(|source| {
            widget.with(|widget| widget.rows.iter().any(|row| is_same_metric(&row.source, source)))
        })
    });
    let add = move |()| {
        let id = widget.with_untracked(|widget| unused_id(&widget.rows, "m"));
        let row = MetricRow { id: Some(id), ..MetricRow::new(source.get_value()) };
        text.update(|text| *text = draft::edit_rows(text, &RowEdit::Add(row)));
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{display::name(&dimensions.join(", "))}</td>
            <td class="browse__namespace">{namespace}</td>
            <td>
                <Button kind=ButtonKind::Quiet glyph=Glyph::Add disabled=is_added on_press=add>
                    {move || if is_added.get() { "Added" } else { "Add" }}
                </Button>
            </td>
        </tr>
    }
}

fn source_of(metric: Metric) -> RowSource {
    RowSource::Metric {
        namespace: metric.namespace.unwrap_or_default(),
        metric_name: metric.metric_name.unwrap_or_default(),
        dimensions: metric.dimensions.into_iter().map(|pair| (pair.name, pair.value)).collect(),
    }
}

/// The order of dimensions is no matter.
fn is_same_metric(one: &RowSource, other: &RowSource) -> bool {
    match (one, other) {
        (
            RowSource::Metric { namespace: a, metric_name: b, dimensions: c },
            RowSource::Metric { namespace: x, metric_name: y, dimensions: z },
        ) => a == x && b == y && c.len() == z.len() && c.iter().all(|pair| z.contains(pair)),
        _ => false,
    }
}
