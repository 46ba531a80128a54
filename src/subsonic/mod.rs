//! Asks a music server over the Subsonic API, version 1.16.1, and OpenSubsonic's extensions of it
//! (<https://opensubsonic.netlify.app>).
//!
//! Every request carries the MD5 checksum of the password and a salt of its own, never the password. Whoever
//! reads both can ask again with them, so they belong in no log: a server that says that it takes forms
//! (the extension `formPost`) is sent them in the body. All others are asked by `GET`, which is the one way
//! that every server understands.

mod answer;
mod matching;
mod send;

use std::sync::OnceLock;
use std::time::Duration;

use md5::{Digest, Md5};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

pub use self::send::{Made, Placed, Sent};
use crate::config::{Secret, SubsonicSettings};
use crate::error::{Error, Result};
use crate::id;
use crate::outbound::{self, Address, Patience};

/// The version of the protocol that is spoken.
const VERSION: &str = "1.16.1";
/// What the program calls itself.
const CLIENT: &str = "vibelens";
/// What is read of an answer at most, in bytes; a hundred songs take about a tenth of it.
const LARGEST_ANSWER: u64 = 2 << 20;

/// A music server, as one of its users. Its methods wait for the network: they are for threads that may.
pub struct Subsonic {
    address: Address,
    user: String,
    password: Secret,
    agent: Agent,
    timeout: Duration,
    /// Whether it takes forms, once it has said so.
    takes_forms: OnceLock<bool>,
}

/// A song as the server tells of it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Song {
    /// What the server knows it by.
    pub id: String,
    /// What it is called; empty if the server does not say.
    #[serde(default)]
    pub title: String,
    /// Who made it; empty if the server does not say.
    #[serde(default)]
    pub artist: String,
    /// The collection it is part of; empty if the server does not say.
    #[serde(default)]
    pub album: String,
    /// How long it plays, in seconds.
    pub duration: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    open_subsonic_extensions: Vec<Extension>,
}

#[derive(Deserialize)]
struct Extension {
    name: String,
}

/// What is answered where there is nothing to say.
#[derive(Deserialize)]
struct Nothing {}

#[derive(Deserialize)]
struct Search {
    #[serde(rename = "searchResult3", default)]
    result: Found,
}

#[derive(Default, Deserialize)]
struct Found {
    #[serde(default)]
    song: Vec<Song>,
}

#[derive(Deserialize)]
struct Created {
    playlist: Option<Playlist>,
}

#[derive(Deserialize)]
struct Playlist {
    id: String,
}

impl Subsonic {
    /// The server that the settings name; does not talk to it yet. Fails as `Invalid` if they lack
    /// something, or if their address is none.
    pub fn open(settings: &SubsonicSettings) -> Result<Self> {
        let SubsonicSettings { url, user, password, timeout } = settings;
        let address = Address::parse(url.trim_end_matches('/')).ok_or_else(|| {
            Error::invalid(format!("setting `subsonic.url` is `{url}`, which is no http address"))
        })?;
        if user.is_empty() {
            return Err(Error::invalid("setting `subsonic.user` is missing")
                .hinting("name the account that playlists are to be made for"));
        }
        let password = password.clone().ok_or_else(|| {
            Error::invalid(format!("there is no password for `{}`", address.host()))
                .hinting("put it into VIBELENS_SUBSONIC_PASSWORD, or take `subsonic.url` away")
        })?;
        let patience = Patience { connecting: *timeout, silence: *timeout, whole: Some(*timeout) };
        let (agent, timeout) = (outbound::agent(&patience), *timeout);
        let takes_forms = OnceLock::new();
        Ok(Self { address, user: user.clone(), password, agent, timeout, takes_forms })
    }

    /// The server's host and port, as they may be shown.
    pub fn host(&self) -> &str {
        self.address.host()
    }

    /// Whether the server answers, and accepts the account. Fails with what is in the way.
    pub fn ping(&self) -> Result<()> {
        self.ask("ping", &[]).map(|Nothing {}| ())
    }

    /// The songs that the server finds for `query`, `most` at most, in its own order.
    pub fn search(&self, query: &str, most: usize) -> Result<Vec<Song>> {
        let most = most.to_string();
        let songs_alone = [("songCount", &*most), ("artistCount", "0"), ("albumCount", "0")];
        let Search { result } =
            self.ask("search3", &[&[("query", query)], &songs_alone[..]].concat())?;
        Ok(result.song)
    }

