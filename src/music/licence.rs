//! What may be done with a track: licences as tags name them, in any of many ways, and what they say of a
//! clip.
//!
//! A clip sets music to pictures. By the licences of Creative Commons that makes an adaptation of it (4.0,
//! section 1a; the same in older ones), which `NoDerivatives` does not allow to be shared, and which
//! `ShareAlike` binds to the same licence.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What may be done with a track, as its tags say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// What it is called: `CC BY-SA 3.0`; what the tags say, if it is none that is known here.
    pub name: String,
    /// Where it stands: an address that begins with `http`.
    pub url: Option<String>,
}

/// What a licence says of a clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether a clip may be shown to others.
    pub clip: ClipUse,
    /// Whether whoever made the music has to be named, and the licence with them.
    pub credit: bool,
    /// Whether the clip has to be under the same licence.
    pub share_alike: bool,
}

/// Whether a clip may be shown to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClipUse {
    /// It may.
    Allowed,
    /// It may, but not for business.
    Noncommercial,
    /// It may not.
    Forbidden,
    /// The tags do not say.
    Unknown,
}

/// Versions of the licences of Creative Commons.
const VERSIONS: [&str; 6] = ["1.0", "2.0", "2.1", "2.5", "3.0", "4.0"];
/// Licences by their names on the list of SPDX, and whether they bind what is made of a work to themselves.
const OTHERS: [(&str, bool); 14] = [
    ("MIT", false),
    ("ISC", false),
    ("BSD-2-Clause", false),
    ("BSD-3-Clause", false),
    ("Apache-2.0", false),
    ("LAL-1.2", true),
    ("LAL-1.3", true),
    ("GPL-2.0", true),
    ("GPL-2.0-only", true),
    ("GPL-2.0-or-later", true),
    ("GPL-3.0", true),
    ("GPL-3.0-only", true),
    ("GPL-3.0-or-later", true),
    ("LGPL-2.1-or-later", true),
];

/// A licence that is known here, or a reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    CreativeCommons(Elements, Option<&'static str>),
    Zero,
    PublicDomainMark,
    PublicDomain,
    Other(&'static str, bool),
    Reserved,
}

/// What a licence of Creative Commons asks for, beside credit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Elements {
    noncommercial: bool,
    no_derivatives: bool,
    share_alike: bool,
}

impl Licence {
    /// What the tags say: in fields for licences, in notes of copyright, and in comments, of which only those
    /// count that begin with a licence or name its address. `None` if there is nothing but other comments.
    pub fn told(licences: &[String], copyrights: &[String], comments: &[String]) -> Option<Self> {
        let mut rights = licences.iter().chain(copyrights);
        let known = || rights.clone().find_map(|text| Self::known(text));
        let comment = || comments.iter().find_map(|text| Known::at_start(text)?.licence());
        known().or_else(comment).or_else(|| rights.next().map(|text| Self::as_it_stands(text)))
    }

    /// What it says of a clip.
    pub fn terms(&self) -> Terms {
        let (clip, credit, share_alike) = match Known::of(&self.name) {
            Some(Known::CreativeCommons(elements, _)) => {
                (elements.clip(), true, elements.share_alike && !elements.no_derivatives)
            }
            Some(Known::Zero | Known::PublicDomainMark | Known::PublicDomain) => {
                (ClipUse::Allowed, false, false)
            }
            Some(Known::Other(_, share_alike)) => (ClipUse::Allowed, true, share_alike),
            Some(Known::Reserved) => (ClipUse::Forbidden, false, false),
            None => (ClipUse::Unknown, false, false),
        };
        Terms { clip, credit, share_alike }
    }

    fn known(text: &str) -> Option<Self> {
        let known = Known::of(text)?;
        Some(known.licence().unwrap_or_else(|| Self::as_it_stands(text)))
    }

    fn as_it_stands(text: &str) -> Self {
        let address = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
        Self { name: text.to_owned(), url: address.then(|| text.to_owned()) }
    }
}

impl Elements {
    fn clip(self) -> ClipUse {
        match self {
            Self { no_derivatives: true, .. } => ClipUse::Forbidden,
            Self { noncommercial: true, .. } => ClipUse::Noncommercial,
            _ => ClipUse::Allowed,
        }
    }

    /// As the address of a licence has them: `by-nc-sa`.
    fn code(self) -> String {
        let parts = [
            (true, "by"),
            (self.noncommercial, "nc"),
            (self.no_derivatives, "nd"),
            (self.share_alike && !self.no_derivatives, "sa"),
        ];
        parts
            .iter()
            .filter(|(asked, _)| *asked)
            .map(|(_, name)| *name)
            .collect::<Vec<_>>()
            .join("-")
    }
}

