//! What can be added to a dashboard: each kind starts from a body of its own, which the widget's editor
//! opens before anything is put on the grid.

use super::state::{DashboardState, EditedDashboardStoreFields, WidgetEdit};
use crate::components::{ButtonKind, Glyph, Menu, MenuItem, MenuSeparator};
use dashboard::{Widget, WidgetKind};
use leptos::prelude::*;

struct Template {
    glyph: Glyph,
    name: &'static str,
    /// With [`REGION`] where a region belongs.
    json: &'static str,
}

const REGION: &str = "REGION";
/// The server's own default, for a dashboard that names no region yet.
const DEFAULT_REGION: &str = "us-east-1";

const METRIC_WIDGETS: [Template; 7] = [
    Template {
        glyph: Glyph::Line,
        name: "Line graph",
        json: r#"{"type":"metric","width":12,"height":6,"properties":{"region":"REGION","view":"timeSeries","stacked":false,"metrics":[],"title":""}}"#,
    },
    Template {
        glyph: Glyph::Stacked,
        name: "Stacked graph",
        json: r#"{"type":"metric","width":12,"height":6,"properties":{"region":"REGION","view":"timeSeries","stacked":true,"metrics":[],"title":""}}"#,
    },
    Template {
        glyph: Glyph::Number,
        name: "Single value",
        json: r#"{"type":"metric","width":6,"height":3,"properties":{"region":"REGION","view":"singleValue","sparkline":true,"metrics":[],"title":""}}"#,
    },
    Template {
        glyph: Glyph::Gauge,
        name: "Gauge",
        json: r#"{"type":"metric","width":6,"height":6,"properties":{"region":"REGION","view":"gauge","metrics":[],"yAxis":{"left":{"min":0,"max":100}},"title":""}}"#,
    },
    Template {
        glyph: Glyph::Bar,
        name: "Bar chart",
        json: r#"{"type":"metric","width":8,"height":6,"properties":{"region":"REGION","view":"bar","metrics":[],"title":""}}"#,
    },
    Template {
        glyph: Glyph::Pie,
        name: "Pie chart",
        json: r#"{"type":"metric","width":8,"height":6,"properties":{"region":"REGION","view":"pie","metrics":[],"title":""}}"#,
    },
    Template {
        glyph: Glyph::Table,
        name: "Table of values",
        json: r#"{"type":"metric","width":12,"height":6,"properties":{"region":"REGION","view":"table","metrics":[],"title":""}}"#,
    },
];

const OTHER_WIDGETS: [Template; 3] = [
    Template {
        glyph: Glyph::Alarm,
        name: "Alarm status",
        json: r#"{"type":"alarm","width":8,"height":4,"properties":{"title":"Alarms","alarms":[]}}"#,
    },
    Template {
        glyph: Glyph::Logs,
        name: "Log lines",
        json: r#"{"type":"log","width":24,"height":6,"properties":{"region":"REGION","title":"Logs","query":"","view":"table"}}"#,
    },
    Template {
        glyph: Glyph::Text,
        name: "Text",
        json: r###"{"type":"text","width":8,"height":4,"properties":{"markdown":"## Heading\n\nText with **Markdown**."}}"###,
    },
];

/// Opens the editor on what is chosen.
#[component]
pub fn AddWidgetMenu(state: DashboardState, #[prop(optional)] kind: ButtonKind) -> impl IntoView {
    let item = move |template: &'static Template| {
        let add = move |()| {
            let json = template.json.replace(REGION, &region(state));
            state.dashboard.widget_edit().set(Some(WidgetEdit::New(json)));
        };
        view! { <MenuItem glyph=template.glyph text=template.name on_press=add /> }
    };
    view! {
        <Menu glyph=Glyph::Add label="Add widget" text="Add widget" kind>
            {METRIC_WIDGETS.iter().map(item).collect_view()}
            <MenuSeparator />
            {OTHER_WIDGETS.iter().map(item).collect_view()}
        </Menu>
    }
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
        for template in METRIC_WIDGETS.iter().chain(&OTHER_WIDGETS) {
            let body =
                DashboardBody::parse_lenient(&format!(r#"{{"widgets":[{}]}}"#, template.json)).unwrap();
            let widget = &body.widgets()[0];
            let drawn = !matches!(widget.kind, WidgetKind::Invalid { .. } | WidgetKind::Unsupported { .. });
            assert!(drawn, "{}", template.name);
        }
    }
}
