//! Words with what stands out in them: what changed, and what earned a label.

use std::{collections::BTreeSet, ops::Range, time::Duration};

use proto::oversight::LabelledWords;
use similar::{ChangeTag, TextDiff};

use crate::words;

/// For how long two texts are compared before what is left counts as changed.
const PATIENCE: Duration = Duration::from_millis(20);

/// A stretch of words that is drawn in one way.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    /// True if it is not in the text beside it.
    pub(crate) changed: bool,
    /// True if it earned a label.
    pub(crate) marked: bool,
    /// The labels whose words end here.
    pub(crate) labels: Vec<&'static str>,
}

/// A text in runs. Places count characters.
pub(crate) fn runs(text: &str, changed: &[Range<usize>], because: &[LabelledWords]) -> Vec<Run> {
    let letters: Vec<char> = text.chars().collect();
    let marks: Vec<(Range<usize>, &'static str)> = because
        .iter()
        .map(|words| (place(words.start)..place(words.end), words::label(words.label())))
        .collect();
    let spans = changed.iter().chain(marks.iter().map(|(span, _)| span));
    let mut cuts: BTreeSet<usize> = spans.flat_map(|span| [span.start, span.end]).collect();
    cuts.extend([0, letters.len()]);
    let cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut <= letters.len()).collect();
    let run = |(from, to): (&usize, &usize)| Run {
        text: letters.get(*from..*to).unwrap_or_default().iter().collect(),
        changed: changed.iter().any(|span| span.contains(from)),
        marked: marks.iter().any(|(span, _)| span.contains(from)),
        labels: marks.iter().filter(|(span, _)| span.end == *to).map(|(_, label)| *label).collect(),
    };
    cuts.iter().zip(cuts.iter().skip(1)).map(run).collect()
}

fn place(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// What of two texts is not in the other, word by word.
pub(crate) fn changes(before: &str, after: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_words(before, after);
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let (mut at_before, mut at_after) = (0, 0);
    for change in diff.iter_all_changes() {
        let length = change.value().chars().count();
        match change.tag() {
            ChangeTag::Equal => {
                at_before += length;
                at_after += length;
            }
            ChangeTag::Delete => {
                join(&mut gone, at_before..at_before + length);
                at_before += length;
            }
            ChangeTag::Insert => {
                join(&mut new, at_after..at_after + length);
                at_after += length;
            }
        }
    }
    (gone, new)
}

/// Adds a span; one that goes on where the last ended is one with it.
fn join(spans: &mut Vec<Range<usize>>, next: Range<usize>) {
    match spans.last_mut() {
        Some(last) if last.end == next.start => last.end = next.end,
        _ => spans.push(next),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::oversight::Label;

    use super::*;

    fn labelled(label: Label, start: u32, end: u32) -> LabelledWords {
        LabelledWords { label: label.into(), start, end, ..LabelledWords::default() }
    }

    #[test]
    fn words_that_earned_a_label_stand_out_by_characters_and_not_by_bytes() {
        let runs = runs("né: do not admit.", &[], &[labelled(Label::CareDenial, 4, 16)]);
        let parts: Vec<(&str, bool)> = runs.iter().map(|r| (r.text.as_str(), r.marked)).collect();
        assert_eq!(parts, [("né: ", false), ("do not admit", true), (".", false)]);
        assert_eq!(runs[1].labels, [words::label(Label::CareDenial)]);
        assert!(runs[0].labels.is_empty() && runs[2].labels.is_empty());
    }

    #[test]
    fn of_a_reworded_line_the_words_that_changed_stand_out() {
        let (before, after) = ("Admit her at once.", "Do not admit her at once.");
        let (gone, new) = changes(before, after);
        let changed = |text, spans: &[Range<usize>]| -> Vec<String> {
            let runs = runs(text, spans, &[]).into_iter();
            runs.filter(|run| run.changed).map(|run| run.text.trim().to_owned()).collect()
        };
        assert_eq!(changed(before, &gone), ["Admit"]);
        assert_eq!(changed(after, &new), ["Do not admit"]);
        assert_eq!(changes(before, before), (vec![], vec![]));
    }

    proptest! {
        #[test]
        fn no_word_is_lost_whatever_stands_out(
            before in ".{0,40}",
            after in ".{0,40}",
            marks in prop::collection::vec((0_u32..60, 0_u32..60), 0..4),
        ) {
            let (gone, new) = changes(&before, &after);
            let because: Vec<LabelledWords> =
                marks.iter().map(|(a, b)| labelled(Label::CareDenial, *a, *b)).collect();
            for (text, spans) in [(&before, &gone), (&after, &new)] {
                let whole: String =
                    runs(text, spans, &because).into_iter().map(|run| run.text).collect();
                prop_assert_eq!(&whole, text);
            }
        }
    }
}
