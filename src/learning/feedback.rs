//! From what somebody did to what is known of their taste.

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::learning::Features;
use crate::profile::{Event, Profile};

/// Learns from an event; the same event teaches once. Fails as `NotFound` if the list was not offered,
/// or to somebody else, and as `Invalid` if the song was not in it.
pub async fn learn(catalog: &dyn Catalog, event: &Event) -> Result<()> {
    let list = catalog.impression(event.impression).await?;
    // Whoever guesses at lists hears no more of another's than of one that is not there.
    let own = list.filter(|list| list.profile.is_none_or(|profile| profile == event.profile));
    let list = own.ok_or_else(|| {
        Error::not_found(format!("list `{}` was not offered to this profile", event.impression))
    })?;
    let place = list.shown.iter().position(|shown| shown.passage.track == event.track);
    let place = place.ok_or_else(|| {
        Error::invalid(format!("track `{}` is not in list `{}`", event.track, event.impression))
    })?;
    let known = catalog.passages(&[list.shown[place].passage]).await?;
    let features = known.first().map(|(track, passage)| Features::of(track, passage));
    let learn = |profile: &mut Profile| match &features {
        Some(features) => profile.learn(features, event.action, place),
        // The song has left the library.
        None => profile.count(event.action),
    };
    catalog.learn(event, &learn).await?;
    Ok(())
}
