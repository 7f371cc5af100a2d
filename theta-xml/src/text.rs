//! Texts in XML.

/// Returns the text that a reference stands for, without `&` and `;`; `None` if it is none of XML's own.
pub(crate) fn reference(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let (digits, radix) = match number.strip_prefix('x') {
                Some(digits) => (digits, 16),
                None => (number, 10),
            };
            let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
            let number = u32::from_str_radix(digits, radix).ok();
            char::from_u32(number.filter(|_| is_number)?).filter(|&c| is_allowed(c))?
        }
    })
}

/// Whether a document may hold the character (XML 1.0, 2.2).
pub(crate) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

/// Appends a text with what means something in XML replaced; what XML cannot hold is U+FFFD.
pub(crate) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            c if is_allowed(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
}

/// Whether a name can begin so.
pub(crate) fn begins_name(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

/// Whether a name can go on so; a colon ends its prefix.
pub(crate) fn continues_name(c: char) -> bool {
    begins_name(c) || c.is_ascii_digit() || matches!(c, '.' | '-')
}

/// Returns a name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}
