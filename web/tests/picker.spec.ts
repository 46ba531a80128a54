// The picker on a site of somebody else, under a policy that allows that site's own files alone.
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import type { Answer, Song } from "@/api/client";
import { serve } from "../picker/demo/serve.mjs";
import { answerTo, expect, lastForm, lastPhotos, test as onPage, violations } from "./page";
import { demoPhoto, REPOSITORY } from "./product";

const QUESTION = "**/api/v1/recommendations";

/** On the site, and nowhere else. */
const test = onPage.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
  address: async ({}, use) => {
    const site = await serve(process.env.VIBELENS_ADDRESS ?? "", 0);
    await use(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
    site.closeAllConnections();
    site.close();
  },
});

type File = Parameters<Page["setInputFiles"]>[1];

async function choose(page: Page, file: File): Promise<void> {
  await page.getByLabel(/Choose (a|another) photo/).setInputFiles(file);
}

async function ask(page: Page, photo: string, query = ""): Promise<Answer> {
  await page.goto(`/${query}`);
  const answer = await answerTo(page, () => choose(page, demoPhoto(photo)));
  await expect(songs(page)).toHaveCount(answer.recommendations.length);
  return answer;
}

function songs(page: Page) {
  return page.getByRole("list", { name: "Songs" }).getByRole("listitem");
}

function songOf(page: Page, song: Song) {
  return songs(page).nth(song.rank - 1);
}

/** What the first event of that name tells, of those that come while `doing`. */
async function told<Detail>(
  page: Page,
  name: string,
  doing: () => Promise<unknown>,
): Promise<Detail> {
  const detail = await page.evaluateHandle((name) => {
    const heard = new Promise((resolve) => {
      const tell = (event: globalThis.Event) => resolve((event as CustomEvent).detail);
      document.addEventListener(name, tell, { once: true });
    });
    return { heard };
  }, name);
  await doing();
  return detail.evaluate(({ heard }) => heard as Promise<Detail>);
}

/** A song whose passage begins and ends inside its track, at times that are sure. */
function playable({ recommendations }: Answer): Song {
  const song = recommendations.find(({ track, passage }) => {
    const [start, end] = [passage.start_s ?? 0, passage.end_s ?? Number.POSITIVE_INFINITY];
    return !passage.approximate && 1 < start && end < (track.duration_s ?? 0) - 3;
  });
  if (!song) throw new Error("the demo library has songs to play");
  return song;
}

/** Where the pickers' audio elements are that play. */
function heard(page: Page): Promise<{ src: string; at: number }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("vibelens-picker")]
      .map((picker) => picker.shadowRoot?.querySelector("audio"))
      .filter((audio) => audio !== null && audio !== undefined && !audio.paused)
      .map((audio) => ({ src: audio?.currentSrc ?? "", at: audio?.currentTime ?? -1 })),
  );
}

test("a photo is made small, and brings songs, each with the reason", async ({ page }) => {
  const answer = await ask(page, "city_1");
  const { recommendations, sight } = answer;
  await expect(page.getByRole("status")).toContainText(`${recommendations.length} songs`);
  await expect(page.getByRole("img", { name: sight.caption })).toBeVisible();
  for (const song of recommendations) {
    await expect(songOf(page, song)).toContainText(song.track.title);
    await expect(songOf(page, song)).toContainText(song.why);
    if (song.line) await expect(songOf(page, song)).toContainText(song.line);
  }
  expect(await lastForm(page)).toEqual({ tongue: ["en"] });
});

test("a photo that is large is sent as a JPEG of at most 1024 a side", async ({ page }) => {
  await page.goto("/");
  const drawn = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 3000, height: 1500 });
    canvas.getContext("2d")?.fillRect(0, 0, 3000, 1500);
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  const buffer = Buffer.from(drawn, "base64");
  await answerTo(page, () => choose(page, { name: "wide.png", mimeType: "image/png", buffer }));
  expect(await lastPhotos(page)).toEqual([["image/jpeg", 1024, 512]]);
});

