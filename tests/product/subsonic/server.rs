//! A music server for tests: it holds songs, speaks as much of the Subsonic API as is asked of it, and is
//! strict about who asks and how. It can be told to misbehave, and remembers what was asked.

use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

use md5::{Digest, Md5};
use serde_json::{Value, json};

pub(crate) const USER: &str = "ana";
/// It has letters that only forms and addresses write otherwise.
pub(crate) const PASSWORD: &str = "open sesame & më!";

/// Its thread ends with the test program.
pub(crate) struct MusicServer {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    songs: Vec<Song>,
    behaviour: Mutex<Behaviour>,
    asked: Mutex<Vec<Asked>>,
    salts: Mutex<HashSet<String>>,
    playlists: Mutex<Vec<Playlist>>,
    released: Mutex<bool>,
    changed: Condvar,
}

#[derive(Clone, Copy)]
pub(crate) struct Song {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) artist: &'static str,
}

/// A playlist that was made: its name, and the ids of its songs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Playlist {
    pub(crate) name: String,
    pub(crate) songs: Vec<String>,
}

/// A request: how it came, and for what.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) verb: String,
    pub(crate) method: String,
    /// What stands in the address, and so in every log.
    pub(crate) query: String,
    pub(crate) parameters: Parameters,
}

type Parameters = Vec<(String, String)>;

/// How it behaves.
#[derive(Clone, Copy, Default)]
pub(crate) struct Behaviour {
    /// Whether it reads what is asked from forms, and says so.
    pub(crate) takes_forms: bool,
    /// Whether it knows another password.
    pub(crate) other_password: bool,
    /// What it does instead of what one method is asked for.
    pub(crate) instead: Option<(&'static str, Instead)>,
}

#[derive(Clone, Copy)]
pub(crate) enum Instead {
    /// It fails with this code.
    Fail(i64),
    /// It answers as something else would: with a status, and with a page.
    Page(&'static str),
    /// It answers without end.
    Flood,
    /// It says nothing until it is released.
    Wait,
    /// It sends elsewhere.
    Redirect,
    /// It closes the connection.
    Close,
}

impl MusicServer {
    pub(crate) fn with(songs: &[Song], behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (songs, behaviour) = (songs.to_vec(), Mutex::new(behaviour));
        let shared = Arc::new(Shared { songs, behaviour, ..Shared::default() });
        let serving = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, stream) = (serving.clone(), stream.unwrap());
                // A client that hangs up is no fault of the test.
                thread::spawn(move || shared.serve(stream));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// From now on, it behaves so.
    pub(crate) fn behave(&self, behaviour: Behaviour) {
        *self.shared.behaviour.lock().unwrap() = behaviour;
    }