    /// Makes a playlist of these songs, in their order, and gives its id, if the server tells it.
    pub fn create_playlist(&self, name: &str, songs: &[&str]) -> Result<Option<String>> {
        let mut wanted = vec![("name", name)];
        wanted.extend(songs.iter().map(|song| ("songId", *song)));
        let Created { playlist } = self.ask("createPlaylist", &wanted)?;
        Ok(playlist.map(|playlist| playlist.id))
    }

    /// Calls a method of the API as the user.
    fn ask<T: DeserializeOwned>(&self, method: &str, wanted: &[(&str, &str)]) -> Result<T> {
        let takes_forms = self.takes_forms()?;
        let salt = hexadecimal(id::unguessable()?);
        let token = token(self.password.reveal(), &salt);
        let user = [("u", &*self.user), ("t", &token), ("s", &salt)];
        let all = [&user[..], &PROGRAM, wanted].concat();
        let url = self.url(method);
        let sent = if takes_forms {
            self.agent.post(url).send_form(all)
        } else {
            self.agent.get(url).query_pairs(all).call()
        };
        let (status, content) = self.whole(sent)?;
        answer::read(self.host(), status, &content)
    }

    /// Whether the server takes forms; asked once, and without saying as whom.
    fn takes_forms(&self) -> Result<bool> {
        if let Some(known) = self.takes_forms.get() {
            return Ok(*known);
        }
        let url = self.url("getOpenSubsonicExtensions");
        let (status, content) = self.whole(self.agent.get(url).query_pairs(PROGRAM).call())?;
        let told: Result<Extensions> = answer::read(self.host(), status, &content);
        // A server that does not know the question has no extensions.
        let takes_forms = told.is_ok_and(|told| {
            told.open_subsonic_extensions.iter().any(|extension| extension.name == "formPost")
        });
        // What is broken for now may say something else later.
        if status.is_server_error() {
            return Ok(takes_forms);
        }
        Ok(*self.takes_forms.get_or_init(|| takes_forms))
    }

    fn url(&self, method: &str) -> String {
        self.address.below(&format!("rest/{method}")).to_string()
    }

    /// The whole answer, unless it is too large.
    fn whole(
        &self,
        sent: Result<Response<Body>, ureq::Error>,
    ) -> Result<(StatusCode, Vec<u8>), Error> {
        let failed = |error| answer::unreachable(self.host(), self.timeout, error);
        let (parts, body) = sent.map_err(failed)?.into_parts();
        let read = body.into_with_config().limit(LARGEST_ANSWER).read_to_vec();
        Ok((parts.status, read.map_err(failed)?))
    }
}

/// What every request says of the program.
const PROGRAM: [(&str, &str); 3] = [("v", VERSION), ("c", CLIENT), ("f", "json")];

/// What shows that the password is known, and not which it is: `md5(password + salt)`.
fn token(password: &str, salt: &str) -> String {
    hexadecimal(Md5::new().chain_update(password).chain_update(salt).finalize().into())
}

fn hexadecimal(bytes: [u8; 16]) -> String {
    format!("{:032x}", u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_that_of_the_protocols_own_example() {
        assert_eq!(token("sesame", "c19b2d"), "26719a1196d2a940705a59634eb18eab");
    }

    #[test]
    fn an_account_that_lacks_something_is_refused_when_it_is_opened() {
        let whole = SubsonicSettings {
            url: "https://music.example/sub/".to_owned(),
            user: "ana".to_owned(),
            password: None,
            timeout: Duration::from_secs(1),
        };
        let refused = |settings: &SubsonicSettings| {
            Subsonic::open(settings).err().map(|error| error.to_string()).unwrap_or_default()
        };
        assert_eq!(refused(&whole), "there is no password for `music.example`");
        let nobody = SubsonicSettings { user: String::new(), ..whole.clone() };
        assert_eq!(refused(&nobody), "setting `subsonic.user` is missing");
        for url in ["music.example", "ftp://music.example", "https://ana:sesame@music.example"] {
            let elsewhere = SubsonicSettings { url: url.to_owned(), ..whole.clone() };
            assert!(refused(&elsewhere).contains("which is no http address"), "{url}");
        }
    }
}
