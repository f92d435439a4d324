//! All dashboards, wherever they are kept: on the server, or in this browser where there is none.
//!
//! A body goes in and out as the very text it is. Whether it is a valid one is the editor's and the
//! server's to say.

use super::local_storage::{self, LocalError};
use crate::api;
use crate::data::demonstration;
use crate::session::{ServerState, Session};
use crate::time::now;
use cloudwatch_api::{
    ApiError, DashboardValidationMessage, DeleteDashboardsInput, ErrorKind, GetDashboardInput,
    ListDashboardsInput, PutDashboardInput,
};
use leptos::prelude::*;
use timeseries::Timestamp;

/// Where dashboards are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Server,
    Browser,
}

impl Location {
    pub const fn words(self) -> &'static str {
        match self {
            Location::Server => "on the server",
            Location::Browser => "in this browser",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct DashboardSummary {
    pub name: String,
    pub modified: Timestamp,
    pub size_bytes: i64,
}

/// What a dashboard must look like for a save to go ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected<'a> {
    /// No dashboard of this name yet.
    Nothing,
    /// Still this body; another one was saved by somebody else.
    Body(&'a str),
    /// The reader has seen what is there and wants it replaced.
    Anything,
}

#[derive(Clone, Debug, PartialEq)]
pub enum StorageError {
    NotFound,
    /// A dashboard of this name is there already.
    Exists,
    /// The saved body is no longer what was expected; this is it now.
    Changed {
        theirs: String,
    },
    Invalid(Vec<DashboardValidationMessage>),
    Local(LocalError),
    Api(ApiError),
}

impl StorageError {
    pub fn text(&self) -> String {
        match self {
            StorageError::NotFound => "There is no dashboard of this name.".to_owned(),
            StorageError::Exists => "A dashboard of this name is there already.".to_owned(),
            StorageError::Changed { .. } => "It was changed elsewhere meanwhile.".to_owned(),
            StorageError::Invalid(messages) => {
                let lines = messages.iter().map(|m| format!("{} {}", m.data_path, m.message));
                lines.collect::<Vec<_>>().join("\n")
            }
            StorageError::Local(error) => error.text().to_owned(),
            StorageError::Api(error) => error.to_string(),
        }
    }

    /// Nobody answered; later it may work.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, StorageError::Api(error) if error.kind == ErrorKind::Network)
    }
}

impl From<ApiError> for StorageError {
    fn from(error: ApiError) -> Self {
        match error.kind {
            ErrorKind::DashboardNotFound | ErrorKind::ResourceNotFound => StorageError::NotFound,
            ErrorKind::DashboardInvalidInput if !error.dashboard_validation_messages.is_empty() => {
                StorageError::Invalid(error.dashboard_validation_messages)
            }
            _ => StorageError::Api(error),
        }
    }
}

impl From<LocalError> for StorageError {
    fn from(error: LocalError) -> Self {
        StorageError::Local(error)
    }
}

/// Provided once by the app.
#[derive(Clone, Copy)]
pub struct Repository {
    session: Session,
}

pub fn use_repository() -> Repository {
    expect_context()
}

impl Repository {
    pub fn new(session: Session) -> Self {
        Repository { session }
    }

    /// Where dashboards are saved on this host.
    pub fn location(&self) -> Location {
        match self.session.state().get_untracked() {
            ServerState::Absent => Location::Browser,
            _ => Location::Server,
        }
    }

    /// By name.
    pub async fn list(&self) -> Result<Vec<DashboardSummary>, StorageError> {
        match self.location() {
            Location::Server => list_server().await,
            Location::Browser => Ok(list_browser()),
        }
    }

    pub async fn get(&self, name: &str) -> Result<String, StorageError> {
        match self.location() {
            Location::Server => {
                let input = GetDashboardInput { dashboard_name: Some(name.to_owned()) };
                Ok(api::call(&input).await?.dashboard_body)
            }
            Location::Browser => read_browser(name).map(|(_, body)| body).ok_or(StorageError::NotFound),
        }
    }

