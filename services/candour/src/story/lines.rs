//! On which line of a file a step stands, so that an error can say so.
//!
//! The YAML reader does not keep lines. A list's items begin with a dash at
//! one indentation, and nothing inside an item can stand there, so the dashes
//! are enough. Where they are not (a list in brackets), no line is told.

/// The lines of a file.
pub struct Lines<'a>(Vec<&'a str>);

/// Where an item begins, and where the next thing does; counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line of its dash.
    pub first: usize,
    /// The first line that is not its own.
    pub end: usize,
}

impl<'a> Lines<'a> {
    /// The lines of a text.
    pub fn of(text: &'a str) -> Self {
        Self(text.lines().collect())
    }

    /// The whole file.
    pub fn whole(&self) -> Place {
        Place { first: 1, end: self.0.len() + 1 }
    }

    /// The items of the list under `key`, within a place.
    pub fn items(&self, key: &str, within: Place) -> Vec<Place> {
        let Some((line, indent)) = self.key(key, within) else { return Vec::new() };
        let mut starts = Vec::new();
        let mut dashes = None;
        let mut end = within.end;
        for number in line + 1..within.end {
            let text = self.line(number);
            let bare = text.trim_start();
            if bare.is_empty() || bare.starts_with('#') {
                continue;
            }
            let at = text.len() - bare.len();
            let dash = bare == "-" || bare.starts_with("- ");
            if dash && at >= indent && dashes.is_none_or(|known| known == at) {
                dashes = Some(at);
                starts.push(number);
            } else if at <= dashes.unwrap_or(indent) {
                end = number;
                break;
            }
        }
        let ends = starts.iter().skip(1).copied().chain([end]);
        starts.iter().zip(ends).map(|(first, end)| Place { first: *first, end }).collect()
    }

    /// The line of a key, and how far the key is indented. The key may stand
    /// behind the dash of its item, or in braces if it stands nowhere else.
    pub fn key(&self, key: &str, within: Place) -> Option<(usize, usize)> {
        let mut lines = within.first..within.end;
        let alone = lines.clone().find_map(|number| {
            let text = self.line(number);
            let bare = text.trim_start_matches([' ', '-']);
            let rest = bare.strip_prefix(key)?;
            rest.starts_with(':').then_some((number, text.len() - bare.len()))
        });
        let braced = [format!("{{{key}:"), format!(" {key}:")];
        alone.or_else(|| {
            lines.find_map(|number| {
                let at = braced.iter().find_map(|braced| self.line(number).find(braced))?;
                Some((number, at + 1))
            })
        })
    }

    fn line(&self, number: usize) -> &'a str {
        self.0.get(number.wrapping_sub(1)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "story: a
steps:
  # first
  - at: 2018-01-01
    with:
      text: |
        - no item
  - for: {a: [1]}
    steps:
      - as: b
      - as: c
expect_flags:
- rule: x
";

    #[test]
    fn items_are_found_by_their_dashes() {
        let lines = Lines::of(TEXT);
        let steps = lines.items("steps", lines.whole());
        assert_eq!(steps, [Place { first: 4, end: 8 }, Place { first: 8, end: 12 }]);
        let inner = lines.items("steps", steps[1]);
        assert_eq!(inner, [Place { first: 10, end: 11 }, Place { first: 11, end: 12 }]);
        let flags = lines.items("expect_flags", lines.whole());
        assert_eq!(flags, [Place { first: 13, end: 14 }]);
    }

    #[test]
    fn a_key_is_found_within_its_place() {
        let lines = Lines::of(TEXT);
        let steps = lines.items("steps", lines.whole());
        assert_eq!(lines.key("text", steps[0]), Some((6, 6)));
        assert_eq!(lines.key("text", steps[1]), None);
        assert_eq!(lines.key("a", steps[1]), Some((8, 10)));
        assert_eq!(lines.items("cast", lines.whole()), []);
    }
}