impl Known {
    /// What a text about rights says, wherever in it.
    fn of(text: &str) -> Option<Self> {
        let words = words(text);
        let reserved = ["all", "rights", "reserved"];
        let found = (0..words.len()).find_map(|start| Self::begins(&words[start..]));
        found.or_else(|| Self::other(text)).or_else(|| {
            let reserved = words.windows(3).any(|three| three == reserved);
            reserved.then_some(Self::Reserved)
        })
    }

    /// What a comment says that begins with a licence or names its address.
    fn at_start(text: &str) -> Option<Self> {
        let words = words(text);
        let addresses = (0..words.len()).filter(|place| words[*place].ends_with(ADDRESS));
        let address = addresses.map(|place| &words[place..]).find_map(Self::begins);
        address.or_else(|| Self::begins(&words)).or_else(|| Self::other(text))
    }

    /// What these words say from the first on.
    fn begins(words: &[String]) -> Option<Self> {
        let mut words = words.iter().map(String::as_str);
        match words.next()? {
            "cc0" => Some(Self::Zero),
            "cc" => Self::creative_commons(words),
            "creative" if words.next() == Some("commons") => Self::creative_commons(words),
            "public" if words.next() == Some("domain") => Some(match words.next() {
                Some("mark") => Self::PublicDomainMark,
                _ => Self::PublicDomain,
            }),
            address if address.ends_with(ADDRESS) => Self::creative_commons(words),
            _ => None,
        }
    }

    /// What stands after the name of Creative Commons, in words or in an address.
    fn creative_commons<'a>(words: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut elements, mut any) = (Elements::default(), false);
        for word in words {
            match word {
                "by" | "attribution" => any = true,
                "nc" | "noncommercial" | "commercial" => {
                    (elements.noncommercial, any) = (true, true);
                }
                "nd" | "noderivs" | "noderivatives" | "derivs" | "derivative" | "derivatives" => {
                    (elements.no_derivatives, any) = (true, true);
                }
                "sa" | "sharealike" | "alike" => (elements.share_alike, any) = (true, true),
                "zero" | "cc0" if !any => return Some(Self::Zero),
                "mark" if !any => return Some(Self::PublicDomainMark),
                word if FILLING.contains(&word) => {}
                word => {
                    let version = VERSIONS.into_iter().find(|version| *version == word);
                    return any.then_some(Self::CreativeCommons(elements, version));
                }
            }
        }
        any.then_some(Self::CreativeCommons(elements, None))
    }

    /// One of the other licences, if its name is the first sentence.
    fn other(text: &str) -> Option<Self> {
        let ends = [". ", ";", "\n", " ("];
        let end = ends.iter().filter_map(|end| text.find(end)).min().unwrap_or(text.len());
        let name = text[..end].trim().trim_end_matches('.');
        let other = OTHERS.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        other.map(|(name, share_alike)| Self::Other(name, share_alike))
    }

    /// As it is called and found; `None` for a reservation, which says what it says.
    fn licence(&self) -> Option<Licence> {
        const PLACE: &str = "https://creativecommons.org";
        let (name, url) = match self {
            Self::CreativeCommons(elements, version) => {
                let code = elements.code();
                let name = format!("CC {} {}", code.to_uppercase(), version.unwrap_or_default());
                let url = version.map(|version| format!("{PLACE}/licenses/{code}/{version}/"));
                (name.trim_end().to_owned(), url)
            }
            Self::Zero => ("CC0 1.0".to_owned(), Some(format!("{PLACE}/publicdomain/zero/1.0/"))),
            Self::PublicDomainMark => {
                let url = format!("{PLACE}/publicdomain/mark/1.0/");
                ("Public Domain Mark 1.0".to_owned(), Some(url))
            }
            Self::PublicDomain => ("Public domain".to_owned(), None),
            Self::Other(name, _) => {
                ((*name).to_owned(), Some(format!("https://spdx.org/licenses/{name}.html")))
            }
            Self::Reserved => return None,
        };
        Some(Licence { name, url })
    }
}

/// The host of the licences of Creative Commons.
const ADDRESS: &str = "creativecommons.org";
/// Words that stand among those that count.
const FILLING: [&str; 15] = [
    "a",
    "the",
    "under",
    "license",
    "licence",
    "licenses",
    "licensed",
    "international",
    "unported",
    "generic",
    "non",
    "no",
    "share",
    "publicdomain",
    "works",
];