    /// Saves a body if what is there is as `expected`. The messages are AWS's warnings about a body that it
    /// takes all the same.
    pub async fn put(
        &self,
        name: &str,
        body: &str,
        expected: Expected<'_>,
    ) -> Result<Vec<DashboardValidationMessage>, StorageError> {
        self.check(name, expected).await?;
        match self.location() {
            Location::Server => {
                let input = PutDashboardInput {
                    dashboard_name: Some(name.to_owned()),
                    dashboard_body: Some(body.to_owned()),
                    tags: None,
                };
                Ok(api::call(&input).await?.dashboard_validation_messages)
            }
            Location::Browser => {
                write_browser(name, body)?;
                Ok(Vec::new())
            }
        }
    }

    pub async fn delete(&self, name: &str) -> Result<(), StorageError> {
        match self.location() {
            Location::Server => {
                let input = DeleteDashboardsInput { dashboard_names: Some(vec![name.to_owned()]) };
                api::call(&input).await?;
            }
            Location::Browser => local_storage::remove(&key(name)),
        }
        Ok(())
    }

    pub async fn copy(&self, from: &str, to: &str) -> Result<(), StorageError> {
        let body = self.get(from).await?;
        self.put(to, &body, Expected::Nothing).await?;
        Ok(())
    }

    async fn check(&self, name: &str, expected: Expected<'_>) -> Result<(), StorageError> {
        let found = match expected {
            Expected::Anything => return Ok(()),
            Expected::Nothing | Expected::Body(_) => match self.get(name).await {
                Err(StorageError::NotFound) => None,
                other => Some(other?),
            },
        };
        match (expected, found) {
            (Expected::Nothing, Some(_)) => Err(StorageError::Exists),
            (Expected::Body(_), None) => Err(StorageError::NotFound),
            (Expected::Body(body), Some(theirs)) if theirs != body => Err(StorageError::Changed { theirs }),
            _ => Ok(()),
        }
    }
}

async fn list_server() -> Result<Vec<DashboardSummary>, StorageError> {
    let mut summaries = Vec::new();
    let mut input = ListDashboardsInput::default();
    loop {
        let output = api::call(&input).await?;
        summaries.extend(output.dashboard_entries.into_iter().map(|entry| DashboardSummary {
            name: entry.dashboard_name,
            modified: entry.last_modified,
            size_bytes: entry.size,
        }));
        input.next_token = output.next_token;
        if input.next_token.is_none() {
            return Ok(summaries);
        }
    }
}

const PREFIX: &str = "dashboard:";
/// Set once the demonstration has been put among the dashboards, so that it can be deleted for good.
const SEEDED: &str = "seeded";

fn list_browser() -> Vec<DashboardSummary> {
    seed();
    let summary = |name: String| {
        let (modified, body) = read_browser(&name)?;
        Some(DashboardSummary { name, modified, size_bytes: body.len() as i64 })
    };
    let kept: Vec<_> = local_storage::keys(PREFIX).into_iter().filter_map(summary).collect();
    if kept.is_empty() && !seeded() {
        // A browser that keeps nothing still shows the demonstration.
        return summary(demonstration::DASHBOARD_NAME.to_owned()).into_iter().collect();
    }
    kept
}

fn read_browser(name: &str) -> Option<(Timestamp, String)> {
    seed();
    match local_storage::read(&key(name)) {
        Some(text) => {
            let (millis, body) = text.split_once('\n')?;
            Some((Timestamp::from_millis(millis.parse().ok()?), body.to_owned()))
        }
        None if name == demonstration::DASHBOARD_NAME && !seeded() => {
            Some((now(), demonstration::DASHBOARD_BODY.to_owned()))
        }
        None => None,
    }
}

fn write_browser(name: &str, body: &str) -> Result<(), LocalError> {
    local_storage::write(&key(name), &format!("{}\n{body}", now().millis()))
}

fn seed() {
    let done =
        seeded() || write_browser(demonstration::DASHBOARD_NAME, demonstration::DASHBOARD_BODY).is_err();
    if !done {
        // If only this fails, the demonstration comes back once more: harmless.
        let _ = local_storage::write(SEEDED, "1");
    }
}

fn seeded() -> bool {
    local_storage::read(SEEDED).is_some()
}

fn key(name: &str) -> String {
    format!("{PREFIX}{name}")
}
