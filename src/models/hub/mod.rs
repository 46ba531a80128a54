//! Fetches files from a server that speaks the Hugging Face Hub's protocol: `GET` of
//! `HUB/REPOSITORY/resolve/COMMIT/PATH`, which sends large files on to another host.
//!
//! Redirects are followed here and not by the HTTP library: the first answers say what the file's
//! checksum is, and the token must not follow to another host.

mod part;
mod reply;
mod retry;

use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use ureq::http::{Method, Request, Response, StatusCode, header};
use ureq::{Agent, Body};

pub(super) use part::Part;
pub(super) use reply::Stated;
use retry::Trouble;

use super::registry::Remote;
use super::staging::cannot_write_all;
use crate::config::{ModelSettings, Secret};
use crate::error::{Error, Result};
use crate::outbound::{self, Address, Patience};

/// The most hosts that a file is looked for at, one sending to the next.
const MAX_REDIRECTS: usize = 8;
/// A host that says nothing for this long is taken to be gone.
const SILENCE: Duration = Duration::from_mins(1);
/// What is taken at most of a file whose size is not stated: small files, tokenizers at the most.
const LARGEST_UNSTATED: u64 = 64 << 20;
/// How long it may take until a host can be talked to.
const CONNECTING: Duration = Duration::from_secs(20);

/// A hub, and how it is talked to.
pub(super) struct Hub {
    address: Address,
    token: Option<Secret>,
    agent: Agent,
}

/// What happens while files are fetched.
#[derive(Debug)]
pub enum Event<'a> {
    /// Somebody else is pulling the same pack; it is waited for.
    Waiting,
    /// A file is being fetched; `from` bytes are here already.
    Begun {
        /// Its path in the pack.
        path: &'a str,
        /// How large it is, if the hub says so.
        size: Option<u64>,
        /// How much of it an earlier attempt has brought.
        from: u64,
    },
    /// So many bytes of it are here now.
    Here(u64),
    /// An attempt failed; there will be another.
    Again {
        /// What it failed with.
        reason: String,
        /// How long it is waited for.
        pause: Duration,
    },
    /// A file is here and is what it should be.
    Done(&'a str),
}

