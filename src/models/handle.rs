//! A model on its own thread, called in batches.

use std::thread;
use std::time::Duration;

use tokio::runtime::Handle as Runtime;
use tokio::sync::{mpsc, oneshot};

use super::Model;
use crate::error::{Error, Result};

/// How many calls may wait before the next caller has to.
const WAITING_CALLS: usize = 64;

/// How many calls run together, and how long one waits for others to run together with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batching {
    /// The most calls of a batch, at least one.
    pub size: usize,
    /// How long a batch that is not full waits for more calls; zero runs what is there.
    pub window: Duration,
}

impl Batching {
    /// What is there runs at once, `size` calls at most.
    pub const fn of(size: usize) -> Self {
        Self { size, window: Duration::ZERO }
    }
}

/// A cloneable way to call one model. The model's thread ends when the last handle is dropped.
pub struct Handle<I, O> {
    calls: mpsc::Sender<Call<I, O>>,
}

impl<I, O> Clone for Handle<I, O> {
    fn clone(&self) -> Self {
        Self { calls: self.calls.clone() }
    }
}

struct Call<I, O> {
    input: I,
    answer: oneshot::Sender<Result<O>>,
}

impl<I: Send + 'static, O: Send + 'static> Handle<I, O> {
    /// Moves `model` to a thread called `name`, where waiting calls run in batches. Must be called
    /// in an asynchronous runtime. Fails if the thread cannot be started.
    pub fn start<M>(name: &str, model: M, batching: Batching) -> Result<Self>
    where
        M: Model<Input = I, Output = O>,
    {
        let (calls, waiting) = mpsc::channel(WAITING_CALLS);
        let runtime = Runtime::try_current()
            .map_err(|error| Error::internal("cannot wait without a runtime").because(error))?;
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(model, waiting, batching, &runtime))
            .map_err(|error| Error::internal("cannot start a thread").because(error))?;
        Ok(Self { calls })
    }

    /// Runs the model on one input.
    pub async fn call(&self, input: I) -> Result<O> {
        let answer = self.send(input).await?;
        answer.await.map_err(|_| stopped())?
    }

    /// Runs the model on all inputs; the outputs come in the same order.
    pub async fn call_all(&self, inputs: Vec<I>) -> Result<Vec<O>> {
        let sending = async {
            let mut answers = Vec::with_capacity(inputs.len());
            for input in inputs {
                answers.push(self.send(input).await?);
            }
            Ok::<_, Error>(answers)
        };
        let mut outputs = Vec::new();
        for answer in sending.await? {
            outputs.push(answer.await.map_err(|_| stopped())??);
        }
        Ok(outputs)
    }

    async fn send(&self, input: I) -> Result<oneshot::Receiver<Result<O>>> {
        let (answer, receiver) = oneshot::channel();
        self.calls.send(Call { input, answer }).await.map_err(|_| stopped())?;
        Ok(receiver)
    }
}

fn stopped() -> Error {
    Error::internal("a model's thread has stopped")
}

fn serve<M: Model>(
    mut model: M,
    mut waiting: mpsc::Receiver<Call<M::Input, M::Output>>,
    batching: Batching,
    runtime: &Runtime,
) {
    let mut calls = Vec::with_capacity(batching.size);
    while waiting.blocking_recv_many(&mut calls, batching.size) > 0 {
        if !batching.window.is_zero() {
            runtime.block_on(wait_for_more(&mut calls, &mut waiting, batching));
        }
        // Whoever hung up while waiting is not worth a place in the batch.
        calls.retain(|call| !call.answer.is_closed());
        run_batch(&mut model, calls.drain(..));
    }
}

/// Adds calls until the batch is full or its window is over.
async fn wait_for_more<T>(calls: &mut Vec<T>, waiting: &mut mpsc::Receiver<T>, batching: Batching) {
    let more = async {
        while calls.len() < batching.size {
            match waiting.recv().await {
                Some(call) => calls.push(call),
                None => return,
            }
        }
    };
    // The end of the window is as good as a full batch.
    let _ = tokio::time::timeout(batching.window, more).await;
}

