//! Bytes of unknown encoding to text: Unicode in its forms, then the encodings of Vietnamese before
//! Unicode, then what `chardetng` recognises (Western, Chinese, Japanese, Cyrillic, …).
//!
//! Vietnamese needs care of its own: TCVN3, VISCII and VNI look like Western text to a detector.
//! Its syllables follow such strict rules, though, that a text of them in one reading and not in
//! the others leaves no doubt.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text that was decoded, in Unicode's composed form, and what the bytes were taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding: `utf-8`, `utf-16le`, `tcvn3`, `viscii`, `vni`, `windows-1252`, …
    pub charset: &'static str,
    /// Whether some bytes fit no character of that encoding and were replaced.
    pub damaged: bool,
}

/// Decodes `bytes`, whatever they are: what fits no encoding is read as the likeliest one.
pub fn decode(bytes: &[u8]) -> Text {
    let text = unicode(bytes).or_else(|| vietnamese(bytes)).unwrap_or_else(|| detected(bytes));
    Text { text: text.text.nfc().collect(), ..text }
}

/// Undoes the reading of other encodings as Latin-1, as tags in old files were written by programs
/// that did not say what they wrote. `None` where the text is most likely right as it is.
///
/// `evidence` is everything that the same program wrote: a title alone is too short to tell.
pub fn mend(text: &str, evidence: &str) -> Option<String> {
    let bytes = latin_bytes(text)?;
    if bytes.is_ascii() {
        return None;
    }
    if let Ok(mended) = str::from_utf8(&bytes) {
        return Some(mended.nfc().collect());
    }
    let evidence = latin_bytes(evidence)?;
    let charset = vietnamese(&evidence)?.charset;
    VIETNAMESE.iter().find(|known| known.name == charset).map(|known| (known.read)(&bytes))
}

/// The bytes that were read as Latin-1 or its Windows form; `None` if `text` holds other letters.
pub(crate) fn latin_bytes(text: &str) -> Option<Vec<u8>> {
    if text.chars().all(|letter| u32::from(letter) < 0x100) {
        return Some(text.chars().map(|letter| letter as u8).collect());
    }
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    (!unmappable).then(|| bytes.into_owned())
}

fn unicode(bytes: &[u8]) -> Option<Text> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        let text = String::from_utf8_lossy(rest);
        let damaged = text.contains('\u{fffd}');
        return Some(Text { text: text.into_owned(), charset: "utf-8", damaged });
    }
    if let Some(wide) = utf16(bytes) {
        return Some(wide);
    }
    match str::from_utf8(bytes) {
        Ok(text) => Some(Text { text: text.to_owned(), charset: "utf-8", damaged: false }),
        Err(_) => damaged_utf8(bytes),
    }
}

fn utf16(bytes: &[u8]) -> Option<Text> {
    let (encoding, charset) = match bytes {
        [0xff, 0xfe, ..] => (UTF_16LE, "utf-16le"),
        [0xfe, 0xff, ..] => (UTF_16BE, "utf-16be"),
        _ => {
            // Even Chinese has line ends and spaces, whose high byte is zero; no other encoding of
            // text holds zeros.
            let zeros = |parity: usize| {
                bytes.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count()
            };
            match (zeros(0), zeros(1)) {
                (0, 0) => return None,
                (high, low) if high < low => (UTF_16LE, "utf-16le"),
                _ => (UTF_16BE, "utf-16be"),
            }
        }
    };
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    Some(Text { text: text.into_owned(), charset, damaged })
}

/// UTF-8 that was cut or hit: many good sequences and few bad ones.
fn damaged_utf8(bytes: &[u8]) -> Option<Text> {
    let text = String::from_utf8_lossy(bytes);
    let bad = text.chars().filter(|letter| *letter == '\u{fffd}').count();
    let good = text.chars().filter(|letter| !letter.is_ascii()).count() - bad;
    (2 * bad <= good).then(|| Text { text: text.into_owned(), charset: "utf-8", damaged: true })
}

