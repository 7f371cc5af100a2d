//! Integers by their value.

/// Returns the value of a JSON number if it is an integer that fits 64 bits. The value counts, not the notation, as in
/// JSON Schema.
///
/// ```
/// use theta_spec::json::integer;
///
/// assert_eq!(integer("1e3"), Some(1000));
/// assert_eq!(integer("9007199254740993.0"), Some(9_007_199_254_740_993));
/// assert_eq!(integer("1.5"), None);
/// ```
#[must_use]
pub fn integer(number: &str) -> Option<i64> {
    if let Ok(integer) = number.parse() {
        return Some(integer);
    }
    exact(number)?.try_into().ok()
}

/// Returns the value of a JSON number if it is an integer that is not negative and fits 64 bits.
///
/// ```
/// use theta_spec::json::unsigned;
///
/// assert_eq!(unsigned("18446744073709551615"), Some(u64::MAX));
/// assert_eq!(unsigned("1e3"), Some(1000));
/// assert_eq!(unsigned("-1"), None);
/// ```
#[must_use]
pub fn unsigned(number: &str) -> Option<u64> {
    exact(number)?.try_into().ok()
}

/// The value of a number that is an integer of a few more than 64 bits at most.
fn exact(number: &str) -> Option<i128> {
    let (is_negative, text) = match number.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, number),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let far = if exponent.starts_with('-') {
                i64::MIN
            } else {
                i64::MAX
            };
            // An exponent beyond 64 bits is beyond every mantissa.
            (mantissa, exponent.parse().unwrap_or(far))
        }
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = whole.bytes().chain(fraction.bytes());
    let zeros = digits
        .clone()
        .rev()
        .take_while(|digit| *digit == b'0')
        .count();
    let significant = whole.len() + fraction.len() - zeros;
    if significant == 0 {
        return Some(0);
    }
    let exponent = exponent
        .saturating_add(i64::try_from(zeros).ok()?)
        .saturating_sub(i64::try_from(fraction.len()).ok()?);
    // More than 20 zeros are too many.
    let zeros = std::iter::repeat_n(b'0', usize::try_from(exponent).ok()?.min(20));
    let mut value = 0_i128;
    for digit in digits.take(significant).chain(zeros) {
        let digit = i128::from(digit.checked_sub(b'0')?);
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(if is_negative { -value } else { value })
}
