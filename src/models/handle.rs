//! A model on its own thread, called in batches.

use std::thread;

use tokio::sync::{mpsc, oneshot};

use super::Model;
use crate::error::{Error, Result};

/// How many calls may wait before the next caller has to.
const WAITING_CALLS: usize = 64;

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
    /// Moves `model` to a thread called `name`, where up to `largest_batch` waiting calls run as
    /// one batch. Fails if the thread cannot be started.
    pub fn start<M>(name: &str, model: M, largest_batch: usize) -> Result<Self>
    where
        M: Model<Input = I, Output = O>,
    {
        let (calls, waiting) = mpsc::channel(WAITING_CALLS);
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || serve(model, waiting, largest_batch))
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
    largest_batch: usize,
) {
    let mut calls = Vec::with_capacity(largest_batch);
    while waiting.blocking_recv_many(&mut calls, largest_batch) > 0 {
        // Whoever hung up while waiting is not worth a place in the batch.
        calls.retain(|call| !call.answer.is_closed());
        run_batch(&mut model, calls.drain(..));
    }
}

fn run_batch<M: Model>(model: &mut M, calls: impl Iterator<Item = Call<M::Input, M::Output>>) {
    let (inputs, answers): (Vec<_>, Vec<_>) = calls.map(|call| (call.input, call.answer)).unzip();
    if inputs.is_empty() {
        return;
    }
    match model.run(&inputs) {
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
        let handle = Handle::start("doubler", Doubler, 4).unwrap();
        let outputs = handle.call_all((0..500).filter(|number| *number != 13).collect()).await;
        let outputs = outputs.unwrap();
        assert_eq!(outputs[20].0, 42);
        assert!(outputs.iter().all(|(_, batch)| *batch <= 4));
    }

    #[tokio::test]
    async fn an_error_reaches_its_caller_and_the_model_goes_on() {
        let handle = Handle::start("doubler", Doubler, 1).unwrap();
        assert_eq!(handle.call(13).await.unwrap_err().to_string(), "thirteen");
        assert_eq!(handle.call(4).await.unwrap(), (8, 1));
    }
}
