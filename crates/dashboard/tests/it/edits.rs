//! The editor: what each edit writes, who moves, who stays who.

use dashboard::json::Value;
use dashboard::{Edit, EditError, Editor, GridRect, WidgetId};
use proptest::prelude::*;

const TWO: &str = r#"{
  "widgets": [
    { "type": "text", "x": 0, "y": 0, "width": 6, "height": 6, "properties": { "markdown": "a" } },
    { "type": "text", "x": 6, "y": 0, "width": 6, "height": 6, "properties": { "markdown": "b" } }
  ]
}
"#;
const A: WidgetId = WidgetId(0);
const B: WidgetId = WidgetId(1);

#[track_caller]
fn edited(text: &str, edit: Edit) -> Editor {
    let mut editor = Editor::open(text).unwrap();
    editor.apply(edit).unwrap();
    editor
}

#[test]
fn a_move_rewrites_the_numbers_of_those_that_moved() {
    let moved = edited(TWO, Edit::MoveWidget { id: A, x: 12, y: 0 });
    assert_eq!(moved.text(), TWO.replacen("\"x\": 0", "\"x\": 12", 1));
    // Onto the neighbour, which moves down.
    let moved = edited(TWO, Edit::MoveWidget { id: A, x: 6, y: 0 });
    let expected = TWO.replacen("\"x\": 0", "\"x\": 6", 1).replacen(
        "\"x\": 6, \"y\": 0, \"width\": 6, \"height\": 6, \"properties\": { \"markdown\": \"b\"",
        "\"x\": 6, \"y\": 6, \"width\": 6, \"height\": 6, \"properties\": { \"markdown\": \"b\"",
        1,
    );
    assert_eq!(moved.text(), expected);
    // To where it is.
    let moved = edited(TWO, Edit::MoveWidget { id: A, x: 0, y: 0 });
    assert_eq!(moved.text(), TWO);
    assert!(!moved.can_undo());
}

#[test]
fn a_resize_rewrites_sizes_and_stays_on_the_grid() {
    let resized = edited(TWO, Edit::ResizeWidget { id: B, width: 99, height: 3 });
    let expected = TWO.replacen(
        "\"x\": 6, \"y\": 0, \"width\": 6, \"height\": 6",
        "\"x\": 6, \"y\": 0, \"width\": 18, \"height\": 3",
        1,
    );
    assert_eq!(resized.text(), expected);
    let resized = edited(TWO, Edit::ResizeWidget { id: A, width: 8, height: 0 });
    let rects = resized.body().layout();
    assert_eq!(rects, [GridRect::new(0, 0, 8, 1), GridRect::new(6, 1, 6, 6)]);
}

#[test]
fn widgets_without_a_place_are_pinned_only_when_they_must() {
    let text = include_str!("../bodies/autoplaced.json");
    let before = Editor::open(text).unwrap().body().layout();
    // Down to free rows: the first widget gets a place, the second would move up into the gap and is pinned.
    let moved = edited(text, Edit::MoveWidget { id: A, x: 0, y: 50 });
    let after = moved.body().layout();
    assert_eq!(after[0], GridRect::new(0, 50, 6, 6));
    assert_eq!(after[1..], before[1..]);
    let untouched =
        "{\"type\": \"text\", \"x\": 12, \"y\": 0, \"properties\": {\"markdown\": \"in the way\"}}";
    assert!(moved.text().contains(untouched));
    assert!(
        moved
            .text()
            .contains("{\"x\": 0, \"y\": 50, \"type\": \"text\", \"properties\": {\"markdown\": \"one\"}}")
    );
}

