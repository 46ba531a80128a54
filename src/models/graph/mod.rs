//! One ONNX graph in an inference engine. Nothing outside this folder knows which engine that is.

mod rten;

use std::str::FromStr;

use rten_tensor::{Tensor, TensorView};
use serde::Deserialize;

use super::pack::Pack;
use crate::error::{Error, Result};

/// What runs the graphs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// `rten`, which is part of the program.
    #[default]
    Rten,
    /// The ONNX Runtime library, which is loaded when the first graph is.
    OnnxRuntime,
}

impl FromStr for Engine {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "rten" => Ok(Self::Rten),
            "onnxruntime" => Ok(Self::OnnxRuntime),
            _ => Err(Error::invalid(format!("there is no engine `{name}`: rten or onnxruntime"))),
        }
    }
}

/// A graph that is loaded and ready to run.
pub(super) struct Graph {
    name: String,
    loaded: Box<dyn Loaded>,
}

/// What a graph is fed: the input's name and its values.
pub(super) type Input<'a> = (&'a str, Values<'a>);

/// The values of an input: floats, or whole numbers of whatever width the graph takes.
pub(super) enum Values<'a> {
    /// Floats of 32 bits.
    Float(TensorView<'a, f32>),
    /// Token ids, masks, positions and switches.
    Int(TensorView<'a, i32>),
}

/// A graph inside one engine.
trait Loaded: Send {
    /// Gives the outputs of these names, in this order.
    fn run(&mut self, inputs: &[Input], outputs: &[&str]) -> EngineResult<Vec<Tensor<f32>>>;
}

/// Engines have errors of many types; the graph adds its name to them.
type EngineResult<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Graph {
    /// Loads the graph in the file `name` of `pack` and arranges its weights for fast
    /// multiplication. Fails as `Unavailable` if the engine is not there.
    pub(super) fn open(pack: &Pack, name: &str, engine: Engine) -> Result<Self> {
        let loaded: Box<dyn Loaded> = match engine {
            Engine::Rten => Box::new(rten::RtenGraph::load(pack.file(name)?).map_err(|error| {
                Error::internal(format!("model graph `{name}` cannot be loaded")).because(error)
            })?),
            Engine::OnnxRuntime => {
                return Err(Error::unavailable("this program was built without onnxruntime"));
            }
        };
        Ok(Self { name: name.to_owned(), loaded })
    }

    /// Runs the graph and gives the outputs of these names, in this order.
    pub(super) fn run(&mut self, inputs: &[Input], outputs: &[&str]) -> Result<Vec<Tensor<f32>>> {
        self.loaded.run(inputs, outputs).map_err(|error| {
            Error::internal(format!("model graph `{}` failed", self.name)).because(error)
        })
    }
}

impl<'a> From<TensorView<'a, f32>> for Values<'a> {
    fn from(view: TensorView<'a, f32>) -> Self {
        Self::Float(view)
    }
}

impl<'a> From<TensorView<'a, i32>> for Values<'a> {
    fn from(view: TensorView<'a, i32>) -> Self {
        Self::Int(view)
    }
}