/// Whoever wants to know what happens.
pub type Tell<'a> = &'a dyn Fn(Event<'_>);

/// What was answered in the end, and what was said on the way there.
struct Reply {
    response: Response<Body>,
    stated: Stated,
}

impl Hub {
    /// The hub that the settings name. Does not talk to it yet.
    pub(super) fn open(settings: &ModelSettings) -> Result<Self> {
        let address = Address::parse(settings.hub.trim_end_matches('/')).ok_or_else(|| {
            let hub = &settings.hub;
            Error::invalid(format!("setting `models.hub` is `{hub}`, which is no http address"))
        })?;
        let patience = Patience { connecting: CONNECTING, silence: SILENCE, whole: None };
        let agent = outbound::agent(&patience);
        Ok(Self { address, token: settings.token.clone(), agent })
    }

    /// Asks what a file is, without fetching it.
    pub(super) fn look(&self, file: &Remote, tell: Tell<'_>) -> Result<Stated> {
        retry::patiently(tell, || {
            let reply = self.request(&Method::HEAD, file, None)?;
            reply::belongs_to(&reply.stated, file).map_err(Trouble::Final)?;
            Ok(reply.stated)
        })
    }

    /// Fetches a file into `part`; goes on where an earlier attempt was cut off, if the hub still
    /// has the same file. What has arrived is not checked yet.
    pub(super) fn fetch(
        &self,
        file: &Remote,
        stated: &Stated,
        part: &Path,
        tell: Tell<'_>,
    ) -> Result<()> {
        let part = Part::at(part);
        retry::patiently(tell, || self.attempt(file, stated.size, &part, tell))
    }

    fn attempt(
        &self,
        file: &Remote,
        size: Option<u64>,
        part: &Part,
        tell: Tell<'_>,
    ) -> Result<(), Trouble> {
        let here = part.length();
        if size == Some(here) {
            return Ok(());
        }
        let reply = self.request(&Method::GET, file, Some(part))?;
        let continued = reply.response.status() == StatusCode::PARTIAL_CONTENT;
        if continued && reply::begins_at(reply.response.headers()) != Some(here) {
            part.discard();
            return Err(Trouble::passing(
                "the hub sent another part of the file than was asked for",
            ));
        }
        let (mut content, from) = if continued {
            (part.go_on(), here)
        } else {
            (part.begin(reply::strong_etag(reply.response.headers())), 0)
        };
        let content = content.as_mut().map_err(|error| full(part, None, error))?;
        tell(Event::Begun { path: file.path, size, from });
        let most = size.unwrap_or(LARGEST_UNSTATED).saturating_sub(from);
        let brought = copied(reply.response.into_body(), content, from, most, tell);
        let now = part.length();
        match brought {
            Err(Broken::Disk(error)) => {
                Err(full(part, size.map(|size| size.saturating_sub(now)), &error))
            }
            Err(Broken::Line(error)) => Err(Trouble::cut(file.path, from, now, &error)),
            Ok(()) if size.is_some_and(|size| now < size) => {
                let early = io::Error::from(io::ErrorKind::UnexpectedEof);
                Err(Trouble::cut(file.path, from, now, &early))
            }
            Ok(()) => Ok(()),
        }
    }

    /// Asks for a file, from host to host. To look, it is enough to ask the hub itself.
    fn request(
        &self,
        method: &Method,
        file: &Remote,
        part: Option<&Part>,
    ) -> Result<Reply, Trouble> {
        let Remote { repository, revision, path, .. } = file;
        let mut address = self.address.below(&format!("{repository}/resolve/{revision}/{path}"));
        let mut stated = Stated::default();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send(method, &address, part)?;
            let at_the_hub = address.same_host(&self.address);
            if at_the_hub {
                stated.learn(response.headers(), response.status());
            }
            let next = reply::redirect(&response, &address).map_err(Trouble::Final)?;
            match next {
                Some(next) if method == Method::HEAD && !next.same_host(&self.address) => {
                    return Ok(Reply { response, stated });
                }
                Some(next) => address = next,
                None => {
                    self.accepted(&response, file, part, at_the_hub)?;
                    return Ok(Reply { response, stated });
                }
            }
        }
        let message = format!("the hub sends from one address to another for `{path}`");
        Err(Trouble::Final(Error::unavailable(message)))
    }

    fn send(
        &self,
        method: &Method,
        address: &Address,
        part: Option<&Part>,
    ) -> Result<Response<Body>, Trouble> {
        // Ranges and checksums are those of the file as it is, not of a compressed form.
        let mut request = Request::builder()
            .method(method)
            .uri(address.to_string())
            .header(header::ACCEPT_ENCODING, "identity");
        if let Some(token) = self.token.as_ref().filter(|_| address.same_host(&self.address)) {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.reveal()));
        }
        if let Some((from, etag)) = part.and_then(Part::resumable) {
            request = request
                .header(header::RANGE, format!("bytes={from}-"))
                .header(header::IF_RANGE, etag);
        }
        let request = request.body(()).map_err(|_| {
            // The cause would show the token that has a character which no header may have.
            Trouble::Final(Error::invalid("the request to the hub cannot be written"))
        })?;
        self.agent.run(request).map_err(|error| reply::unreachable(address, error))
    }

    fn accepted(
        &self,
        response: &Response<Body>,
        file: &Remote,
        part: Option<&Part>,
        at_the_hub: bool,
    ) -> Result<(), Trouble> {
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        if let (StatusCode::RANGE_NOT_SATISFIABLE, Some(part)) = (status, part) {
            part.discard();
            return Err(Trouble::passing("the hub has no more of the file"));
        }
        if status == StatusCode::FORBIDDEN && !at_the_hub {
            // Addresses of large files hold for some minutes only; the hub gives out new ones.
            return Err(Trouble::passing("the address of the file holds no longer"));
        }
        Err(reply::refusal(response, file, &self.address, self.token.is_some()))
    }
}

/// Why not everything could be copied.
enum Broken {
    Line(io::Error),
    Disk(io::Error),
}

/// Copies `most` bytes and no more: what comes beyond the size that was stated is not of the file.
fn copied(
    body: Body,
    content: &mut impl Write,
    from: u64,
    most: u64,
    tell: Tell<'_>,
) -> Result<(), Broken> {
    let mut body = body.into_reader().take(most);
    let mut piece = vec![0; 1 << 16];
    let mut here = from;
    loop {
        let read = match body.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Broken::Line(error)),
        };
        content.write_all(&piece[..read]).map_err(Broken::Disk)?;
        here += read as u64;
        tell(Event::Here(here));
    }
}

fn full(part: &Part, missing: Option<u64>, error: &io::Error) -> Trouble {
    let error = io::Error::new(error.kind(), error.to_string());
    Trouble::Final(cannot_write_all(part.path(), missing, error))
}
