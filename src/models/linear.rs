//! A linear layer with a bias, as `torch.nn.Linear` computes it: `weight · x + bias`.

use safetensors::{Dtype, SafeTensors};

use crate::embedding::dot;
use crate::error::{Error, Result};
use crate::models::pack::Pack;

/// The weights of the layer, `[out, in]` row by row, and its bias, `[out]`.
pub struct Linear {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Linear {
    /// Reads `linear.weight` and `linear.bias` of a `safetensors` file of the pack.
    pub fn open(pack: &Pack, name: &str) -> Result<Self> {
        let broken = |why: &str| Error::internal(format!("linear layer `{name}` {why}"));
        let bytes = pack.file(name)?;
        let tensors = SafeTensors::deserialize(&bytes)
            .map_err(|error| broken("cannot be read").because(error))?;
        let floats = |tensor: &str| -> Result<Vec<f32>> {
            let found = tensors.tensor(tensor).ok().filter(|found| found.dtype() == Dtype::F32);
            let found = found.ok_or_else(|| broken(&format!("has no floats `{tensor}`")))?;
            let (values, _) = found.data().as_chunks::<4>();
            Ok(values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect())
        };
        let (weight, bias) = (floats("linear.weight")?, floats("linear.bias")?);
        if bias.is_empty() || weight.is_empty() || weight.len() % bias.len() != 0 {
            return Err(broken("has a weight and a bias that do not fit each other"));
        }
        Ok(Self { weight, bias })
    }

    /// From `[in]` to `[out]`.
    pub fn run(&self, values: &[f32]) -> Vec<f32> {
        let rows = self.weight.chunks(self.weight.len() / self.bias.len());
        rows.zip(&self.bias).map(|(row, bias)| dot(row, values) + bias).collect()
    }
}
