//! Bodies that are JSON documents.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// A body that holds a `T` as JSON. Its media type must say so: a form of another site's page could say
/// the same without being asked whether it may.
pub(super) struct Document<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Document<T> {
    type Rejection = Error;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let read = Json::from_request(request, state).await;
        read.map(|Json(document)| Self(document)).map_err(|rejection| refused(&rejection))
    }
}

fn refused(rejection: &JsonRejection) -> Error {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            Error::unsupported("the body is to be `application/json`")
        }
        JsonRejection::BytesRejection(_) => Error::too_large(rejection.body_text()),
        // For whoever writes a client: which field, and where.
        _ => Error::invalid(rejection.body_text()),
    }
}
