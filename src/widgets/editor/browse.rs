//! Finding metrics: namespaces, sets of dimensions, metrics; a search over all of them; a press adds one.

use super::catalog::{Catalog, SHOWN_MAX};
use super::draft::{self, RowEdit};
use crate::components::{ButtonKind, Glyph, button, search_field};
use crate::dom::{El, View, el, fragment, live};
use crate::reactive::{RwSignal, Signal, memo, resource};
use crate::source::{Source, SourceContext};
use crate::widgets::display;
use cloudwatch_api::{ApiError, ListMetricsInput, Metric};
use dashboard::{MetricRow, MetricWidget, RowSource};

/// A server that pages on and on is wrong.
const PAGES_MAX: usize = 100;

#[derive(Clone, Default)]
struct Place {
    namespace: Option<String>,
    dimensions: Option<Vec<String>>,
}

/// Where rows are added to.
#[derive(Clone, Copy)]
struct Target {
    text: RwSignal<String>,
    widget: Signal<MetricWidget>,
}

pub fn browse(text: RwSignal<String>, widget: Signal<MetricWidget>) -> El {
    let source = SourceContext::signal();
    let catalog = resource(move || {
        let source = source.get();
        async move {
            match source {
                Some(source) => list(source).await,
                None => Ok(Catalog::default()),
            }
        }
    });
    let place = RwSignal::new(Place::default());
    let search = RwSignal::new(String::new());
    let target = Target { text, widget };
    let shown =
        move || match catalog.with(|catalog| catalog.as_ref().map(|listed| level(listed, place, search))) {
            Some(level) => level,
            None => Level::Note("Loading…".into()),
        };
    let bar = el("div")
        .class("browse__bar")
        .child(live(move || place.get(), move |at| trail(at, place).into()))
        .child(search_field("Search metrics", search));
    let list =
        el("div").class("browse__list").child(live(shown, move |level| level_view(level, place, target)));
    el("div").class("browse").child(bar).child(list)
}

async fn list(source: Source) -> Result<Catalog, ApiError> {
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

fn trail(at: Place, place: RwSignal<Place>) -> El {
    let step = |words: String, to: Place| {
        el("button")
            .class("browse__step")
            .attr("type", "button")
            .on_click(move || place.set(to.clone()))
            .text(words)
    };
    let Place { namespace, dimensions } = at;
    let second =
        namespace.map(|name| step(display::name(&name), Place { namespace: Some(name), dimensions: None }));
    let third = dimensions.map(|names| el("span").class("browse__here").text(set_name(&names)));
    el("nav")
        .class("browse__trail")
        .attr("aria-label", "Where you are")
        .child(step("All".to_owned(), Place::default()))
        .child(second)
        .child(third)
}

/// What is listed at a place.
enum Level {
    Note(String),
    Refused(String),
    /// Places with the number of metrics in them.
    Folders(Vec<(Place, usize)>),
    Metrics {
        found: Vec<Metric>,
        left_out: usize,
    },
}

fn level(listed: &Result<Catalog, ApiError>, place: RwSignal<Place>, search: RwSignal<String>) -> Level {
    let (Place { namespace, dimensions }, search) = (place.get(), search.get());
    let catalog = match listed {
        Ok(catalog) => catalog,
        Err(error) => return Level::Refused(display::name(&error.to_string())),
    };
    if catalog.is_empty() {
        return Level::Note("There are no metrics yet.".to_owned());
    }
    let is_searching = !search.trim().is_empty();
    match (&namespace, &dimensions) {
        (None, _) if !is_searching => {
            let to = |(name, count)| (Place { namespace: Some(name), dimensions: None }, count);
            Level::Folders(catalog.namespaces().into_iter().map(to).collect())
        }
        (Some(name), None) if !is_searching => {
            let to =
                |(names, count)| (Place { namespace: Some(name.clone()), dimensions: Some(names) }, count);
            Level::Folders(catalog.dimension_sets(name).into_iter().map(to).collect())
        }
        _ => {
            let found = catalog.metrics(namespace.as_deref(), dimensions.as_deref(), &search);
            let left_out = found.len().saturating_sub(SHOWN_MAX);
            Level::Metrics { found: found.into_iter().take(SHOWN_MAX).cloned().collect(), left_out }
        }
    }
}

fn set_name(names: &[String]) -> String {
    if names.is_empty() { "No dimensions".to_owned() } else { display::name(&names.join(", ")) }
}

fn level_view(level: Level, place: RwSignal<Place>, target: Target) -> View {
    match level {
        Level::Note(words) => note(words).into(),
        Level::Refused(words) => note(words).attr("role", "alert").into(),
        Level::Folders(folders) => {
            let mut list = el("ul").class("browse__folders");
            for (to, count) in folders {
                list = list.child(folder_view(to, count, place));
            }
            list.into()
        }
        Level::Metrics { found, left_out } => metrics_view(&found, left_out, target),
    }
}

fn note(words: String) -> El {
    el("p").class("browse__note").text(words)
}

fn folder_view(to: Place, count: usize, place: RwSignal<Place>) -> El {
    let words = match &to.dimensions {
        Some(names) => set_name(names),
        None => display::name(to.namespace.as_deref().unwrap_or_default()),
    };
    let button = el("button")
        .class("browse__folder")
        .attr("type", "button")
        .on_click(move || place.set(to.clone()))
        .child(el("span").text(words))
        .child(el("span").class("browse__count").text(count.to_string()));
    el("li").child(button)
}

fn metrics_view(found: &[Metric], left_out: usize, target: Target) -> View {
    let mut lines = el("tbody");
    for metric in found {
        lines = lines.child(metric_line(metric, target));
    }
    let words = if 0 < left_out {
        [&left_out.to_string(), " more: search for a part of their names."].concat()
    } else if found.is_empty() {
        "No metric has all these words.".to_owned()
    } else {
        String::new()
    };
    fragment([el("table").class("browse__metrics").child(lines).into(), note(words).into()])
}

fn metric_line(metric: &Metric, target: Target) -> El {
    let Target { text, widget } = target;
    let source = RowSource::Metric {
        namespace: metric.namespace.clone().unwrap_or_default(),
        metric_name: metric.metric_name.clone().unwrap_or_default(),
        dimensions: metric.dimensions.iter().map(|pair| (pair.name.clone(), pair.value.clone())).collect(),
    };
    let wanted = source.clone();
    let is_added =
        memo(move || widget.with(|widget| widget.rows.iter().any(|row| is_same(&row.source, &wanted))));
    let add = move || {
        let row = MetricRow {
            id: Some(widget.with_untracked(|widget| next_id(&widget.rows))),
            ..MetricRow::new(source.clone())
        };
        text.update(|text| *text = draft::edit_rows(text, &RowEdit::Add(row)));
    };
    let words = move || if is_added.get() { "Added" } else { "Add" };
    let button =
        button(ButtonKind::Quiet, Some(Glyph::Add), words, add).attr("disabled", move || is_added.get());
    let dimensions: Vec<String> =
        metric.dimensions.iter().map(|pair| [&pair.name, " = ", &pair.value].concat()).collect();
    let name = |name: &Option<String>| display::name(name.as_deref().unwrap_or_default());
    el("tr")
        .child(el("th").attr("scope", "row").text(name(&metric.metric_name)))
        .child(el("td").text(display::name(&dimensions.join(", "))))
        .child(el("td").class("browse__namespace").text(name(&metric.namespace)))
        .child(el("td").child(button))
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
