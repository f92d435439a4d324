//! Whether Barograph's server is there.
//!
//! Decided once at the start: a host that has no server at all (static files) has none for good. A server
//! that goes away later is looked for again, with growing pauses, until it is back. Where data comes from
//! and what a page does meanwhile is their own business.

use crate::api::{self, Hello};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerState {
    /// Asked, not yet answered.
    Connecting,
    Connected,
    /// There was one, or there should be.
    Gone,
    /// A host of files.
    Absent,
}

/// Provided once by the app.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<ServerState>,
}

pub fn use_session() -> Session {
    expect_context()
}

/// The pauses between two looks for a lost server double from the first to the last.
const RETRY_FIRST_SECS: u64 = 1;
const RETRY_LAST_SECS: u64 = 30;

impl Session {
    pub fn start() -> Self {
        let session = Session { state: RwSignal::new(ServerState::Connecting) };
        api::watch_reachability(move |reachable| session.on_answer(reachable));
        session.ask(RETRY_FIRST_SECS);
        session
    }

    pub fn state(&self) -> Signal<ServerState> {
        self.state.into()
    }

    /// After each call: whether somebody answered it.
    fn on_answer(&self, reachable: bool) {
        match (self.state.get_untracked(), reachable) {
            (ServerState::Connected, false) => self.lose(),
            (ServerState::Gone, true) => self.state.set(ServerState::Connected),
            _ => {}
        }
    }

    fn lose(&self) {
        self.state.set(ServerState::Gone);
        self.look_again(RETRY_FIRST_SECS);
    }

    /// Says hello; where nobody answers, again after a pause.
    fn ask(self, pause_secs: u64) {
        spawn_local(async move {
            let answer = api::hello().await;
            let is_first = self.state.get_untracked() == ServerState::Connecting;
            match answer {
                Hello::Session => self.state.set(ServerState::Connected),
                Hello::NoServer if is_first => self.state.set(ServerState::Absent),
                Hello::NoServer | Hello::Unreachable => {
                    if is_first {
                        self.state.set(ServerState::Gone);
                    }
                    self.look_again(pause_secs);
                }
            }
        });
    }

    fn look_again(self, after_secs: u64) {
        let look = move || {
            if self.state.get_untracked() == ServerState::Gone {
                self.ask((after_secs * 2).min(RETRY_LAST_SECS));
            }
        };
        set_timeout(look, Duration::from_secs(after_secs));
    }
}
