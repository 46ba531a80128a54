//! Lists the page's files, so that the binary holds them: `web/out`, which `make web/out` makes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("web/out");
    println!("cargo::rerun-if-changed={}", folder.display());
    let table = if folder.join("index.html").is_file() {
        let mut files = Vec::new();
        collect(&folder, &mut files)?;
        files.sort();
        table(&folder, &files)
    } else {
        "compile_error!(\"the page is not there: `make web/out` makes it, with Node and npm\");\n\
         const FILES: &[File] = &[];\n"
            .to_owned()
    };
    fs::write(PathBuf::from(variable("OUT_DIR")?).join("page.rs"), table)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_none_or(|extension| extension != "gz") {
            files.push(path);
        }
    }
    Ok(())
}

/// The files as a table of Rust, each with what it is compressed to, where that is smaller.
fn table(folder: &Path, files: &[PathBuf]) -> String {
    let mut table = "const FILES: &[File] = &[\n".to_owned();
    for file in files {
        let path = file.display().to_string();
        let name = file.strip_prefix(folder).unwrap_or(file).display().to_string();
        let compressed = format!("{path}.gz");
        let gzipped = if Path::new(&compressed).is_file() {
            format!("Some(include_bytes!({compressed:?}))")
        } else {
            "None".to_owned()
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            table,
            "    File {{ name: {name:?}, plain: include_bytes!({path:?}), gzipped: {gzipped} }},"
        );
    }
    table + "];\n"
}
