//! Times of day as the record writes them.

/// Reads `HH:MM` or `HH:MM:SS` as seconds since midnight.
pub fn parse_time(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |s: &str, limit: u32| {
        (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u32>().ok())?.filter(|n| *n < limit)
    };
    match parts.as_slice() {
        [h, m] => Some(number(h, 24)? * 3600 + number(m, 60)? * 60),
        [h, m, s] => Some(number(h, 24)? * 3600 + number(m, 60)? * 60 + number(s, 60)?),
        _ => None,
    }
}

/// Writes seconds since midnight as `HH:MM:SS`. Past midnight it starts again from zero.
pub fn hms(seconds: u64) -> String {
    let s = seconds % 86_400;
    format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_written() {
        assert_eq!(parse_time("10:02"), Some(36_120));
        assert_eq!(parse_time("23:59:59"), Some(86_399));
        for bad in ["", "24:00", "10:60", "1:2", "10:02:99", "10-02", "+1:00"] {
            assert_eq!(parse_time(bad), None, "{bad}");
        }
        assert_eq!(hms(36_172), "10:02:52");
        assert_eq!(hms(86_400), "00:00:00");
    }
}