#[test]
fn adding_follows_the_text_around() {
    let json = r#"{"type":"metric","x":0,"y":0,"properties":{"region":"r","metrics":[["A","B",{"stat":"Sum"}]],"yAxis":{}}}"#;
    let mut editor = Editor::open(TWO).unwrap();
    let made = editor.apply(Edit::AddWidget { json: json.into() }).unwrap();
    assert_eq!(made, Some(WidgetId(2)));
    // It stands where it asked to, the first widget gave way.
    let expected = TWO
        .replacen("\"x\": 0, \"y\": 0", "\"x\": 0, \"y\": 6", 1)
        .replacen("\"b\" } }\n", "\"b\" } },\n    {\n      \"type\": \"metric\",\n      \"x\": 0,\n      \"y\": 0,\n      \"properties\": {\n        \"region\": \"r\",\n        \"metrics\": [\n          [\"A\", \"B\", {\"stat\": \"Sum\"}]\n        ],\n        \"yAxis\": {}\n      }\n    }\n", 1);
    assert_eq!(editor.text(), expected);

    let minified = r#"{"widgets":[]}"#;
    let added = edited(minified, Edit::AddWidget { json: "{ \"type\": \"text\" }".into() });
    assert_eq!(added.text(), r#"{"widgets":[{"type":"text"}]}"#);
}

#[test]
fn deleting_and_duplicating_leave_the_others_alone() {
    let deleted = edited(TWO, Edit::DeleteWidget(A));
    assert_eq!(deleted.body().widget_ids(), [B]);
    assert_eq!(
        deleted.text(),
        format!("{{\n  \"widgets\": [\n    {}", &TWO[TWO.find("{ \"type\": \"text\", \"x\": 6").unwrap()..])
    );

    let mut editor = Editor::open(TWO).unwrap();
    let made = editor.apply(Edit::DuplicateWidget(A)).unwrap().unwrap();
    assert_eq!(editor.body().widget_ids(), [A, made, B]);
    let copy = editor.body().widget(made).unwrap();
    // The place beside the original is taken, the one after that is free.
    assert_eq!(copy.rect, GridRect::new(12, 0, 6, 6));
    let original = editor.body().widget(A).unwrap();
    assert_eq!(copy.source_text, original.source_text.replacen("\"x\": 0", "\"x\": 12", 1));
    assert_eq!(editor.body().widget(B), Editor::open(TWO).unwrap().body().widget(B));
}

#[test]
fn a_replaced_widget_is_taken_as_it_is() {
    let json = " { \"type\" : \"text\",\"odd\":1.0 ,\n\"properties\":{} } ";
    let replaced = edited(TWO, Edit::ReplaceWidget { id: B, json: json.into() });
    assert_eq!(replaced.body().widget(B).unwrap().source_text, json.trim());
    assert!(replaced.text().starts_with(&TWO[..TWO.find("{ \"type\": \"text\", \"x\": 6").unwrap()]));
}

#[test]
fn a_replaced_body_keeps_widgets_that_are_the_same() {
    let mut editor = Editor::open(TWO).unwrap();
    let first_gone = edited(TWO, Edit::DeleteWidget(A)).text().to_owned();
    editor.apply(Edit::ReplaceBody(first_gone)).unwrap();
    assert_eq!(editor.body().widget_ids(), [B]);
    editor.undo();
    assert_eq!(editor.body().widget_ids(), [A, B]);
    editor.apply(Edit::ReplaceBody(TWO.replace("\"a\"", "\"changed\""))).unwrap();
    assert_eq!(editor.body().widget_ids(), [A, B]);
    let one_more =
        TWO.replacen("[\n", "[\n    { \"type\": \"text\", \"properties\": { \"markdown\": \"new\" } },\n", 1);
    editor.apply(Edit::ReplaceBody(one_more.replace("\"a\"", "\"changed\""))).unwrap();
    assert_eq!(editor.body().widget_ids(), [WidgetId(2), A, B]);
}

#[test]
fn top_level_members_come_and_go() {
    let mut editor = Editor::open(TWO).unwrap();
    let set = |value| Edit::SetTopLevel { key: "start".into(), value };
    editor.apply(set(Some(Value::string("-P1D")))).unwrap();
    assert_eq!(editor.text(), TWO.replacen("  ]\n}", "  ],\n  \"start\": \"-P1D\"\n}", 1));
    editor.apply(set(None)).unwrap();
    assert_eq!(editor.text(), TWO);
    assert!(!editor.is_changed() && editor.can_undo());
}

#[test]
fn an_edit_that_can_t_be_done_changes_nothing() {
    let mut editor = Editor::open(TWO).unwrap();
    let property = |path: &str, value| Edit::SetWidgetProperty { id: A, path: path.into(), value };
    let number = || Some(Value::integer(1));
    let refused = [
        (Edit::DeleteWidget(WidgetId(9)), "there is no widget 9"),
        (Edit::AddWidget { json: "[]".into() }, "a widget must be a JSON object"),
        (Edit::AddWidget { json: "{".into() }, "expected a member's name in double quotes, line 1, column 2"),
        (Edit::ReplaceWidget { id: A, json: "1".into() }, "a widget must be a JSON object"),
        (Edit::ReplaceBody("[]".into()), "expected an object: a dashboard starts with {, line 1, column 1"),
        (property("", number()), "a widget must be a JSON object"),
        (property("type", number()), "the path type must start with /"),
        (property("/type/x", number()), "x can't be set: its parent is a plain value"),
    ];
    for (edit, expected) in refused {
        assert_eq!(editor.apply(edit).unwrap_err().to_string(), expected);
        assert_eq!(editor.text(), TWO);
    }
    assert!(!editor.can_undo());
    let mut bare = Editor::open("{}").unwrap();
    assert_eq!(bare.apply(Edit::AddWidget { json: "{}".into() }), Err(EditError::NoWidgets));
    let full = format!("{{\"widgets\":[{}]}}", vec!["{}"; 500].join(","));
    let mut full = Editor::open(&full).unwrap();
    assert_eq!(full.apply(Edit::AddWidget { json: "{}".into() }), Err(EditError::TooManyWidgets));
    assert_eq!(full.apply(Edit::DuplicateWidget(A)), Err(EditError::TooManyWidgets));
}

#[test]
fn undo_is_bounded() {
    let mut editor = Editor::open(TWO).unwrap();
    for step in 0..300 {
        editor.apply(Edit::MoveWidget { id: A, x: 0, y: 10 + step }).unwrap();
    }
    let undone = std::iter::from_fn(|| editor.undo().then_some(())).count();
    assert_eq!(undone, 200);
    assert_eq!(editor.body().widget(A).unwrap().rect.y, 109);
    editor.mark_saved();
    assert!(!editor.is_changed());
    editor.redo();
    assert!(editor.is_changed());
    editor.apply(Edit::DeleteWidget(A)).unwrap();
    assert!(!editor.can_redo());
}

#[test]
fn widgets_beyond_the_limit_come_up_when_others_go() {
    let many = format!("{{\"widgets\":[{}]}}", vec!["{}"; 502].join(","));
    let mut editor = Editor::open(&many).unwrap();
    assert_eq!(editor.body().widget_ids().len(), 500);
    editor.apply(Edit::DeleteWidget(A)).unwrap();
    assert_eq!(editor.body().widget_ids().len(), 500);
    assert_eq!(editor.body().widget_ids().last(), Some(&WidgetId(500)));
    editor.undo();
    assert_eq!(editor.body().widget_ids()[0], A);
    assert_eq!(editor.text(), many);
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let id = (0u32..8).prop_map(WidgetId);
    let json = prop_oneof![
        Just(r#"{"type":"text","properties":{"markdown":"new"}}"#.to_owned()),
        Just("{\n  \"type\": \"text\", \"x\": 3, \"y\": 2, \"width\": 9\n}".to_owned()),
        Just("17".to_owned()),
    ];
    let value =
        prop_oneof![Just(None), Just(Some(Value::integer(7))), Just(Some(Value::Array(vec![Value::Null])))];
    let path = prop_oneof![
        Just("/properties/title"),
        Just("/x"),
        Just("/properties/a/b/-"),
        Just("/properties/metrics/0")
    ];
    prop_oneof![
        json.clone().prop_map(|json| Edit::AddWidget { json }),
        id.clone().prop_map(Edit::DeleteWidget),
        id.clone().prop_map(Edit::DuplicateWidget),
        (id.clone(), 0u32..30, 0u32..30).prop_map(|(id, x, y)| Edit::MoveWidget { id, x, y }),
        (id.clone(), 0u32..30, 0u32..30).prop_map(|(id, width, height)| Edit::ResizeWidget {
            id,
            width,
            height
        }),
        (id.clone(), json).prop_map(|(id, json)| Edit::ReplaceWidget { id, json }),
        (id, path, value).prop_map(|(id, path, value)| Edit::SetWidgetProperty {
            id,
            path: path.into(),
            value
        }),
    ]
}

fn any_body() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just(TWO),
        Just(include_str!("../bodies/console.json")),
        Just(include_str!("../bodies/cdk.json")),
        Just(include_str!("../bodies/autoplaced.json")),
        Just(include_str!("../bodies/crlf-tabs.json")),
        Just(include_str!("../bodies/numbers.json")),
        Just(include_str!("../bodies/duplicates.json")),
        Just(include_str!("../bodies/broken-widgets.json")),
        Just(include_str!("../bodies/unknown.json")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_edits_can_be_undone_and_leave_others_alone(
        text in any_body(), edits in proptest::collection::vec(any_edit(), 1..12),
    ) {
        let mut editor = Editor::open(text).unwrap();
        for edit in edits {
            let before = editor.body().clone();
            let is_move = matches!(edit, Edit::MoveWidget { .. } | Edit::ResizeWidget { .. });
            let target = match &edit {
                Edit::DeleteWidget(id) | Edit::DuplicateWidget(id) => Some(*id),
                Edit::MoveWidget { id, .. } | Edit::ResizeWidget { id, .. } | Edit::ReplaceWidget { id, .. }
                | Edit::SetWidgetProperty { id, .. } => Some(*id),
                _ => None,
            };
            let places_others = is_move || matches!(edit, Edit::AddWidget { .. } | Edit::DuplicateWidget(_));
            if editor.apply(edit).is_err() {
                prop_assert_eq!(editor.body(), &before);
                continue;
            }
            let after = editor.body();
            prop_assert_eq!(after.widget_ids().len(), after.widgets().len());
            for old in before.widgets() {
                let Some(new) = after.widget(old.id) else {
                    prop_assert_eq!(Some(old.id), target);
                    continue;
                };
                // Making room changes numbers of others, nothing else of them.
                if Some(old.id) != target {
                    prop_assert_eq!(&old.kind, &new.kind);
                    prop_assert!(places_others || old.source_text == new.source_text);
                }
            }
        }
        while editor.undo() {}
        prop_assert_eq!(editor.text(), text);
    }
}