/// Words in lowercase, those of addresses and names taken apart: `CC-BY 3.0` has three.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !(letter.is_alphanumeric() || letter == '.'));
    let words = words.map(|word| word.trim_matches('.')).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The name of what a text about rights says.
    fn name(text: &str) -> String {
        Licence::told(&[text.to_owned()], &[], &[]).unwrap().name
    }

    #[test]
    fn licences_are_known_by_all_the_names_that_people_give_them() {
        let cases = [
            ("https://creativecommons.org/licenses/by-sa/3.0/", "CC BY-SA 3.0"),
            ("http://www.creativecommons.org/licenses/by-nc-nd/2.5/es/deed.ca", "CC BY-NC-ND 2.5"),
            ("http://creativecommons.org/licenses/nd-nc/1.0/", "CC BY-NC-ND 1.0"),
            ("https://creativecommons.org/publicdomain/zero/1.0/legalcode", "CC0 1.0"),
            ("https://creativecommons.org/publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
            ("CC-BY-NC-4.0", "CC BY-NC 4.0"),
            ("cc by-nc-sa 4.0", "CC BY-NC-SA 4.0"),
            ("CC BY-SA (version not stated)", "CC BY-SA"),
            (
                "2011 Somebody. Licensed to the public under a Creative Commons Attribution-NoDerivs 3.0 Unported license",
                "CC BY-ND 3.0",
            ),
            ("Creative Commons Attribution-Non-Commercial-Share Alike 2.0", "CC BY-NC-SA 2.0"),
            ("Creative Commons: By Attribution 3.0", "CC BY 3.0"),
            ("CC0 1.0 (score and this rendering); music and text public domain", "CC0 1.0"),
            ("Creative Commons Zero v1.0 Universal", "CC0 1.0"),
            ("This recording is in the public domain.", "Public domain"),
            ("Public Domain Mark 1.0", "Public Domain Mark 1.0"),
            ("GPL-2.0-or-later. Somebody", "GPL-2.0-or-later"),
            ("mit", "MIT"),
        ];
        for (text, expected) in cases {
            assert_eq!(name(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_licence_is_told_as_it_stands() {
        for text in [
            "© 1999 MIT Press",
            "(C) 2010 Creative Commons",
            "by Nick, commercial use on request",
            "℗ CC Records 2011",
            "https://example.org/terms",
        ] {
            let licence = Licence::told(&[], &[text.to_owned()], &[]).unwrap();
            assert_eq!(licence.name, text);
            assert_eq!(licence.url.as_deref(), Some(text).filter(|text| text.starts_with("http")));
            assert_eq!(licence.terms().clip, ClipUse::Unknown, "{text}");
        }
    }

    #[test]
    fn a_licence_says_what_may_become_of_a_clip() {
        use ClipUse::{Allowed, Forbidden, Noncommercial, Unknown};
        let cases = [
            ("CC BY 4.0", Allowed, true, false),
            ("CC BY-SA 3.0", Allowed, true, true),
            ("CC BY-NC 4.0", Noncommercial, true, false),
            ("CC BY-NC-SA 2.0", Noncommercial, true, true),
            ("CC BY-ND 4.0", Forbidden, true, false),
            ("CC BY-NC-ND 4.0", Forbidden, true, false),
            ("CC0 1.0", Allowed, false, false),
            ("Public Domain Mark 1.0", Allowed, false, false),
            ("Public domain", Allowed, false, false),
            ("MIT", Allowed, true, false),
            ("GPL-2.0-or-later", Allowed, true, true),
            ("© 2011 A Label. All rights reserved.", Forbidden, false, false),
            ("© 2011 A Label", Unknown, false, false),
        ];
        for (text, clip, credit, share_alike) in cases {
            let licence = Licence { name: name(text), url: None };
            assert_eq!(licence.terms(), Terms { clip, credit, share_alike }, "{text}");
        }
    }

    #[test]
    fn comments_count_only_where_they_begin_with_a_licence_or_name_its_address() {
        let told = |comment: &str| Licence::told(&[], &[], &[comment.to_owned()]);
        let named = |comment| told(comment).map(|licence| licence.name);
        let cases = [
            ("CC BY 3.0. \"Hustle\" by Somebody", Some("CC BY 3.0")),
            ("Get it at x.org, https://creativecommons.org/licenses/by/4.0/", Some("CC BY 4.0")),
            ("MIT. Some music", Some("MIT")),
            ("I love the public domain", None),
            ("All rights reserved", None),
            ("nice", None),
        ];
        for (comment, expected) in cases {
            assert_eq!(named(comment).as_deref(), expected, "{comment}");
        }
    }

    #[test]
    fn what_is_known_counts_more_than_what_stands_first() {
        let texts =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (odd, known) = (texts(&["https://example.org/terms"]), texts(&["CC BY 4.0. A song"]));
        assert_eq!(Licence::told(&odd, &[], &known).unwrap().name, "CC BY 4.0");
        assert_eq!(Licence::told(&odd, &known, &[]).unwrap().name, "CC BY 4.0");
        assert_eq!(Licence::told(&[], &[], &[]), None);
    }
}
