//! For whom a list is made, and what may make it another one than the photos alone make it: what is
//! known of somebody's taste, a little chance so that taste can be learnt, and experiments. Without a
//! profile and without an experiment, nothing does.

use std::collections::HashMap;

use super::rank::{self, Candidate};
use super::request::{Diversity, Limit};
use super::weights::OddsWeights;
use super::{Offered, Recommend, SPARE};
use crate::error::Result;
use crate::experiment::{Experiment, Picked, Unit};
use crate::feeling::Feeling;
use crate::impression::{Impression, ImpressionId, Pick, Shown, Versions};
use crate::learning::{Features, Taste, draw};
use crate::music::{Passage, PassageId, Track, TrackId};
use crate::profile::{Moment, Profile, ProfileId};
use crate::random::Random;
use crate::reading::Reading;
use crate::vectors::Hit;

/// What may make lists different for different people.
#[derive(Clone, Debug)]
pub struct Trying {
    /// Names the ranker and its weights.
    pub ranker: String,
    /// How much chance there is in the lists of profiles: the temperature, in log-odds, at which an
    /// order is drawn; 0 is none.
    pub exploration: f32,
    /// The experiment that runs, and the weights of its two rankers.
    pub experiment: Option<(Experiment, [OddsWeights; 2])>,
}

/// For whom a list is made.
pub(super) struct Audience<'a> {
    /// Who named a profile, and what is known of it.
    profile: Option<(ProfileId, Profile)>,
    /// The id of the list, if it is to be remembered.
    impression: Option<ImpressionId>,
    /// The experiment that they take part in.
    experiment: Option<&'a (Experiment, [OddsWeights; 2])>,
}

/// How a list is chosen.
pub(super) struct Choosing {
    pub(super) target: Feeling,
    pub(super) limit: Limit,
    pub(super) diversity: Diversity,
}

/// Songs in the order in which they are offered.
pub(super) struct Composed {
    pub(super) songs: Vec<Candidate>,
    pub(super) reasons: Reasons,
}

/// Why songs stand where they stand: how likely that was, and whose pick each is. Those of which
/// nothing is said were certain to.
#[derive(Default)]
pub(super) struct Reasons(HashMap<PassageId, (f64, Option<Pick>)>);

impl Reasons {
    fn shown(&self, passage: PassageId) -> Shown {
        let (propensity, pick) = self.0.get(&passage).copied().unwrap_or((1.0, None));
        Shown { passage, propensity, pick }
    }
}

impl Composed {
    /// The songs as they are.
    fn certain(songs: Vec<Candidate>) -> Self {
        Self { songs, reasons: Reasons::default() }
    }

    /// Some of the songs in an order that is drawn.
    fn drawn(songs: &[Candidate], places: usize, temperature: f32, random: &mut Random) -> Self {
        let log_odds: Vec<f32> = songs.iter().map(|song| song.strength.log_odds).collect();
        let drawn = draw(&log_odds, places, temperature, random);
        let songs = drawn.iter().map(|one| (songs[one.candidate].clone(), one.propensity, None));
        Self::of_reasoned(songs.collect())
    }

    /// One list of two; `compose` makes it of the tracks.
    fn of_both(
        [a, b]: [Vec<Candidate>; 2],
        compose: impl FnOnce([&[TrackId]; 2]) -> Vec<Picked<TrackId>>,
    ) -> Self {
        let tracks = |songs: &[Candidate]| {
            songs.iter().map(|song| song.hit.passage.track).collect::<Vec<TrackId>>()
        };
        let picked = compose([&tracks(&a), &tracks(&b)]);
        let rankings = [a, b];
        let song = |one: Picked<TrackId>| {
            let mut own = rankings[one.pick.arm.index()].iter();
            let song = own.find(|song| song.hit.passage.track == one.item)?;
            Some((song.clone(), one.propensity, Some(one.pick)))
        };
        Self::of_reasoned(picked.into_iter().filter_map(song).collect())
    }

    fn of_reasoned(songs: Vec<(Candidate, f64, Option<Pick>)>) -> Self {
        let reason = |(song, propensity, pick): &(Candidate, f64, Option<Pick>)| {
            (song.hit.passage, (*propensity, *pick))
        };
        let reasons = Reasons(songs.iter().map(reason).collect());
        Self { songs: songs.into_iter().map(|(song, ..)| song).collect(), reasons }
    }
}

impl Audience<'_> {
    fn id(&self) -> Option<ProfileId> {
        self.profile.as_ref().map(|(id, _)| *id)
    }

    /// Their taste, if anything is known of it.
    fn taste(&self) -> Option<Taste> {
        let (_, profile) = self.profile.as_ref()?;
        (0 < profile.events()).then(|| Taste::read(&profile.vector))
    }
}

