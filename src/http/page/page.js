// The page uses nothing but the public API.
"use strict";

const find = (id) => document.getElementById(id);
const form = find("form");
const player = new Audio();
let playing = null;

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

function minutes(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function say(text, isError = false) {
  find("message").textContent = text;
  find("message").className = isError ? "error" : "";
}

function showPhoto() {
  const file = find("image").files[0];
  if (!file) return;
  const photo = find("photo");
  if (photo.src) URL.revokeObjectURL(photo.src);
  photo.src = URL.createObjectURL(file);
  photo.alt = "Your photo";
  photo.hidden = false;
  find("invitation").hidden = true;
}

function stop() {
  player.pause();
  if (playing) {
    playing.button.textContent = playing.label;
    playing.button.setAttribute("aria-pressed", "false");
  }
  playing = null;
}

// Plays exactly the passage: from its start, and not beyond its end.
function toggle(button, song) {
  const again = playing && playing.button === button;
  stop();
  if (again) return;
  const start = song.passage.start_s ?? 0;
  const end = song.passage.end_s ?? song.track.duration_s;
  playing = { button, end, label: button.textContent };
  button.textContent = "■ Stop";
  button.setAttribute("aria-pressed", "true");
  player.src = `/api/v1/tracks/${song.track.id}/audio#t=${start},${end}`;
  player.currentTime = start;
  player.play().catch(() => {
    stop();
    say("This song cannot be played: its file may be gone.", true);
  });
}

player.addEventListener("timeupdate", () => {
  if (playing && playing.end <= player.currentTime) stop();
});
player.addEventListener("ended", stop);

function times({ start_s, end_s, approximate }) {
  if (start_s === null) return "";
  return approximate ? ` around ${minutes(start_s)}` : ` ${minutes(start_s)}–${minutes(end_s)}`;
}

function card(song) {
  const { track, passage } = song;
  const item = document.createElement("li");
  const row = element("div", "", "row");
  const names = document.createElement("div");
  names.append(element("h3", track.title), element("p", track.artist || "unknown artist", "artist"));
  row.append(names);
  if (track.has_audio) {
    const button = element("button", `▶ Play${times(passage)}`);
    button.type = "button";
    button.setAttribute("aria-label", `Play the passage of ${track.title}`);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => toggle(button, song));
    row.append(button);
  } else {
    row.append(element("span", "words only", "artist"));
  }
  item.append(row);
  if (passage.text) item.append(element("blockquote", passage.text));
  item.append(element("p", song.why, "why"));
  return item;
}

function show(answer) {
  const { caption, tags, feeling } = answer.sight;
  find("sight").hidden = false;
  find("caption").textContent = caption;
  find("feeling").textContent = `feels ${feeling.moods.join(", ")}`;
  find("tags").replaceChildren(...tags.map((tag) => element("li", tag.label)));
  find("songs").replaceChildren(...answer.recommendations.map(card));
  const count = answer.recommendations.length;
  say(count === 0
    ? "The library has no such song yet. Fill it with: vibelens ingest DIR"
    : answer.advice ?? `${count} songs in ${Math.round(answer.timing_ms.total)} ms`);
}

// Asks for songs; a server that is too busy says when to come back, which is done a few times.
async function ask(body) {
  for (let tries = 5; ; tries -= 1) {
    const response = await fetch("/api/v1/recommendations", { method: "POST", body });
    if (response.status !== 503 || tries <= 1) return response;
    say("The server is busy. Trying again…");
    const seconds = Number(response.headers.get("retry-after")) || 1;
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  }
}

async function submit() {
  const button = form.querySelector("button");
  button.disabled = true;
  stop();
  say("Looking and listening…");
  try {
    const response = await ask(new FormData(form));
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    show(answer);
  } catch (error) {
    say(error instanceof TypeError ? "The server does not answer. Is it still running?" : error.message, true);
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
find("image").addEventListener("change", () => {
  showPhoto();
  submit();
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  find("drop").addEventListener(kind, (event) => {
    event.preventDefault();
    find("drop").classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) {
      find("image").files = event.dataTransfer.files;
      showPhoto();
      submit();
    }
  });
}
fetch("/api/v1/moods").then((response) => response.json()).then((moods) => {
  find("mood").append(...moods.map((mood) => {
    const option = element("option", mood.name);
    option.value = mood.name;
    return option;
  }));
}).catch(() => say("The server does not answer. Is it still running?", true));
