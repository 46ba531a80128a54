//! A running server follows what other processes put in use.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{self, Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::App;
use super::choice::pack;
use super::switch::try_looking;
use crate::catalog::{Catalog, Choice};
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::models::pack::Pack;
use crate::models::registry::Purpose;
use crate::reading::Reading;
use crate::recommend::Recommend;

/// How often it looks: a look is two reads of one row.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it waits before it tries again what failed: the pack may have been pulled meanwhile.
const RETRY_AFTER: Duration = Duration::from_mins(1);

/// What is followed, and for whom.
struct Watch {
    catalog: Arc<dyn Catalog>,
    settings: Settings,
    recommend: Recommend,
    /// What was tried last for each purpose, and when; to begin with, by whoever opened the library.
    tried: Vec<(Purpose, Choice, Instant)>,
}

impl App {
    /// Lets `recommend` follow what is put in use, until `stop` is cancelled: loads it beside, then
    /// swaps; requests in hand end with what they began with. What cannot be used is said once in the
    /// log, and the old one stays. Reads in the background what the text encoder has not read yet.
    pub async fn watch(&self, recommend: Recommend, stop: &CancellationToken) {
        let tried =
            |purpose, choice: &Option<Choice>| Some((purpose, choice.clone()?, Instant::now()));
        let tried = [
            tried(Purpose::Captioner, &self.captioner),
            tried(Purpose::TextEncoder, &self.encoder),
        ];
        let watch = Watch {
            catalog: self.catalog.clone(),
            settings: self.settings.clone(),
            recommend,
            tried: tried.into_iter().flatten().collect(),
        };
        let reading = async {
            if let Err(error) = self.complete(stop).await {
                warn!(%error, "text encoder could not read the whole library");
            }
        };
        let following = async {
            tokio::select! {
                () = stop.cancelled() => {}
                () = watch.run() => {}
            }
        };
        tokio::join!(reading, following);
    }
}

impl Watch {
    async fn run(mut self) {
        let mut ticks = time::interval(PAUSE);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            for purpose in [Purpose::Captioner, Purpose::TextEncoder] {
                // A catalog that cannot be read is told to whoever asks for readiness or songs.
                if let Ok(Some(choice)) = self.catalog.choice(purpose).await {
                    self.follow(purpose, choice).await;
                }
            }
        }
    }

    async fn follow(&mut self, purpose: Purpose, choice: Choice) {
        let last = self.tried.iter().find(|(tried, ..)| *tried == purpose);
        let again = last.is_some_and(|(_, tried, _)| *tried == choice);
        let lately = last.is_some_and(|(.., when)| when.elapsed() < RETRY_AFTER);
        if choice == self.serving(purpose) || (again && lately) {
            return;
        }
        match self.swap(purpose, &choice).await {
            Ok(()) => {
                info!(pack = choice.pack, revision = choice.revision, "{purpose} was switched");
            }
            Err(_) if again => {}
            Err(error) => {
                let (pack, serving) = (&choice.pack, self.serving(purpose).pack);
                warn!(%error, "{purpose} `{pack}` cannot be used, `{serving}` stays in use");
            }
        }
        self.tried.retain(|(tried, ..)| *tried != purpose);
        self.tried.push((purpose, choice, Instant::now()));
    }

    fn serving(&self, purpose: Purpose) -> Choice {
        match purpose {
            Purpose::Captioner => self.recommend.looking.get().choice.clone(),
            Purpose::TextEncoder => self.recommend.reading.get().choice.clone(),
        }
    }

    async fn swap(&self, purpose: Purpose, choice: &Choice) -> Result<()> {
        let Settings { models, vectors, .. } = &self.settings;
        let pack = exactly(choice, pack(models, &choice.pack)?)?;
        match purpose {
            Purpose::Captioner => {
                let looking = try_looking(models, pack).await?;
                self.recommend.looking.replace(looking);
            }
            Purpose::TextEncoder => {
                let reading = Reading::open(pack, &models.engine, vectors).await?;
                reading.mend(&*self.catalog).await?;
                self.recommend.reading.replace(reading);
            }
        }
        Ok(())
    }
}

/// Other weights of the same name have read nothing.
fn exactly(choice: &Choice, pack: Pack) -> Result<Pack> {
    if Choice::of(&pack) == *choice {
        return Ok(pack);
    }
    Err(Error::unavailable(format!("model `{}` has other weights than the library's", choice.pack)))
}
