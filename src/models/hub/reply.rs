//! What answers mean: what the hub states about a file, where it sends to, and why it refuses.

use std::io;
use std::time::Duration;

use ureq::Body;
use ureq::http::{HeaderMap, Response, StatusCode, header};

use super::retry::Trouble;
use crate::error::{Error, Result};
use crate::models::checksum::Checksum;
use crate::models::registry::Remote;
use crate::outbound::Address;

/// What the hub says about a file before it sends it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::models) struct Stated {
    /// The commit that it belongs to.
    pub(in crate::models) commit: Option<String>,
    /// What its content is known by.
    pub(in crate::models) checksum: Option<Checksum>,
    /// How many bytes it has.
    pub(in crate::models) size: Option<u64>,
}

impl Stated {
    /// Adds what an answer of the hub says and was not known yet. `ETag` and `Content-Length` are
    /// those of a redirect's own page unless they come with the file; the linked ones never are.
    pub(super) fn learn(&mut self, headers: &HeaderMap, status: StatusCode) {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let of_the_file = |name: &str| text(name).filter(|_| status == StatusCode::OK);
        let etag = text("x-linked-etag").or_else(|| of_the_file("etag"));
        let size = text("x-linked-size").or_else(|| of_the_file("content-length"));
        self.commit = self.commit.take().or_else(|| Some(text("x-repo-commit")?.to_owned()));
        self.checksum = self.checksum.take().or_else(|| Checksum::from_etag(etag?));
        self.size = self.size.or_else(|| size?.trim().parse().ok());
    }
}

/// Fails if the hub answers with another commit than was asked for.
pub(super) fn belongs_to(stated: &Stated, file: &Remote) -> Result<()> {
    match &stated.commit {
        Some(commit) if commit != file.revision => Err(Error::unavailable(format!(
            "the hub answered with commit {commit} of `{}` instead of {}",
            file.repository, file.revision
        ))),
        _ => Ok(()),
    }
}

/// Where an answer sends to, if it does. What was asked for in secret is not asked for in public.
pub(super) fn redirect(response: &Response<Body>, from: &Address) -> Result<Option<Address>> {
    let status = response.status();
    if !status.is_redirection() || status == StatusCode::NOT_MODIFIED {
        return Ok(None);
    }
    let location = response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
    match location.and_then(|location| from.redirected(location)) {
        Some(next) if next.is_plain() && !from.is_plain() => {
            let message = format!("`{}` sends to an unencrypted address", from.origin());
            Err(Error::unavailable(message))
        }
        Some(next) => Ok(Some(next)),
        None => Err(Error::unavailable(format!("`{}` sends nowhere", from.origin()))),
    }
}

/// The mark by which a server can tell whether a file is still the same, byte for byte.
pub(super) fn strong_etag(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ETAG)?.to_str().ok().filter(|etag| etag.starts_with('"'))
}

/// The place in the file at which a partial answer begins: `bytes 5-9/10`.
pub(super) fn begins_at(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(header::CONTENT_RANGE)?.to_str().ok()?;
    range.trim().strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

/// How long the hub asks to wait. The form with a date is not understood: its clock may differ.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// What a status that is neither success nor redirect means for whoever pulls.
pub(super) fn refusal(
    response: &Response<Body>,
    file: &Remote,
    hub: &Address,
    with_token: bool,
) -> Trouble {
    let Remote { repository, revision, path, .. } = file;
    let hub = hub.origin();
    let error = match response.status() {
        StatusCode::UNAUTHORIZED if with_token => {
            Error::invalid(format!("the hub does not accept the token for `{repository}` (401)"))
                .hinting("put a token that may read it into HF_TOKEN, or take HF_TOKEN away")
        }
        StatusCode::UNAUTHORIZED => {
            Error::invalid(format!("the hub wants a token for `{repository}` (401)"))
                .hinting("put a token that may read it into HF_TOKEN")
        }
        StatusCode::FORBIDDEN => {
            Error::invalid(format!("the hub does not let you read `{repository}` (403)"))
                .hinting(format!("see whether {hub}/{repository} asks you to accept its terms"))
        }
        StatusCode::NOT_FOUND | StatusCode::GONE => {
            let message = format!("the hub has no `{path}` in `{repository}` at {revision} (404)");
            Error::not_found(message)
                .hinting("check the setting `models.hub`, or use --from DIR with the files")
        }
        status => return passing(response, status, hub),
    };
    Trouble::Final(error)
}

fn passing(response: &Response<Body>, status: StatusCode, hub: &str) -> Trouble {
    let after = retry_after(response.headers());
    let error = if status == StatusCode::TOO_MANY_REQUESTS {
        let asked = after
            .map_or_else(String::new, |after| format!(", and asks to wait {} s", after.as_secs()));
        Error::unavailable(format!("the hub takes no more requests for now (429){asked}"))
            .hinting("run it again later: it goes on where it was; a token in HF_TOKEN helps")
    } else {
        Error::unavailable(format!("`{hub}` answered with status {}", status.as_u16()))
    };
    if status.is_server_error()
        || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status)
    {
        return Trouble::Passing { error, after, reached: 0 };
    }
    Trouble::Final(error)
}

