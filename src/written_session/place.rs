//! Where things stand in a RON text: line and column, and the place of each step.

/// A place in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

impl Place {
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte.
    pub fn of(text: &str, byte: usize) -> Self {
        let before = &text.as_bytes()[..byte.min(text.len())];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        Self { line, column }
    }
}

/// The places of the `At(` of each step, in order. Comments and strings are passed over; the text is known to be good RON.
pub fn step_places(text: &str) -> Vec<Place> {
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    let (mut i, mut depth) = (0, 0usize);
    // Lines and columns are counted along the way: a file can have very many steps.
    let (mut line, mut column, mut counted) = (1, 1, 0);
    while i < bytes.len() {
        let rest = &bytes[i..];
        if rest.starts_with(b"//") {
            i += rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        } else if rest.starts_with(b"/*") {
            i += block_comment(rest);
        } else if rest[0] == b'"' {
            i += string(rest);
        } else if rest[0] == b'r' && matches!(rest.get(1), Some(b'#' | b'"')) && !inside_word(bytes, i) {
            i += raw_string(rest);
        } else if rest[0] == b'\'' {
            i += if rest.get(1) == Some(&b'\\') { 3 } else { 2 };
        } else {
            match rest[0] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                // Steps stand in the list, and the list in the session.
                b'A' if depth == 2 && rest.starts_with(b"At") && !inside_word(bytes, i) => {
                    for letter in text[counted..i].chars() {
                        (line, column) = if letter == '\n' { (line + 1, 1) } else { (line, column + 1) };
                    }
                    counted = i;
                    places.push(Place { line, column });
                }
                _ => {}
            }
            i += 1;
        }
    }
    places
}

fn inside_word(bytes: &[u8], i: usize) -> bool {
    i > 0 && (bytes[i - 1].is_ascii_alphanumeric() || bytes[i - 1] == b'_')
}

fn string(rest: &[u8]) -> usize {
    let mut i = 1;
    while i < rest.len() && rest[i] != b'"' {
        i += if rest[i] == b'\\' { 2 } else { 1 };
    }
    i + 1
}

fn raw_string(rest: &[u8]) -> usize {
    let hashes = rest[1..].iter().take_while(|b| **b == b'#').count();
    let end = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    let from = hashes + 2;
    rest.get(from..)
        .and_then(|body| body.windows(end.len()).position(|w| w == end))
        .map_or(rest.len(), |at| from + at + end.len())
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut i, mut depth) = (2, 1);
    while i < rest.len() && depth > 0 {
        if rest[i..].starts_with(b"/*") {
            depth += 1;
            i += 2;
        } else if rest[i..].starts_with(b"*/") {
            depth -= 1;
            i += 2;
        } else {
            i += 1;
        }
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_found_past_strings_and_comments() {
        let text =
            "(a: \"At(\", /* At( /* */ At( */ b: r#\"At(\"At(\"#,\n steps: [\n  At(1, X), // At(\n  At(2, Y(\"ü\")), At(3, Z)])";
        let found: Vec<_> = step_places(text).iter().map(|p| (p.line, p.column)).collect();
        assert_eq!(found, [(3, 3), (4, 3), (4, 18)]);
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(Place::of("aü\nüüb", "aü\nüü".len()), Place { line: 2, column: 3 });
    }
}
