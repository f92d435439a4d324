//! A searchable list of which any number are chosen.

use super::form::checkbox;
use crate::components::search_field;
use crate::dom::{El, View, el, live};
use crate::platform::lower_case;
use crate::reactive::{RwSignal, Signal};
use crate::widgets::{alarm, display};
use cloudwatch_api::ApiError;
use std::rc::Rc;

/// More aren't listed; the search narrows.
const LISTED_MAX: usize = 200;

#[derive(Clone)]
pub struct Choice {
    pub value: String,
    pub words: String,
    /// Of an alarm.
    pub state: Option<String>,
}

impl Choice {
    /// What is called what it is.
    pub fn named(name: String) -> Self {
        Choice { value: name.clone(), words: name, state: None }
    }
}

/// What can be chosen; `None` until it is known.
type Choices = Option<Result<Vec<Choice>, ApiError>>;

/// What is chosen but not among the choices stays, and is listed too.
pub fn picker(
    label: &'static str,
    choices: Signal<Choices>,
    chosen: impl Fn() -> Vec<String> + 'static,
    on_change: impl Fn(Vec<String>) + 'static,
) -> El {
    let search = RwSignal::new(String::new());
    let picked = Rc::new(Picked { chosen: Box::new(chosen), on_change: Box::new(on_change) });
    let list = move |(choices, search): (Choices, String)| list(choices, &search, &picked);
    el("fieldset")
        .class("picker")
        .child(search_field(label, search))
        .child(live(move || (choices.get(), search.get()), list))
}

struct Picked {
    chosen: Box<dyn Fn() -> Vec<String>>,
    on_change: Box<dyn Fn(Vec<String>)>,
}

fn list(choices: Choices, search: &str, picked: &Rc<Picked>) -> View {
    let mut all = match choices {
        None => return el("p").class("browse__note").text("Loading…").into(),
        Some(Err(error)) => {
            let words = display::name(&error.to_string());
            return el("p").class("browse__note").attr("role", "alert").text(words).into();
        }
        Some(Ok(all)) => all,
    };
    for value in (picked.chosen)() {
        if !all.iter().any(|choice| choice.value == value) {
            all.push(Choice::named(value));
        }
    }
    let search = lower_case(search);
    all.retain(|choice| lower_case(&choice.words).contains(&search));
    all.truncate(LISTED_MAX);
    let mut list = el("ul").class("picker__list");
    for choice in all {
        list = list.child(entry(choice, picked));
    }
    list.into()
}

fn entry(choice: Choice, picked: &Rc<Picked>) -> El {
    let Choice { value, words, state } = choice;
    let value: Rc<str> = value.into();
    let is_chosen = {
        let (value, picked) = (Rc::clone(&value), Rc::clone(picked));
        move || (picked.chosen)().iter().any(|chosen| **chosen == *value)
    };
    let picked = Rc::clone(picked);
    let toggle = move |is_on| {
        let mut all = (picked.chosen)();
        all.retain(|chosen| **chosen != *value);
        if is_on {
            all.push((*value).to_owned());
        }
        (picked.on_change)(all);
    };
    let state = state.map(|state| {
        let words = alarm::state_words(&state).1;
        el("span").class("picker__state").attr("data-alarm-state", state).text(words)
    });
    let label = el("label")
        .class("checkbox")
        .child(checkbox(is_chosen, toggle))
        .child(el("span").text(display::name(&words)))
        .child(state);
    el("li").child(label)
}
