// From the moment that a photo is chosen to the moment that the first passage can be played, as the page
// itself sees it: every demo photo in a page of its own. Prints rows of a table in Markdown.
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "@playwright/test";
import { demoPhoto, REPOSITORY } from "../tests/product";

const ROUNDS = 3;
/** Enough of the audio is there to begin (HTMLMediaElement's `HAVE_FUTURE_DATA`). */
const CAN_PLAY = 3;

interface Waited {
  /** Milliseconds until the first song is shown. */
  shown: number;
  /** Milliseconds until its passage can be played from its start. */
  playable: number;
}

test("from a photo to the first passage", async ({ browser }) => {
  const photos = readdirSync(join(REPOSITORY, "demo/photos")).filter((name) =>
    name.endsWith(".jpg"),
  );
  const waited: Waited[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of photos) {
      const page = await browser.newPage({ baseURL: process.env.VIBELENS_ADDRESS ?? "" });
      await page.goto("/", { waitUntil: "networkidle" });
      await page.evaluate(watch, CAN_PLAY);
      await page.getByLabel(/Choose photos/).setInputFiles(demoPhoto(basename(name, ".jpg")));
      const handle = await page.waitForFunction(() => (window as unknown as Watching).waited);
      // The first round warms the server up.
      if (round > 0) waited.push((await handle.jsonValue()) as Waited);
      await page.close();
    }
  }
  for (const [what, key] of [
    ["photo to first song shown, in the page", "shown"],
    ["photo to first playable passage, in the page", "playable"],
  ] as const) {
    const times = waited.map((times) => times[key]).sort((a, b) => a - b);
    const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
    console.log(`| ${what} | p50 ${at(0.5)} ms, p95 ${at(0.95)} ms | 1000 ms |`);
  }
});

interface Watching {
  waited?: Waited;
}

/** Remembers in `window.waited` when what was waited for was there. */
function watch(canPlay: number): void {
  document.addEventListener(
    "change",
    () => {
      const begun = performance.now();
      let shown: number | undefined;
      const look = () => {
        const now = performance.now() - begun;
        if (document.querySelector("article")) shown ??= now;
        const ready = [...document.querySelectorAll("audio")].some(
          (audio) => audio.src && !audio.seeking && canPlay <= audio.readyState,
        );
        if (shown !== undefined && ready)
          (window as unknown as Watching).waited = { shown, playable: now };
        else requestAnimationFrame(look);
      };
      look();
    },
    { capture: true, once: true },
  );
}
