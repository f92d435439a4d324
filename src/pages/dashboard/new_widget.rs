//! What can be added to a dashboard: each kind starts from a body of its own, which the widget's editor
//! opens before anything is put on the grid.

use super::state::{DashboardState, WidgetEdit};
use crate::components::{ButtonKind, Glyph, menu, menu_item, menu_separator};
use crate::dom::{View, fragment};
use dashboard::{Widget, WidgetKind};

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

pub fn add_widget_menu(state: DashboardState, kind: ButtonKind) -> View {
    let item = move |kind: &'static Kind| -> View {
        let json = move || kind.json.replace(REGION, &region(state));
        let add = move || state.widget_edit.set(Some(WidgetEdit::New(json())));
        menu_item(kind.glyph, kind.words, add).into()
    };
    let items = move || {
        let mut items: Vec<View> = METRIC_KINDS.iter().map(item).collect();
        items.push(menu_separator().into());
        items.extend(OTHER_KINDS.iter().map(item));
        fragment(items)
    };
    menu(Glyph::Add, "Add widget", Some((kind, "Add widget")), items)
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
