//! A hub for tests: it answers on `127.0.0.1` like the real one, and plays the other host that large
//! files are fetched from as `localhost`. It can be told to misbehave, and remembers what was asked.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The server; its thread ends with the test program.
pub(crate) struct Hub {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    files: Mutex<HashMap<String, Served>>,
    asked: Mutex<Vec<Asked>>,
    held: Mutex<Held>,
    changed: Condvar,
}

/// Whether an answer waits in the middle, and whether it may go on.
#[derive(Default)]
struct Held {
    waiting: bool,
    released: bool,
}

/// A file and how it is served.
#[derive(Clone, Default)]
pub(crate) struct Served {
    pub(crate) bytes: Vec<u8>,
    /// What is sent instead, under the checksum and the size of `bytes`.
    pub(crate) sent: Option<Vec<u8>>,
    /// The size that is stated instead.
    pub(crate) size: Option<u64>,
    /// The commit that is stated instead of the one that was asked for.
    pub(crate) commit: Option<String>,
    /// Says nothing about the content.
    pub(crate) without_checksum: bool,
    pub(crate) refusal: Option<Refusal>,
    /// After how many bytes the next answers are cut off, and how many of them are.
    pub(crate) cut: Option<(usize, usize)>,
    /// After how many bytes the next answer waits until it is released.
    pub(crate) hold: Option<usize>,
}

/// What the hub says instead of serving a file, and how often.
#[derive(Clone, Copy)]
pub(crate) struct Refusal {
    pub(crate) status: &'static str,
    pub(crate) retry_after: Option<u32>,
    pub(crate) times: usize,
}

impl Refusal {
    pub(crate) fn always(status: &'static str) -> Self {
        Self { status, retry_after: None, times: usize::MAX }
    }
}

/// Names and values.
type Headers = Vec<(&'static str, String)>;

/// A request, and how much of the file was sent.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) sent: usize,
}

impl Hub {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let serving = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, stream) = (serving.clone(), stream.unwrap());
                // A client that is killed breaks its connection; that is no fault of the test.
                thread::spawn(move || shared.answer(stream, port));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Serves a file; `path` is the one in its repository.
    pub(crate) fn put(&self, path: &str, bytes: &[u8]) {
        self.change(path, |served| *served = Served { bytes: bytes.to_vec(), ..Served::default() });
    }

    pub(crate) fn change(&self, path: &str, change: impl FnOnce(&mut Served)) {
        change(self.shared.files.lock().unwrap().entry(path.to_owned()).or_default());
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// How many bytes of a file were sent, over all requests.
    pub(crate) fn sent(&self, path: &str) -> usize {
        self.asked().iter().filter(|asked| asked.path.ends_with(path)).map(|asked| asked.sent).sum()
    }

    /// Waits until an answer is held.
    pub(crate) fn wait_until_held(&self) {
        let mut held = self.shared.held.lock().unwrap();
        while !held.waiting {
            held = self.shared.changed.wait(held).unwrap();
        }
    }

    /// Lets the answer that is held go on.
    pub(crate) fn release(&self) {
        self.shared.held.lock().unwrap().released = true;
        self.shared.changed.notify_all();
    }
}

impl Shared {
    fn answer(&self, mut stream: TcpStream, port: u16) -> Option<()> {
        let asked = read(&stream)?;
        let number = {
            let mut all = self.asked.lock().unwrap();
            all.push(asked.clone());
            all.len() - 1
        };
        if asked.method == "CONNECT" {
            return tunnel(stream, &asked.path);
        }
        let (place, path) = located(&asked.path);
        let Some(served) = self.files.lock().unwrap().get(path).cloned() else {
            return respond(&mut stream, "404 Not Found", vec![]);
        };
        if let (Place::Hub, Some(Refusal { status, retry_after, times })) = (&place, served.refusal)
        {
            let left = Refusal { status, retry_after, times: times - 1 };
            self.change(path, |served| served.refusal = (1 < times).then_some(left));
            let headers = retry_after.map(|seconds| ("retry-after", seconds.to_string()));
            return respond(&mut stream, status, headers.into_iter().collect());
        }
        if place == Place::Hub {
            let status = if is_large(path) { "302 Found" } else { "307 Temporary Redirect" };
            return respond(&mut stream, status, redirect(&asked.path, path, &served, port));
        }
        self.send(&mut stream, &asked, path, &served, number)
    }

