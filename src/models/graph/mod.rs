//! One ONNX graph in an inference engine. Nothing outside this folder knows which engine that is.

#[cfg(feature = "onnxruntime")]
mod onnxruntime;
mod rten;

use std::path::PathBuf;

use rten_tensor::{Tensor, TensorView};

use super::pack::Pack;
use crate::error::{Error, Result};

/// What runs the graphs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// `rten`, which is part of the program.
    #[default]
    Rten,
    /// The ONNX Runtime library, which is loaded when the first graph is. It uses a GPU where the
    /// library is built for one.
    OnnxRuntime {
        /// Its file, or a name that the system's loader finds.
        library: PathBuf,
    },
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
    /// Whether it has an input of this name.
    fn has_input(&self, name: &str) -> bool;

    /// Gives the outputs of these names, in this order.
    fn run(&mut self, inputs: &[Input], outputs: &[&str]) -> EngineResult<Vec<Tensor<f32>>>;
}

/// Engines have errors of many types; the graph adds its name to them.
type EngineResult<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Graph {
    /// Loads the graph in the file `name` of `pack` and arranges its weights for fast
    /// multiplication. Fails as `Unavailable` if the engine is not there.
    pub(super) fn open(pack: &Pack, name: &str, engine: &Engine) -> Result<Self> {
        let file = pack.file(name)?;
        let loaded = match engine {
            Engine::Rten => rten::load(file),
            #[cfg(feature = "onnxruntime")]
            Engine::OnnxRuntime { library } => {
                onnxruntime::load(&file, onnxruntime::environment(library)?)
            }
            #[cfg(not(feature = "onnxruntime"))]
            Engine::OnnxRuntime { .. } => {
                let missing = "this program was built without the engine `onnxruntime`";
                return Err(Error::unavailable(missing));
            }
        };
        let loaded = loaded.map_err(|error| pack.broken(name, error))?;
        Ok(Self { name: name.to_owned(), loaded })
    }

    /// Loads a graph that ships by itself and arranges its weights for fast multiplication.
    pub(super) fn shipped(name: &str, file: &'static [u8]) -> Result<Self> {
        let loaded = rten::load(file.into()).map_err(|error| {
            Error::internal(format!("model graph `{name}` does not load")).because(error)
        })?;
        Ok(Self { name: name.to_owned(), loaded })
    }

    /// Whether it has an input of this name.
    pub(super) fn has_input(&self, name: &str) -> bool {
        self.loaded.has_input(name)
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
