//! Settings: what was written in a file, in the environment or on the command line, checked but
//! not yet acted on. Only this file reads the environment.

mod learning;
mod subsonic;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

pub use self::learning::LearningSettings;
use self::learning::{WrittenExperiment, WrittenLearning};
pub use self::subsonic::SubsonicSettings;
use self::subsonic::WrittenSubsonic;
use crate::error::{Error, Result};
use crate::models::Engine;
use crate::recommend::RankerSettings;

/// Environment variables of this prefix override the file: `VIBELENS_CATALOG`.
const PREFIX: &str = "VIBELENS_";
/// The hub's token, under the name that its other programs know, too.
const TOKEN: &str = "HF_TOKEN";
/// Where published models are.
const HUB: &str = "https://huggingface.co";
/// The ONNX Runtime library, as the system's loader knows it.
const LIBRARY: &str = "libonnxruntime.so";
/// How many photos are looked at together.
const BATCH: usize = 1;
/// What `batch` and `waiting` can be at most.
const MOST_TOGETHER: usize = 64;
const MOST_WAITING: usize = 10_000;
/// How many photos may be in work or waiting for each processor: so many that none is idle, and so few
/// that whoever is let in waits not much longer than alone. BENCHMARKS.md has the figures.
const WAITING_A_PROCESSOR: usize = 2;

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The folder that the embedded parts live in.
    pub data: PathBuf,
    /// Where the records are: `sqlite:FILE`.
    pub catalog: String,
    /// Where the vectors are: `file:FOLDER`.
    pub vectors: String,
    /// Where copied audio is: `file:FOLDER`.
    pub blobs: String,
    /// The address that the server listens at.
    pub listen: SocketAddr,
    /// The names that the server goes by, beside addresses and `localhost`; `*` is every name.
    pub hosts: Vec<String>,
    /// The sites whose pages may ask the server: `https://example.com`; `*` is every site.
    pub origins: Vec<String>,
    /// The program that makes clips: a path, or a name that is looked for where programs are.
    pub ffmpeg: PathBuf,
    /// How models are run, and where those that do not ship are kept.
    pub models: ModelSettings,
    /// The music server that lists are sent to.
    pub subsonic: Option<SubsonicSettings>,
    /// What may make lists different for different people.
    pub learning: LearningSettings,
}

/// How models are run, and where those that do not ship are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelSettings {
    /// What runs their graphs.
    pub engine: Engine,
    /// The folder of pulled models; libraries share it.
    pub folder: PathBuf,
    /// Where models are pulled from: a server that speaks the Hugging Face Hub's protocol.
    pub hub: String,
    /// What opens models of the hub that are not for everyone; only the environment names it.
    pub token: Option<Secret>,
    /// The most photos that are looked at together.
    pub batch: usize,
    /// How long a photo waits for others to be looked at together with.
    pub window: Duration,
    /// How many photos may be in work or waiting; more are refused as `Unavailable`.
    pub waiting: usize,
}

/// A token or a password: it is for the server that it opens, and is shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// What a variable of the environment holds, without the line's end that a shell may leave;
    /// nothing if it is empty.
    fn written(value: Option<String>) -> Option<Self> {
        let value = value?.trim_end_matches(['\r', '\n']).to_owned();
        (!value.is_empty()).then_some(Self(value))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// The settings as they stand in a file: all of them may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    data: Option<PathBuf>,
    catalog: Option<String>,
    vectors: Option<String>,
    blobs: Option<String>,
    listen: Option<SocketAddr>,
    hosts: Option<Vec<String>>,
    origins: Option<Vec<String>>,
    ffmpeg: Option<PathBuf>,
    #[serde(default)]
    models: WrittenModels,
    #[serde(default)]
    subsonic: WrittenSubsonic,
    #[serde(default)]
    learning: WrittenLearning,
    experiment: Option<WrittenExperiment>,
    #[serde(default)]
    rankers: BTreeMap<String, RankerSettings>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum EngineName {
    Rten,
    OnnxRuntime,
}

impl FromStr for EngineName {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, &'static str> {
        match name {
            "rten" => Ok(Self::Rten),
            "onnxruntime" => Ok(Self::OnnxRuntime),
            _ => Err("there are the engines rten and onnxruntime"),
        }
    }
}

