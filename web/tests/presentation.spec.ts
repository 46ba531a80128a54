// Covers, licences, the story, and the clip.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import type { Answer, Song } from "@/api/client";
import { ask, expect, retell, test, violations } from "./page";
import { demoPhoto } from "./product";

/** The first song of a list that can be played to the second. */
function playable({ recommendations }: Answer): Song {
  const song = recommendations.find(
    ({ track, passage }) => track.has_audio && !passage.approximate && passage.start_s !== null,
  );
  if (!song) throw new Error("the demo library has songs to play");
  return song;
}

function cardOf(page: Page, { track }: Song): Locator {
  return page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: track.title, exact: true }) });
}

async function openClip(page: Page, song: Song): Promise<Locator> {
  await page.getByRole("button", { name: `Make a clip of ${song.track.title}` }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  return dialog;
}

test("a card says what may be done with its song, and leads to the licence", async ({ page }) => {
  const answer = await ask(page, ["sunset_4"]);
  const song = answer.recommendations.find(({ track }) => track.licence?.url);
  if (!song) throw new Error("the demo library names licences");
  const link = cardOf(page, song).getByRole("link");
  await expect(link).toHaveText(song.track.licence?.name ?? "");
  await expect(link).toHaveAttribute("href", song.track.licence?.url ?? "");
});

test.describe("with covers", () => {
  test.use({ mayFail: /404/ });

  test("a cover is shown where there is one, and drawn where it fails", async ({ page }) => {
    const pixel = await readFile("public/icon.svg");
    await retell(page, ({ recommendations }) => {
      for (const { track } of recommendations.slice(0, 2)) track.has_cover = true;
    });
    let asked = 0;
    await page.route("**/cover", (route) => {
      asked += 1;
      return asked === 1
        ? route.fulfill({ contentType: "image/svg+xml", body: pixel })
        : route.fulfill({ status: 404 });
    });
    await ask(page, ["sunset_4"]);
    const pictures = page.getByRole("article").locator("img");
    await page.getByRole("article").nth(1).scrollIntoViewIfNeeded();
    await expect.poll(() => asked).toBe(2);
    await expect(pictures).toHaveCount(1);
    await expect(pictures).toHaveAttribute("alt", "");
    await expect(page.getByRole("article").nth(1).locator("svg").first()).toBeVisible();
  });
});

test("a clip is made, looked at and saved", async ({ page }) => {
  test.setTimeout(120_000);
  const song = playable(await ask(page, ["sunset_4"]));
  const dialog = await openClip(page, song);
  await dialog.getByRole("radio", { name: /1:1/ }).check();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Make the clip" }).click();
  await expect(dialog.getByText("The clip is being made…")).toBeVisible();
  const film = dialog.locator("video");
  await expect(film).toBeVisible({ timeout: 90_000 });
  const seen = () =>
    film.evaluate((video: HTMLVideoElement) => [
      video.videoWidth,
      video.videoHeight,
      video.duration,
    ]);
  await expect.poll(async () => (await seen())[0]).toBe(960);
  const [, height, seconds] = await seen();
  const length = (song.passage.end_s ?? 0) - (song.passage.start_s ?? 0);
  expect(height).toBe(960);
  expect(Math.abs((seconds ?? 0) - length)).toBeLessThan(0.1);
  expect(await violations(page)).toEqual([]);

  const saving = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save" }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toContain(".mp4");
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(4, 8).toString()).toBe("ftyp");

  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  await expect(
    page.getByRole("button", { name: `Make a clip of ${song.track.title}` }),
  ).toBeFocused();
});

test("whoever makes a clip of a song that nobody allowed says that they may", async ({ page }) => {
  await retell(page, ({ recommendations }) => {
    const [first, second] = recommendations.filter(({ track }) => track.has_audio);
    if (first) first.track.licence = null;
    if (second)
      second.track.licence = {
        name: "CC BY-ND 4.0",
        url: "https://creativecommons.org/licenses/by-nd/4.0/",
        clip: "forbidden",
        credit: true,
        share_alike: false,
      };
  });
  const { recommendations } = await ask(page, ["sunset_4"]);
  const songs = recommendations.filter(({ track }) => track.has_audio);
  for (const [song, words] of [
    [songs[0], "The file does not say"],
    [songs[1], "A clip may not be shown to others."],
  ] as const) {
    if (!song) throw new Error("the demo library has songs to play");
    const dialog = await openClip(page, song);
    await expect(dialog).toContainText(words);
    const make = dialog.getByRole("button", { name: "Make the clip" });
    await expect(make).toBeDisabled();
    await dialog.getByRole("checkbox", { name: /I have the right/ }).check();
    await expect(make).toBeEnabled();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  }
});

test("a server without ffmpeg says that it is missing", async ({ page }) => {
  await page.route("**/api/v1/abilities", async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    await route.fulfill({
      response,
      json: { ...json, clip: { available: false, missing: "ffmpeg" } },
    });
  });
  const dialog = await openClip(page, playable(await ask(page, ["sunset_4"])));
  await expect(dialog.getByRole("alert")).toContainText("it lacks ffmpeg");
  await expect(dialog.getByRole("button", { name: "Make the clip" })).toBeDisabled();
});

test.describe("when a clip fails", () => {
  test.use({ mayFail: /503/ });

  test("the dialog says why, and it can be tried again", async ({ page }) => {
    await page.route("**/api/v1/clips", (route) =>
      route.fulfill({
        status: 503,
        contentType: "application/problem+json",
        json: { type: "/problems/unavailable", status: 503, detail: "other clips are being made" },
      }),
    );
    const dialog = await openClip(page, playable(await ask(page, ["sunset_4"])));
    const make = dialog.getByRole("button", { name: "Make the clip" });
    await make.click();
    await expect(dialog.getByRole("alert")).toContainText("other clips are being made");
    await expect(make).toBeEnabled();
  });
});

