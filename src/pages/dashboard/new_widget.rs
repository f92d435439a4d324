//! What can be added to a dashboard: each kind starts from a body of its own, which the widget's editor
//! opens before anything is put on the grid.

use super::state::{DashboardState, WidgetEdit};
use crate::components::{Glyph, Menu, MenuItem, MenuSeparator};
use dashboard::{Widget, WidgetKind};
use leptos::prelude::*;

struct Kind {
    glyph: Glyph,
    words: &'static str,
    /// With [`REGION`] where a region belongs.
    json: &'static str,
}

const REGION: &str = "REGION";
/// The server's own default, for a dashboard that names no region yet.
const DEFAULT_REGION: &str = "us-east-1";

const METRIC_KINDS: [Kind; 7] = [
    Kind {
        glyph: Glyph::Line,
        words: "Line graph",
        json: r#"{"type":"metric","width":12,"height":6,"properties":{"region":"REGION","view":"timeSeries","stacked":false,"metrics":[],"title":""}}"#,
    },
    Kind {
        glyph: Glyph::Stacked,
        words: "Stacked graph",
        json: r#"{"type":"metric","width":12,"height":6,"properties":{"region":"REGION","view":"timeSeries","stacked":true,"metrics":[],"title":""}}"#,
    },
    Kind {
        glyph: Glyph::Number,
        words: "Single value",
        json: r#"{"type":"metric","width":6,"height":3,"properties":{"region":"REGION","view":"singleValue","sparkline":true,"metrics":[],"title":""}}"#,
    },
    Kind {
        glyph: Glyph::Gauge,
        words: "Gauge",
        json: r#"{"type":"metric","width":6,"height":6,"properties":{"region":"REGION","view":"gauge","metrics":[],"yAxis":{"left":{"min":0,"max":100}},"title":""}}"#,
    },
    Kind {
        glyph: Glyph::Bar,
        words: "Bar chart",
        json: r#"{"type":"metric","width":8,"height":6,"properties":{"region":"REGION","view":"bar","metrics":[],"title":""}}"#,
    },
    Kind {
        glyph: Glyph::Pie,
        words: "Pie chart",
        json: r#"{"type":"metric","width":8,"height":6,"properties":{"region":"REGION","view":"pie","metrics":[],"title":""}}"#,
    },
    Kind {
        glyph: Glyph::Table,
        words: "Table of values",
        json: r#"{"type":"metric","width":12,"height":6,"properties":{"region":"REGION","view":"table","metrics":[],"title":""}}"#,
    },
];

const OTHER_KINDS: [Kind; 3] = [
    Kind {
        glyph: Glyph::Alarm,
        words: "Alarm status",
        json: r#"{"type":"alarm","width":8,"height":4,"properties":{"title":"Alarms","alarms":[]}}"#,
    },
    Kind {
        glyph: Glyph::Logs,
        words: "Log lines",
        json: r#"{"type":"log","width":24,"height":6,"properties":{"region":"REGION","title":"Logs","query":"","view":"table"}}"#,
    },
    Kind {
        glyph: Glyph::Text,
        words: "Text",
        json: r###"{"type":"text","width":8,"height":4,"properties":{"markdown":"## Heading\n\nText with **Markdown**."}}"###,
    },
];

#[component]
pub fn AddWidgetMenu(state: DashboardState, #[prop(default = "normal")] kind: &'static str) -> impl IntoView {
    let item = move |kind: &'static Kind| {
        let add =
            move |()| state.widget_edit.set(Some(WidgetEdit::New(kind.json.replace(REGION, &region(state)))));
        view! { <MenuItem glyph=kind.glyph text=kind.words on_press=add /> }
    };
    view! {
        <Menu glyph=Glyph::Add label="Add widget" text=Signal::stored("Add widget".to_owned()) kind>
            {METRIC_KINDS.iter().map(item).collect_view()}
            <MenuSeparator />
            {OTHER_KINDS.iter().map(item).collect_view()}
        </Menu>
    }
    .into_any()
}

/// That of the first widget that names one.
fn region(state: DashboardState) -> String {
    let of_widget = |widget: &Widget| match &widget.kind {
        WidgetKind::Metric(metric) => metric.region.clone(),
        WidgetKind::Log(log) => log.region.clone(),
        _ => None,
    };
    // Names of regions only: the text goes into JSON as it is.
    let is_plain = |region: &String| region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let found = state.widgets.with_untracked(|widgets| widgets.iter().find_map(of_widget));
    found.filter(is_plain).unwrap_or_else(|| DEFAULT_REGION.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dashboard::DashboardBody;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn every_start_is_a_widget_that_can_be_drawn() {
        for kind in METRIC_KINDS.iter().chain(&OTHER_KINDS) {
            let body = DashboardBody::parse_lenient(&["{\"widgets\":[", kind.json, "]}"].concat()).unwrap();
            let widget = &body.widgets()[0];
            let drawn = !matches!(widget.kind, WidgetKind::Invalid { .. } | WidgetKind::Unsupported { .. });
            assert!(drawn, "{}", kind.words);
        }
    }
}
