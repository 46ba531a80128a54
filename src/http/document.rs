//! Bodies that are JSON documents.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// What a document may have, in bytes: words of a song, and what JSON makes of their letters.
const LARGEST: usize = 512 * 1024;

/// A body that holds a `T` as JSON. Its media type must say so: a form of another site's page could say
/// the same without being asked whether it may.
pub(super) struct Document<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Document<T> {
    type Rejection = Error;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        if !is_json(request.headers()) {
            return Err(Error::unsupported("the body is to be `application/json`"));
        }
        let large = |error| {
            Error::too_large(format!("the body has more than {LARGEST} bytes")).because(error)
        };
        let body = to_bytes(request.into_body(), LARGEST).await.map_err(large)?;
        // For whoever writes a client: which field, and where.
        let wrong = |error| Error::invalid(format!("the body is not what is taken here: {error}"));
        serde_json::from_slice(&body).map(Self).map_err(wrong)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}
