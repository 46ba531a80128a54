//! Lets pages of other sites ask: the answers say that their scripts may read them (CORS, in the Fetch
//! standard). To everyone else, the server says nothing of it, which is what browsers take for a no.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use tower::{Layer, ServiceExt};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::error::{Error, Result};
use crate::outbound::Address;

/// How long browsers may remember what they were told before they asked.
const REMEMBERED: Duration = Duration::from_hours(1);
/// All sites.
const EVERYONE: &str = "*";

/// Which sites' pages may ask.
#[derive(Clone)]
pub(super) struct Sharing {
    sites: Sites,
    layer: CorsLayer,
}

#[derive(Clone)]
enum Sites {
    All,
    Some(Vec<HeaderValue>),
}

impl Sharing {
    /// With the pages of these sites: `https://example.com`, or `*` for all. Fails as `Invalid` if one is
    /// no origin.
    pub(super) fn with(origins: &[String]) -> Result<Self> {
        let sites = if origins.iter().any(|origin| origin == EVERYONE) {
            Sites::All
        } else {
            Sites::Some(origins.iter().map(|origin| site(origin)).collect::<Result<_>>()?)
        };
        let allowed = match &sites {
            Sites::All => AllowOrigin::any(),
            Sites::Some(sites) => AllowOrigin::list(sites.clone()),
        };
        // Without credentials: there are no cookies, and a key is sent by the script itself.
        let layer = CorsLayer::new()
            .allow_origin(allowed)
            .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
            .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
            .expose_headers([header::ETAG, header::RETRY_AFTER])
            .max_age(REMEMBERED);
        Ok(Self { sites, layer })
    }

    fn includes(&self, origin: &HeaderValue) -> bool {
        match &self.sites {
            Sites::All => true,
            Sites::Some(sites) => sites.contains(origin),
        }
    }

    /// Whether another site may be answered otherwise, as whatever keeps answers must know.
    fn varies(&self) -> bool {
        matches!(&self.sites, Sites::Some(sites) if !sites.is_empty())
    }
}

/// An origin as browsers name it.
fn site(origin: &str) -> Result<HeaderValue> {
    let address = Address::parse(origin).filter(Address::is_origin);
    let value = address.and_then(|address| address.origin().parse().ok());
    value.ok_or_else(|| {
        Error::invalid(format!("setting `origins` has `{origin}`, which is no origin"))
            .hinting("an origin is a scheme, a host and a port: `https://example.com`")
    })
}

/// Answers pages of other sites if they may ask, and everyone else as if there were none.
pub(super) async fn share(
    State(sharing): State<Sharing>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if !(path.starts_with("/api/") || path == "/readyz") {
        return next.run(request).await;
    }
    let origin = request.headers().get(header::ORIGIN);
    if origin.is_some_and(|origin| sharing.includes(origin)) {
        let Ok(response) = sharing.layer.layer(next).oneshot(request).await;
        return response;
    }
    let mut response = next.run(request).await;
    if sharing.varies() {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    }
    response
}
