//! Whether a story joins a thread: a logistic model whose features pass through curves, in integers.

use std::sync::LazyLock;

use super::features::{FEATURES, FULL, Feature, Features};

/// The fitted constants; `training/` says from what.
static FITTED: &str = include_str!("model.tsv");
/// Points of a curve; between them it is straight.
const POINTS: usize = 9;
const STEP: u32 = FULL / (POINTS as u32 - 1);

/// The model: the logit of "same thread" in thousandths is the bias plus each feature's curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    bias: i64,
    curves: [[i64; POINTS]; FEATURES],
}

/// The model that is built in.
pub fn fitted() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(FITTED).unwrap_or_else(|line| panic!("a test reads the model: {line}")));
    &MODEL
}

impl Model {
    /// Reads a model: a line for each feature, its name and its curve's points; `bias` alone has one.
    ///
    /// # Errors
    /// The first line that is not as it should be.
    pub fn read(text: &str) -> Result<Model, String> {
        let mut model = Model { bias: 0, curves: [[0; POINTS]; FEATURES] };
        for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let mut columns = line.split('\t');
            let name = columns.next().unwrap_or_default();
            let points: Vec<i64> = columns.map(str::parse).collect::<Result<_, _>>().map_err(|_| line.to_owned())?;
            match Feature::ALL.iter().find(|f| f.name() == name) {
                Some(feature) => model.curves[*feature as usize] = points.try_into().map_err(|_| line.to_owned())?,
                None if name == "bias" && points.len() == 1 => model.bias = points[0],
                None => return Err(line.to_owned()),
            }
        }
        Ok(model)
    }

    /// What one feature adds to the score.
    pub fn points(&self, feature: Feature, value: u32) -> i64 {
        let curve = &self.curves[feature as usize];
        let value = value.min(FULL);
        let at = (value / STEP) as usize;
        let past = i64::from(value % STEP);
        let next = curve.get(at + 1).copied().unwrap_or_default();
        (curve[at] * (i64::from(STEP) - past) + next * past) / i64::from(STEP)
    }

    /// The logit in thousandths: above 0 the story more likely belongs to the thread than not.
    pub fn score(&self, features: &Features) -> i64 {
        self.bias + Feature::ALL.iter().map(|f| self.points(*f, features[*f as usize])).sum::<i64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_reads() {
        assert!(Model::read(FITTED).is_ok());
        assert_ne!(fitted().score(&[0; FEATURES]), 0);
    }

    #[test]
    fn a_curve_is_straight_between_its_points() {
        let model = Model::read("bias\t-500\nAll\t0\t80\t80\t80\t80\t80\t80\t80\t160\n").expect("reads");
        assert_eq!([0, STEP / 2, STEP, FULL].map(|v| model.points(Feature::All, v)), [0, 40, 80, 160]);
        assert_eq!(model.score(&[0; FEATURES]), -500);
        assert!(Model::read("All\t1\n").is_err());
        assert!(Model::read("Nothing\t1\n").is_err());
    }
}
