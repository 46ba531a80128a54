//! ONNX Runtime, by the crate `ort`: a shared library that is loaded when it is asked for.

use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;

use ort::environment::Environment;
use ort::ep;
use ort::session::{Session, SessionInputValue};
use ort::value::{TensorElementType, TensorRef, ValueType};
use rten_tensor::prelude::*;
use rten_tensor::{Tensor, TensorView};

use super::{EngineResult, Input, Loaded, Values};
use crate::error::{Error, Result};

struct RuntimeGraph {
    session: Session,
}

/// The library in `library`, loaded at the first call; later calls give the same one, whatever they
/// name. Fails as `Unavailable` if it cannot be loaded.
pub(super) fn environment(library: &Path) -> Result<&'static Environment> {
    static ENVIRONMENT: OnceLock<Result<Environment>> = OnceLock::new();
    let opened = ENVIRONMENT.get_or_init(|| {
        let missing = || {
            let name = library.display();
            Error::unavailable(format!("the ONNX Runtime library `{name}` cannot be loaded"))
        };
        let builder = ort::init_from(library).map_err(|error| missing().because(error))?;
        let gpu = ep::CUDA::default().build();
        let builder = builder.with_telemetry(false).with_execution_providers([gpu]);
        builder.build().map_err(|error| missing().because(error))
    });
    opened.as_ref().map_err(|error| Error::unavailable(error.to_string()))
}

pub(super) fn load(file: &[u8], environment: &Environment) -> EngineResult<Box<dyn Loaded>> {
    // As many threads as this process may use: of itself the library would take a thread for each
    // processor of the machine and bind it there. Threads that spin while they wait would take the
    // processor from everything else.
    let threads = std::thread::available_parallelism()?.get();
    let builder = Session::builder(environment)?.with_intra_threads(threads);
    let builder = builder.map_err(|error| error.to_string())?.with_intra_op_spinning(false);
    let mut builder = builder.map_err(|error| error.to_string())?;
    Ok(Box::new(RuntimeGraph { session: builder.commit_from_memory(file)? }))
}

impl Loaded for RuntimeGraph {
    fn has_input(&self, name: &str) -> bool {
        self.session.inputs().iter().any(|input| input.name() == name)
    }

    fn run(&mut self, inputs: &[Input], outputs: &[&str]) -> EngineResult<Vec<Tensor<f32>>> {
        let inputs = inputs
            .iter()
            .map(|(name, values)| Ok((Cow::Borrowed(*name), self.value(name, values)?)))
            .collect::<EngineResult<Vec<_>>>()?;
        let values = self.session.run(inputs)?;
        outputs
            .iter()
            .map(|name| {
                let value = values.get(name).ok_or_else(|| format!("no output `{name}`"))?;
                let (shape, data) = value.try_extract_tensor::<f32>()?;
                let shape: Vec<usize> = shape.iter().map(|size| *size as usize).collect();
                Ok(Tensor::from_data(&shape, data.to_vec()))
            })
            .collect()
    }
}

impl RuntimeGraph {
    /// The values in the type that the input `name` is declared with.
    fn value<'a>(&self, name: &str, values: &'a Values) -> EngineResult<SessionInputValue<'a>> {
        let numbers = match values {
            Values::Float(floats) => return floats_of(floats),
            Values::Int(numbers) => numbers,
        };
        let declared = self.session.inputs().iter().find(|input| input.name() == name);
        let Some(ValueType::Tensor { ty: kind, .. }) = declared.map(ort::value::Outlet::dtype)
        else {
            return Err(format!("no tensor `{name}` goes in").into());
        };
        let shape = shape(numbers);
        Ok(match kind {
            TensorElementType::Int64 => {
                let wide = numbers.iter().map(|number| i64::from(*number)).collect::<Vec<_>>();
                ort::value::Tensor::from_array((shape, wide))?.into()
            }
            TensorElementType::Bool => {
                let switches = numbers.iter().map(|number| *number != 0).collect::<Vec<_>>();
                ort::value::Tensor::from_array((shape, switches))?.into()
            }
            _ => ort::value::Tensor::from_array((shape, numbers.to_vec()))?.into(),
        })
    }
}

fn floats_of<'a>(floats: &'a TensorView<f32>) -> EngineResult<SessionInputValue<'a>> {
    Ok(match floats.data() {
        Some(data) => TensorRef::from_array_view((shape(floats), data))?.into(),
        None => ort::value::Tensor::from_array((shape(floats), floats.to_vec()))?.into(),
    })
}

fn shape<T>(view: &TensorView<T>) -> Vec<i64> {
    view.shape().iter().map(|size| *size as i64).collect()
}
