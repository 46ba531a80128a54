//! `vibelens serve`

use std::net::SocketAddr;

use anyhow::Result;
use clap::Args;

use super::Place;
use crate::app::{self, App};
use crate::http;

#[derive(Args, Debug)]
pub(super) struct Serve {
    /// The address to listen at; port 0 takes any free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
}

pub(super) async fn run(command: Serve, place: &Place) -> Result<()> {
    let settings = place.settings()?;
    let address = command.listen.unwrap_or(settings.listen);
    let stop = super::stop_signal();
    let app = App::open(&settings).await?;
    let recommend = app.recommend().await?;
    let (upkeep, tasks) = app::upkeep();
    let server = http::bind(&app, recommend.clone(), upkeep, address).await?;
    println!("listening on http://{}", server.address());
    let serving = async {
        let served = server.run(stop.clone()).await;
        stop.cancel();
        served
    };
    let (served, (), ()) =
        tokio::join!(serving, app.watch(recommend, &stop), app.keep_up(tasks, &stop));
    Ok(served?)
}
