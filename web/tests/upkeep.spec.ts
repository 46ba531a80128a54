// What is done to a library on its page: words are judged and written, changes are taken in.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Condition } from "@/api/client";
import { put, song } from "./music";
import { test as base, expect, onEmpty, violations } from "./page";
import { Product, type Server } from "./product";

const SONG = [
  "the river runs beside the town",
  "and I walk along its shore",
  "the evening lights are going down",
  "and I hear your voice no more",
];
const MADE_UP =
  "Thanks for watching\nThank you for watching, please subscribe\nThanks for watching\n";

interface Own {
  product: Product;
  server: Server;
}

/** A library of songs of its own: one with words, one with words that were set aside, and two files that
 * cannot be used, one of them with words. */
async function serve(): Promise<Own> {
  const product = await Product.make();
  const { music } = product;
  await song(music, "Artist/right", SONG);
  await song(music, "Other/odd");
  await put(music, "Other/odd.txt", MADE_UP);
  await put(music, "Other/broken.mp3", "no sound at all");
  await put(music, "Other/alone.txt", MADE_UP);
  await product.ingest();
  return { product, server: await product.serve() };
}

const test = base.extend<object, { own: Own }>({
  own: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
    async ({}, use) => {
      const own = await serve();
      await use(own);
      await own.server.end();
      await own.product.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  address: async ({ own }, use) => use(own.server.address),
});

function panel(page: Page) {
  return page.getByRole("dialog");
}

function passages(page: Page) {
  return panel(page).getByRole("region", { name: "Passages" });
}

/** The words in the panel that come from there. */
function found(page: Page, source: string) {
  return panel(page).getByRole("article", { name: source });
}

async function open(page: Page, title: string): Promise<void> {
  await page.goto(`/library?search=${title}`);
  await page.getByRole("grid").getByText(title, { exact: true }).click();
  await expect(panel(page).getByRole("heading", { level: 2 })).toHaveText(title);
}

test("words that were set aside say why, are accepted, rejected, and left to the program", async ({
  page,
}) => {
  await page.goto("/library");
  await page.getByRole("button", { name: "Words set aside" }).click();
  await page.getByRole("grid").getByText("odd", { exact: true }).click();
  const text = found(page, "From the text file beside it");
  await expect(text).toContainText("Set aside: they seem to be made up by speech recognition");
  await expect(text).toContainText(/\d+% sure/);
  const chosen = (name: string) => text.getByRole("button", { name, exact: true });
  await expect(chosen("Leave it to the program")).toHaveAttribute("aria-pressed", "true");
  expect(await violations(page)).toEqual([]);

  await chosen("Accept").click();
  await expect(text).toContainText("Used: you accepted them, although they seem to be made up");
  await expect(chosen("Accept")).toHaveAttribute("aria-pressed", "true");
  await expect(passages(page)).toContainText("watching");
  await chosen("Reject").click();
  await expect(text).toContainText("Set aside: you rejected them");
  await expect(chosen("Reject")).toHaveAttribute("aria-pressed", "true");
  await expect(passages(page)).not.toContainText("watching");
  await chosen("Leave it to the program").click();
  await expect(chosen("Leave it to the program")).toHaveAttribute("aria-pressed", "true");
});

test("words are written over those that are used, and taken back", async ({ page }) => {
  await open(page, "right");
  await panel(page).getByRole("button", { name: "Write the words yourself" }).click();
  const field = panel(page).getByLabel("Your words");
  await expect(field).toBeFocused();
  expect(await field.inputValue()).toContain(`[00:02.00]${SONG[0]}\n[00:06.00]${SONG[1]}`);
  await page.keyboard.press("Escape");
  await expect(field, "no key loses what is written").toBeVisible();
  await field.fill("a boat upon the silver lake\na morning wide awake\n");
  await panel(page).getByRole("button", { name: "Save" }).click();
  await expect(passages(page)).toContainText("silver lake");
  await expect(found(page, "Written by you")).toContainText("Used");
  await expect(found(page, "From the .lrc file beside it")).toContainText("Set aside");
  await expect(panel(page).getByRole("button", { name: "Change your words" })).toBeFocused();
  await panel(page).getByRole("button", { name: "Take my words back" }).click();
  await expect(passages(page)).not.toContainText("silver lake");
  await expect(found(page, "Written by you")).toHaveCount(0);
  await expect(passages(page)).toContainText(SONG[0] ?? "");
});

test.describe("what the server refuses", () => {
  test.use({ mayFail: /Failed to load resource/ });

  test("words that are too long are not lost", async ({ page }) => {
    await open(page, "right");
    await panel(page).getByRole("button", { name: "Write the words yourself" }).click();
    const field = panel(page).getByLabel("Your words");
    await field.fill("la ".repeat(30_000));
    await panel(page).getByRole("button", { name: "Save" }).click();
    await expect(panel(page).getByRole("alert")).toContainText("These words are too long.");
    expect((await field.inputValue()).length).toBe(90_000);
  });

  test("files that cannot be used are told with the reason, and their words are accepted", async ({
    page,
  }) => {
    await page.goto("/library");
    await page.getByRole("button", { name: /^Not usable/ }).click();
    await expect(page).toHaveURL(/list=refused/);
    const grid = page.getByRole("grid", { name: "Not usable" });
    await expect(grid.getByRole("row", { name: "Other/broken.mp3" })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("searchbox").fill("alone");
    await expect(grid).toHaveAttribute("aria-rowcount", "2");
    await grid.getByText("Other/alone.txt").click();
    await expect(panel(page).getByRole("heading", { level: 2 })).toHaveText("Other/alone.txt");
    await panel(page).getByRole("button", { name: "Accept", exact: true }).click();
    await expect(passages(page)).toContainText("watching");
    await expect(panel(page).getByRole("heading", { level: 2 })).toHaveText("alone");
  });

  test("a server that is away says so, and comes back by itself", async ({ page }) => {
    let refused = 0;
    await page.route("**/library/events", (route) => {
      refused += 1;
      return refused === 1 ? route.fulfill({ status: 503 }) : route.continue();
    });
    await page.goto("/library");
    await expect(page.getByText("The server does not answer.")).toBeVisible();
    await expect(page.getByText("The server does not answer.")).toBeHidden();
    expect(refused).toBe(2);
  });

  test("what went wrong with one song is not said of the next", async ({ page }) => {
    await page.route("**/lyrics/*", (route) => route.fulfill({ status: 500 }));
    await page.goto("/library");
    const row = (title: string) => page.getByRole("grid").getByText(title, { exact: true });
    await row("odd").click();
    await panel(page).getByRole("button", { name: "Accept", exact: true }).click();
    await expect(panel(page).getByRole("alert")).toContainText("Something went wrong");
    await row("right").click();
    await expect(panel(page).getByRole("heading", { level: 2 })).toHaveText("right");
    await expect(panel(page).getByRole("alert")).toBeHidden();
  });

  test("a track that is not there says so", async ({ page }) => {
    await page.goto(`/library?track=${"0".repeat(32)}`);
    await expect(panel(page).getByRole("alert")).toContainText("not in the library");
  });
});

test("changes are taken in when somebody asks, and what failed is told", async ({ page, own }) => {
  await page.goto("/library");
  const upkeep = page.getByRole("region", { name: "The library as it is" });
  const look = () => upkeep.getByRole("button", { name: "Look for changes" }).click();
  await expect(page.getByRole("grid")).toBeVisible();
  await song(own.product.music, "Artist/new", SONG);
  await put(own.product.music, "Artist/film.wma", "not played here");
  await look();
  await expect(upkeep.getByRole("status")).toContainText("1 new or changed");
  await expect(page.getByRole("grid").getByText("new", { exact: true })).toBeVisible();
  await upkeep.locator("summary").click();
  await expect(upkeep.getByRole("listitem")).toContainText("Artist/film.wma");
  for (const file of ["new.wav", "new.lrc"]) await rm(join(own.product.music, "Artist", file));
  await look();
  await expect(upkeep.getByRole("status")).toContainText("1 file is gone");
  await upkeep.getByRole("button", { name: "Forget the song that is gone" }).click();
  await expect(upkeep.getByRole("status")).toContainText("1 forgotten");
  await expect(upkeep.getByRole("button")).toHaveCount(1);
  await expect(page.getByRole("grid").getByText("new", { exact: true })).toBeHidden();
});

test("what another process takes in is listed, too", async ({ page, own }) => {
  await page.goto("/library");
  await expect(page.getByRole("grid")).toBeVisible();
  await song(own.product.music, "Artist/later", SONG);
  await own.product.ingest();
  await expect(page.getByRole("grid").getByText("later", { exact: true })).toBeVisible();
});

/** Replaces what the server tells: `told`, and nothing after it but what is told through `window.told`. */
function tellOnce(told: string): void {
  class Told {
    static readonly CLOSED = 2;
    readonly readyState = 1;
    onopen = () => {};
    onerror = () => {};
    onmessage = (_: { data: string }) => {};
    close = () => {};

    constructor() {
      Object.assign(window, { told: this });
      setTimeout(() => {
        this.onopen();
        this.onmessage({ data: told });
      });
    }
  }
  Object.assign(window, { EventSource: Told });
}

const AT_WORK: Condition = {
  tracks: 7,
  passages: 20,
  work: {
    task: 1,
    finished: 0,
    to_do: 40,
    done: 10,
    latest: "Artist/latest.mp3",
    refused: [{ place: "Artist/odd.mp3", reason: "no sound in it" }],
    taken: 0,
    unchanged: 0,
    gone: 0,
    forgotten: 0,
    failure: null,
  },
};

function atRest(finished: number): string {
  return JSON.stringify({ ...AT_WORK, work: { ...AT_WORK.work, task: null, finished } });
}

test("a server that was started again, and counts anew, can be asked again", async ({ page }) => {
  await page.addInitScript(tellOnce, atRest(5));
  await page.route("**/library/look", (route) => route.fulfill({ status: 202, json: { task: 6 } }));
  await page.goto("/library");
  const look = page.getByRole("button", { name: "Look for changes" });
  await look.click();
  await expect(look).toHaveAttribute("aria-disabled", "true");
  const told = await page.evaluateHandle<EventSource>("told");
  await told.evaluate((told) => told.onerror?.(new Event("error")));
  await expect(page.getByText("The server does not answer.")).toBeVisible();
  await told.evaluate((told, data) => {
    told.onopen?.(new Event("open"));
    told.onmessage?.(new MessageEvent("message", { data }));
  }, atRest(0));
  await expect(look).toHaveAttribute("aria-disabled", "false");
});

test("how far it is, is shown while it goes on", async ({ page }) => {
  await page.addInitScript(tellOnce, JSON.stringify(AT_WORK));
  await page.goto("/library");
  const upkeep = page.getByRole("region", { name: "The library as it is" });
  await expect(upkeep.getByRole("progressbar")).toHaveAttribute("value", "10");
  await expect(upkeep).toContainText("10 of 40");
  await expect(upkeep).toContainText("Artist/latest.mp3");
  await expect(upkeep.getByRole("listitem")).toContainText("no sound in it");
});

onEmpty.describe("an empty library", () => {
  onEmpty.use({ mayFail: /Failed to load resource/ });

  onEmpty("says how to begin, and then that its server is gone", async ({ page, server }) => {
    await page.goto("/library");
    await expect(page.getByText("There is nothing here yet.")).toBeVisible();
    await expect(page.getByText("vibelens ingest ~/Music")).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await server.end();
    const told = page.getByRole("main").getByRole("alert");
    await expect(told).toContainText("The server does not answer.");
  });
});