/// The table `[models]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenModels {
    engine: Option<EngineName>,
    library: Option<PathBuf>,
    folder: Option<PathBuf>,
    hub: Option<String>,
    #[serde(skip)]
    token: Option<Secret>,
    batch: Option<usize>,
    window_ms: Option<u64>,
    waiting: Option<usize>,
}

impl Settings {
    /// The settings in `file` if one is named, else in `vibelens.toml` if there is one; overridden
    /// by the environment; with `data` for the folder if it is given.
    pub fn load(file: Option<&Path>, data: Option<&Path>) -> Result<Self> {
        let usual = Path::new("vibelens.toml");
        let written = match file {
            Some(file) => Written::read(file)?,
            None if usual.exists() => Written::read(usual)?,
            None => Written::default(),
        };
        let mut written = written.overridden(|name| std::env::var(name).ok())?;
        if let Some(data) = data {
            written.data = Some(data.to_owned());
        }
        let settings = written.completed();
        settings.models.check()?;
        settings.learning.check()?;
        settings.subsonic.as_ref().map_or(Ok(()), SubsonicSettings::check)?;
        Ok(settings)
    }
}

impl Written {
    fn read(file: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            Error::invalid(format!("settings `{}` cannot be read", file.display())).because(error)
        })?;
        toml::from_str(&text).map_err(|error| {
            Error::invalid(format!("settings `{}` are wrong", file.display())).because(error)
        })
    }

    fn overridden(mut self, variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let read = |name: &str| variable(&format!("{PREFIX}{name}"));
        if let Some(data) = read("DATA") {
            self.data = Some(data.into());
        }
        self.catalog = read("CATALOG").or(self.catalog);
        self.vectors = read("VECTORS").or(self.vectors);
        self.blobs = read("BLOBS").or(self.blobs);
        if let Some(address) = read("LISTEN") {
            self.listen = Some(parsed("LISTEN", &address)?);
        }
        self.hosts = read("HOSTS").map(|hosts| listed(&hosts)).or(self.hosts);
        self.origins = read("ORIGINS").map(|origins| listed(&origins)).or(self.origins);
        self.ffmpeg = read("FFMPEG").map(PathBuf::from).or(self.ffmpeg);
        self.models.override_with(read)?;
        self.subsonic.override_with(read)?;
        if let Some(exploration) = read("LEARNING_EXPLORATION") {
            self.learning.exploration = Some(parsed("LEARNING_EXPLORATION", &exploration)?);
        }
        self.subsonic.password = Secret::written(variable(subsonic::PASSWORD));
        self.models.token = Secret::written(variable(TOKEN).map(|token| token.trim().to_owned()));
        Ok(self.with_cache_folder(&variable))
    }

    /// Names the usual folder of a user's caches (XDG Base Directory Specification) if no other is.
    fn with_cache_folder(mut self, variable: impl Fn(&str) -> Option<String>) -> Self {
        let caches =
            variable("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let caches = caches.or_else(|| Some(PathBuf::from(variable("HOME")?).join(".cache")));
        let usual = caches.map(|caches| caches.join("vibelens/models"));
        self.models.folder = self.models.folder.or(usual);
        self
    }

    fn completed(self) -> Settings {
        let data = self.data.unwrap_or_else(|| PathBuf::from("data"));
        let inside = |name: &str| data.join(name).display().to_string();
        Settings {
            catalog: self.catalog.unwrap_or_else(|| format!("sqlite:{}", inside("catalog.db"))),
            vectors: self.vectors.unwrap_or_else(|| format!("file:{}", inside("vectors"))),
            blobs: self.blobs.unwrap_or_else(|| format!("file:{}", inside("blobs"))),
            listen: self.listen.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
            hosts: self.hosts.unwrap_or_default(),
            origins: self.origins.unwrap_or_default(),
            ffmpeg: self.ffmpeg.unwrap_or_else(|| PathBuf::from("ffmpeg")),
            models: self.models.completed(&data),
            subsonic: self.subsonic.completed(),
            learning: self.learning.completed(self.experiment, self.rankers),
            data,
        }
    }
}

