//! Numbers compared by value.

/// Returns the canonical notation of a JSON number, which is the same for all numbers of the same value. It is exact
/// for numbers of any size. The contract language writes the numbers of a contract in this notation.
#[must_use]
pub fn canonical(number: &str) -> String {
    /// Most zeros that are written out.
    const ZEROS: i64 = 18;
    let (sign, unsigned) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return "0".to_owned();
    }
    let length = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    let exponent = exponent.parse::<i64>().ok().and_then(|exponent| {
        exponent.checked_add(length(digits) - length(significant) - length(fraction))
    });
    match exponent {
        Some(zeros @ 0..=ZEROS) => {
            let zeros = usize::try_from(zeros).unwrap_or_default();
            format!("{sign}{significant}{}", "0".repeat(zeros))
        }
        Some(negative) if (-ZEROS..0).contains(&negative) => {
            let places = usize::try_from(-negative).unwrap_or_default();
            let padded = format!("{significant:0>width$}", width = places + 1);
            let (whole, fraction) = padded.split_at(padded.len() - places);
            format!("{sign}{whole}.{fraction}")
        }
        Some(exponent) => format!("{sign}{significant}e{exponent}"),
        // Beyond every machine: equal only to what is written alike.
        None => number.to_owned(),
    }
}

/// What a number beyond 64 bits should have been.
const WIDE: &str = "an integer of at most 64 bits";

/// The value of a number as an integer, or what it should have been.
pub(super) fn integer(text: &str) -> Result<i64, &'static str> {
    exact(text)?.try_into().map_err(|_| WIDE)
}

/// The value of a number as an integer that is not negative, or what it should have been.
pub(super) fn unsigned(text: &str) -> Result<u64, &'static str> {
    match exact(text)? {
        ..0 => Err("an integer that is not negative"),
        value => value.try_into().map_err(|_| WIDE),
    }
}

/// The exact value of a number as an integer of a few more than 64 bits at most, or what it should have been.
fn exact(text: &str) -> Result<i128, &'static str> {
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
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
        return Ok(0);
    }
    // Lengths of texts fit.
    let places = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
    let exponent = exponent
        .saturating_add(places(zeros))
        .saturating_sub(places(fraction.len()));
    if exponent < 0 {
        return Err("an integer");
    }
    let zeros = std::iter::repeat_n(b'0', usize::try_from(exponent.min(20)).unwrap_or(20));
    let mut value = 0_i128;
    for digit in digits.take(significant).chain(zeros) {
        let digit = i128::from(digit - b'0');
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(digit))
            .ok_or(WIDE)?;
    }
    Ok(if is_negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn numbers_of_one_value_are_written_alike() {
        let table: [(&str, &[&str]); 7] = [
            ("0", &["0", "-0", "0.0", "-0e9", "0E-2"]),
            ("1", &["1", "1.0", "1e0", "10e-1", "0.1e1", "1.000E+0"]),
            ("-12.5", &["-12.5", "-12.50", "-125e-1"]),
            ("1000", &["1000", "1e3", "1.0E+3"]),
            ("0.001", &["0.001", "1e-3", "0.1e-2"]),
            (
                "9007199254740993",
                &[
                    "9007199254740993",
                    "9007199254740993.0",
                    "9007199254740.993e3",
                ],
            ),
            ("1e300", &["1e300", "0.1e301", "10E299"]),
        ];
        for (written, same) in table {
            for number in same {
                assert_eq!(canonical(number), written, "{number}");
            }
        }
        assert_ne!(canonical("9007199254740993"), canonical("9007199254740992"));
        assert_ne!(
            canonical("1e99999999999999999999"),
            canonical("1e99999999999999999998")
        );
    }
}
