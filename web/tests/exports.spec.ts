import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { Answer } from "@/api/client";
import { jspf, m3u8, text, xspf } from "@/export/formats";
import type { Entry, Playlist } from "@/export/playlist";
import { ask, expect, test, violations } from "./page";

const SONG: Entry = {
  title: "Rock & Roll <live>",
  artist: "Ana\u0001 “A” Bell",
  album: "",
  location: "http://music.example/api/v1/tracks/1/audio",
  duration: 61.4,
  start: 12.25,
  end: 34.5,
  line: "the first line\nand the second",
  licence: { name: "CC BY 3.0", url: "https://creativecommons.org/licenses/by/3.0/" },
  why: "both are calm",
};
const SILENT: Entry = {
  ...SONG,
  location: null,
  duration: null,
  start: null,
  end: null,
  licence: null,
};
const LIST: Playlist = { title: "a  boat\non a lake", made: new Date(0), songs: [SONG, SILENT] };

test("M3U8 names each song that can be played, on lines of its own, and its passage", () => {
  expect(m3u8(LIST).split("\n")).toEqual([
    "#EXTM3U",
    "#PLAYLIST:a boat on a lake",
    "#EXTINF:61,Ana\u0001 “A” Bell – Rock & Roll <live>",
    "#EXTVLCOPT:start-time=12.25",
    "#EXTVLCOPT:stop-time=34.5",
    SONG.location,
    "",
  ]);
});

test("XSPF is well-formed whatever songs are called", async ({ page }) => {
  await page.goto("/");
  const read = await page.evaluate((xml) => {
    const document = new DOMParser().parseFromString(xml, "application/xml");
    const texts = (name: string) =>
      [...document.getElementsByTagName(name)].map((found) => found.textContent);
    const wrong = document.querySelector("parsererror")?.textContent ?? null;
    const names = ["title", "creator", "location", "duration", "meta", "vlc:option"] as const;
    return { wrong, ...Object.fromEntries(names.map((name) => [name, texts(name)])) };
  }, xspf(LIST));
  expect(read).toEqual({
    wrong: null,
    title: [LIST.title, SONG.title, SONG.title],
    creator: ["Ana “A” Bell", "Ana “A” Bell"],
    location: [SONG.location],
    duration: ["61400"],
    meta: [SONG.licence?.url],
    "vlc:option": ["start-time=12.25", "stop-time=34.5"],
  });
});

test("JSPF leaves out what is not known", () => {
  const [song, silent] = JSON.parse(jspf(LIST)).playlist.track;
  expect(song).toMatchObject({ location: [SONG.location], duration: 61_400 });
  expect(song.meta).toEqual([{ "http://creativecommons.org/ns#license": SONG.licence?.url }]);
  expect(Object.values(song.extension)).toEqual([
    [{ option: ["start-time=12.25", "stop-time=34.5"] }],
  ]);
  expect(Object.keys(silent)).toEqual(["title", "creator", "annotation"]);
});

test("text reads like a list", () => {
  expect(text({ ...LIST, songs: [SONG] })).toBe(
    "a  boat\non a lake\n1. Ana\u0001 “A” Bell – Rock & Roll <live> (0:12–0:35)\n" +
      "   “the first line and the second”\n   both are calm\n" +
      "   CC BY 3.0, https://creativecommons.org/licenses/by/3.0/\n",
  );
  const licence = { name: "© A Label", url: null };
  expect(text({ ...LIST, songs: [{ ...SONG, licence }] })).toMatch(/\n {3}© A Label\n$/);
});

test("the list on the page is saved in every format", async ({ page }) => {
  const answer = await ask(page, ["sunset_4"]);
  const playable = answer.recommendations.filter(({ track }) => track.has_audio);
  const saved = await saveAs(page, "M3U8");
  const places = saved.split("\n").filter((line) => line.startsWith("http"));
  expect(places).toEqual(playable.map(({ track }) => addressOf(page, track.id)));
  expect((await page.request.get(places[0] ?? "")).ok(), "it can be played").toBe(true);

  const titles = answer.recommendations.map(({ track }) => track.title);
  const { playlist } = JSON.parse(await saveAs(page, "JSPF"));
  expect(playlist.track.map(({ title }: { title: string }) => title)).toEqual(titles);
  const { songs } = JSON.parse(await saveAs(page, "JSON"));
  expect(songs.map(passageOf)).toEqual(
    answer.recommendations.map(({ passage }) => [passage.start_s ?? null, passage.end_s ?? null]),
  );
  expect((await saveAs(page, "XSPF")).match(/<track>/g)).toHaveLength(titles.length);
});