/// What stands between commas.
fn listed(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl ModelSettings {
    fn check(&self) -> Result<()> {
        let numbers =
            [("batch", self.batch, MOST_TOGETHER), ("waiting", self.waiting, MOST_WAITING)];
        match numbers.into_iter().find(|(_, number, most)| !(1..=*most).contains(number)) {
            Some((name, number, most)) => {
                Err(Error::invalid(format!("setting models.{name} is {number}, not 1 to {most}")))
            }
            None => Ok(()),
        }
    }
}

impl WrittenModels {
    fn override_with(&mut self, read: impl Fn(&str) -> Option<String>) -> Result<()> {
        if let Some(engine) = read("MODELS_ENGINE") {
            self.engine = Some(parsed("MODELS_ENGINE", &engine)?);
        }
        let path = |name: &str| read(name).map(PathBuf::from);
        self.folder = path("MODELS_FOLDER").or(self.folder.take());
        self.library = path("MODELS_LIBRARY").or(self.library.take());
        self.hub = read("MODELS_HUB").or(self.hub.take());
        for (name, setting) in
            [("MODELS_BATCH", &mut self.batch), ("MODELS_WAITING", &mut self.waiting)]
        {
            if let Some(number) = read(name) {
                *setting = Some(parsed(name, &number)?);
            }
        }
        if let Some(window) = read("MODELS_WINDOW_MS") {
            self.window_ms = Some(parsed("MODELS_WINDOW_MS", &window)?);
        }
        Ok(())
    }

    fn completed(self, data: &Path) -> ModelSettings {
        ModelSettings {
            engine: match self.engine {
                None | Some(EngineName::Rten) => Engine::Rten,
                Some(EngineName::OnnxRuntime) => {
                    Engine::OnnxRuntime { library: self.library.unwrap_or_else(|| LIBRARY.into()) }
                }
            },
            folder: self.folder.unwrap_or_else(|| data.join("models")),
            hub: self.hub.unwrap_or_else(|| HUB.to_owned()),
            token: self.token,
            batch: self.batch.unwrap_or(BATCH),
            window: Duration::from_millis(self.window_ms.unwrap_or(0)),
            waiting: self.waiting.unwrap_or_else(|| WAITING_A_PROCESSOR * processors()),
        }
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The value of an environment variable.
fn parsed<T: FromStr>(name: &str, value: &str) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    value.parse().map_err(|error| Error::invalid(format!("{PREFIX}{name} `{value}`: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_says_what_holds_without_it() {
        let example = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml"));
        let written = Written::read(example).unwrap();
        assert!(written.data.is_some() && written.catalog.is_some() && written.vectors.is_some());
        assert!(written.blobs.is_some() && written.listen.is_some(), "every setting is shown");
        assert!(written.hosts.is_some() && written.origins.is_some());
        assert!(written.ffmpeg.is_some(), "every setting is shown");
        assert_eq!(written.completed(), Written::default().completed());
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let file = "catalog = 'sqlite:a.db'\ndata = 'a'\norigins = ['*']";
        let written: Written = toml::from_str(file).unwrap();
        let environment = |name: &str| match name {
            "VIBELENS_CATALOG" => Some("sqlite:b.db".to_owned()),
            "VIBELENS_ORIGINS" => Some("https://a.example, https://b.example,".to_owned()),
            _ => None,
        };
        let settings = written.overridden(environment).unwrap().completed();
        assert_eq!((&*settings.catalog, &*settings.blobs), ("sqlite:b.db", "file:a/blobs"));
        assert_eq!(settings.origins, ["https://a.example", "https://b.example"]);
    }

    #[test]
    fn the_token_is_read_from_the_environment_only_and_never_shown() {
        let environment = |name: &str| (name == "HF_TOKEN").then(|| " hf_secret\n".to_owned());
        let settings = Written::default().overridden(environment).unwrap().completed();
        assert_eq!(settings.models.token.as_ref().map(Secret::reveal), Some("hf_secret"));
        assert!(!format!("{settings:?}").contains("secret"));
        assert!(toml::from_str::<Written>("[models]\ntoken = 'hf_secret'").is_err());
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for written in ["batch = 0", "batch = 65", "waiting = 0", "waiting = 10001"] {
            let written: Written = toml::from_str(&format!("[models]\n{written}")).unwrap();
            assert!(written.completed().models.check().is_err());
        }
        assert!(Written::default().completed().models.check().is_ok());
    }

    #[test]
    fn what_cannot_be_set_is_an_error() {
        assert!(toml::from_str::<Written>("catalogue = 'sqlite:a.db'").is_err());
        let wrong = |name: &str| (name == "VIBELENS_LISTEN").then(|| "everywhere".to_owned());
        assert!(Written::default().overridden(wrong).is_err());
    }
}
