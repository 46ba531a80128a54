//! Which pack is in use, and which stands in for one that cannot be.

use tracing::warn;

use crate::catalog::Choice;
use crate::config::ModelSettings;
use crate::error::{Error, Result};
use crate::models::pack::Pack;
use crate::models::registry::Purpose;
use crate::models::store;

/// What should be in use and cannot be.
pub(super) struct Unusable {
    purpose: Purpose,
    choice: Choice,
    why: Error,
}

impl Unusable {
    /// For whoever cannot do without it.
    pub(super) fn error(&self) -> Error {
        let Self { purpose, choice, why } = self;
        Error::not_found(format!("{purpose} `{}` cannot be used: {why}", choice.pack))
            .hinting(self.hint())
    }

    fn hint(&self) -> String {
        let verify = format!("`vibelens models verify {}` checks its files", self.choice.pack);
        let other = built_in_name(self.purpose);
        let first = self.why.hint().unwrap_or(&verify);
        format!("{first}; `vibelens models use {other}` does without it")
    }
}

pub(super) const fn built_in_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Captioner => "lite",
        Purpose::TextEncoder => "e5-small",
    }
}

/// The pack that is part of the program.
pub(super) fn built_in(purpose: Purpose) -> Result<Pack> {
    match purpose {
        Purpose::Captioner => Pack::lite(),
        Purpose::TextEncoder => Pack::e5_small(),
    }
}

/// The pack called `name`, built in or pulled.
pub(super) fn pack(models: &ModelSettings, name: &str) -> Result<Pack> {
    let pack = store::find(models, name)?;
    if pack.name() == name {
        return Ok(pack);
    }
    // It would not be found again by the name that the library remembers.
    Err(Error::invalid(format!("model `{name}` calls itself `{}`", pack.name())))
}

/// Opens the chosen pack; if that fails, says so in the log and opens the built-in one.
pub(super) async fn or_built_in<T>(
    models: &ModelSettings,
    purpose: Purpose,
    chosen: Option<&Choice>,
    open: impl AsyncFn(Pack) -> Result<T>,
) -> Result<(T, Option<Unusable>)> {
    let other = built_in_name(purpose);
    let Some(choice) = chosen.filter(|chosen| chosen.pack != other) else {
        return Ok((open(built_in(purpose)?).await?, None));
    };
    let opened = match pack(models, &choice.pack) {
        Ok(pack) => open(pack).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(opened) => Ok((opened, None)),
        Err(error) => {
            let unusable = Unusable { purpose, choice: choice.clone(), why: error };
            let (error, hint, pack) = (&unusable.why, unusable.hint(), &choice.pack);
            warn!(%error, hint, "{purpose} `{pack}` cannot be used, `{other}` stands in for it");
            Ok((open(built_in(purpose)?).await?, Some(unusable)))
        }
    }
}
