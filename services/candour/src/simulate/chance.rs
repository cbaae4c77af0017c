//! Chance that comes out the same each time, on every machine.
//!
//! A population is named by its seed, and whoever reads of seed 7 must find the
//! same people in it years later. The generators of a library may change with
//! its version, and a logarithm with the machine's own library, so both are
//! written out here: SplitMix64 (Steele, Lea and Flood, 2014), of which each
//! person, case and scheme has a stream of its own, and a logarithm that adds,
//! multiplies and divides, which every machine does alike. It is good enough for
//! populations and for nothing that must be kept secret.

/// A stream of chance.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The stream of one thing: of a kind, and of a number among its kind.
    pub fn of(seed: u64, kind: &str, number: u64) -> Self {
        let named = kind.bytes().fold(mixed(seed), |state, byte| mixed(state ^ u64::from(byte)));
        Self(mixed(named ^ mixed(number)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number from 0 up to and without `limit`; 0 if there is none.
    pub fn below(&mut self, limit: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(limit);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// A number from `first` to `last`, both included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = last.saturating_sub(first).saturating_add(1);
        let span = u64::try_from(span).unwrap_or_default();
        first.saturating_add(i64::try_from(self.below(span)).unwrap_or_default())
    }

    /// A number from 0 up to and without 1.
    pub fn part(&mut self) -> f64 {
        // 53 bits are what the number holds, so none of them is rounded.
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let bits = (self.next() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// Whether something happens that happens so often.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.part() < probability
    }

    /// One of these, each as likely as its weight says; the last if the weights end early.
    pub fn weighted<T: Copy>(&mut self, all: &[(T, f64)]) -> Option<T> {
        let total: f64 = all.iter().map(|(_, weight)| weight).sum();
        let mut left = self.part() * total;
        for (thing, weight) in all {
            left -= weight;
            if left < 0.0 {
                return Some(*thing);
            }
        }
        all.last().map(|(thing, _)| *thing)
    }

    /// One of these texts; empty if there is none.
    pub fn text(&mut self, all: &[&'static str]) -> &'static str {
        let count = u64::try_from(all.len()).unwrap_or_default();
        let at = usize::try_from(self.below(count)).unwrap_or_default();
        all.get(at).copied().unwrap_or_default()
    }

    /// How long one waits for what comes once in a while, on average 1: most
    /// waits are short and some are long.
    pub fn wait(&mut self) -> f64 {
        -logarithm(1.0 - self.part())
    }

    /// How good or bad a stretch of time is, on average 1.
    pub fn spell(&mut self) -> f64 {
        self.wait() / 2.0 + self.wait() / 2.0
    }
}

/// The golden ratio's fraction, by which SplitMix64 steps.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

fn mixed(state: u64) -> u64 {
    let mut z = state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The natural logarithm of a positive number that is not tiny.
///
/// x is m times a power of two, with m from 1 to 2; of m it is twice the sum of
/// t^k/k over odd k, where t is (m-1)/(m+1) and so at most a third.
fn logarithm(x: f64) -> f64 {
    const LN_2: f64 = std::f64::consts::LN_2;
    let bits = x.to_bits();
    let exponent = i32::try_from((bits >> 52) & 0x7ff).unwrap_or_default() - 1023;
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let (mut power, mut sum, mut odd) = (t, 0.0, 1.0);
    while odd < 30.0 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    f64::from(exponent) * LN_2 + 2.0 * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_stream_and_another_gives_another() {
        let drawn = |seed, kind, number| {
            let mut chance = Chance::of(seed, kind, number);
            [chance.next(), chance.next(), chance.next()]
        };
        assert_eq!(drawn(7, "life", 3), drawn(7, "life", 3));
        assert_ne!(drawn(7, "life", 3), drawn(8, "life", 3));
        assert_ne!(drawn(7, "life", 3), drawn(7, "case", 3));
        assert_ne!(drawn(7, "life", 3), drawn(7, "life", 4));
        // What was drawn once is drawn for ever.
        assert_eq!(drawn(7, "life", 3), PINNED);
    }

    const PINNED: [u64; 3] =
        [7_264_783_384_942_212_214, 289_193_394_717_355_011, 6_229_092_476_983_201_957];

    #[test]
    fn the_logarithm_is_the_logarithm() {
        for x in [1e-12, 0.001, 0.3, 0.5, 0.999_999, 1.0, 1.7, 2.0, 1000.0] {
            assert!((logarithm(x) - f64::ln(x)).abs() < 1e-12, "{x}");
        }
    }

    #[test]
    fn what_is_drawn_is_spread_as_it_should_be() {
        let mut chance = Chance::of(1, "test", 0);
        let mut counts = [0_u32; 10];
        for _ in 0..100_000 {
            counts[usize::try_from(chance.below(10)).unwrap()] += 1;
        }
        // Nine degrees of freedom; 27.9 is passed once in a thousand.
        let square: f64 =
            counts.iter().map(|n| (f64::from(*n) - 10_000.0).powi(2) / 10_000.0).sum();
        assert!(square < 27.9, "{counts:?}");
        let mean: f64 = (0..100_000).map(|_| chance.wait()).sum::<f64>() / 100_000.0;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        let often = (0..100_000).filter(|_| chance.happens(0.03)).count();
        assert!((2_800..3_200).contains(&often), "{often}");
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.between(3, 3), 3);
    }

    #[test]
    fn the_weights_are_kept() {
        let mut chance = Chance::of(2, "test", 0);
        let all = [('a', 1.0), ('b', 3.0)];
        let b = (0..40_000).filter(|_| chance.weighted(&all) == Some('b')).count();
        assert!((29_500..30_500).contains(&b), "{b}");
        assert_eq!(chance.weighted::<char>(&[]), None);
    }
}