/// Why a host could not be talked to. If no connection came about, trying again soon is in vain.
pub(super) fn unreachable(address: &Address, error: ureq::Error) -> Trouble {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, UnexpectedEof};
    use ureq::{Error as Fault, Timeout};
    let passing = match &error {
        Fault::Io(error) => {
            [ConnectionReset, ConnectionAborted, UnexpectedEof, io::ErrorKind::TimedOut]
                .contains(&error.kind())
        }
        Fault::Timeout(phase) => !matches!(phase, Timeout::Resolve | Timeout::Connect),
        Fault::Protocol(_) => true,
        _ => false,
    };
    let unreached = Error::unavailable(format!("`{}` cannot be reached", address.origin()))
        .because(error)
        .hinting(
            "behind a proxy set HTTPS_PROXY; without a network bring the files by other means \
             and name their folder with --from DIR",
        );
    if passing {
        Trouble::Passing { error: unreached, after: None, reached: 0 }
    } else {
        Trouble::Final(unreached)
    }
}

#[cfg(test)]
mod tests {
    use ureq::http::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (header::HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        lines.iter().map(pair).collect()
    }

    #[test]
    fn a_redirect_states_the_file_behind_it_and_not_its_own_page() {
        let sha256 = "0a".repeat(32);
        let mut stated = Stated::default();
        let linked = [
            ("x-repo-commit", "abc"),
            ("x-linked-etag", &*format!("\"{sha256}\"")),
            ("x-linked-size", "7"),
            ("etag", "\"of the page\""),
            ("content-length", "1234"),
        ];
        stated.learn(&headers(&linked), StatusCode::FOUND);
        let checksum = Some(Checksum::Sha256(sha256));
        assert_eq!(stated, Stated { commit: Some("abc".into()), checksum, size: Some(7) });
        let before = format!("{stated:?}");
        stated.learn(&headers(&[("content-length", "9"), ("etag", "\"x\"")]), StatusCode::OK);
        assert_eq!(format!("{stated:?}"), before, "what is known stays");
    }

    #[test]
    fn a_plain_file_is_stated_by_its_own_headers() {
        let blob = "0b".repeat(20);
        let mut stated = Stated::default();
        let unlinked = headers(&[("content-length", "278"), ("etag", "\"0\"")]);
        stated.learn(&unlinked, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(stated, Stated::default());
        let own = headers(&[("content-length", "5"), ("etag", &*format!("\"{blob}\""))]);
        stated.learn(&own, StatusCode::OK);
        let checksum = Some(Checksum::GitBlob(blob));
        assert_eq!(stated, Stated { commit: None, checksum, size: Some(5) });
    }

    #[test]
    fn marks_ranges_and_pauses_are_read_or_ignored() {
        assert_eq!(strong_etag(&headers(&[("etag", "\"a\"")])), Some("\"a\""));
        assert_eq!(strong_etag(&headers(&[("etag", "W/\"a\"")])), None);
        assert_eq!(begins_at(&headers(&[("content-range", "bytes 5-9/10")])), Some(5));
        assert_eq!(begins_at(&headers(&[("content-range", "bytes */10")])), None);
        assert_eq!(begins_at(&headers(&[])), None);
        let after = |value| retry_after(&headers(&[("retry-after", value)]));
        assert_eq!(after("2"), Some(Duration::from_secs(2)));
        assert_eq!(after("Wed, 21 Oct 2026 07:28:00 GMT"), None);
        assert_eq!(after("-1"), None);
    }
}