fn detected(bytes: &[u8]) -> Text {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    // The names of the encoding standard are capital letters here and small ones there.
    let charset = match encoding.name() {
        "windows-1252" => "windows-1252",
        "GBK" => "gbk",
        "Shift_JIS" => "shift_jis",
        "Big5" => "big5",
        "EUC-KR" => "euc-kr",
        "EUC-JP" => "euc-jp",
        other => other,
    };
    Text { text: text.into_owned(), charset, damaged }
}

/// An encoding in which Vietnamese was written.
struct Legacy {
    name: &'static str,
    read: fn(&[u8]) -> String,
}

const VIETNAMESE: [Legacy; 4] = [
    Legacy { name: "tcvn3", read: |bytes| by_table(bytes, &TCVN3, &[]) },
    Legacy { name: "viscii", read: |bytes| by_table(bytes, &VISCII, &VISCII_CONTROLS) },
    Legacy { name: "vni", read: vni },
    Legacy { name: "windows-1258", read: windows_1258 },
];

/// Upper half of TCVN 5712:1993 (VN2, whose letters the “ABC” fonts share), as glibc's `iconv`
/// has it.
const TCVN3: [&str; 8] = [
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ",
    "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ",
    "\u{a0}ĂÂÊÔƠƯĐăâêôơưđẰ",
    "\u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴ",
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ",
    "éẹềểễếệìỉỄẾỒĩíịò",
    "Ổỏõóọồổỗốộờởỡớợù",
    "ỖủũúụừửữứựỳỷỹýỵỐ",
];

/// Upper half of VISCII 1.1, <https://www.rfc-editor.org/rfc/rfc1456>.
const VISCII: [&str; 8] = [
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ",
    "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ",
    "Õắằặấầẩậẽẹếềểễệố",
    "ồổỗỠƠộờởịỰỨỪỬơớƯ",
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ",
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡư",
    "àáâãảăữẫèéêẻìíĩỉ",
    "đựòóôõỏọụùúũủýợỮ",
];

/// The six letters that VISCII put in place of control characters.
const VISCII_CONTROLS: [(u8, char); 6] =
    [(0x02, 'Ẳ'), (0x05, 'Ẵ'), (0x06, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1e, 'Ỵ')];

fn by_table(bytes: &[u8], upper: &[&str; 8], controls: &[(u8, char)]) -> String {
    let upper: Vec<char> = upper.iter().flat_map(|row| row.chars()).collect();
    let letter = |byte: &u8| match *byte {
        byte if 0x80 <= byte => upper.get(usize::from(byte) - 0x80).copied().unwrap_or('\u{fffd}'),
        byte => controls
            .iter()
            .find(|(control, _)| *control == byte)
            .map_or(char::from(byte), |(_, letter)| *letter),
    };
    bytes.iter().map(letter).nfc().collect()
}

/// VNI for Windows: a vowel is followed by a letter that stands for its marks.
fn vni(bytes: &[u8]) -> String {
    let (western, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let mut text = String::with_capacity(western.len());
    for letter in western.chars() {
        let after_vowel =
            text.chars().next_back().is_some_and(|last| "aeiouyơưAEIOUYƠƯ".contains(last));
        match vni_marks(letter) {
            Some(marks) if after_vowel => text.push_str(marks),
            _ => text.push(vni_letter(letter)),
        }
    }
    text.nfc().collect()
}

fn vni_marks(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ù' | 'Ù' => "\u{301}",
        'ø' | 'Ø' => "\u{300}",
        'û' | 'Û' => "\u{309}",
        'õ' | 'Õ' => "\u{303}",
        'ï' | 'Ï' => "\u{323}",
        'â' | 'Â' => "\u{302}",
        'á' | 'Á' => "\u{302}\u{301}",
        'à' | 'À' => "\u{302}\u{300}",
        'å' | 'Å' => "\u{302}\u{309}",
        'ã' | 'Ã' => "\u{302}\u{303}",
        'ä' | 'Ä' => "\u{302}\u{323}",
        'ê' | 'Ê' => "\u{306}",
        'é' | 'É' => "\u{306}\u{301}",
        'è' | 'È' => "\u{306}\u{300}",
        'ú' | 'Ú' => "\u{306}\u{309}",
        'ü' | 'Ü' => "\u{306}\u{303}",
        'ë' | 'Ë' => "\u{306}\u{323}",
        _ => return None,
    })
}

