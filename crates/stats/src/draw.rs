//! Random numbers that are the same on every machine, and the distributions drawn from them.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A stream of draws. Two streams of one seed share nothing.
///
/// The generator is ChaCha with 8 rounds, whose output is specified (Bernstein 2008) and not left
/// to a library's release. Everything from there on is addition, multiplication, division and
/// square root, which IEEE 754 defines to the last bit, and logarithms and powers in portable code
/// rather than the system's.
pub(crate) struct Draws {
    generator: ChaCha8Rng,
    spare_normal: Option<f64>,
}

impl Draws {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Self {
            generator,
            spare_normal: None,
        }
    }

    /// Uniform between 0 and 1, never either of them.
    fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        ((self.generator.next_u64() >> 11) as f64 + 0.5) * STEP
    }

    /// Standard normal by the polar method: Marsaglia and Bray (1964), SIAM Review 6:260-264.
    fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare_normal.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let square = x * x + y * y;
            if square < 1.0 && square > 0.0 {
                let factor = (-2.0 * libm::log(square) / square).sqrt();
                self.spare_normal = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// Gamma with scale 1: Marsaglia and Tsang (2000), ACM Trans Math Softw 26:363-372. Exact for
    /// every shape; it takes little more than one normal and one uniform number.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let above = self.gamma(shape + 1.0);
            return above * libm::pow(self.uniform(), shape.recip());
        }
        let d = shape - 1.0 / 3.0;
        let c = (9.0 * d).sqrt().recip();
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = self.uniform();
            let square = x * x;
            if u < 1.0 - 0.0331 * square * square
                || libm::log(u) < 0.5 * square + d * (1.0 - v + libm::log(v))
            {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_everywhere_and_shares_nothing_with_the_next() {
        let first = |seed, stream| {
            let mut draws = Draws::new(seed, stream);
            [(); 3].map(|()| draws.generator.next_u64())
        };
        assert_eq!(first(2016, 0), first(2016, 0));
        assert_ne!(first(2016, 0), first(2016, 1));
        assert_ne!(first(2016, 0), first(2017, 0));
    }

    #[test]
    fn the_first_draws_are_these_to_the_last_bit() {
        let mut draws = Draws::new(2016, 0);
        let drawn = [0.5, 1.0, 42.5, 1e6, 1e15].map(|shape| draws.gamma(shape));
        assert_eq!(
            drawn.map(f64::to_bits),
            FIRST.map(f64::to_bits),
            "{drawn:?}"
        );
    }

    const FIRST: [f64; 5] = [
        8.269_035_035_097_093e-5,
        2.014_407_875_326_72,
        57.134_503_812_552_715,
        998_862.473_663_088_7,
        1_000_000_049_509_931.8,
    ];

    #[test]
    fn mean_and_variance_of_gamma_are_its_shape() {
        const NUMBER: usize = 50_000;
        for (stream, shape) in (0..).zip([0.5, 1.0, 3.5, 100.0, 250_000.5]) {
            let mut draws = Draws::new(1, stream);
            let drawn: Vec<f64> = (0..NUMBER).map(|_| draws.gamma(shape)).collect();
            let mean = drawn.iter().sum::<f64>() / NUMBER as f64;
            let variance =
                drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (NUMBER - 1) as f64;
            // Five standard errors: sqrt(shape/n), and sqrt((2 + 6/shape)/n) relative.
            let error = (shape / NUMBER as f64).sqrt();
            assert!((mean - shape).abs() < 5.0 * error, "{shape}: mean {mean}");
            let error = ((2.0 + 6.0 / shape) / NUMBER as f64).sqrt();
            assert!(
                (variance / shape - 1.0).abs() < 5.0 * error,
                "{shape}: variance {variance}"
            );
        }
    }
}
