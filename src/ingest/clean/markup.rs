//! What web pages leave in words: scripts, tags and entities.

/// Turns entities and tags of HTML into what they mean, before lines are told apart. What was
/// escaped twice is read twice.
pub(super) fn without_markup(text: &str) -> String {
    let text = without_scripts(text);
    let mut plain = read(&text);
    for _ in 0..2 {
        if text.contains("&amp;") && plain.contains(['&', '<']) {
            plain = read(&plain);
        }
    }
    plain
}

/// Drops scripts, styles and comments with all that they hold.
fn without_scripts(text: &str) -> String {
    const BLOCKS: [(&str, &str); 4] = [
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<!--", "-->"),
        ("<noscript", "</noscript>"),
    ];
    // ASCII lowercase keeps every position.
    let small = text.to_ascii_lowercase();
    let mut ended = BLOCKS.map(|(_, close)| small.contains(close));
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(start) = small[at..].find('<').map(|found| at + found) {
        kept.push_str(&text[at..start]);
        let rest = &small[start..];
        let Some(kind) = BLOCKS.iter().position(|(open, _)| rest.starts_with(open)) else {
            kept.push('<');
            at = start + 1;
            continue;
        };
        let close = BLOCKS[kind].1;
        let end = if ended[kind] { rest.find(close).map(|end| end + close.len()) } else { None };
        // What has no end once has none later: it need not be looked for again.
        ended[kind] = end.is_some();
        // Without its end, no more than the line is taken for a script.
        let end = end.or_else(|| rest.find('\n').map(|end| end + 1));
        kept.push('\n');
        at = start + end.unwrap_or(rest.len());
    }
    kept.push_str(&text[at..]);
    kept
}

fn read(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        if let Some((meaning, length)) = tag(from) {
            kept.push_str(meaning);
            rest = &from[length..];
        } else if let Some((meaning, length)) = entity(from) {
            kept.push(meaning);
            rest = &from[length..];
        } else {
            kept.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    kept.push_str(rest);
    kept
}

/// An HTML tag at the start of `text`: what it means for lines, and its length. Times such as
/// `<00:01.00>` are none.
fn tag(text: &str) -> Option<(&'static str, usize)> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find('>').filter(|end| *end < 400)?;
    let name = inside[..end].trim_start_matches('/');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let name = name.split([' ', '/', '\n', '\t']).next().unwrap_or_default().to_ascii_lowercase();
    let meaning = match name.as_str() {
        "br" | "div" | "li" | "tr" | "h1" | "h2" | "h3" | "td" => "\n",
        "p" | "section" | "article" => "\n\n",
        _ => "",
    };
    Some((meaning, end + 2))
}

/// Names of entities that letters of songs are written with.
const ENTITIES: [(&str, char); 52] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '–'),
    ("ldquo", '"'),
    ("rdquo", '"'),
    ("lsquo", '\''),
    ("rsquo", '\''),
    ("laquo", '«'),
    ("raquo", '»'),
    ("copy", '©'),
    ("bull", '•'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("euml", 'ë'),
    ("iuml", 'ï'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("agrave", 'à'),
    ("acirc", 'â'),
    ("ccedil", 'ç'),
    ("icirc", 'î'),
    ("ocirc", 'ô'),
    ("ucirc", 'û'),
    ("ugrave", 'ù'),
    ("oelig", 'œ'),
    ("Eacute", 'É'),
    ("Egrave", 'È'),
    ("Agrave", 'À'),
    ("aacute", 'á'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("yacute", 'ý'),
    ("ntilde", 'ñ'),
    ("atilde", 'ã'),
    ("otilde", 'õ'),
    ("igrave", 'ì'),
    ("ograve", 'ò'),
    ("iquest", '¿'),
    ("iexcl", '¡'),
];

/// An entity at the start of `text`: the character and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(10).position(|byte| byte == b';')?;
    let name = &inside[..end];
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => number.parse().ok(),
    });
    let letter = match number {
        // Quotes and spaces are written plainly, as they are read.
        Some(0x2018 | 0x2019) => Some('\''),
        Some(0x201c | 0x201d) => Some('"'),
        Some(0xa0) => Some(' '),
        Some(number) => {
            char::from_u32(number).filter(|letter| !letter.is_control() || *letter == '\n')
        }
        None => ENTITIES.iter().find(|known| known.0 == name).map(|known| known.1),
    };
    letter.map(|letter| (letter, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_what_it_means() {
        let cases = [
            (
                "entities",
                "Rock &amp; roll &#39;n&#x27; Gr&uuml;&szlig;e&nbsp;&#7871;",
                "Rock & roll 'n' Grüße ế",
            ),
            ("escaped twice", "a&amp;lt;br&amp;gt;b", "a\nb"),
            (
                "scripts go whole",
                "a<script>var x = '<b>';\nf();</script>b<style>p{}</style>c<!-- d -->e",
                "a\nb\nc\ne",
            ),
            ("a script without its end", "a<script>x\nb", "a\nb"),
            (
                "no markup",
                "a < b & c <00:01.00>d &unknown; &#xd800;",
                "a < b & c <00:01.00>d &unknown; &#xd800;",
            ),
        ];
        for (name, text, expected) in cases {
            assert_eq!(without_markup(text), expected, "{name}");
        }
    }
}
