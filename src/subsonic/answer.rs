//! What answers mean: the `subsonic-response` around each, and why a server refuses.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::StatusCode;

use crate::error::{Error, ErrorKind, Result};

/// How much of a server's own words is passed on, in characters.
const LONGEST_WORDS: usize = 200;

/// Why a server did not do what it was asked for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fault {
    code: i64,
    message: String,
}

/// The content of an answer that says `ok`. Fails as what the server says otherwise, or as `Unavailable` if
/// it does not speak the protocol.
pub(super) fn read<T: DeserializeOwned>(
    host: &str,
    status: StatusCode,
    content: &[u8],
) -> Result<T> {
    let parsed = serde_json::from_slice(content).ok();
    let response = parsed.and_then(|mut parsed: Value| {
        parsed.get_mut("subsonic-response").map(Value::take).filter(Value::is_object)
    });
    let Some(response) = response else { return Err(foreign(host, status)) };
    if response["status"] == "ok" {
        return serde_json::from_value(response).map_err(|_| foreign(host, status));
    }
    let fault = Fault::deserialize(&response["error"]).unwrap_or_default();
    Err(refusal(host, &fault))
}

/// Something that is no answer of the protocol: another program's page, or a proxy's.
fn foreign(host: &str, status: StatusCode) -> Error {
    if status.is_redirection() {
        return Error::unavailable(format!("`{host}` sends to another address"))
            .hinting("put the address that it sends to into the setting `subsonic.url`");
    }
    let told = if status.is_success() {
        format!("`{host}` does not answer as a Subsonic server does")
    } else {
        format!("`{host}` answered with status {}", status.as_u16())
    };
    Error::unavailable(told)
        .hinting("check the setting `subsonic.url`: it is the server's address without `/rest`")
}

/// The codes of <https://opensubsonic.netlify.app/docs/responses/error/>.
fn refusal(host: &str, fault: &Fault) -> Error {
    use ErrorKind::{Internal, Invalid, NotFound, Unavailable};
    let (kind, why, hint) = match fault.code {
        10 => (Internal, "misses something in the request", ""),
        20 => (Invalid, "wants a newer client", "update vibelens"),
        30 => (Invalid, "speaks an older version of the protocol", "update that server"),
        40 | 44 => (
            Invalid,
            "does not accept the user and the password",
            "check the setting `subsonic.user` and the variable VIBELENS_SUBSONIC_PASSWORD",
        ),
        41 => (
            Invalid,
            "accepts no token of users that LDAP knows",
            "put a user whose password the server itself keeps into `subsonic.user`",
        ),
        42 => (
            Invalid,
            "accepts no user with a token",
            "allow that user to sign in with a password from other programs",
        ),
        43 => (Internal, "sees two ways of signing in", ""),
        50 => (Invalid, "does not allow the user that", "let the user make playlists there"),
        60 => (Invalid, "has a trial period that is over", "renew the licence of that server"),
        70 => (NotFound, "does not have what was asked for any more", "try it again"),
        _ => (Unavailable, "failed", "its own log may say why"),
    };
    let said = words(&fault.message);
    let error = Error::new(kind, format!("`{host}` {why} ({}{said})", fault.code));
    if hint.is_empty() { error } else { error.hinting(hint) }
}

/// The server's own words, in a line.
fn words(message: &str) -> String {
    let line: String = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).take(LONGEST_WORDS).collect();
    let line = line.trim_end_matches('.');
    if line.is_empty() { String::new() } else { format!(": {line}") }
}

/// Why there is no answer. Of the cause only what holds no address is told: in one there may be a token.
pub(super) fn unreachable(host: &str, timeout: Duration, error: ureq::Error) -> Error {
    use ureq::Error as Fault;
    let gone = || Error::unavailable(format!("`{host}` cannot be reached"));
    let error = match error {
        Fault::BodyExceedsLimit(most) => {
            let most = most >> 20;
            return Error::unavailable(format!("`{host}` answers with more than {most} MB"))
                .hinting("check the setting `subsonic.url`");
        }
        Fault::Timeout(_) => {
            let seconds = timeout.as_secs();
            return Error::unavailable(format!("`{host}` did not answer within {seconds} s"))
                .hinting("try it again, or set `subsonic.timeout_s` higher");
        }
        error @ (Fault::Io(_) | Fault::HostNotFound | Fault::ConnectionFailed) => {
            gone().because(error)
        }
        _ => gone(),
    };
    error.hinting("see whether it runs, and check the setting `subsonic.url`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(status: u16, content: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        read::<Value>("music.example", status, content.as_bytes()).unwrap_err()
    }

    #[test]
    fn every_code_says_what_is_in_the_way_and_what_helps() {
        use ErrorKind::{Internal, Invalid, NotFound, Unavailable};
        let cases = [
            (0, Unavailable),
            (10, Internal),
            (20, Invalid),
            (30, Invalid),
            (40, Invalid),
            (41, Invalid),
            (42, Invalid),
            (43, Internal),
            (44, Invalid),
            (50, Invalid),
            (60, Invalid),
            (70, NotFound),
            (1234, Unavailable),
        ];
        for (code, kind) in cases {
            let error = told(200, &failed(code, "Said  so.\n"));
            assert_eq!(error.kind(), kind, "{code}");
            let message = error.to_string();
            assert!(message.starts_with("`music.example` "), "{message}");
            assert!(message.ends_with(&format!("({code}: Said so)")), "{message}");
            assert_eq!(error.hint().is_some(), kind != Internal, "{code}");
        }
    }

    fn failed(code: i64, message: &str) -> String {
        let error = serde_json::json!({ "code": code, "message": message });
        let response = serde_json::json!({ "status": "failed", "error": error });
        serde_json::json!({ "subsonic-response": response }).to_string()
    }

    #[test]
    fn what_is_no_answer_of_the_protocol_is_told_apart_from_a_refusal() {
        let cases = [
            (200, "<html>Welcome</html>", "does not answer as a Subsonic server does"),
            (200, "{}", "does not answer as a Subsonic server does"),
            (200, r#"{"subsonic-response": []}"#, "does not answer as a Subsonic server does"),
            (200, r#"{"subsonic-response": {"status": "failed"}}"#, "failed (0)"),
            (502, "Bad Gateway", "answered with status 502"),
            (302, "", "sends to another address"),
        ];
        for (status, content, expected) in cases {
            let error = told(status, content);
            assert_eq!(error.kind(), ErrorKind::Unavailable, "{content}");
            assert_eq!(error.to_string(), format!("`music.example` {expected}"));
        }
    }

    #[test]
    fn a_refusal_counts_whatever_its_status() {
        assert_eq!(told(401, &failed(40, "")).kind(), ErrorKind::Invalid);
    }

    #[test]
    fn a_servers_own_words_are_one_short_line() {
        let said = words(&format!("a\u{1b}[31m\r\nb {}", "c".repeat(1_000)));
        assert!(said.starts_with(": a[31m b ccc") && said.len() < 210, "{said}");
    }
}
