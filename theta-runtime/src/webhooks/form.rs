//! Bodies that are forms.

use theta_json::Writer;

/// Names and values, in their order; `None` if one is not UTF-8: then another byte would have the same signature.
pub(super) fn parse(body: &[u8]) -> Option<Vec<(String, String)>> {
    let pairs = body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let mut half = || text(halves.next().unwrap_or_default());
        Some((half()?, half()?))
    });
    pairs.collect()
}

fn text(encoded: &[u8]) -> Option<String> {
    let digit = |at: usize| {
        let digit = char::from(*encoded.get(at)?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut at = 0;
    while let Some(byte) = encoded.get(at) {
        at += 1;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match (digit(at), digit(at + 1)) {
                (Some(high), Some(low)) => {
                    at += 2;
                    high << 4 | low
                }
                // A sign that encodes nothing is a character.
                _ => b'%',
            },
            byte => *byte,
        });
    }
    String::from_utf8(bytes).ok()
}

/// The form as it is signed: sorted by name and then by value, doubles once.
pub(super) fn signed(mut pairs: Vec<(String, String)>) -> Vec<u8> {
    pairs.sort();
    pairs.dedup();
    let texts = pairs.into_iter().flat_map(|(name, value)| [name, value]);
    texts.collect::<String>().into_bytes()
}

/// The form as JSON text: an object of texts, of lists where a name has several values.
pub(super) fn json(pairs: Vec<(String, String)>) -> String {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    let mut pairs = pairs;
    // Stable: values keep their order.
    pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (name, value) in pairs {
        match fields.last_mut() {
            Some((last, values)) if *last == name => values.push(value),
            _ => fields.push((name, vec![value])),
        }
    }
    let mut out = Writer::new();
    let mut object = out.object();
    for (name, values) in &fields {
        match values.as_slice() {
            [one] => object.field(name, one),
            several => object.field(name, several),
        }
    }
    object.end();
    out.into_string()
}

/// The value of a query parameter, as it stands in an address; `None` if it stands there several times or not at all.
pub(super) fn query<'u>(url: &'u str, name: &str) -> Option<&'u str> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    let mut values = query.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then_some(value)
    });
    let value = values.next()?;
    values.next().is_none().then_some(value)
}
