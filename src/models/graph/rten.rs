//! `rten`: pure Rust, part of the program.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rten::{ModelOptions, RunOptions, ThreadPool, ValueOrView};
use rten_tensor::Tensor;

use super::{EngineResult, Input, Loaded, Values};

struct RtenGraph {
    model: rten::Model,
    /// One thread, for when other graphs run at the same time.
    alone: Arc<ThreadPool>,
}

/// How many graphs run now.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Counts a graph that runs, from its beginning to its drop.
struct Running {
    /// How many ran before it.
    others: usize,
}

impl Running {
    fn begin() -> Self {
        Self { others: RUNNING.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Loads a graph and arranges its weights for fast multiplication.
pub(super) fn load(file: Cow<'static, [u8]>) -> EngineResult<Box<dyn Loaded>> {
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    let model = match file {
        Cow::Borrowed(bytes) => options.load_static_slice(bytes),
        Cow::Owned(bytes) => options.load(bytes),
    };
    let alone = Arc::new(ThreadPool::with_num_threads(1));
    Ok(Box::new(RtenGraph { model: model?, alone }))
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
        // Threads that wait for each other inside a graph are lost to the others: a graph that runs
        // by itself takes all processors, one that has company takes one.
        let running = Running::begin();
        let company = (0 < running.others).then(|| self.alone.clone());
        let options = RunOptions::default().with_thread_pool(company);
        let values = self.model.run(inputs, &outputs, Some(options))?;
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
