//! What one processor allows: a task can be no faster than its multiplications at the best rate that
//! a matrix product reaches here, nor than its weights at the rate that memory gives them (the roofline
//! of Williams, Waterman and Patterson, 2009).

use std::process::Stdio;

use serde::Deserialize;

use crate::{Line, find, on_processors};

/// Measured in this run, by `benches/machine.py`.
#[derive(Deserialize)]
struct Machine {
    /// A large product of fp32 matrices, in 10⁹ operations a second.
    fp32_gflops: f64,
    /// The same of 8-bit ones, if the peer has such a product.
    int8_gops: f64,
    /// Reading memory that no cache holds, in 10⁹ bytes a second.
    read_gbytes: f64,
}

/// The work of a task: multiplications and additions in 10⁹, and parameters read from memory in 10⁶,
/// over and over where they do not stay in a cache.
struct Work {
    task: &'static str,
    giga_operations: f64,
    mega_parameters: f64,
}

/// ViT-B/16: 12 layers of 7.08 M over 197 places, attention and patches. GPT-2 with cross-attention:
/// 16 tokens of 85 M + 14.2 M (queries and outputs across) + 38.6 M (words), and keys and values of
/// 197 places once: 14.2 M. `DistilBERT`: 6 layers of 7.08 M, the table not counted.
const WORK: [Work; 5] = [
    Work { task: "encoder", giga_operations: 35.1, mega_parameters: 86.0 },
    Work { task: "greedy16", giga_operations: 10.1, mega_parameters: 16.0 * 137.8 + 14.2 },
    Work { task: "beams4x16", giga_operations: 23.6, mega_parameters: 16.0 * 137.8 + 14.2 },
    Work { task: "sentence", giga_operations: 1.4, mega_parameters: 42.5 },
    Work { task: "batch32x64", giga_operations: 176.5, mega_parameters: 42.5 },
];

pub(crate) fn table(python: &str, lines: &[Line]) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/machine.py");
    let output = on_processors(1, python).arg(script).stderr(Stdio::inherit()).output().unwrap();
    let machine: Machine = serde_json::from_slice(&output.stdout).unwrap();
    println!(
        "Matrix products: {:.0} GFLOP/s in fp32, {:.0} Gop/s in int8; memory: {:.1} GB/s.\n",
        machine.fp32_gflops, machine.int8_gops, machine.read_gbytes
    );
    println!(
        "| task | allowed fp32 | rten fp32 | allowed int8 | rten int8 |\n|---|---|---|---|---|"
    );
    for work in WORK {
        let cells = [("fp32", machine.fp32_gflops, 4.0), ("int8", machine.int8_gops, 1.0)];
        let cells = cells.map(|(precision, rate, bytes)| {
            let computing = work.giga_operations / rate * 1e3;
            let reading = work.mega_parameters * bytes / machine.read_gbytes;
            let allowed = computing.max(reading);
            let by = if reading < computing { "computing" } else { "memory" };
            let found = find(lines, work.task, precision, "vibelens-rten").unwrap().cpu_ms;
            format!("{allowed:.1} ms ({by}) | {found:.1} ms, {:.0} % of it", 1e2 * allowed / found)
        });
        println!("| {} | {} |", work.task, cells.join(" | "));
    }
}
