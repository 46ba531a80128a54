//! One ONNX graph in the inference engine. Nothing outside this file and the models beside it
//! knows which engine that is.

use std::borrow::Cow;

use rten::{ModelOptions, NodeId, ValueOrView};
use rten_tensor::Tensor;

use super::pack::Pack;
use crate::error::{Error, Result};

/// A graph that is loaded and ready to run.
pub(super) struct Graph {
    name: String,
    model: rten::Model,
}

/// What a graph is fed: the input's name and its values.
pub(super) type Input<'a> = (&'a str, ValueOrView<'a>);

impl Graph {
    /// Loads the graph in the file `name` of `pack` and arranges its weights for fast multiplication.
    pub(super) fn open(pack: &Pack, name: &str) -> Result<Self> {
        let mut options = ModelOptions::with_all_ops();
        options.prepack_weights(true);
        let loaded = match pack.file(name)? {
            Cow::Borrowed(bytes) => options.load_static_slice(bytes),
            Cow::Owned(bytes) => options.load(bytes),
        };
        let model = loaded.map_err(|error| {
            Error::internal(format!("model graph `{name}` cannot be loaded")).because(error)
        })?;
        Ok(Self { name: name.to_owned(), model })
    }

    /// Runs the graph and gives the outputs of these names, in this order.
    pub(super) fn run(&self, inputs: Vec<Input>, outputs: &[&str]) -> Result<Vec<Tensor<f32>>> {
        let inputs = inputs
            .into_iter()
            .map(|(name, value)| Ok((self.node(name)?, value)))
            .collect::<Result<Vec<_>>>()?;
        let outputs = outputs.iter().map(|name| self.node(name)).collect::<Result<Vec<_>>>()?;
        let values = self.model.run(inputs, &outputs, None).map_err(|error| self.failed(error))?;
        values
            .into_iter()
            .map(|value| value.into_tensor().ok_or_else(|| self.failed("output is not a float")))
            .collect()
    }

    fn node(&self, name: &str) -> Result<NodeId> {
        self.model.node_id(name).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::internal(format!("model graph `{}` failed", self.name)).because(error)
    }
}