fn run_batch<M: Model>(model: &mut M, calls: impl Iterator<Item = Call<M::Input, M::Output>>) {
    let (inputs, answers): (Vec<_>, Vec<_>) = calls.map(|call| (call.input, call.answer)).unzip();
    if inputs.is_empty() {
        return;
    }
    // A panic ends this batch and not the thread: whoever calls next is answered. The model computes
    // from its weights alone, so what it was in the middle of does not matter.
    let run = std::panic::AssertUnwindSafe(|| model.run(&inputs));
    let ran =
        std::panic::catch_unwind(run).unwrap_or_else(|_| Err(Error::internal("a model panicked")));
    match ran {
        Ok(outputs) => {
            for (answer, output) in answers.into_iter().zip(outputs) {
                // A caller that has just hung up needs no answer.
                let _ = answer.send(Ok(output));
            }
        }
        Err(error) => {
            for answer in answers {
                let _ = answer.send(Err(Error::new(error.kind(), error.to_string())));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Doubles numbers, and says how large the batch was.
    struct Doubler;

    impl Model for Doubler {
        type Input = u32;
        type Output = (u32, usize);

        fn run(&mut self, batch: &[u32]) -> Result<Vec<(u32, usize)>> {
            if batch.contains(&13) {
                return Err(Error::internal("thirteen"));
            }
            Ok(batch.iter().map(|number| (number * 2, batch.len())).collect())
        }
    }

    #[tokio::test]
    async fn answers_come_in_the_order_of_the_calls_and_batches_are_bounded() {
        let handle = Handle::start("doubler", Doubler, Batching::of(4)).unwrap();
        let outputs = handle.call_all((0..500).filter(|number| *number != 13).collect()).await;
        let outputs = outputs.unwrap();
        assert_eq!(outputs[20].0, 42);
        assert!(outputs.iter().all(|(_, batch)| *batch <= 4));
    }

    #[tokio::test]
    async fn an_error_reaches_its_caller_and_the_model_goes_on() {
        let handle = Handle::start("doubler", Doubler, Batching::of(1)).unwrap();
        assert_eq!(handle.call(13).await.unwrap_err().to_string(), "thirteen");
        assert_eq!(handle.call(4).await.unwrap(), (8, 1));
    }

    /// Panics at thirteen.
    struct Fragile;

    impl Model for Fragile {
        type Input = u32;
        type Output = u32;

        fn run(&mut self, batch: &[u32]) -> Result<Vec<u32>> {
            assert!(!batch.contains(&13), "thirteen");
            Ok(batch.to_vec())
        }
    }

    #[tokio::test]
    async fn a_panic_is_an_error_for_its_callers_and_the_model_goes_on() {
        let handle = Handle::start("fragile", Fragile, Batching::of(1)).unwrap();
        assert_eq!(handle.call(13).await.unwrap_err().to_string(), "a model panicked");
        assert_eq!(handle.call(4).await.unwrap(), 4);
    }

    #[tokio::test]
    async fn a_batch_waits_for_its_window_and_no_longer_when_it_is_full() {
        let batching = Batching { size: 3, window: Duration::from_mins(10) };
        let handle = Handle::start("doubler", Doubler, batching).unwrap();
        let outputs = tokio::join!(handle.call(1), handle.call(2), handle.call(3));
        let batches = [outputs.0, outputs.1, outputs.2].map(|output| output.unwrap().1);
        assert_eq!(batches, [3, 3, 3], "whoever came first waited for the others");
        let batching = Batching { size: 3, window: Duration::from_millis(1) };
        let handle = Handle::start("doubler", Doubler, batching).unwrap();
        assert_eq!(handle.call(1).await.unwrap(), (2, 1), "a window ends");
    }

    /// Says what it is about to run, and runs it when it is let.
    struct Gated {
        entered: tokio::sync::mpsc::UnboundedSender<Vec<u32>>,
        gate: std::sync::mpsc::Receiver<()>,
    }

    impl Model for Gated {
        type Input = u32;
        type Output = ();

        fn run(&mut self, batch: &[u32]) -> Result<Vec<()>> {
            self.entered.send(batch.to_vec()).unwrap();
            self.gate.recv().unwrap();
            Ok(vec![(); batch.len()])
        }
    }

    #[tokio::test]
    async fn a_caller_who_hung_up_is_dropped_from_the_batch() {
        let (open, gate) = std::sync::mpsc::channel();
        let (entered, mut running) = tokio::sync::mpsc::unbounded_channel();
        let handle = Handle::start("gated", Gated { entered, gate }, Batching::of(4)).unwrap();
        let first = handle.send(1).await.unwrap();
        assert_eq!(running.recv().await.unwrap(), [1]);
        let (second, third) = (handle.send(2).await.unwrap(), handle.send(3).await.unwrap());
        drop(second);
        open.send(()).unwrap();
        open.send(()).unwrap();
        assert_eq!(running.recv().await.unwrap(), [3]);
        first.await.unwrap().unwrap();
        third.await.unwrap().unwrap();
    }
}