fn vni_letter(letter: char) -> char {
    match letter {
        'ô' => 'ơ',
        'Ô' => 'Ơ',
        'ö' => 'ư',
        'Ö' => 'Ư',
        'ñ' => 'đ',
        'Ñ' => 'Đ',
        'æ' => 'ỉ',
        'Æ' => 'Ỉ',
        'ó' => 'ĩ',
        'Ó' => 'Ĩ',
        'ò' => 'ị',
        'Ò' => 'Ị',
        'î' => 'ỵ',
        'Î' => 'Ỵ',
        other => other,
    }
}

fn windows_1258(bytes: &[u8]) -> String {
    WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect()
}

/// The reading in which the text is Vietnamese, if there is one.
fn vietnamese(bytes: &[u8]) -> Option<Text> {
    let readings = VIETNAMESE.iter().map(|legacy| (legacy.name, (legacy.read)(bytes)));
    let scored = readings.map(|(name, text)| (vietnamese_share(&text), name, text));
    let (share, charset, text) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    // Half the words of an English or German text could be Vietnamese by their letters.
    (0.8 <= share).then_some(Text { text, charset, damaged: false })
}

/// The share of words that could be Vietnamese by their spelling; 0 where no word has a mark.
pub(crate) fn vietnamese_share(text: &str) -> f32 {
    let words: Vec<String> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_ascii_punctuation())
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .collect();
    let marked = words.iter().filter(|word| !word.is_ascii());
    let good_marked = marked.clone().filter(|word| is_vietnamese(word)).count();
    // Every third Vietnamese word has a mark, even in a short title.
    if words.is_empty() || 4 * good_marked < words.len() {
        return 0.0;
    }
    // A wrong reading breaks marked words, never plain ones: they count once more.
    let good = words.iter().filter(|word| is_vietnamese(word)).count();
    (good + good_marked) as f32 / (words.len() + marked.count()) as f32
}

const ONSETS: &str = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x ";
const NUCLEI: &str = " a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iêu iu oa oai oao oay oă oe oeo \
    oi oo ôi ơi ua uâ uây uê ui uô uôi uơ uy uya uyê uyu ưa ươ ươi ươu ưi ưu yê yêu uă ue uao uai uay ";
const CODAS: &str = " c ch m n ng nh p t ";
/// A syllable that is cut short has one of two tones.
const STOPS: &str = " c ch p t ";

