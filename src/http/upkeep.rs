//! `POST /api/v1/library/look` and `GET /api/v1/library/events`: what is done to the library while it is
//! served, and how far it is.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, watch};
use utoipa::ToSchema;

use super::Served;
use super::document::Document;
use super::door::Place;
use super::error::Problem;
use crate::app::Work;
use crate::catalog::{Catalog, Summary};
use crate::error::Result;

/// How often the library is looked at for what other processes put into it.
const PAUSE: Duration = Duration::from_secs(1);
/// How many may watch at once.
pub(super) const WATCHERS: usize = 64;
/// The least time between two events of a stream: more is not seen by anybody.
const LEAST: Duration = Duration::from_millis(100);

/// A task that was asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct Asked {
    /// Its number: it is done when as many are finished.
    pub(super) task: u64,
}

/// How to look for changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Whether tracks whose files are gone are forgotten.
    #[serde(default)]
    prune: bool,
}

/// The library as it is now, and what is being done to it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(super) struct Condition {
    /// Tracks in the library, whoever put them there.
    tracks: u64,
    /// Their passages.
    passages: u64,
    /// What this server does to it.
    work: Work,
}

/// Looks through all folders that were ever ingested for what is new or changed.
#[utoipa::path(
    post,
    path = "/api/v1/library/look",
    request_body = Looking,
    responses(
        (status = 202, body = Asked),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn look(
    State(served): State<Served>,
    Document(Looking { prune }): Document<Looking>,
) -> Result<(StatusCode, Json<Asked>)> {
    Ok((StatusCode::ACCEPTED, Json(Asked { task: served.upkeep.look(prune)? })))
}

/// Tells how the library is, at once and whenever that changes, until the client leaves: server-sent
/// events of the type `message`, each with a `Condition` as JSON.
#[utoipa::path(
    get,
    path = "/api/v1/library/events",
    responses(
        (status = 200, body = Condition, content_type = "text/event-stream"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn events(
    State(served): State<Served>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let (work, place) = (served.upkeep.watch(), served.watchers_door.enter()?);
    let watched = Watched { work, served, begun: false, last: None, _place: place };
    let conditions = stream::unfold(watched, Watched::next);
    Ok(Sse::new(conditions).keep_alive(KeepAlive::default()))
}

/// Somebody who is told how the library is.
struct Watched {
    served: Served,
    work: watch::Receiver<Work>,
    /// Whether it was looked at before.
    begun: bool,
    /// What they were told last.
    last: Option<Condition>,
    _place: Place,
}

impl Watched {
    /// The next thing to tell; nothing any more when the server ends.
    async fn next(mut self) -> Option<(Result<Event, Infallible>, Self)> {
        loop {
            if std::mem::replace(&mut self.begun, true) && !self.waited().await {
                return None;
            }
            let condition = self.condition().await;
            if condition.is_some() && condition != self.last {
                let event = Event::default().json_data(&condition).unwrap_or_default();
                self.last = condition;
                return Some((Ok(event), self));
            }
        }
    }

    /// Waits until something may have changed; `false` if the server ends.
    async fn waited(&mut self) -> bool {
        let changed = async {
            tokio::time::sleep(LEAST).await;
            // Without its sender nothing is done any more, but others may still do something.
            if self.work.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = self.served.closing.cancelled() => false,
            () = changed => true,
            () = tokio::time::sleep(PAUSE) => true,
        }
    }

    /// How the library is; nothing while it cannot be read.
    async fn condition(&mut self) -> Option<Condition> {
        let work = self.work.borrow_and_update().clone();
        self.served.counted.condition(&*self.served.catalog, work).await
    }
}

/// The last condition that was found out, for all who watch: one of them counts, and the others are told.
#[derive(Clone, Default)]
pub(super) struct Counted(Arc<Mutex<Option<(Instant, Condition)>>>);

impl Counted {
    async fn condition(&self, catalog: &dyn Catalog, work: Work) -> Option<Condition> {
        let mut last = self.0.lock().await;
        let known =
            last.as_ref().filter(|(when, last)| last.work == work && when.elapsed() < PAUSE / 2);
        if let Some((_, condition)) = known {
            return Some(condition.clone());
        }
        let Summary { tracks, passages } = catalog.summary().await.ok()?;
        let condition = Condition { tracks, passages, work };
        *last = Some((Instant::now(), condition.clone()));
        Some(condition)
    }
}
