//! A whole product in a temporary folder, and what tests need to talk to it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// A library of its own and the program that works on it.
pub(crate) struct Product {
    folder: TempDir,
}

impl Product {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder for music, inside the product's own.
    pub(crate) fn music(&self) -> PathBuf {
        let music = self.folder.path().join("music");
        fs::create_dir_all(&music).unwrap();
        music
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder of pulled models, inside the product's own.
    pub(crate) fn models(&self) -> PathBuf {
        self.folder.path().join("models")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.command_of(PROGRAM);
        command.args(arguments).stdin(Stdio::null());
        command
    }

    /// A program that works where this product does.
    fn command_of(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.folder.path())
            .env("VIBELENS_DATA", self.data())
            .env("VIBELENS_MODELS_FOLDER", self.models());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(arguments).output().unwrap())
    }

    /// Takes the music folder into the library and gives what was said.
    pub(crate) fn ingest(&self) -> Ran {
        let ran = self.run(&["ingest", self.music().to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        ran
    }

    /// What the library answers to a demo photo.
    pub(crate) fn recommend(&self, photo: &str, options: &[&str]) -> Value {
        let photo = demo_photo(photo);
        let arguments = [&["recommend", "--json", photo.to_str().unwrap()], options].concat();
        self.run(&arguments).json()
    }

    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    /// Serves with these variables.
    pub(crate) fn serve_with(&self, variables: &[(&str, &str)]) -> Server {
        let mut command = self.command(&SERVE);
        Server::start(command.envs(variables.iter().copied()).stderr(Stdio::null()))
    }
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_vibelens");
/// Serves on a free port.
pub(crate) const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// What a command said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Ran {
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            code: output.status.code().unwrap_or(-1),
            output: text(&output.stdout),
            errors: text(&output.stderr),
        }
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.errors);
        serde_json::from_str(&self.output).unwrap()
    }
}

/// A server that is ended with its test.
pub(crate) struct Server {
    pub(crate) process: Child,
    address: String,
}

impl Server {
    /// Starts what `command` says, and waits until it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().to_owned();
        Self { process, address }
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[])
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = agent().get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::of(request.call().unwrap())
    }

    /// Sends a JSON document.
    pub(crate) fn post(&self, path: &str, document: &Value) -> Reply {
        self.post_as(path, "application/json", document.to_string().as_bytes())
    }

    /// Sends a body of this media type.
    pub(crate) fn post_as(&self, path: &str, kind: &str, body: &[u8]) -> Reply {
        let request = agent().post(self.url(path)).header("content-type", kind);
        Reply::of(request.send(body).unwrap())
    }

    /// Asks what may be asked, as browsers do for pages of other sites.
    pub(crate) fn options(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = agent().options(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::of(request.call().unwrap())
    }

    pub(crate) fn put(&self, path: &str, document: &Value) -> Reply {
        let request = agent().put(self.url(path)).header("content-type", "application/json");
        Reply::of(request.send(document.to_string().as_bytes()).unwrap())
    }

    pub(crate) fn delete(&self, path: &str) -> Reply {
        Reply::of(agent().delete(self.url(path)).call().unwrap())
    }

    /// Asks for songs: text fields, and the bytes of the field `image` if there are any.
    pub(crate) fn ask(&self, fields: &[(&str, &str)], image: Option<&[u8]>) -> Reply {
        self.send("/api/v1/recommendations", fields, image)
    }

    /// Sends a form, likewise.
    pub(crate) fn send(&self, path: &str, fields: &[(&str, &str)], image: Option<&[u8]>) -> Reply {
        const BOUNDARY: &str = "a boundary that is in no photo";
        let mut body = Vec::new();
        let part = |name: &str, rest: &str| {
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{rest}\r\n\r\n")
        };
        for (name, value) in fields {
            body.extend(part(name, "").into_bytes());
            body.extend(format!("{value}\r\n").into_bytes());
        }
        if let Some(image) = image {
            body.extend(part("image", "; filename=\"photo\"").into_bytes());
            body.extend(image);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let kind = format!("multipart/form-data; boundary=\"{BOUNDARY}\"");
        let request = agent().post(self.url(path));
        Reply::of(request.header("content-type", kind).send(&body).unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

/// What a server answered.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    fn of(response: ureq::http::Response<ureq::Body>) -> Self {
        let (parts, mut body) = response.into_parts();
        let body = body.read_to_vec().unwrap();
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// The product with the demo library, which is ingested once and only read.
pub(crate) fn demo() -> &'static Product {
    static DEMO: OnceLock<Product> = OnceLock::new();
    DEMO.get_or_init(|| {
        let product = Product::new();
        let ran = product.run(&["ingest", repository("demo/music").to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        assert!(ran.output.contains("112 tracks taken"), "{}", ran.output);
        product
    })
}

/// The server on the demo library.
pub(crate) fn demo_server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| {
        let mut shell = demo().command_of("sh");
        shell.args(["-c", UNTIL_THE_TESTS_END, "sh", PROGRAM]).args(SERVE);
        Server::start(shell.stdin(Stdio::piped()).stderr(Stdio::null()))
    })
}

/// What is static is never dropped. So a shell runs the server until its own input ends, as it does with the
/// tests, and then deletes the library.
const UNTIL_THE_TESTS_END: &str = r#""$@" & server=$!; cat; kill $server; wait; rm -r "$PWD""#;

/// A path inside the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn demo_photo(name: &str) -> PathBuf {
    repository("demo/photos").join(name)
}

/// Words that nothing is wrong with.
pub(crate) const SONG: [&str; 4] = [
    "the river runs beside the town",
    "and I walk along its shore",
    "the evening lights are going down",
    "and I hear your voice no more",
];

/// A WAV file: mono, 16 bits, 8 kHz, a tone that gets louder and softer.
pub(crate) fn wav(seconds: u32, pitch: f32) -> Vec<u8> {
    const RATE: u32 = 8_000;
    let sample = |index: u32| {
        let time = index as f32 / RATE as f32;
        let loudness = 0.2 + 0.15 * (time / 7.0).sin();
        loudness * (time * pitch * std::f32::consts::TAU).sin()
    };
    wav_of((0..seconds * RATE).map(sample), RATE)
}

/// A WAV file of these samples: mono, 16 bits.
pub(crate) fn wav_of(samples: impl Iterator<Item = f32>, rate: u32) -> Vec<u8> {
    let data: Vec<u8> =
        samples.flat_map(|sample| ((sample * 32_767.0) as i16).to_le_bytes()).collect();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + data.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(rate.to_le_bytes());
    file.extend((2 * rate).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}

/// Writes `name.wav` and, if there are words, `name.lrc` with a line every four seconds.
pub(crate) fn song(folder: &Path, name: &str, seconds: u32, words: &[&str]) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(format!("{name}.wav")), wav(seconds, 330.0)).unwrap();
    if !words.is_empty() {
        let line = |(place, text): (usize, &&str)| {
            let second = 2 + 4 * place;
            format!("[{:02}:{:02}.00]{text}\n", second / 60, second % 60)
        };
        let lyrics: String = words.iter().enumerate().map(line).collect();
        fs::write(folder.join(format!("{name}.lrc")), lyrics).unwrap();
    }
}
