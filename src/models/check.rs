//! Runs a pack's model on known inputs and compares with what it gave when it was made: right files
//! on the wrong engine show here.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::captioner::Captioner;
use super::eye::Eye;
use super::pack::Pack;
use super::registry::Purpose;
use super::store;
use super::text_encoder::{Text, TextEncoder};
use super::vision::{States, VisionEncoder};
use super::{Engine, Model};
use crate::error::{Error, Result};
use crate::image::Image;

/// How far a cosine may be from the known one: kernels of other processors round differently.
const TOLERANCE: f32 = 0.02;
/// How far two runs on the same input may be apart.
const SAME: f32 = 0.9999;
/// Read by every encoder, whether or not it has known outputs.
const SENTENCES: [&str; 3] =
    ["The river carries our songs down to the sea.", "Dòng sông chở bài ca ra biển.", "河流"];

/// What is known of the outputs of the built-in packs.
const KNOWN: &str = include_str!("known.json");

/// What a model gives for known inputs.
#[derive(Debug, Default, PartialEq, Deserialize)]
pub struct Known {
    /// The captions of the pictures `gradient` and `tiles`.
    #[serde(default)]
    captions: BTreeMap<String, String>,
    /// How near queries and passages are to each other.
    #[serde(default)]
    pairs: Vec<Pair>,
}

/// A query, a passage, and the cosine of their embeddings.
#[derive(Debug, PartialEq, Deserialize)]
struct Pair {
    query: String,
    passage: String,
    cosine: f32,
}

/// What a check could compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// So many outputs are the known ones.
    AsKnown(usize),
    /// The outputs make sense, and nobody has written down what they should be.
    NothingKnown,
}

/// Runs the model of a pack on built-in inputs. Fails if it cannot be run, if what it gives makes no
/// sense, or if that is not what is known of it.
pub fn check(pack: &Pack, engine: &Engine) -> Result<Verdict> {
    let known = known(pack)?;
    let compared = match store::purpose(pack)? {
        Purpose::Captioner => check_captioner(pack, engine, &known)?,
        Purpose::TextEncoder => check_encoder(pack, engine, &known)?,
    };
    Ok(if 0 < compared { Verdict::AsKnown(compared) } else { Verdict::NothingKnown })
}

/// What the manifest knows of the outputs, or this program does.
fn known(pack: &Pack) -> Result<Known> {
    #[derive(Deserialize)]
    struct Manifest {
        known: Option<Known>,
    }
    if let Some(known) = pack.manifest::<Manifest>()?.known {
        return Ok(known);
    }
    let mut built_in: BTreeMap<String, Known> = serde_json::from_str(KNOWN)
        .map_err(|error| Error::internal("known outputs cannot be read").because(error))?;
    Ok(built_in.remove(pack.name()).unwrap_or_default())
}

fn check_captioner(pack: &Pack, engine: &Engine, known: &Known) -> Result<usize> {
    let mut looker = Looker::open(pack, engine)?;
    let mut captioner = Captioner::open(pack, engine)?;
    let pictures = pictures()?;
    let unknown = |name: &&String| !pictures.iter().any(|(own, _)| own == name);
    if let Some(name) = known.captions.keys().find(unknown) {
        return Err(wrong(pack, &format!("knows a picture `{name}` that there is not")));
    }
    for (name, picture) in &pictures {
        let mut caption = || -> Result<String> {
            let states = looker.states(picture)?;
            let captions = captioner.run(&[states])?.into_iter().flatten().next();
            Ok(captions.map(|caption| caption.text).unwrap_or_default())
        };
        let (first, second) = (caption()?, caption()?);
        if first.trim().is_empty() {
            return Err(wrong(pack, &format!("says nothing about the picture `{name}`")));
        }
        if first != second {
            return Err(wrong(pack, &format!("says “{first}” and then “{second}” about `{name}`")));
        }
        if let Some(expected) = known.captions.get(*name).filter(|expected| **expected != first) {
            let what = format!("says “{first}” about `{name}` instead of “{expected}”");
            return Err(wrong(pack, &what));
        }
    }
    Ok(known.captions.len())
}

