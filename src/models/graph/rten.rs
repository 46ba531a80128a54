//! `rten`: pure Rust, part of the program.

use std::borrow::Cow;

use rten::{ModelOptions, ValueOrView};
use rten_tensor::Tensor;

use super::{EngineResult, Input, Loaded, Values};

struct RtenGraph {
    model: rten::Model,
}

/// Loads a graph and arranges its weights for fast multiplication.
pub(super) fn load(file: Cow<'static, [u8]>) -> EngineResult<Box<dyn Loaded>> {
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    let model = match file {
        Cow::Borrowed(bytes) => options.load_static_slice(bytes),
        Cow::Owned(bytes) => options.load(bytes),
    };
    Ok(Box::new(RtenGraph { model: model? }))
}

impl Loaded for RtenGraph {
    fn has_input(&self, name: &str) -> bool {
        let inputs = self.model.input_ids().iter();
        inputs.filter_map(|id| self.model.node_info(*id)).any(|input| input.name() == Some(name))
    }

    fn run(&mut self, inputs: &[Input], outputs: &[&str]) -> EngineResult<Vec<Tensor<f32>>> {
        let inputs = inputs
            .iter()
            .map(|(name, values)| Ok((self.model.node_id(name)?, view(values))))
            .collect::<EngineResult<Vec<_>>>()?;
        let outputs = outputs
            .iter()
            .map(|name| Ok(self.model.node_id(name)?))
            .collect::<EngineResult<Vec<_>>>()?;
        let values = self.model.run(inputs, &outputs, None)?;
        let floats = values.into_iter().map(rten::Value::into_tensor);
        floats.collect::<Option<_>>().ok_or_else(|| "output is not a float".into())
    }
}

fn view<'a>(values: &Values<'a>) -> ValueOrView<'a> {
    match values {
        Values::Float(floats) => floats.clone().into(),
        Values::Int(numbers) => numbers.clone().into(),
    }
}
