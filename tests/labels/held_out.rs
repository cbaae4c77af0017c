//! What is said of texts by weights that never saw their writer.

use std::thread;

use world::labelled::PLACES;

use crate::{corpus::Corpus, figures::Count, fit::models};

/// Below 1, precision counts for more than recall where a score is cut: what
/// is flagged without reason costs the reader's trust.
const BETA_2: f32 = 0.45;

/// Scores of every text, and where they are cut.
pub struct HeldOut {
    /// Above its writer's cut: by it each text has the label or has not.
    pub said: Vec<[bool; PLACES]>,
    /// The cut of each label that does best on all.
    pub cuts: [f32; PLACES],
}

impl HeldOut {
    /// Scores each writer's texts by weights fitted to the others, and cuts
    /// them where the others' scores are cut best.
    pub fn of(corpus: &Corpus) -> Self {
        let scores = scores(corpus);
        let mut said = vec![[false; PLACES]; corpus.texts.len()];
        let pairs = |place: usize, but: Option<usize>| -> Vec<(f32, bool)> {
            (corpus.texts.iter().zip(&scores))
                .filter(|(text, _)| Some(text.writer) != but)
                .map(|(text, scores)| (scores[place], text.truth[place]))
                .collect()
        };
        for place in 0..PLACES {
            for writer in 0..corpus.writers {
                let cut = best_cut(&mut pairs(place, Some(writer)));
                for (at, text) in corpus.texts.iter().enumerate() {
                    if text.writer == writer {
                        said[at][place] = scores[at][place] > cut;
                    }
                }
            }
        }
        let cuts = std::array::from_fn(|place| best_cut(&mut pairs(place, None)));
        Self { said, cuts }
    }
}

/// The scores of each text. Writers are gone through on all cores; none hangs
/// on another.
fn scores(corpus: &Corpus) -> Vec<[f32; PLACES]> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut scores = vec![[0.0; PLACES]; corpus.texts.len()];
    thread::scope(|scope| {
        let running: Vec<_> = (0..cores)
            .map(|core| {
                scope.spawn(move || -> Vec<(usize, [f32; PLACES])> {
                    let writers = (core..corpus.writers).step_by(cores);
                    writers.flat_map(|writer| scores_of(corpus, writer)).collect()
                })
            })
            .collect();
        for thread in running {
            match thread.join() {
                Ok(some) => some.into_iter().for_each(|(at, one)| scores[at] = one),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    scores
}

/// The scores of a writer's texts by weights fitted to the others.
fn scores_of(corpus: &Corpus, writer: usize) -> Vec<(usize, [f32; PLACES])> {
    let (own, others): (Vec<usize>, Vec<usize>) =
        (0..corpus.texts.len()).partition(|at| corpus.texts[*at].writer == writer);
    let models = models(corpus, &others);
    own.into_iter()
        .map(|at| (at, std::array::from_fn(|place| models[place].score(&corpus.texts[at]))))
        .collect()
}

/// The cut that does best on some scores.
fn best_cut(pairs: &mut [(f32, bool)]) -> f32 {
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = pairs.iter().filter(|(_, truth)| *truth).count() as u32;
    let (mut hit, mut best) = (0, (-1.0, 0.0));
    for (at, (score, truth)) in pairs.iter().enumerate() {
        hit += u32::from(*truth);
        let count = Count { hit, extra: at as u32 + 1 - hit, missed: all - hit };
        let next = pairs.get(at + 1).map_or(score - 0.1, |(next, _)| *next);
        if count.f(BETA_2) > best.0 {
            best = (count.f(BETA_2), f32::midpoint(*score, next));
        }
    }
    best.1
}
