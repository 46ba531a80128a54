//! The table `[subsonic]`.

use std::time::Duration;

use serde::Deserialize;

use super::{Secret, parsed};
use crate::error::{Error, Result};

/// The password, under the one name that it is read from.
pub(super) const PASSWORD: &str = "VIBELENS_SUBSONIC_PASSWORD";
/// How long an answer may take, in seconds.
const TIMEOUT_S: u64 = 5;
/// So many answers must come while whoever sends a list waits.
const LONGEST_S: u64 = 9;

/// A music server that speaks the Subsonic API, and as whom it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubsonicSettings {
    /// Where it is, without `/rest`.
    pub url: String,
    /// The name of the account that playlists are made for.
    pub user: String,
    /// Its password; only the environment names it.
    pub password: Option<Secret>,
    /// How long an answer may take.
    pub timeout: Duration,
}

impl SubsonicSettings {
    pub(super) fn check(&self) -> Result<()> {
        let seconds = self.timeout.as_secs();
        if !(1..=LONGEST_S).contains(&seconds) {
            let told = format!("setting subsonic.timeout_s is {seconds}, not 1 to {LONGEST_S}");
            return Err(Error::invalid(told));
        }
        Ok(())
    }
}

/// The table as it stands in a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenSubsonic {
    url: Option<String>,
    user: Option<String>,
    #[serde(skip)]
    pub(super) password: Option<Secret>,
    timeout_s: Option<u64>,
}

impl WrittenSubsonic {
    pub(super) fn override_with(&mut self, read: impl Fn(&str) -> Option<String>) -> Result<()> {
        self.url = read("SUBSONIC_URL").or(self.url.take());
        self.user = read("SUBSONIC_USER").or(self.user.take());
        if let Some(seconds) = read("SUBSONIC_TIMEOUT_S") {
            self.timeout_s = Some(parsed("SUBSONIC_TIMEOUT_S", &seconds)?);
        }
        Ok(())
    }

    /// Without an address there is no such server.
    pub(super) fn completed(self) -> Option<SubsonicSettings> {
        Some(SubsonicSettings {
            url: self.url?,
            user: self.user.unwrap_or_default(),
            password: self.password,
            timeout: Duration::from_secs(self.timeout_s.unwrap_or(TIMEOUT_S)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, Written};

    fn settings(file: &str, environment: &[(&str, &str)]) -> Settings {
        let variable = |name: &str| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
        };
        let written: Written = toml::from_str(file).unwrap();
        written.overridden(variable).unwrap().completed()
    }

    #[test]
    fn the_password_is_read_from_the_environment_only_and_never_shown() {
        let file = "[subsonic]\nurl = 'https://music.example'\nuser = 'ana'";
        let all = settings(file, &[(PASSWORD, " se same\n")]);
        let subsonic = all.subsonic.as_ref().unwrap();
        assert_eq!(subsonic.password.as_ref().map(Secret::reveal), Some(" se same"));
        assert!(!format!("{all:?}").contains("same"));
        assert!(toml::from_str::<Written>("[subsonic]\npassword = 'sesame'").is_err());
    }

    #[test]
    fn without_an_address_there_is_no_such_server() {
        assert_eq!(settings("[subsonic]\nuser = 'ana'", &[(PASSWORD, "sesame")]).subsonic, None);
        let named = settings("", &[("VIBELENS_SUBSONIC_URL", "http://127.0.0.1:4533")]);
        assert_eq!(named.subsonic.unwrap().url, "http://127.0.0.1:4533");
    }

    #[test]
    fn an_answer_is_waited_for_as_long_as_somebody_waits_for_the_list() {
        for (seconds, right) in [(0, false), (1, true), (9, true), (10, false)] {
            let file = format!("[subsonic]\nurl = 'http://a'\ntimeout_s = {seconds}");
            assert_eq!(settings(&file, &[]).subsonic.unwrap().check().is_ok(), right, "{seconds}");
        }
    }
}
