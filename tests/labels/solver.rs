//! A linear support vector machine, fitted by dual coordinate descent.
//!
//! After Hsieh et al, "A dual coordinate descent method for large-scale linear
//! SVM" (ICML 2008): squared hinge loss, small weights preferred. Chance is
//! drawn from a fixed seed, so the same texts have the same weights.

use crate::corpus::{Corpus, Text};

/// What an error costs against large weights.
const COST: f32 = 0.7;

/// How many clues a label keeps.
const KEPT: usize = 30_000;

/// How often all texts are gone through.
const ROUNDS: usize = 15;

const SEED: u64 = 12_345;

/// What each clue counts for or against one label.
pub struct Model {
    /// As they stand in the tables: without the scale of the fit.
    pub weights: Vec<f32>,
    /// What no clue adds.
    pub bias: f32,
}

impl Model {
    /// Fits all clues, keeps the heaviest, and fits these again.
    pub fn fit(corpus: &Corpus, some: &[usize], truth: impl Fn(&Text) -> bool) -> Self {
        let rows: Vec<Row<'_>> = some
            .iter()
            .map(|at| &corpus.texts[*at])
            .flat_map(|text| std::iter::repeat_n(text, text.times))
            .map(|text| Row::of(text, &truth))
            .collect();
        let (first, _) = solve(&rows, &corpus.scales);
        let mut sizes: Vec<f32> = first.iter().map(|weight| weight.abs()).collect();
        sizes.sort_by(|a, b| b.total_cmp(a));
        let least = sizes.get(KEPT).copied().unwrap_or_default().max(1e-9);
        let kept = |(scale, weight): (&f32, &f32)| if weight.abs() > least { *scale } else { 0.0 };
        let scales: Vec<f32> = corpus.scales.iter().zip(&first).map(kept).collect();
        let (mut weights, bias) = solve(&rows, &scales);
        weights.iter_mut().zip(&scales).for_each(|(weight, scale)| *weight *= scale);
        Self { weights, bias }
    }

    /// Adds so much of another model.
    pub fn add(&mut self, other: &Self, share: f32) {
        self.bias += other.bias * share;
        self.weights.iter_mut().zip(&other.weights).for_each(|(w, more)| *w += more * share);
    }

    /// What all clues of a text come to.
    pub fn score(&self, text: &Text) -> f32 {
        let sum: f32 = text.clues.iter().map(|clue| self.weights[*clue as usize]).sum();
        self.bias + sum * text.share
    }
}

/// A text as the solver sees it.
struct Row<'a> {
    clues: &'a [u32],
    share: f32,
    sign: f32,
}

impl<'a> Row<'a> {
    fn of(text: &'a Text, truth: impl Fn(&Text) -> bool) -> Self {
        let sign = if truth(text) { 1.0 } else { -1.0 };
        Self { clues: &text.clues, share: text.share, sign }
    }
}

/// The weight of each clue by its scale; a clue of scale nought has none.
fn solve(rows: &[Row<'_>], scales: &[f32]) -> (Vec<f32>, f32) {
    let ridge = 0.5 / COST;
    let rows: Vec<(Vec<(u32, f32)>, f32)> = rows
        .iter()
        .map(|row| {
            let valued = |clue: &u32| (*clue, scales[*clue as usize] * row.share);
            (row.clues.iter().map(valued).filter(|(_, v)| *v > 0.0).collect(), row.sign)
        })
        .collect();
    let sizes: Vec<f32> = rows
        .iter()
        .map(|(row, _)| row.iter().map(|(_, v)| v * v).sum::<f32>() + 1.0 + ridge)
        .collect();
    let mut weights = vec![0.0_f32; scales.len()];
    let mut bias = 0.0_f32;
    let mut alphas = vec![0.0_f32; rows.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut chance = SEED;
    for _ in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            order.swap(i, (chance >> 33) as usize % (i + 1));
        }
        for at in &order {
            let (row, sign) = &rows[*at];
            let score = bias + row.iter().map(|(c, v)| weights[*c as usize] * v).sum::<f32>();
            let slope = sign * score - 1.0 + ridge * alphas[*at];
            let alpha = (alphas[*at] - slope / sizes[*at]).max(0.0);
            let step = (alpha - alphas[*at]) * sign;
            if step.abs() < 1e-7 {
                continue;
            }
            alphas[*at] = alpha;
            for (clue, value) in row {
                weights[*clue as usize] += step * value;
            }
            bias += step;
        }
    }
    (weights, bias)
}
