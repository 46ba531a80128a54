//! Sound as numbers: mono samples at one known rate, decoded from an audio file.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as Fault;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::error::{Error, Result};
pub use loudness::Loudness;
use loudness::Meter;
use resample::Resampler;

mod loudness;
mod resample;
pub(crate) mod spectrum;

/// The rate of decoded samples, in samples a second.
pub const RATE: u32 = 16_000;
/// The longest part of a file that is decoded: 230 MB of samples.
pub const LONGEST: Duration = Duration::from_hours(1);
/// What plays shorter than this is no music.
const SHORTEST: Duration = Duration::from_secs(1);
/// So many damaged packets in a row end the decoding.
const MOST_DAMAGED: usize = 200;
/// Rates outside of this range (samples a second) come from damaged headers.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;

/// Mono samples at one known rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Pcm {
    samples: Vec<f32>,
    rate: u32,
}

impl Pcm {
    /// Samples at `rate` a second; what is no number becomes silence. `None` if the rate is zero.
    pub fn new(mut samples: Vec<f32>, rate: u32) -> Option<Self> {
        samples.iter_mut().filter(|sample| !sample.is_finite()).for_each(|sample| *sample = 0.0);
        (0 < rate).then_some(Self { samples, rate })
    }

    /// The samples: full scale is from -1 to 1.
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    /// Samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// How long it plays.
    pub fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.samples.len() as f64 / f64::from(self.rate))
    }
}

/// An audio file that was decoded.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The sound at [`RATE`], at most [`LONGEST`] of it.
    pub pcm: Pcm,
    /// How long the whole file plays.
    pub duration: Duration,
    /// How loud it is, in all that was decoded.
    pub loudness: Loudness,
    /// What was odd about the file, a message each.
    pub notes: Vec<String>,
}

/// The media type of an audio file by its extension; `None` if it is none that can be decoded.
pub fn media_type(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "mp3" => "audio/mpeg",
        "flac" => "audio/flac",
        "ogg" | "oga" => "audio/ogg",
        "m4a" | "mp4" | "m4b" | "alac" => "audio/mp4",
        "aac" => "audio/aac",
        "wav" | "wave" => "audio/wav",
        _ => return None,
    })
}

/// Decodes a file, whatever its extension, mixed down to mono and brought to [`RATE`].
///
/// Damaged packets are left out and noted. Fails if the file cannot be read, if its format is not
/// known, or if less than a second of it can be decoded.
pub fn decode(path: &Path) -> Result<Decoded> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = File::open(path)
        .map_err(|error| Error::invalid(format!("`{name}` cannot be opened")).because(error))?;
    // A decoder of files from anywhere may have a fault; it must not end the run.
    std::panic::catch_unwind(|| decode_file(file, &name)).unwrap_or_else(|_| {
        Err(Error::invalid(format!("`{name}` cannot be decoded: the decoder failed")))
    })
}

fn decode_file(file: File, name: &str) -> Result<Decoded> {
    let source = Untagged::open(file)
        .map_err(|error| Error::invalid(format!("`{name}` cannot be read")).because(error))?;
    if source.length == 0 {
        return Err(Error::invalid(format!("`{name}` is empty")));
    }
    let stream = MediaSourceStream::new(Box::new(source), MediaSourceStreamOptions::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(|fault| unreadable(name, fault))?;
    let Some(track) = format.default_track(TrackType::Audio).cloned() else {
        return Err(Error::unsupported(format!("`{name}` has no sound that can be decoded")));
    };
    let decoder = decoder(&track, name)?;
    let mut listener = Listener::default();
    listener.listen(format.as_mut(), decoder, track.id);
    listener.finish(&track, name)
}

fn decoder(track: &Track, name: &str) -> Result<Box<dyn AudioDecoder>> {
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters =
        parameters.ok_or_else(|| Error::unsupported(format!("`{name}` is of no known format")))?;
    symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|fault| match fault {
            Fault::Unsupported(_) => {
                Error::unsupported(format!("`{name}` is encoded in a way that is not supported"))
            }
            fault => unreadable(name, fault),
        })
}

fn unreadable(name: &str, fault: Fault) -> Error {
    match fault {
        Fault::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Error::invalid(format!("`{name}` ends before its sound begins"))
        }
        Fault::Unsupported(_) => {
            Error::unsupported(format!("`{name}` is of no known audio format"))
        }
        fault => Error::invalid(format!("`{name}` cannot be decoded")).because(fault),
    }
}

/// Collects what a decoder gives.
#[derive(Default)]
struct Listener {
    resampler: Option<Resampler>,
    meter: Option<Meter>,
    samples: Vec<f32>,
    /// Frames before resampling, and their rate.
    frames: u64,
    rate: u32,
    damaged: usize,
    other: usize,
    cut: bool,
}

