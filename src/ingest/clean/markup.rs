//! What web pages leave in words: entities and tags.

/// Turns entities and tags of HTML into what they mean, before lines are told apart.
pub(super) fn without_markup(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let (meaning, length) = tag(from).or_else(|| entity(from)).unwrap_or((&from[..1], 1));
        kept.push_str(meaning);
        rest = &from[length..];
    }
    kept.push_str(rest);
    kept
}

/// An HTML tag at the start of `text`: what it means for lines, and its length. Times such as
/// `<00:01.00>` are none.
fn tag(text: &str) -> Option<(&'static str, usize)> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find('>').filter(|end| *end < 200)?;
    let name = inside[..end].trim_start_matches('/');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let name = name.split([' ', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let meaning = match name.as_str() {
        "br" | "div" | "li" | "tr" => "\n",
        "p" => "\n\n",
        _ => "",
    };
    Some((meaning, end + 2))
}

/// An entity at the start of `text`: the character and the entity's length.
fn entity(text: &str) -> Option<(&'static str, usize)> {
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(8).position(|byte| byte == b';')?;
    let meaning = match &inside[..end] {
        "amp" | "#38" => "&",
        "lt" | "#60" => "<",
        "gt" | "#62" => ">",
        "quot" | "#34" | "#x22" | "ldquo" | "rdquo" | "#8220" | "#8221" => "\"",
        "apos" | "#39" | "#039" | "#x27" | "#8217" | "rsquo" => "'",
        "nbsp" | "#160" | "#xa0" => " ",
        "hellip" | "#8230" => "…",
        "ndash" | "#8211" | "mdash" | "#8212" => "–",
        _ => return None,
    };
    Some((meaning, end + 2))
}