/** The lines of a song in its passage, with their times. */
async function linesOf(page: Page, { track, passage }: Song) {
  const { found } = await (await page.request.get(`/api/v1/tracks/${track.id}/lyrics`)).json();
  type Line = { text: string; start_s: number };
  const used = found.find(({ used }: { used: boolean }) => used)?.stanzas ?? [];
  return (used.flat() as Line[]).filter(
    ({ start_s }) => (passage.start_s ?? 0) <= start_s && start_s < (passage.end_s ?? 0),
  );
}

/** What the audio elements hold. */
function loaded(page: Page): Promise<string> {
  return page
    .locator("audio")
    .evaluateAll((all) => all.map((audio) => (audio as HTMLAudioElement).src).join());
}

test("keys in a dialog are not the list's", async ({ page }) => {
  const song = playable(await ask(page, ["sunset_4"]));
  const dialog = await openClip(page, song);
  for (const key of ["ArrowRight", "l", "s"]) await page.keyboard.press(key);
  await dialog.evaluate((dialog) => {
    const init = { key: " ", bubbles: true, cancelable: true };
    dialog.dispatchEvent(new KeyboardEvent("keydown", init));
  });
  expect(await dialog.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await expect(page.locator("[data-said], [data-state]")).toHaveCount(0);
});

test("a story plays the passage over the photo, line by line, and gives the page back", async ({
  page,
}) => {
  const answer = await ask(page, ["sunset_4"], "?audio=required");
  const song = answer.recommendations.find(({ line, passage }) => line && !passage.approximate);
  if (!song) throw new Error("the demo library has songs with lines");
  const opener = page.getByRole("button", { name: `Show ${song.track.title} with your photo` });
  await opener.click();
  const story = page.getByRole("dialog");
  await expect(story.getByText(song.track.title, { exact: true })).toBeVisible();
  const lines = await linesOf(page, song);
  await expect(story).toContainText(lines[0]?.text ?? "");
  await expect(cardOf(page, song)).toHaveAttribute("data-state", "playing");
  await expect
    .poll(async () => Number(await story.getByRole("progressbar").getAttribute("aria-valuenow")))
    .toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);
  await expect(story).toContainText(lines[1]?.text ?? "", { timeout: 30_000 });

  await page.keyboard.press("Space");
  await expect(cardOf(page, song)).toHaveAttribute("data-state", "paused");
  await page.keyboard.press("Space");
  await expect(cardOf(page, song)).toHaveAttribute("data-state", "playing");
  const place = answer.recommendations.indexOf(song);
  const next = answer.recommendations[place + 1] ?? song;
  await expect.poll(() => loaded(page), "the next song waits").toContain(next.track.id);
  await page.keyboard.press("ArrowRight");
  await expect(story.getByText(next.track.title, { exact: true })).toBeVisible();
  await expect(cardOf(page, next)).toHaveAttribute("data-state", "playing");
  const third = answer.recommendations[place + 2]?.track.id ?? "";
  await expect.poll(() => loaded(page), "so does the one after it").toContain(third);
  for (const _ of Array(6)) await page.keyboard.press("Tab");
  expect(await story.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(story).toBeHidden();
  await expect(opener).toBeFocused();
  await expect(cardOf(page, next)).toHaveAttribute("data-state", "paused");
});

test("a clip can be made out of a story, which is there again afterwards", async ({ page }) => {
  const song = playable(await ask(page, ["sunset_4"]));
  const { title } = song.track;
  await page.getByRole("button", { name: `Show ${title} with your photo` }).click();
  const story = page.getByRole("dialog", { name: `“${title}” with your photo` });
  await story.getByRole("button", { name: `Make a clip of ${title}` }).click();
  const clip = page.getByRole("dialog", { name: `A clip of “${title}”` });
  await expect(clip).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(clip).toBeHidden();
  await expect(story).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("the story fills the screen, a swipe aside changes the song, one down closes", async ({
    page,
  }) => {
    const answer = await ask(page, ["sunset_4"], "?audio=required");
    const [first, second] = answer.recommendations;
    if (!first || !second) throw new Error("the demo library has songs to play");
    await page.getByRole("button", { name: `Show ${first.track.title} with your photo` }).tap();
    const story = page.getByRole("dialog");
    await expect(story.getByText(first.track.title, { exact: true })).toBeVisible();
    expect(await story.boundingBox()).toEqual({ x: 0, y: 0, width: 360, height: 740 });
    await swipe(page, [300, 400], [80, 410]);
    await expect(story.getByText(second.track.title, { exact: true })).toBeVisible();
    await swipe(page, [180, 250], [190, 500]);
    await expect(story).toBeHidden();
  });

  test("nothing in the clip dialog is wider than the screen", async ({ page }) => {
    await page.goto("/?tongue=vi&audio=required");
    const photos = ["thunderstorm_5", "sunset_4"].map(demoPhoto);
    await page.locator("input[type=file]").first().setInputFiles(photos);
    await page
      .getByRole("button", { name: /^Tạo clip với/ })
      .first()
      .tap();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole("radio")).toHaveCount(5);
    expect(await dialog.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    expect(await violations(page)).toEqual([]);
  });
});

type Point = [x: number, y: number];

/** Moves a finger over the page. */
async function swipe(page: Page, from: Point, to: Point): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[]) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y]) => ({ x, y })),
    });
  await touch("touchStart", [from]);
  await touch("touchMove", [[(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]]);
  await touch("touchMove", [to]);
  await touch("touchEnd", []);
}