impl Recommend {
    /// Whom a list is for.
    pub(super) async fn audience(&self, profile: Option<ProfileId>) -> Result<Audience<'_>> {
        let known = match profile {
            Some(id) => Some((id, self.catalog.profile(id).await?.unwrap_or_default())),
            None => None,
        };
        let running = self.trying.experiment.as_ref();
        if profile.is_none() && running.is_none() {
            return Ok(Audience { profile: None, impression: None, experiment: None });
        }
        let id = ImpressionId::unguessable()?;
        let unit = Unit::of(profile, id);
        let experiment = running.filter(|(experiment, _)| experiment.takes_part(unit));
        let impression = (profile.is_some() || experiment.is_some()).then_some(id);
        Ok(Audience { profile: known, impression, experiment })
    }

    /// Chooses of what was found, a few songs more than are asked for.
    pub(super) async fn compose(
        &self,
        audience: &Audience<'_>,
        hits: Vec<Hit>,
        choosing: Choosing,
    ) -> Result<Composed> {
        let taste = audience.taste();
        let Some(((experiment, [a, b]), impression)) = audience.experiment.zip(audience.impression)
        else {
            return self.compose_one(audience, hits, &choosing, taste.as_ref()).await;
        };
        let a = self.chosen(hits.clone(), &choosing, (a, taste.as_ref()), SPARE).await?;
        let b = self.chosen(hits, &choosing, (b, taste.as_ref()), SPARE).await?;
        let unit = Unit::of(audience.id(), impression);
        let songs = choosing.limit.songs() + SPARE;
        Ok(Composed::of_both([a, b], |tracks| experiment.compose(tracks, unit, impression, songs)))
    }

    /// Chooses songs with the ranker that is in use.
    async fn compose_one(
        &self,
        audience: &Audience<'_>,
        hits: Vec<Hit>,
        choosing: &Choosing,
        taste: Option<&Taste>,
    ) -> Result<Composed> {
        let (by, songs) = ((&self.weights.odds, taste), choosing.limit.songs());
        let temperature = self.trying.exploration;
        match &audience.profile {
            // Who has said nothing yet gets the list that everybody gets.
            Some((id, profile)) if taste.is_some() && 0.0 < temperature => {
                let chosen = self.chosen(hits, choosing, by, SPARE + songs).await?;
                let seed: [&[u8]; 3] = [b"explore", id.bytes(), &profile.lists.to_le_bytes()];
                Ok(Composed::drawn(&chosen, songs + SPARE, temperature, &mut Random::of(&seed)))
            }
            _ => Ok(Composed::certain(self.chosen(hits, choosing, by, SPARE).await?)),
        }
    }

    /// The best songs by some weights and a taste, `spare` more than are asked for.
    async fn chosen(
        &self,
        hits: Vec<Hit>,
        choosing: &Choosing,
        (odds, taste): (&OddsWeights, Option<&Taste>),
        spare: usize,
    ) -> Result<Vec<Candidate>> {
        let Choosing { target, limit, diversity } = choosing;
        let mut pool = rank::pool(hits, *target, odds);
        if let Some(taste) = taste {
            let ids: Vec<PassageId> = pool.iter().map(|song| song.hit.passage).collect();
            let known = self.catalog.passages(&ids).await?;
            let bonus = |(track, passage): &(Track, Passage)| {
                (passage.id, taste.bonus(&Features::of(track, passage)))
            };
            let bonuses: HashMap<PassageId, f32> = known.iter().map(bonus).collect();
            rank::correct(&mut pool, |passage| bonuses.get(&passage).copied().unwrap_or_default());
        }
        Ok(rank::choose(pool, limit.songs() + spare, *diversity))
    }

    /// Remembers the list that is offered, if it is to be remembered, and gives its id.
    pub(super) async fn remember(
        &self,
        audience: &Audience<'_>,
        reasons: &Reasons,
        reading: &Reading,
        offered: &[Offered],
    ) -> Result<Option<ImpressionId>> {
        let Some(id) = audience.impression.filter(|_| !offered.is_empty()) else {
            return Ok(None);
        };
        let experiment = audience.experiment.map(|(experiment, _)| experiment);
        let ranker = match experiment {
            Some(Experiment { rankers: [a, b], .. }) => {
                format!("{a} | {b}, {}", self.trying.ranker)
            }
            None => self.trying.ranker.clone(),
        };
        let versions = Versions { collection: reading.choice.collection(), ranker };
        let shown = offered.iter().map(|song| reasons.shown(song.passage.id)).collect();
        let experiment = experiment.map(|experiment| experiment.name.clone());
        let (profile, at) = (audience.id(), Moment::now());
        let list = Impression { id, profile, experiment, versions, at, shown };
        self.catalog.show(&list).await?;
        Ok(Some(id))
    }
}
