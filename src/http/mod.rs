//! The HTTP API and the page, as routes over the same pipeline that the command line runs.

mod abilities;
mod audio;
mod browse;
mod clips;
mod cover;
mod document;
mod door;
mod error;
mod form;
mod hosts;
mod library;
mod map;
mod page;
mod playlists;
mod profiles;
mod recommendations;
mod sharing;
mod upkeep;
mod waveform;
mod words;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tracing::info;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::cover::COVERS_AT_ONCE;
use self::door::Door;
use self::hosts::Hosts;
use self::sharing::Sharing;
use self::upkeep::{Counted, WATCHERS};
use crate::app::{App, Upkeep};
use crate::blobs::Blobs;
use crate::catalog::Catalog;
use crate::clip::{CLIPS_AT_ONCE, LONGEST_WORK, Studio};
use crate::error::{Error, Result};
use crate::image::MAX_BYTES;
use crate::recommend::Recommend;
use crate::subsonic::Subsonic;
use crate::survey::{Latest, Surveys};

/// What a request may take, its upload included.
const TIMEOUT: Duration = Duration::from_secs(30);
/// What a clip may take beside making it: its upload, and reading what it is made of.
const AROUND_A_CLIP: Duration = TIMEOUT;
/// Larger bodies are cut off; a photo that is only somewhat too large is read, and refused in words.
const MAX_BODY_BYTES: usize = 3 * MAX_BYTES;

/// What handlers work with. Nothing in it changes with a request.
#[derive(Clone)]
struct Served {
    recommend: Recommend,
    catalog: Arc<dyn Catalog>,
    blobs: Blobs,
    subsonic: Option<Arc<Subsonic>>,
    surveys: Surveys,
    maps: Latest<map::Told>,
    /// In front of the models that see.
    door: Door,
    upkeep: Upkeep,
    counted: Counted,
    /// In front of the stream of the library's condition.
    watchers_door: Door,
    /// Cancelled when the server ends: answers without an end end with it.
    closing: CancellationToken,
    studio: Studio,
    /// In front of the studio.
    studio_door: Door,
    /// Where covers wait for each other.
    covers: Arc<Semaphore>,
}

#[derive(OpenApi)]
#[openapi(info(
    title = "VibeLens",
    description = "A photo goes in; songs from your own library come out, each with the passage to \
                   play and the reason."
))]
struct Api;

/// A server that has its address and waits to be run.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    routes: Router,
    closing: CancellationToken,
}

/// Takes `address`, to answer with `recommend` and to have `upkeep` done; port 0 takes any free one. Fails
/// if it is taken.
pub async fn bind(
    app: &App,
    recommend: Recommend,
    upkeep: Upkeep,
    address: SocketAddr,
) -> Result<Server> {
    let taken = |error| Error::unavailable(format!("cannot listen at {address}")).because(error);
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let served = Served {
        recommend,
        catalog: app.catalog.clone(),
        blobs: app.blobs()?,
        subsonic: app.subsonic()?.map(Arc::new),
        surveys: Surveys::default(),
        maps: Latest::default(),
        upkeep,
        counted: Counted::default(),
        watchers_door: Door::new(WATCHERS, "too many are watching the library"),
        closing: CancellationToken::new(),
        door: Door::new(app.waiting(), "too many photos are being looked at: try again"),
        studio: app.studio(),
        studio_door: Door::new(CLIPS_AT_ONCE, "other clips are being made: try again"),
        covers: Arc::new(Semaphore::new(COVERS_AT_ONCE)),
    };
    let closing = served.closing.clone();
    let routes = routes(served, Sharing::with(app.origins())?, Hosts::with(app.hosts()));
    Ok(Server { listener, address, routes, closing })
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is cancelled, then finishes the requests in hand.
    pub async fn run(self, stop: CancellationToken) -> Result<()> {
        info!(address = %self.address, "server started");
        let stopped = async move {
            stop.cancelled().await;
            self.closing.cancel();
        };
        axum::serve(self.listener, self.routes)
            .with_graceful_shutdown(stopped)
            .await
            .map_err(|error| Error::unavailable("server failed").because(error))?;
        info!("server stopped");
        Ok(())
    }
}

fn routes(served: Served, sharing: Sharing, hosts: Hosts) -> Router {
    let (api, document) = OpenApiRouter::with_openapi(Api::openapi())
        .routes(routes!(recommendations::recommend))
        .routes(routes!(browse::library))
        .routes(routes!(upkeep::look))
        .routes(routes!(upkeep::events))
        .routes(routes!(browse::tracks))
        .routes(routes!(library::track))
        .routes(routes!(browse::passages))
        .routes(routes!(words::lyrics, words::write))
        .routes(routes!(words::decide))
        .routes(routes!(browse::refusals))
        .routes(routes!(audio::audio))
        .routes(routes!(waveform::waveform))
        .routes(routes!(cover::cover))
        .routes(routes!(profiles::feedback))
        .routes(routes!(profiles::begin))
        .routes(routes!(profiles::export, profiles::forget))
        .routes(routes!(playlists::send))
        .routes(routes!(library::moods))
        .routes(routes!(abilities::abilities))
        .routes(routes!(map::map))
        .routes(routes!(map::passage))
        .routes(routes!(map::survey))
        .routes(routes!(library::healthz))
        .routes(routes!(library::readyz))
        .layer(within(TIMEOUT))
        .merge(
            OpenApiRouter::new()
                .routes(routes!(clips::clip))
                .layer(within(LONGEST_WORK + AROUND_A_CLIP)),
        )
        .split_for_parts();
    let document = document.to_pretty_json().unwrap_or_default();
    api.route("/api/v1/openapi.json", get(async move || page::json(document)))
        .merge(page::routes())
        .fallback(page::missing)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::custom(error::panicked))
        .layer(middleware::from_fn_with_state(sharing, sharing::share))
        .layer(middleware::from_fn_with_state(hosts, hosts::answer_to))
        .layer(middleware::from_fn(log_and_harden))
        .with_state(served)
}

/// Gives up what takes longer than `limit`.
fn within(limit: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, limit)
}

/// One line a request, and headers that keep a page from being read as something else.
async fn log_and_harden(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), logged_path(&request));
    let started = std::time::Instant::now();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    let duration_ms = started.elapsed().as_millis() as u64;
    info!(%method, path, status = response.status().as_u16(), duration_ms, "request answered");
    response
}

/// The path as it is logged: without the id of a profile, which opens it.
fn logged_path(request: &Request) -> String {
    let path = request.uri().path();
    let of_a_profile = path.starts_with("/api/v1/profiles/");
    (if of_a_profile { "/api/v1/profiles/…" } else { path }).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_profile_is_not_logged() {
        let logged =
            |path: &str| logged_path(&Request::get(path).body(axum::body::Body::empty()).unwrap());
        assert_eq!(logged("/api/v1/profiles/00112233"), "/api/v1/profiles/…");
        assert_eq!(logged("/api/v1/profiles"), "/api/v1/profiles");
        assert_eq!(logged("/api/v1/tracks/00112233"), "/api/v1/tracks/00112233");
    }
}
