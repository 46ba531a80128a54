//! The program as a server, and how a client asks it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::PROGRAM;

/// A server that is ended with its measurement.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
}

impl Server {
    /// Serves the library in `data`, with these variables besides.
    pub(crate) fn start(data: &Path, variables: &[(&str, &str)]) -> Self {
        let mut process = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("VIBELENS_DATA", data)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit('/').next().unwrap().to_owned();
        Self { process, address }
    }

    /// The answer, and how long the client waited for it; how long it is told to wait if the server
    /// is too busy.
    pub(crate) fn try_ask(&self, photo: &[u8]) -> Result<(Value, Duration), Duration> {
        let url = format!("http://{}/api/v1/recommendations", self.address);
        let mut body = b"--edge\r\ncontent-disposition: form-data; name=\"image\"\r\n\r\n".to_vec();
        body.extend(photo);
        body.extend(b"\r\n--edge--\r\n");
        let started = Instant::now();
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent
            .post(url)
            .header("content-type", "multipart/form-data; boundary=edge")
            .send(&body)
            .unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        if response.status() == 503 {
            let seconds = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
            return Err(Duration::from_secs(seconds));
        }
        assert_eq!(response.status(), 200, "{text}");
        Ok((serde_json::from_str(&text).unwrap(), started.elapsed()))
    }

    /// The answer of a server that is not busy.
    pub(crate) fn ask(&self, photo: &[u8]) -> (Value, Duration) {
        self.try_ask(photo).expect("nobody else asks")
    }

    /// What lies at `path`; `None` if the server is not ready to tell.
    pub(crate) fn get(&self, path: &str) -> Option<String> {
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut response = agent.get(format!("http://{}{path}", self.address)).call().unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        (response.status() == 200).then_some(text)
    }

    /// How long the health check takes.
    pub(crate) fn health(&self) -> Duration {
        let started = Instant::now();
        let mut response = ureq::get(format!("http://{}/healthz", self.address)).call().unwrap();
        response.body_mut().read_to_string().unwrap();
        started.elapsed()
    }

    /// The most memory that the server has had resident, in MB.
    pub(crate) fn peak_memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1e3
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