test("exactly the passage is played, to its end and no further", async ({ page }) => {
  const song = playable(await ask(page, "sunset_4"));
  const [start, end] = [song.passage.start_s ?? 0, song.passage.end_s ?? 0];
  await page.evaluate(() => {
    const audio = document.querySelector("vibelens-picker")?.shadowRoot?.querySelector("audio");
    const times: number[] = [];
    Object.assign(window, { audio, times });
    for (const event of ["playing", "timeupdate", "pause"]) {
      audio?.addEventListener(event, () => times.push(audio.currentTime));
    }
  });
  await page.getByRole("button", { name: `Play the passage of ${song.track.title}` }).click();
  await expect.poll(async () => (await heard(page))[0]?.at).toBeGreaterThan(start);
  expect((await heard(page))[0]?.src).toContain(song.track.id);
  await page.evaluate((near) => {
    (window as unknown as { audio: HTMLAudioElement }).audio.currentTime = near;
  }, end - 1);
  await expect(songOf(page, song)).toHaveAttribute("data-state", "ended");
  expect(await heard(page)).toEqual([]);
  const times = await page.evaluate(() => (window as unknown as { times: number[] }).times);
  expect(Math.max(...times), "it was heard to the end").toBeGreaterThan(end - 1);
  expect(Math.max(...times), "not more than one look at the clock too far").toBeLessThan(end + 0.3);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(start - 0.05);
});

test("one song is heard at a time, and one picker", async ({ page }) => {
  await page.goto("/");
  await page.evaluate(() => {
    const picker = document.querySelector("vibelens-picker");
    picker?.after(picker.cloneNode());
  });
  const pickers = page.locator("vibelens-picker");
  for (const place of [0, 1]) {
    const input = pickers.nth(place).getByLabel("Choose a photo");
    await answerTo(page, () => input.setInputFiles(demoPhoto("sunset_4")));
  }
  const plays = (place: number) => pickers.nth(place).getByRole("button", { name: /^Play/ });
  const playing = pickers.locator("[data-state=playing]");
  for (const [place, song] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [0, 0],
  ] as const) {
    await plays(place).nth(song).click();
    await expect(pickers.nth(place).locator("[data-state=playing]")).toHaveCount(1);
    await expect(playing).toHaveCount(1);
    await expect.poll(async () => (await heard(page)).length).toBe(1);
  }
  await page.getByRole("button", { name: /^Pause/ }).click();
  await expect.poll(async () => await heard(page)).toEqual([]);
});

test("a picker that is taken away is silent", async ({ page }) => {
  const song = playable(await ask(page, "sunset_4"));
  await page.getByRole("button", { name: `Play the passage of ${song.track.title}` }).click();
  await expect.poll(async () => (await heard(page))[0]?.at).toBeGreaterThan(0);
  const left = await page.evaluate(() => {
    const picker = document.querySelector("vibelens-picker");
    picker?.remove();
    return picker?.shadowRoot?.querySelector("audio")?.paused;
  });
  expect(left).toBe(true);
});

test("the song that is chosen is told, whole", async ({ page }) => {
  const { recommendations } = await ask(page, "beach_1");
  const song = recommendations[2];
  if (!song) throw new Error("there are songs");
  const button = songOf(page, song).getByRole("button", { name: `Choose ${song.track.title}` });
  expect(await told(page, "vibelens-select", () => button.click())).toEqual(song);
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("#events")).toContainText(`vibelens-select: ${song.track.id}`);
});

