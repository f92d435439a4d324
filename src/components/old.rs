//! The components as they were before the app's own view layer, for as long as some rooms still use them.

use super::button::ButtonKind;
use super::code_editor::{CodeMessage, numbers, utf16_offset};
use super::icon::Glyph;
use leptos::html;
use leptos::prelude::*;

/// A button with words, and perhaps an icon before them.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] glyph: Option<Glyph>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// Said on hover; the keyboard shortcut belongs here.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Also submits the form around it; then `on_press` isn't needed.
    #[prop(optional)]
    submits: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class="button"
            type=if submits { "submit" } else { "button" }
            data-kind=kind.name()
            title=hint
            disabled=move || disabled.get()
            on:click=move |_| run(on_press)
        >
            {glyph.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </button>
    }
    .into_any()
}

/// A square button with an icon. `label` is its accessible name and its hint.
#[component]
pub fn IconButton(
    glyph: Glyph,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    /// For a button that stays down.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="icon-button"
            type="button"
            title=move || label.get()
            aria-label=move || label.get()
            aria-pressed=move || pressed.map(|pressed| if pressed.get() { "true" } else { "false" })
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            <Icon glyph />
        </button>
    }
    .into_any()
}

#[component]
pub fn CodeEditor(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] messages: Signal<Vec<CodeMessage>>,
    /// Visible lines before it scrolls.
    #[prop(default = 20)]
    rows: u32,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let gutter = NodeRef::<html::Pre>::new();
    let lines = Memo::new(move |_| value.with(|text| text.bytes().filter(|byte| *byte == b'\n').count() + 1));
    let marked = Memo::new(move |_| {
        messages.with(|messages| messages.iter().map(|message| message.line).collect::<Vec<_>>())
    });
    let scroll = move |_| {
        if let (Some(area), Some(gutter)) = (area.get_untracked(), gutter.get_untracked()) {
            gutter.set_scroll_top(area.scroll_top());
        }
    };
    let go_to = move |line: usize, column: usize| {
        if let Some(area) = area.get_untracked() {
            let at = value.with_untracked(|text| utf16_offset(text, line, column));
            area.focus().unwrap_or_default();
            area.set_selection_range(at, at).unwrap_or_default();
        }
    };
    view! {
        <div class="code-editor">
            <div class="code-editor__body">
                <pre class="code-editor__gutter" node_ref=gutter aria-hidden="true">
                    {move || numbers(lines.get(), &marked.get())}
                </pre>
                <textarea
                    class="code-editor__text"
                    aria-label=label
                    spellcheck="false"
                    autocomplete="off"
                    wrap="off"
                    rows=rows
                    node_ref=area
                    prop:value=move || value.get()
                    on:input=move |event| value.set(event_target_value(&event))
                    on:scroll=scroll
                ></textarea>
            </div>
            <ul class="code-editor__messages" aria-live="polite">
                {move || {
                    messages
                        .get()
                        .into_iter()
                        .map(|message| view! {
                            <li>
                                <button
                                    class="code-editor__message"
                                    type="button"
                                    data-tone=if message.fatal { "danger" } else { "warning" }
                                    on:click=move |_| go_to(message.line, message.column)
                                >
                                    <span class="code-editor__place">
                                        {["Line ", &message.line.to_string(), ", column ", &message.column.to_string()].concat()}
                                    </span>
                                    {message.text}
                                </button>
                            </li>
                        })
                        .collect_view()
                }}
            </ul>
        </div>
    }
    .into_any()
}

/// A line with a magnifying glass, emptied by Escape.
#[component]
pub fn SearchField(#[prop(into)] label: String, value: RwSignal<String>) -> impl IntoView {
    view! {
        <label class="search-field">
            <Icon glyph=Glyph::Search />
            <input
                class="search-field__input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=label.clone()
                placeholder=label
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        value.set(String::new());
                    }
                }
            />
        </label>
    }
    .into_any()
}

#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=glyph.path()></path>
        </svg>
    }
    .into_any()
}

/// `choices` are a value and its words. A value that isn't among them leaves all buttons up.
#[component]
pub fn Segmented(
    #[prop(into)] label: String,
    choices: Vec<(&'static str, &'static str)>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<&'static str>,
) -> impl IntoView {
    let buttons: Vec<_> = choices
        .into_iter()
        .map(|(choice, words)| {
            let chosen = Memo::new(move |_| value.with(|value| value == choice));
            view! {
                <button
                    class="segmented__choice"
                    type="button"
                    aria-pressed=move || if chosen.get() { "true" } else { "false" }
                    on:click=move |_| on_choose.run(choice)
                >
                    {words}
                </button>
            }
        })
        .collect();
    view! { <div class="segmented" role="group" aria-label=label>{buttons}</div> }.into_any()
}

fn run(callback: Option<Callback<()>>) {
    if let Some(callback) = callback {
        callback.run(());
    }
}