test("the list is copied as text", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const answer: Answer = await ask(page, ["sunset_4"]);
  await page.getByRole("button", { name: "Copy as text" }).click();
  await expect(page.getByText("The list is copied.")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  for (const { track, why } of answer.recommendations) {
    expect(copied).toContain(track.title);
    expect(copied).toContain(why);
  }
});

test.describe("a music server", () => {
  const HOST = "music.example";

  /** Has the server say that it knows a music server, and what became of a list that is sent there. */
  async function know(page: Page, answer: (wanted: Wanted) => object | undefined) {
    const sent: Wanted[] = [];
    await page.route("**/api/v1/abilities", async (route) => {
      const json = await (await route.fetch()).json();
      await route.fulfill({ json: { ...json, subsonic: { available: true, host: HOST } } });
    });
    await page.route("**/api/v1/playlists", async (route) => {
      const wanted = route.request().postDataJSON() as Wanted;
      sent.push(wanted);
      const json = answer(wanted);
      await (json ? route.fulfill({ status: 201, json }) : route.abort("connectionrefused"));
    });
    return sent;
  }

  const send = (page: Page) => page.getByRole("button", { name: `Send to ${HOST}` });
  const said = (page: Page) =>
    page.getByRole("region", { name: "Take the list along" }).getByRole("status");

  test("that nobody has set is not offered", async ({ page }) => {
    const told = page.waitForResponse("**/api/v1/abilities");
    await ask(page, ["sunset_4"]);
    expect((await (await told).json()).subsonic).toEqual({ available: false, host: null });
    await expect(page.getByRole("button", { name: "Copy as text" })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Send to/ })).toHaveCount(0);
  });

  test("gets the list, and what it does not have is told song by song", async ({ page }) => {
    const song = ({ track }: { track: string }) => ({
      track,
      title: `Song ${track}`,
      artist: "Ana",
    });
    const sent = await know(page, ({ name, songs }) => ({
      playlist: { id: "7", name },
      found: songs.slice(2).map(song),
      missing: songs.slice(0, 2).map(song),
    }));
    const { recommendations, sight } = await ask(page, ["sunset_4"]);
    await send(page).click();
    await expect(said(page)).toContainText(`6 songs are in a new playlist on ${HOST}, whole`);
    const tracks = recommendations.map(({ track }) => track.id);
    await expect(said(page).getByRole("listitem")).toHaveText([
      `Ana – Song ${tracks[0]}`,
      `Ana – Song ${tracks[1]}`,
    ]);
    expect(sent).toEqual([{ name: sight.caption, songs: tracks.map((track) => ({ track })) }]);
    expect(await violations(page)).toEqual([]);
  });

  test("that has none of the songs", async ({ page }) => {
    await know(page, () => ({ playlist: null, found: [], missing: [] }));
    await ask(page, ["sunset_4"]);
    await send(page).click();
    await expect(said(page)).toHaveText(
      `${HOST} has none of these songs, so no playlist was made.`,
    );
  });

  test.describe("and what goes wrong with it", () => {
    test.use({ mayFail: /Failed to load resource/ });

    test("has the server's words, and what helps", async ({ page }) => {
      await know(page, () => undefined);
      await page.route("**/api/v1/playlists", (route) =>
        route.fulfill({
          status: 400,
          contentType: "application/problem+json",
          body: JSON.stringify({ detail: "wrong password", hint: "check the settings" }),
        }),
      );
      await ask(page, ["sunset_4"]);
      await send(page).click();
      await expect(said(page)).toContainText("The list could not be sent.");
      await expect(said(page)).toContainText("wrong password – check the settings");
    });

    test("or there is no answer at all, and it can be tried again", async ({ page }) => {
      await know(page, () => undefined);
      await ask(page, ["sunset_4"]);
      await send(page).click();
      await expect(said(page)).toContainText("The server does not answer.");
      await expect(send(page)).toHaveAttribute("aria-disabled", "false");
    });
  });
});

interface Wanted {
  name: string;
  songs: { track: string }[];
}

async function saveAs(page: Page, format: string): Promise<string> {
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: `Save the list as ${format}` }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe(`vibelens.${format.toLowerCase()}`);
  return readFile(await download.path(), "utf8");
}

function addressOf(page: Page, track: string): string {
  return `${new URL(page.url()).origin}/api/v1/tracks/${track}/audio`;
}

function passageOf({ start, end }: Entry): [number | null, number | null] {
  return [start, end];
}