test("keys alone choose a photo, play, and choose a song", async ({ page }) => {
  // Whoever only begins to listen when the key is pressed may be too late.
  const opened = page.waitForEvent("filechooser");
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Choose a photo")).toBeFocused();
  await page.keyboard.press("Enter");
  const { recommendations } = await answerTo(page, async () =>
    (await opened).setFiles(demoPhoto("beach_1")),
  );
  const first = recommendations[0];
  if (!first?.track.has_audio) throw new Error("the first song can be played");
  const song = songOf(page, first);
  await expect(song).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(song.getByRole("button", { name: /^Play/ })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(song).toHaveAttribute("data-state", "playing");
  await page.keyboard.press("Space");
  await expect(song).toHaveAttribute("data-state", "paused");
  await page.keyboard.press("Tab");
  const select = () => page.keyboard.press("Enter");
  expect(await told(page, "vibelens-select", select)).toEqual(first);
});

test("limit, key and tongue are the site's to choose", async ({ page }) => {
  const asked = page.waitForRequest(QUESTION);
  await page.goto("/?limit=5&key=open+sesame&tongue=vi");
  const answer = await answerTo(page, () =>
    page.getByLabel("Chọn ảnh").setInputFiles(demoPhoto("sunset_4")),
  );
  expect(answer.recommendations).toHaveLength(5);
  expect(await lastForm(page)).toEqual({ tongue: ["vi"], limit: ["5"] });
  expect((await asked).headers().authorization).toBe("Bearer open sesame");
  const fetched = page.waitForRequest("**/audio");
  await page
    .getByRole("button", { name: /^Phát đoạn/ })
    .first()
    .click();
  expect((await fetched).headers().authorization).toBe("Bearer open sesame");
  await expect.poll(async () => (await heard(page))[0]?.src).toMatch(/^blob:/);
});

test("without a key, none is sent", async ({ page }) => {
  const asked = page.waitForRequest(QUESTION);
  await ask(page, "sunset_4");
  expect((await asked).headers().authorization).toBeUndefined();
});

test("another tongue is spoken at once, by the server, too", async ({ page }) => {
  const english = await ask(page, "sunset_4");
  const vietnamese = await answerTo(page, () =>
    page.evaluate(() => document.querySelector("vibelens-picker")?.setAttribute("tongue", "vi")),
  );
  await expect(page.getByRole("list", { name: "Bài hát" })).toContainText(
    vietnamese.recommendations[0]?.why ?? "",
  );
  expect(vietnamese.recommendations[0]?.why).not.toBe(english.recommendations[0]?.why);
});

for (const theme of ["light", "dark"]) {
  test(`in ${theme} colours, nothing is in anyone's way`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme === "dark" ? "light" : "dark" });
    await page.goto(`/?theme=${theme}`);
    const scheme = () =>
      page.locator("vibelens-picker").evaluate((picker) => getComputedStyle(picker).colorScheme);
    expect(await scheme()).toBe(theme);
    // The page around it follows the system, and may be of the other colours.
    expect(await violations(page)).toEqual([]);
    const song = playable(await ask(page, "sunset_4", `?theme=${theme}`));
    await page.getByRole("button", { name: `Play the passage of ${song.track.title}` }).click();
    await songOf(page, song)
      .getByRole("button", { name: /^Choose/ })
      .click();
    expect(await violations(page)).toEqual([]);
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("nothing is wider than the screen", async ({ page }) => {
    await ask(page, "sunset_4", "?tongue=en");
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBe(0);
  });
});

test.describe("the site's policy", () => {
  test.use({ mayFail: /Content Security Policy/ });

  test("is in force: it refuses styles that are no files", async ({ page }) => {
    await ask(page, "sunset_4");
    const refused = await page.evaluateHandle(() => {
      const told: string[] = [];
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
        told.push(effectiveDirective),
      );
      const style = document.createElement("style");
      style.append("main { color: red }");
      document.head.append(style);
      document.querySelector("main")?.setAttribute("style", "color: red");
      return told;
    });
    await expect
      .poll(() => refused.jsonValue())
      .toEqual(expect.arrayContaining(["style-src-attr", "style-src-elem"]));
    await expect(page.getByRole("main")).not.toHaveCSS("color", "rgb(255, 0, 0)");
  });
});

test("the whole picker is at most 30 KB, compressed", async () => {
  const bundle = await readFile(join(REPOSITORY, "web/picker/dist/vibelens-picker.js"));
  expect(gzipSync(bundle).length).toBeLessThanOrEqual(30 * 1024);
});

