//! Errors as clients meet them: problem documents (RFC 9457), one table from kind to status.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tracing::error;
use utoipa::ToSchema;

use crate::error::{Error, ErrorKind};

/// When whoever found a part away or busy may come back, in seconds.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// What went wrong, as `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Problem {
    /// Names the kind of problem; it never changes.
    r#type: &'static str,
    /// The HTTP status.
    status: u16,
    /// What went wrong this time, in words.
    detail: String,
    /// What can be done about it, where more is known than the kind of problem says.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

fn status(kind: ErrorKind) -> (StatusCode, &'static str) {
    match kind {
        ErrorKind::Invalid => (StatusCode::BAD_REQUEST, "/problems/invalid"),
        ErrorKind::Unsupported => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "/problems/unsupported"),
        ErrorKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "/problems/too-large"),
        ErrorKind::NotFound => (StatusCode::NOT_FOUND, "/problems/not-found"),
        ErrorKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "/problems/unavailable"),
        ErrorKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "/problems/internal"),
    }
}

impl IntoResponse for Error {
    /// A fault of our own is logged here, where it stops, and not told to the client.
    fn into_response(self) -> Response {
        let (status, r#type) = status(self.kind());
        let (detail, hint) = if self.kind() == ErrorKind::Internal {
            error!(error = %self, "request failed");
            ("something went wrong on the server".to_owned(), None)
        } else {
            (self.to_string(), self.hint().map(str::to_owned))
        };
        let mut response = problem(status, r#type, detail, hint);
        if self.kind() == ErrorKind::Unavailable {
            response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response
    }
}

fn problem(
    status: StatusCode,
    r#type: &'static str,
    detail: String,
    hint: Option<String>,
) -> Response {
    let body = Json(Problem { r#type, status: status.as_u16(), detail, hint });
    let kind = HeaderValue::from_static("application/problem+json");
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

pub(super) fn no_such_route() -> Error {
    Error::not_found("there is nothing here")
}

pub(super) async fn wrong_method() -> Response {
    let detail = "this address takes another method".to_owned();
    problem(StatusCode::METHOD_NOT_ALLOWED, "/problems/wrong-method", detail, None)
}

/// For whoever asks under a name that is not the server's.
pub(super) fn misdirected(host: &str) -> Response {
    let detail = format!("this server does not go by the name `{host}`");
    let hint = "if it is yours, add it to the setting `hosts`".to_owned();
    problem(StatusCode::MISDIRECTED_REQUEST, "/problems/misdirected", detail, Some(hint))
}

pub(super) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Error::internal("a handler panicked").into_response()
}
