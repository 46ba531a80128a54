//! `vibelens models verify [NAME…]`

use anyhow::Result;
use clap::Args;

use crate::blocking::blocking;
use crate::config::ModelSettings;
use crate::error::Error;
use crate::models::check::{self, Verdict};
use crate::models::store::{self, State};

#[derive(Args, Debug)]
pub(in crate::cli) struct Verify {
    /// The models [default: those that are built in or installed]
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

pub(super) async fn run(command: Verify, settings: ModelSettings) -> Result<()> {
    let (names, settings) = blocking(move || {
        let names = if command.names.is_empty() { here(&settings) } else { command.names };
        Ok((names, settings))
    })
    .await?;
    let mut wrong = Vec::new();
    for name in names {
        let (settings, verified) = (settings.clone(), name.clone());
        let faults = match blocking(move || verify(&settings, &verified)).await {
            Ok(Verified::Right(line)) => {
                println!("{name}: {line}");
                continue;
            }
            Ok(Verified::Wrong(faults)) => faults,
            Err(error) => vec![error.to_string()],
        };
        for fault in faults {
            eprintln!("wrong: {name}: {fault}");
        }
        wrong.push(name);
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let (count, names) = (wrong.len(), wrong.join(" "));
    let error = Error::invalid(match count {
        1 => format!("model `{names}` is not as it should be"),
        _ => format!("{count} models are not as they should be: {names}"),
    });
    Err(error
        .hinting(format!("`vibelens models pull {names}` brings what is missing or damaged"))
        .into())
}

/// What was found of one model.
enum Verified {
    Right(String),
    Wrong(Vec<String>),
}

fn verify(settings: &ModelSettings, name: &str) -> Result<Verified, Error> {
    let pack = store::find(settings, name)?;
    let checked = store::check(&pack)?;
    if !checked.faults.is_empty() {
        // A model is not run on files of which nobody knows what they are.
        let line = |fault: store::Fault| format!("`{}`: {}", fault.file, fault.reason);
        return Ok(Verified::Wrong(checked.faults.into_iter().map(line).collect()));
    }
    let files = checked.right;
    Ok(match check::check(&pack, &settings.engine) {
        Ok(Verdict::AsKnown(outputs)) => Verified::Right(format!(
            "{files} files have their checksums, and {outputs} outputs are the known ones"
        )),
        Ok(Verdict::NothingKnown) => Verified::Right(format!(
            "{files} files have their checksums; it runs, and no known outputs tell more"
        )),
        Err(error) => Verified::Wrong(vec![error.to_string()]),
    })
}

/// The models that are here.
fn here(settings: &ModelSettings) -> Vec<String> {
    let all = store::all(settings).into_iter();
    all.filter(|entry| entry.state != State::NotInstalled).map(|entry| entry.name).collect()
}