test.describe("what goes wrong", () => {
  // The browser itself writes of answers that are no success.
  test.use({ mayFail: /Failed to load resource/ });

  const error = (page: Page, doing: () => Promise<unknown>) =>
    told<{ message: string; status: number }>(page, "vibelens-error", doing);

  const alert = (page: Page) => page.locator("vibelens-picker").getByRole("alert").first();

  for (const [name, file, status, words] of [
    [
      "a file that is no photo",
      { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not a photo at all") },
      415,
      "This kind of file cannot be read.",
    ],
    [
      "a file that says it is no photo",
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") },
      415,
      "This kind of file cannot be read.",
    ],
    [
      "a photo that is too large",
      {
        name: "enormous.heic",
        mimeType: "image/heic",
        buffer: Buffer.alloc(20 * 1024 * 1024 + 1, 0xff),
      },
      413,
      "The photo is too large.",
    ],
  ] as const) {
    test(name, async ({ page }) => {
      await page.goto("/");
      const { message, status: said } = await error(page, () => choose(page, file));
      expect([said, message]).toEqual([status, expect.stringContaining(words)]);
      await expect(alert(page)).toContainText(words);
      await answerTo(page, () => choose(page, demoPhoto("beach_1")));
      await expect(songs(page).first()).toBeVisible();
      await expect(alert(page)).toBeHidden();
    });
  }

  for (const [status, words] of [
    [401, "does not accept this site's key"],
    [429, "That was too often."],
    [500, "Something went wrong on the music server."],
    [503, "The music server is busy."],
  ] as const) {
    test(`a server that answers ${status}, and then as it should`, async ({ page }) => {
      await page.goto("/");
      const body = JSON.stringify({ type: "/problems/made-up", status, detail: "made up" });
      const contentType = "application/problem+json";
      await page.route(QUESTION, (route) => route.fulfill({ status, contentType, body }));
      const said = await error(page, () => choose(page, demoPhoto("beach_1")));
      expect(said).toEqual({ status, message: expect.stringContaining(words) });
      await expect(alert(page)).toContainText(words);
      await page.unroute(QUESTION);
      await page.getByRole("button", { name: "Try again" }).focus();
      await answerTo(page, () => page.keyboard.press("Enter"));
      await expect(page.getByLabel("Choose another photo")).toBeFocused();
      await expect(songs(page).first()).toBeVisible();
      await expect(alert(page)).toBeHidden();
    });
  }

  test("a file that is dropped and is no photo", async ({ page }) => {
    await page.goto("/");
    const dataTransfer = await page.evaluateHandle(() => {
      const carried = new DataTransfer();
      carried.items.add(new File(["notes"], "notes.txt", { type: "text/plain" }));
      return carried;
    });
    const drop = () => page.getByText("drop one here").dispatchEvent("drop", { dataTransfer });
    expect(await error(page, drop)).toMatchObject({ status: 415 });
  });

  test("a server that is away", async ({ page }) => {
    await page.goto("/");
    await page.route(QUESTION, (route) => route.abort("connectionrefused"));
    const said = await error(page, () => choose(page, demoPhoto("beach_1")));
    expect(said).toEqual({ status: 0, message: expect.stringContaining("does not answer") });
    await expect(alert(page)).toContainText("does not answer");
    expect(await violations(page)).toEqual([]);
  });

  test("a limit that the server does not know, in its own words", async ({ page }) => {
    await page.goto("/?limit=50");
    const { message, status } = await error(page, () => choose(page, demoPhoto("beach_1")));
    expect([status, message]).toEqual([400, expect.stringContaining("limit")]);
  });

  test("no song", async ({ page }) => {
    const answer = await ask(page, "beach_1");
    const json = { ...answer, recommendations: [] };
    await page.route(QUESTION, (route) => route.fulfill({ json }));
    const said = await error(page, () => choose(page, demoPhoto("city_1")));
    expect(said).toEqual({ status: 200, message: expect.stringContaining("No song was found") });
    await expect(songs(page)).toHaveCount(0);
  });

  test("audio that is lost, and another song plays", async ({ page }) => {
    const answer = await ask(page, "sunset_4");
    const [lost, next] = answer.recommendations.filter(({ track }) => track.has_audio);
    if (!lost || !next) throw new Error("the demo library has songs to play");
    await page.route(`**/tracks/${lost.track.id}/audio`, (route) => route.fulfill({ status: 404 }));
    const play = (song: Song) => songOf(page, song).getByRole("button", { name: /^Play/ });
    const said = await error(page, () => play(lost).click());
    expect(said).toEqual({ status: 0, message: expect.stringContaining("cannot be played") });
    await expect(songOf(page, lost).getByRole("alert")).toContainText("cannot be played");
    await play(next).click();
    await expect(songOf(page, next)).toHaveAttribute("data-state", "playing");
    await expect.poll(async () => (await heard(page))[0]?.src).toContain(next.track.id);
  });
});