impl Listener {
    fn listen(
        &mut self,
        format: &mut dyn FormatReader,
        mut decoder: Box<dyn AudioDecoder>,
        id: u32,
    ) {
        let longest = LONGEST.as_secs() as usize * RATE as usize;
        let (mut interleaved, mut mono) = (Vec::new(), Vec::new());
        let mut in_a_row = 0;
        // What follows a fault of the container cannot be found again, so it ends the track.
        while let Ok(Some(packet)) = format.next_packet() {
            if packet.track_id != id {
                continue;
            }
            let Ok(sound) = decoder.decode(&packet) else {
                self.damaged += 1;
                in_a_row += 1;
                if MOST_DAMAGED <= in_a_row {
                    break;
                }
                continue;
            };
            in_a_row = 0;
            let (rate, channels) = (sound.spec().rate(), sound.num_planes());
            if sound.frames() == 0 || channels == 0 {
                continue;
            }
            sound.copy_to_vec_interleaved(&mut interleaved);
            mix_down(&interleaved, channels, &mut mono);
            if self.take(&mono, rate) {
                let meter = self.meter.get_or_insert_with(|| Meter::new(channels, rate));
                meter.hear(&interleaved, channels);
            }
            if longest <= self.samples.len() {
                self.cut = true;
                break;
            }
        }
        if let Some(resampler) = &mut self.resampler {
            resampler.finish(&mut self.samples);
        }
        self.samples.truncate(longest);
    }

    /// Takes sound that is at the file's own rate; whether it was.
    fn take(&mut self, mono: &[f32], rate: u32) -> bool {
        let first = self.resampler.is_none();
        if first && RATES.contains(&rate) {
            self.rate = rate;
            self.resampler = Some(Resampler::new(rate, RATE));
        }
        match &mut self.resampler {
            Some(resampler) if rate == self.rate => {
                self.frames += mono.len() as u64;
                resampler.run(mono, &mut self.samples);
                true
            }
            _ => {
                self.other += 1;
                false
            }
        }
    }

    fn finish(self, track: &Track, name: &str) -> Result<Decoded> {
        let promised = promised(track);
        let heard = match self.rate {
            0 => Duration::ZERO,
            rate => Duration::from_secs_f64(self.frames as f64 / f64::from(rate)),
        };
        if heard < SHORTEST {
            return Err(Error::invalid(match (promised, self.damaged) {
                (Some(promised), _) if SHORTEST <= promised => {
                    format!("`{name}` is cut off before the first second")
                }
                (_, 0) => format!("`{name}` plays for less than a second"),
                _ => format!("`{name}` is damaged before the first second"),
            }));
        }
        let mut notes = Vec::new();
        if 0 < self.damaged {
            notes.push(format!("{} damaged packets of `{name}` were left out", self.damaged));
        }
        if 0 < self.other {
            notes.push(format!(
                "{} packets of `{name}` are at another rate and were left out",
                self.other
            ));
        }
        let mut duration = heard;
        if self.cut {
            duration = promised.map_or(heard, |promised| promised.max(heard));
            notes.push(format!("only the first {} of `{name}` was decoded", clock(LONGEST)));
        } else if let Some(promised) = promised
            && heard + SHORTEST.max(promised / 20) < promised
        {
            notes.push(format!(
                "`{name}` plays {} of the {} it promises",
                clock(heard),
                clock(promised)
            ));
        }
        let pcm = Pcm::new(self.samples, RATE)
            .ok_or_else(|| Error::internal("the rate of decoded samples is zero"))?;
        let loudness = self.meter.map(|meter| meter.finish()).unwrap_or_default();
        Ok(Decoded { pcm, duration, loudness, notes })
    }
}

/// How long the header says that the track plays; headers that promise days are not believed.
fn promised(track: &Track) -> Option<Duration> {
    let time = track.time_base?.calc_duration(track.duration?)?;
    let seconds = time.as_secs_f64();
    (0.0..1e6).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

/// The mean of all channels; loud enough for what is measured, and never louder than full scale.
fn mix_down(interleaved: &[f32], channels: usize, mono: &mut Vec<f32>) {
    mono.clear();
    let share = 1.0 / channels as f32;
    let mean = |frame: &[f32]| {
        let mean = frame.iter().sum::<f32>() * share;
        if mean.is_finite() { mean.clamp(-4.0, 4.0) } else { 0.0 }
    };
    mono.extend(interleaved.chunks_exact(channels).map(mean));
}

/// A file from behind its `ID3v2` tag on. The tag is read elsewhere, without its pictures; here it
/// would be read whole into memory, however large it is.
struct Untagged {
    file: File,
    start: u64,
    length: u64,
}

impl Untagged {
    fn open(mut file: File) -> std::io::Result<Self> {
        let whole = file.metadata()?.len();
        let mut start = 0;
        let mut head = [0; 10];
        // Several tags may follow each other; each claims at least its head.
        while file.read_exact(&mut head).is_ok() && head.starts_with(b"ID3") {
            let size = head[6..].iter().fold(0, |size, byte| size << 7 | u64::from(byte & 0x7f));
            let foot = if head[5] & 0x10 == 0 { 0 } else { 10 };
            start += 10 + size + foot;
            file.seek(SeekFrom::Start(start))?;
        }
        let start = start.min(whole);
        file.seek(SeekFrom::Start(start))?;
        Ok(Self { file, start, length: whole - start })
    }
}

impl Read for Untagged {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for Untagged {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let to = match to {
            SeekFrom::Start(place) => SeekFrom::Start(place.saturating_add(self.start)),
            other => other,
        };
        let place = self.file.seek(to)?;
        place.checked_sub(self.start).ok_or_else(|| std::io::ErrorKind::InvalidInput.into())
    }
}

impl MediaSource for Untagged {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}

#[cfg(test)]
mod tests;
