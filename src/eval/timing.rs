//! How long the product takes and how much memory: what no two runs agree on, kept out of the report.

use std::time::Instant;

use serde::Serialize;

use super::dataset::{flickr8k, lieder};
use super::lab::Lab;
use crate::error::Result;
use crate::recommend::{self, Sight, Steering};

/// How long one step took over several photos, in milliseconds.
#[derive(Clone, Debug, Serialize)]
pub struct Took {
    /// What was done.
    pub step: &'static str,
    /// The median.
    pub p50_ms: f64,
    /// What 95 % took at most.
    pub p95_ms: f64,
    /// How many were measured.
    pub count: usize,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Timing {
    /// Songs in the library that was asked.
    pub songs: usize,
    /// The steps.
    pub steps: Vec<Took>,
    /// The most memory that the process has held so far, in megabytes; `None` where the system does not
    /// say.
    pub peak_memory_mb: Option<u64>,
}

/// How many photos are asked about.
const PHOTOS: usize = 60;

/// Looks at photos and ranks for them, one after another.
pub async fn measure(lab: &mut Lab<'_>) -> Result<Timing> {
    let photos = flickr8k(&lab.data)?.things.into_iter().take(PHOTOS);
    let songs = lieder(&lab.data)?.things;
    let library = lab.songs("lieder", &songs).await?;
    let seeing = library.recommend.looking.get();
    let (mut see, mut rank) = (Vec::new(), Vec::new());
    for photo in photos {
        let bytes = recommend::read(&photo.file).await?;
        let start = Instant::now();
        let image = recommend::decode(bytes, ()).await?;
        let sight: Sight = seeing.seeing.see(image).await?;
        see.push(milliseconds(start));
        let start = Instant::now();
        library.recommend.rank(&sight, &Steering::default(), 10).await?;
        rank.push(milliseconds(start));
    }
    let steps = vec![took("decode and see a photo", see), took("embed, retrieve, rank", rank)];
    Ok(Timing { songs: library.names.len(), steps, peak_memory_mb: peak_memory_mb() })
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1_000.0
}

fn took(step: &'static str, mut times: Vec<f64>) -> Took {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (share * times.len() as f64).ceil() as usize;
        times.get(place.saturating_sub(1)).copied().unwrap_or_default()
    };
    Took { step, p50_ms: at(0.5), p95_ms: at(0.95), count: times.len() }
}

/// What Linux counts as the peak of resident memory.
fn peak_memory_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_slow_end_are_told() {
        let took = took("step", (1..=20).rev().map(f64::from).collect());
        assert!((took.p50_ms - 10.0).abs() < 1e-9 && (took.p95_ms - 19.0).abs() < 1e-9);
        assert_eq!(took.count, 20);
    }
}