/// What a captioner's photos go through first: its own encoder, or the eye.
enum Looker {
    Encoder(VisionEncoder),
    Eye(Eye),
}

impl Looker {
    fn open(pack: &Pack, engine: &Engine) -> Result<Self> {
        Ok(match VisionEncoder::open(pack, engine)? {
            Some(encoder) => Self::Encoder(encoder),
            None => Self::Eye(Eye::open(pack, engine)?),
        })
    }

    fn states(&mut self, picture: &Image) -> Result<States> {
        Ok(match self {
            Self::Encoder(encoder) => {
                let pixels = encoder.processor().pixels(picture)?;
                encoder.run(&[pixels])?.remove(0)
            }
            Self::Eye(eye) => {
                let pixels = eye.processor().pixels(picture)?;
                eye.run(&[pixels])?.remove(0).states
            }
        })
    }
}

fn check_encoder(pack: &Pack, engine: &Engine, known: &Known) -> Result<usize> {
    let mut encoder = TextEncoder::open(pack, engine)?;
    let mut embedding = |text: Text| Ok::<_, Error>(encoder.run(&[text])?.remove(0));
    for sentence in SENTENCES {
        let text = || Text::Passage(sentence.to_owned());
        let (first, second) = (embedding(text())?, embedding(text())?);
        if first.cosine(&second) < SAME {
            return Err(wrong(pack, &format!("gives “{sentence}” two meanings")));
        }
    }
    for Pair { query, passage, cosine } in &known.pairs {
        let asked = embedding(Text::Query(query.clone()))?;
        let found = asked.cosine(&embedding(Text::Passage(passage.clone()))?);
        if TOLERANCE < (found - cosine).abs() {
            let what = format!("puts “{query}” and “{passage}” at {found:.3} instead of {cosine}");
            return Err(wrong(pack, &what));
        }
    }
    Ok(known.pairs.len())
}

fn wrong(pack: &Pack, what: &str) -> Error {
    Error::invalid(format!("model `{}` {what}", pack.name()))
}

/// Two pictures made by formulas, 260 × 260, so that everyone has the same ones.
pub fn pictures() -> Result<[(&'static str, Image); 2]> {
    const SIDE: u32 = 260;
    let picture = |pixel: fn(u32, u32) -> [u32; 3]| {
        let places = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| (x, y)));
        let pixels = places.flat_map(|(x, y)| pixel(x, y)).map(|value| value as u8).collect();
        Image::from_rgb(SIDE, SIDE, pixels)
    };
    let gradient = picture(|x, y| [x * 255 / 259, y * 255 / 259, (7 * x + 13 * y) % 256])?;
    let tiles = picture(|x, y| {
        let red = if (x / 20 + y / 20) % 2 == 0 { 255 } else { 30 };
        [red, (x * y) % 256, 255 - red]
    })?;
    Ok([("gradient", gradient), ("tiles", tiles)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_the_built_in_packs_is_compared() {
        for pack in [Pack::lite().unwrap(), Pack::e5_small().unwrap()] {
            let known = known(&pack).unwrap();
            let compared = known.captions.len() + known.pairs.len();
            assert_eq!(check(&pack, &Engine::Rten).unwrap(), Verdict::AsKnown(compared));
        }
    }

    #[test]
    fn an_output_that_is_not_the_known_one_is_told() {
        let (lite, e5) = (Pack::lite().unwrap(), Pack::e5_small().unwrap());
        let mut other = known(&lite).unwrap();
        other.captions.insert("tiles".to_owned(), "a mat".to_owned());
        let error = check_captioner(&lite, &Engine::Rten, &other).unwrap_err().to_string();
        assert!(error.contains("`lite`") && error.contains("“a mat”"), "{error}");
        let mut other = known(&e5).unwrap();
        other.pairs[0].cosine += 0.1;
        let error = check_encoder(&e5, &Engine::Rten, &other).unwrap_err().to_string();
        assert!(error.contains("`e5-small`") && error.contains("instead of"), "{error}");
    }
}
