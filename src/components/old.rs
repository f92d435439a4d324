//! The components as they were before the app's own view layer, for as long as some rooms still use them.

use super::button::ButtonKind;
use super::code_editor::{CodeMessage, numbers, utf16_offset};
use super::dialog::DialogWidth;
use super::icon::Glyph;
use super::menu::{Step, focus_item, move_focus, next_id, place_below};
use super::status_chip::Tone;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

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

/// Shown while `open`. Escape, the cross and a press beside it call `on_close`, whose business it is to
/// make `open` false. The content exists only while it is shown.
#[component]
pub fn Dialog(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(optional)] width: DialogWidth,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let shown = Memo::new(move |_| open.get());
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if shown.get() && !dialog.open() {
            // Fails only for an element that has left the page.
            dialog.show_modal().unwrap_or_default();
        } else if !shown.get() && dialog.open() {
            dialog.close();
        }
    });
    let press = move |event: leptos::ev::PointerEvent| {
        let beside = event.target().is_some_and(|target| {
            target.dyn_ref::<web_sys::HtmlDialogElement>().is_some()
                && Some(&target) == event.current_target().as_ref()
        });
        if beside {
            on_close.run(());
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            data-width=width.name()
            aria-label=move || title.get()
            on:pointerdown=press
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_close.run(());
            }
            on:keydown=|event: leptos::ev::KeyboardEvent| event.stop_propagation()
        >
            <Show when=move || shown.get()>
                <div class="dialog__frame">
                    <header class="dialog__header">
                        <h2 class="dialog__title">{move || title.get()}</h2>
                        <IconButton glyph=Glyph::Close label="Close" on_press=on_close />
                    </header>
                    <div class="dialog__content">{children()}</div>
                </div>
            </Show>
        </dialog>
    }
    .into_any()
}

#[component]
pub fn EmptyState(
    glyph: Glyph,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <section class="empty-state">
            <span class="empty-state__icon">
                <Icon glyph />
            </span>
            <h2 class="empty-state__title">{title}</h2>
            <p class="empty-state__text">{text}</p>
            {children.map(|children| view! { <div class="empty-state__actions">{children()}</div> })}
        </section>
    }
    .into_any()
}

/// A labelled line of text. `error` is said below it and makes it invalid.
#[component]
pub fn TextField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "text")] kind: &'static str,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let (true, Some(input)) = (autofocus, node.get()) {
            request_animation_frame(move || {
                input.focus().unwrap_or_default();
                input.select();
            });
        }
    });
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <input
                class="field__input"
                type=kind
                autocomplete="off"
                spellcheck="false"
                node_ref=node
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            {hint.map(|hint| view! { <span class="field__hint">{hint}</span> })}
            {move || error.get().map(|error| view! { <span class="field__error" role="alert">{error}</span> })}
        </label>
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

/// One of several, from the platform's list. `choices` are a value and its words.
#[component]
pub fn Select(
    #[prop(into)] label: String,
    /// Whether the label is written before the list or only said.
    #[prop(optional)]
    label_hidden: bool,
    #[prop(into)] choices: Signal<Vec<(String, String)>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_choose: Callback<String>,
) -> impl IntoView {
    let options = move || {
        choices
            .get()
            .into_iter()
            .map(|(choice, words)| {
                let this = choice.clone();
                let selected = move || value.with(|value| *value == this);
                view! { <option value=choice prop:selected=selected>{words}</option> }
            })
            .collect_view()
    };
    view! {
        <label class="select" title=label_hidden.then(|| label.clone())>
            <span class=if label_hidden { "visually-hidden" } else { "field__label" }>{label.clone()}</span>
            <select class="select__list" on:change=move |event| on_choose.run(event_target_value(&event))>
                {options}
            </select>
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

/// `label` is the button's accessible name; with `text` it is also written on it.
#[component]
pub fn Menu(
    glyph: Glyph,
    #[prop(into)] label: Signal<String>,
    /// Words on the button; without them it is a square with an icon.
    #[prop(optional, into)]
    text: Option<Signal<String>>,
    /// `primary` or `normal`, for a button with words.
    #[prop(default = "normal")]
    kind: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let id = next_id();
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let before = move |event: leptos::ev::Event| {
        let opens =
            js_sys::Reflect::get(&event, &JsValue::from_str("newState")).is_ok_and(|state| state == "open");
        open.set(opens);
        if let (true, Some(button), Some(list)) = (opens, button.get_untracked(), list.get_untracked()) {
            place_below(&button, &list);
        }
    };
    let after = move |_| {
        if open.get_untracked() {
            focus_item(list.get_untracked().map(Into::into), Step::First);
        }
    };
    view! {
        <button
            class=if text.is_some() { "button" } else { "icon-button" }
            data-kind=kind
            type="button"
            node_ref=button
            title=move || label.get()
            aria-label=move || label.get()
            aria-haspopup="menu"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            popovertarget=id.clone()
        >
            <Icon glyph />
            {text.map(|text| view! { <span>{move || text.get()}</span> <Icon glyph=Glyph::ChevronDown /> })}
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="menu"
            node_ref=list
            aria-label=move || label.get()
            on:beforetoggle=before
            on:toggle=after
            on:keydown=move |event| move_focus(&event, list.get_untracked().map(Into::into))
            on:click=move |_| {
                if let Some(list) = list.get_untracked() {
                    // Fails when it is already closed.
                    list.hide_popover().unwrap_or_default();
                }
            }
        >
            <Show when=move || open.get()>{children()}</Show>
        </div>
    }
    .into_any()
}

#[component]
pub fn MenuItem(
    glyph: Glyph,
    #[prop(into)] text: Signal<String>,
    /// The key that does the same.
    #[prop(optional, into)]
    key: Option<&'static str>,
    #[prop(optional)] danger: bool,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            class="menu__item"
            type="button"
            role="menuitem"
            tabindex="-1"
            data-danger=danger.then_some("true")
            disabled=move || disabled.get()
            on:click=move |_| on_press.run(())
        >
            <Icon glyph />
            <span class="menu__text">{move || text.get()}</span>
            {key.map(|key| view! { <kbd class="menu__key">{key}</kbd> })}
        </button>
    }
    .into_any()
}

#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <hr class="menu__separator" /> }
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

/// `title` explains on hover.
#[component]
pub fn StatusChip(
    #[prop(into)] tone: Signal<Tone>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional, into)] title: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        <span class="status-chip" role="status" data-tone=move || tone.get().name() title=move || title.get()>
            {move || view! { <Icon glyph=tone.get().glyph() /> }}
            <span>{move || text.get()}</span>
        </span>
    }
    .into_any()
}

fn run(callback: Option<Callback<()>>) {
    if let Some(callback) = callback {
        callback.run(());
    }
}