    /// Sends a file or what is left of it.
    fn send(
        &self,
        stream: &mut TcpStream,
        asked: &Asked,
        path: &str,
        served: &Served,
        number: usize,
    ) -> Option<()> {
        let etag = etag(path, served);
        let bytes = served.sent.as_ref().unwrap_or(&served.bytes);
        let same = asked.headers.get("if-range").is_none_or(|wanted| *wanted == etag);
        let range = asked.headers.get("range").filter(|_| same);
        let from = range.map_or(0, |range| {
            range.strip_prefix("bytes=").unwrap().trim_end_matches('-').parse().unwrap()
        });
        if bytes.len() <= from {
            return respond(stream, "416 Range Not Satisfiable", vec![]);
        }
        let mut headers = vec![("content-length", (bytes.len() - from).to_string())];
        if !served.without_checksum {
            headers.push(("etag", etag));
        }
        if range.is_some() {
            headers.push(("content-range", format!("bytes {from}-{}/{0}", bytes.len())));
        }
        let status = if range.is_some() { "206 Partial Content" } else { "200 OK" };
        write_head(stream, status, &headers)?;
        if asked.method == "HEAD" {
            return Some(());
        }
        let mut end = bytes.len();
        if let Some((after, more)) = served.cut {
            self.change(path, |served| served.cut = (1 < more).then(|| (after, more - 1)));
            end = end.min(from + after);
        }
        let middle = served.hold.map_or(end, |after| end.min(from + after));
        // It is counted first: a client may have ended as soon as it has the last byte.
        self.asked.lock().unwrap()[number].sent = middle - from;
        stream.write_all(&bytes[from..middle]).ok()?;
        if served.hold.is_some() {
            self.hold(path);
        }
        self.asked.lock().unwrap()[number].sent = end - from;
        stream.write_all(&bytes[middle..end]).ok()?;
        stream.shutdown(Shutdown::Both).ok()
    }

    fn hold(&self, path: &str) {
        self.change(path, |served| served.hold = None);
        let mut held = self.held.lock().unwrap();
        *held = Held { waiting: true, released: false };
        self.changed.notify_all();
        while !held.released {
            held = self.changed.wait(held).unwrap();
        }
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Served)) {
        if let Some(served) = self.files.lock().unwrap().get_mut(path) {
            change(served);
        }
    }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let request = lines.next()?;
    let mut words = request.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let headers = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        })
        .collect();
    let path = path.split('?').next()?.to_owned();
    Some(Asked { method, path, headers, sent: 0 })
}

#[derive(PartialEq)]
enum Place {
    /// `/OWNER/NAME/resolve/COMMIT/PATH`
    Hub,
    /// `/api/resolve-cache/…/PATH`, where the hub itself keeps small files.
    PlainFile,
    /// `/cdn/PATH`, on the other host.
    OtherHost,
}

/// Which part of the hub an address belongs to, and the file's path in its repository.
fn located(address: &str) -> (Place, &str) {
    if let Some(path) = address.strip_prefix("/cdn/") {
        return (Place::OtherHost, path);
    }
    let parts: Vec<&str> = address.splitn(6, '/').collect();
    match parts[..] {
        ["", "api", "resolve-cache", _, _, path] => (Place::PlainFile, path),
        ["", _, _, "resolve", commit, path] if commit.len() == 40 => (Place::Hub, path),
        _ => (Place::Hub, "nowhere"),
    }
}

/// The headers with which the hub sends on: large files to another host, small ones to another
/// path.
fn redirect(address: &str, path: &str, served: &Served, port: u16) -> Headers {
    let parts: Vec<&str> = address.split('/').collect();
    let commit = served.commit.as_deref().unwrap_or(parts[4]);
    let mut headers = vec![("x-repo-commit", commit.to_owned())];
    if !is_large(path) {
        let own = format!("/api/resolve-cache/{}/{commit}/{path}", parts[2]);
        headers.push(("location", own));
        return headers;
    }
    let size = served.size.unwrap_or(served.bytes.len() as u64);
    let elsewhere = format!("http://localhost:{port}/cdn/{path}?signature=secret");
    headers.extend([("location", elsewhere), ("x-linked-size", size.to_string())]);
    if !served.without_checksum {
        headers.push(("x-linked-etag", etag(path, served)));
    }
    headers
}

fn is_large(path: &str) -> bool {
    Path::new(path).extension() != Some("json".as_ref())
}

/// The SHA-256 of a large file, git's name of a small one.
fn etag(path: &str, served: &Served) -> String {
    if is_large(path) {
        return format!("\"{}\"", sha256(&served.bytes));
    }
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", served.bytes.len()));
    hash.update(&served.bytes);
    format!("\"{:x}\"", hash.finalize())
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

fn respond(stream: &mut TcpStream, status: &str, mut headers: Headers) -> Option<()> {
    headers.push(("content-length", "0".to_owned()));
    write_head(stream, status, &headers)
}

fn write_head(stream: &mut TcpStream, status: &str, headers: &Headers) -> Option<()> {
    let lines = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let lines = lines.collect::<String>();
    write!(stream, "HTTP/1.1 {status}\r\n{lines}connection: close\r\n\r\n").ok()
}

/// Plays a proxy: connects to where the client wants to, and copies in both directions.
fn tunnel(mut client: TcpStream, target: &str) -> Option<()> {
    let mut server = TcpStream::connect(target).ok()?;
    write!(client, "HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let (mut from, mut to) = (client.try_clone().ok()?, server.try_clone().ok()?);
    thread::spawn(move || {
        // Whoever closes first ends both.
        let _ = std::io::copy(&mut from, &mut to);
        to.shutdown(Shutdown::Write)
    });
    let mut piece = [0; 4096];
    while let Ok(read @ 1..) = server.read(&mut piece) {
        client.write_all(&piece[..read]).ok()?;
    }
    client.shutdown(Shutdown::Both).ok()
}