/// Whether a lowercase word has the shape of a Vietnamese syllable: onset, vowels, coda, one tone.
fn is_vietnamese(word: &str) -> bool {
    let word =
        word.trim_matches(|letter: char| !letter.is_alphabetic() && !is_combining_mark(letter));
    let (mut tones, mut sharp) = (0, false);
    let mut letters = String::new();
    for letter in word.nfd() {
        match letter {
            '\u{300}' | '\u{303}' | '\u{309}' => tones += 1,
            '\u{301}' | '\u{323}' => (tones, sharp) = (tones + 1, true),
            _ => letters.push(letter),
        }
    }
    let letters: String = letters.nfc().collect();
    let is_vowel = |letter: char| "aăâeêioôơuưy".contains(letter);
    let Some(first) = letters.find(is_vowel) else { return false };
    let rest = &letters[first..];
    let end = rest.find(|letter| !is_vowel(letter)).unwrap_or(rest.len());
    let (onset, vowels, coda) = (&letters[..first], &rest[..end], &rest[end..]);
    let listed = |list: &str, part: &str| part.is_empty() || list.contains(&format!(" {part} "));
    let open_short = coda.is_empty() && (vowels == "ă" || vowels == "â");
    let cut = !coda.is_empty() && listed(STOPS, coda);
    let shaped = listed(ONSETS, onset) && listed(NUCLEI, vowels) && listed(CODAS, coda);
    shaped && !open_short && tones <= 1 && (!cut || sharp)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SONG: &str = "Con sông bên lở, bên bồi\nBên lở thì đục, bên bồi thì trong\n";

    fn write(text: &str, table: &[&str; 8]) -> Vec<u8> {
        let upper: Vec<char> = table.iter().flat_map(|row| row.chars()).collect();
        let byte = |letter: char| match upper.iter().position(|known| *known == letter) {
            Some(place) => 0x80 + place as u8,
            None => u8::try_from(letter).unwrap(),
        };
        text.chars().map(byte).collect()
    }

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn text_is_read_in_the_encoding_it_was_written_in() {
        let french = "Après un rêve, la forêt était déjà brûlée à l'été";
        let chinese = "明月几时有，把酒问青天。\n不知天上宫阙，今夕是何年。";
        let japanese = "ひさかたの光のどけき春の日に静心なく花の散るらむ";
        let cases: [(&str, Vec<u8>, &str); 14] = [
            (SONG, SONG.into(), "utf-8"),
            (SONG, [b"\xef\xbb\xbf", SONG.as_bytes()].concat(), "utf-8"),
            (SONG, SONG.nfd().collect::<String>().into(), "utf-8"),
            (SONG, wide(&format!("\u{feff}{SONG}"), u16::to_le_bytes), "utf-16le"),
            (SONG, wide(&format!("\u{feff}{SONG}"), u16::to_be_bytes), "utf-16be"),
            (chinese, wide(chinese, u16::to_le_bytes), "utf-16le"),
            (SONG, wide(SONG, u16::to_be_bytes), "utf-16be"),
            (SONG, write(SONG, &TCVN3), "tcvn3"),
            (SONG, write(SONG, &VISCII), "viscii"),
            (french, WINDOWS_1252.encode(french).0.into_owned(), "windows-1252"),
            (chinese, encoding_rs::GBK.encode(chinese).0.into_owned(), "gbk"),
            (japanese, encoding_rs::SHIFT_JIS.encode(japanese).0.into_owned(), "shift_jis"),
            ("", Vec::new(), "utf-8"),
            ("plain", b"plain".to_vec(), "utf-8"),
        ];
        for (text, bytes, charset) in cases {
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.charset), (text, charset));
        }
    }

    #[test]
    fn vni_is_read_by_its_pairs_of_letters() {
        let bytes = WINDOWS_1252.encode("Con soâng beân lôû, beân boài\nBeân lôû thì ñuïc").0;
        let decoded = decode(&bytes);
        assert_eq!(decoded.charset, "vni");
        assert_eq!(decoded.text, "Con sông bên lở, bên bồi\nBên lở thì đục");
    }

    #[test]
    fn cut_utf8_stays_utf8() {
        let decoded = decode(&["Drüben für die schöne Müllerin".as_bytes(), b"\xc3"].concat());
        assert_eq!((decoded.charset, decoded.damaged), ("utf-8", true));
    }

    #[test]
    fn tags_that_were_read_as_latin_1_are_mended() {
        let latin = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
        let (title, words) = (latin(&write("Lý cây đa", &TCVN3)), latin(&write(SONG, &TCVN3)));
        assert_eq!(mend(&title, &words).as_deref(), Some("Lý cây đa"));
        assert_eq!(mend("AprÃ¨s un rÃªve", "").as_deref(), Some("Après un rêve"));
        for right in ["Après un rêve", "Die schöne Müllerin", "plain", "Lý cây đa", "明月"]
        {
            assert_eq!(mend(right, right), None, "{right}");
        }
    }
}