    /// Lets those go on who wait for an answer.
    pub(crate) fn release(&self) {
        *self.shared.released.lock().unwrap() = true;
        self.shared.changed.notify_all();
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// The methods that were asked for since the last time.
    pub(crate) fn methods(&self) -> Vec<String> {
        let asked = std::mem::take(&mut *self.shared.asked.lock().unwrap());
        asked.into_iter().map(|asked| asked.method).collect()
    }

    pub(crate) fn playlists(&self) -> Vec<Playlist> {
        self.shared.playlists.lock().unwrap().clone()
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let behaviour = *self.behaviour.lock().unwrap();
        let asked = read(&stream, behaviour.takes_forms)?;
        self.asked.lock().unwrap().push(asked.clone());
        match behaviour.instead {
            Some((method, instead)) if method == asked.method => {
                self.misbehave(&mut stream, instead)
            }
            _ => send(&mut stream, "200 OK", &self.answer(&asked, behaviour).to_string()),
        }
    }

    fn misbehave(&self, stream: &mut TcpStream, instead: Instead) -> Option<()> {
        match instead {
            Instead::Fail(code) => {
                send(stream, "200 OK", &failed(code, "Said the server.").to_string())
            }
            Instead::Page(status) => send(stream, status, "<!doctype html><h1>Welcome</h1>"),
            Instead::Flood => {
                write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").ok()?;
                while stream.write_all(&[b' '; 1 << 12]).is_ok() {}
                None
            }
            Instead::Wait => {
                let mut released = self.released.lock().unwrap();
                while !*released {
                    released = self.changed.wait(released).unwrap();
                }
                None
            }
            Instead::Redirect => {
                write!(stream, "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\n").ok()?;
                write!(stream, "content-length: 0\r\nconnection: close\r\n\r\n").ok()
            }
            Instead::Close => None,
        }
    }

    fn answer(&self, asked: &Asked, behaviour: Behaviour) -> Value {
        if asked.method == "getOpenSubsonicExtensions" {
            // As a server does that is older than the question.
            return if behaviour.takes_forms {
                ok("openSubsonicExtensions", &json!([{"name": "formPost", "versions": [1]}]))
            } else {
                failed(70, "Not found")
            };
        }
        if let Err(refusal) = self.admit(&asked.parameters, behaviour) {
            return refusal;
        }
        match &*asked.method {
            "ping" => ok("nothing", &Value::Null),
            "search3" => self.search(&asked.parameters),
            "createPlaylist" => self.create(&asked.parameters),
            _ => failed(70, "No such method"),
        }
    }

    /// Who asks, in which version, and with a salt that nobody has used.
    fn admit(&self, parameters: &Parameters, behaviour: Behaviour) -> Result<(), Value> {
        let given: HashMap<&str, &str> =
            parameters.iter().map(|(name, value)| (&**name, &**value)).collect();
        let needed = |name: &str| {
            let missing = || failed(10, &format!("Required parameter {name} is missing"));
            given.get(name).copied().filter(|value| !value.is_empty()).ok_or_else(missing)
        };
        let (user, token, salt) = (needed("u")?, needed("t")?, needed("s")?);
        let (version, client) = (needed("v")?, needed("c")?);
        if version != "1.16.1" || client != "vibelens" || needed("f")? != "json" {
            return Err(failed(30, "Another version"));
        }
        if given.contains_key("p") {
            return Err(failed(43, "Two ways of signing in"));
        }
        let password = if behaviour.other_password { "another" } else { PASSWORD };
        let expected = Md5::digest(format!("{password}{salt}"));
        let expected = format!("{:032x}", u128::from_be_bytes(expected.into()));
        let fresh = 6 <= salt.len() && self.salts.lock().unwrap().insert(salt.to_owned());
        if user != USER || token != expected || !fresh {
            return Err(failed(40, "Wrong username or password."));
        }
        Ok(())
    }

    fn search(&self, parameters: &Parameters) -> Value {
        let one = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted);
        let Some((_, query)) = one("query") else { return failed(10, "What is looked for?") };
        let most = one("songCount").map_or(20, |(_, count)| count.parse().unwrap());
        let query = query.to_lowercase();
        let fits = |song: &&Song| song.title.to_lowercase().contains(&query);
        let songs: Vec<Value> = self.songs.iter().filter(fits).take(most).map(told).collect();
        ok("searchResult3", &json!({ "song": songs }))
    }

    fn create(&self, parameters: &Parameters) -> Value {
        let all = |wanted: &str| {
            let values = parameters.iter().filter(move |(name, _)| name == wanted);
            values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let (names, songs) = (all("name"), all("songId"));
        let [name] = &names[..] else { return failed(10, "What is it called?") };
        if songs.iter().any(|id| self.songs.iter().all(|song| song.id != id)) {
            return failed(70, "Song not found");
        }
        let mut playlists = self.playlists.lock().unwrap();
        playlists.push(Playlist { name: name.clone(), songs });
        ok("playlist", &json!({ "id": format!("pl-{}", playlists.len()), "name": name }))
    }
}

fn told(song: &Song) -> Value {
    let Song { id, title, artist } = song;
    json!({"id": id, "title": title, "artist": artist, "isDir": false, "duration": 215})
}

fn ok(name: &str, content: &Value) -> Value {
    json!({"subsonic-response": {"status": "ok", "version": "1.16.1", name: content}})
}

fn failed(code: i64, message: &str) -> Value {
    let error = json!({"code": code, "message": message});
    json!({"subsonic-response": {"status": "failed", "version": "1.16.1", "error": error}})
}

fn read(stream: &TcpStream, takes_forms: bool) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let mut words = head.first()?.split(' ');
    let (verb, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let header = |wanted: &str| {
        let lines = head.iter().filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.next().map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let mut parameters = pairs(query);
    if takes_forms && header("content-type").starts_with("application/x-www-form-urlencoded") {
        parameters.extend(pairs(str::from_utf8(&body).ok()?));
    }
    let method = path.strip_prefix("/music/rest/").unwrap_or("nothing").to_owned();
    Some(Asked { verb, method, query: query.to_owned(), parameters })
}

fn pairs(form: &str) -> Parameters {
    let pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decoded(name), decoded(value))).collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn send(stream: &mut TcpStream, status: &str, body: &str) -> Option<()> {
    let length = body.len();
    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n")
        .ok()?;
    stream.write_all(body.as_bytes()).ok()
}
