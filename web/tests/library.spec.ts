// The page of the library: what is listed, and a track in hand.
import type { Page } from "@playwright/test";
import type { Facets, Row } from "@/api/client";
import { everywhere, expect, test, violations } from "./page";
import { heard } from "./sound";

const LONGEST = "/api/v1/tracks?sort=duration&descending=true&limit=1";

function grid(page: Page) {
  return page.getByRole("grid", { name: "Songs" });
}

/** The titles that are drawn, from the top. */
function titles(page: Page): Promise<string[]> {
  return grid(page).locator("[role=gridcell][data-column=title]").allInnerTexts();
}

/** The open panel. */
function panel(page: Page) {
  return page.getByRole("dialog");
}

test("the library is counted and listed", async ({ page, request }) => {
  const library: Facets = await (await request.get("/api/v1/library")).json();
  await page.goto("/");
  await page.getByRole("link", { name: "Library", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Library");
  await expect(page).toHaveTitle("Library – VibeLens");
  const numbers = page.getByRole("region", { name: "The library as it is" });
  for (const [name, count] of [
    ["songs", library.tracks],
    ["passages", library.passages],
    ["with sound", library.audible],
    ["with words", library.worded],
  ] as const) {
    const number = numbers.locator("div").filter({ has: page.getByText(name, { exact: true }) });
    await expect(number.getByRole("definition").last()).toHaveText(String(count));
  }
  await expect(grid(page)).toHaveAttribute("aria-rowcount", String(library.tracks + 1));
  const { rows } = await (await request.get("/api/v1/tracks?limit=10")).json();
  await expect.poll(() => titles(page)).toContain(rows[9].title);
  expect((await titles(page)).slice(0, 10)).toEqual(rows.map(({ title }: Row) => title));
});

test("songs are searched without accents, and the address says so", async ({ page }) => {
  await page.goto("/library");
  await expect(grid(page)).toBeVisible();
  await page.getByRole("searchbox").fill("con meo");
  await expect.poll(() => titles(page)).toEqual(["Con mèo mà trèo cây cau"]);
  await expect(page).toHaveURL(/search=con\+meo/);
  await page.reload();
  await expect(page.getByRole("searchbox")).toHaveValue("con meo");
  await expect.poll(() => titles(page)).toEqual(["Con mèo mà trèo cây cau"]);
  await page.getByRole("searchbox").fill("nothing is called like this");
  await expect(page.getByText("Nothing in the library is like that.")).toBeVisible();
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(grid(page)).toBeVisible();
  await expect(page.getByRole("searchbox")).toHaveValue("");
});

test("a space at the end of what is typed stays", async ({ page }) => {
  await page.goto("/library");
  await page.getByRole("searchbox").pressSequentially("con ");
  await expect(page).toHaveURL(/search=con$/);
  await page.getByRole("searchbox").pressSequentially("meo");
  await expect(page).toHaveURL(/search=con\+meo$/);
});

test("only the last of what is typed is searched for", async ({ page }) => {
  await page.goto("/library");
  await expect(grid(page)).toBeVisible();
  const asked: string[] = [];
  page.on("request", (request) => {
    const search = new URL(request.url()).searchParams.get("search");
    if (search) asked.push(search);
  });
  await page.getByRole("searchbox").pressSequentially("colibri", { delay: 20 });
  await expect.poll(() => titles(page)).toEqual(["Le Colibri"]);
  expect(asked).toEqual(["colibri"]);
});

test("the heads of the columns sort, one way and the other", async ({ page, request }) => {
  const first = async (query: string): Promise<string> =>
    (await (await request.get(`/api/v1/tracks?limit=1&${query}`)).json()).rows[0].title;
  await page.goto("/library");
  const head = (name: string) => page.getByRole("columnheader", { name });
  await expect(head("Artist")).toHaveAttribute("aria-sort", "ascending");
  await head("Year").getByRole("button").click();
  await expect(head("Year")).toHaveAttribute("aria-sort", "ascending");
  await expect(head("Artist")).not.toHaveAttribute("aria-sort");
  await expect.poll(async () => (await titles(page))[0]).toBe(await first("sort=year"));
  await head("Year").getByRole("button").click();
  await expect(head("Year")).toHaveAttribute("aria-sort", "descending");
  const latest = await first("sort=year&descending=true");
  await expect.poll(async () => (await titles(page))[0]).toBe(latest);
  await expect(page).toHaveURL(/sort=-year/);
});

test("chips choose by language and by state", async ({ page, request }) => {
  const count = async (query: string): Promise<number> =>
    (await (await request.get(`/api/v1/tracks?limit=1&${query}`)).json()).total;
  await page.goto("/library");
  await page.getByRole("button", { name: "Language" }).click();
  await page.getByRole("button", { name: /^Vietnamese/ }).click();
  await expect(page.getByText(`${await count("language=vi")} songs`)).toBeVisible();
  await page.getByRole("button", { name: "Without sound" }).click();
  const both = await count("language=vi&only=silent");
  await expect(grid(page)).toHaveAttribute("aria-rowcount", String(both + 1));
  await expect(page).toHaveURL(/language=vi&only=silent/);
});

test("a track is opened, told, and closed with the focus where it was", async ({
  page,
  request,
}) => {
  const [row] = (await (await request.get(LONGEST)).json()).rows;
  const passages = await (await request.get(`/api/v1/tracks/${row.id}/passages`)).json();
  await page.goto("/library?sort=-duration");
  await expect(grid(page).getByText(row.title)).toBeVisible();
  await grid(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(panel(page).getByRole("heading", { level: 2 })).toHaveText(row.title);
  for (const told of [row.artist, row.album, String(row.year), row.genres[0]])
    await expect(panel(page)).toContainText(told);
  const items = panel(page).getByRole("region", { name: "Passages" }).getByRole("listitem");
  await expect(items).toHaveCount(passages.length);
  for (const [place, { text, moods }] of passages.entries()) {
    await expect(items.nth(place)).toContainText(moods.join(", "));
    for (const line of text.split("\n")) await expect(items.nth(place)).toContainText(line);
  }
  await expect(panel(page).getByText("From the .lrc file beside it")).toBeVisible();
  await expect(panel(page).getByRole("article")).toContainText("Used · 90% sure");
  await expect(page).toHaveURL(new RegExp(`track=${row.id}`));
  await expect(page.locator("html"), "the page can be scrolled beside it").toHaveCSS(
    "overflow",
    "visible",
  );
  await page.keyboard.press("Escape");
  await expect(panel(page)).toBeHidden();
  await expect(grid(page)).toBeFocused();
});

test("exactly the passage is played, from the list and from the drawing", async ({
  page,
  request,
}) => {
  const [row] = (await (await request.get(LONGEST)).json()).rows;
  const passages = await (await request.get(`/api/v1/tracks/${row.id}/passages`)).json();
  await page.goto(`/library?track=${row.id}`);
  const buttons = panel(page).getByRole("button", { name: /^Play the passage/ });
  await expect(buttons).toHaveCount(passages.length);
  await buttons.nth(2).click();
  const at = async () => (await heard(page)).at;
  await expect.poll(at).toBeGreaterThan(passages[2].start_s);
  const { src, count, at: place } = await heard(page);
  expect([count, src.includes(row.id)]).toEqual([1, true]);
  expect(place).toBeLessThan(passages[2].end_s);
  await expect(panel(page).getByRole("button", { name: /^Pause/ })).toHaveCount(1);

  const drawing = panel(page).locator("svg[viewBox^='0 -1']").first();
  const box = await drawing.boundingBox();
  const middle = (passages[1].start_s + passages[1].end_s) / 2;
  const x = ((box?.width ?? 0) * middle) / row.duration_s;
  await page.mouse.click((box?.x ?? 0) + x, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  await expect.poll(at).toBeLessThan(passages[1].end_s);
  expect(await at()).toBeGreaterThanOrEqual(passages[1].start_s);
  await page.getByRole("button", { name: "Close" }).click();
  await expect.poll(async () => (await heard(page)).count).toBe(0);
});

everywhere("the library is in nobody's way", async (page, tongue) => {
  const [row] = (await (await page.request.get(LONGEST)).json()).rows;
  const wider = () => document.documentElement.scrollWidth - window.innerWidth;
  await page.goto(`/library?tongue=${tongue}`);
  await expect(page.getByRole("grid")).toBeVisible();
  await page.getByRole("button", { name: /Language|Ngôn ngữ/ }).click();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(wider)).toBe(0);
  await page.goto(`/library?tongue=${tongue}&track=${row.id}`);
  await expect(panel(page).getByRole("listitem").first()).toBeVisible();
  await panel(page)
    .getByRole("button", { name: /^Write|^Tự viết/ })
    .click();
  await panel(page).locator("summary").click();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(wider)).toBe(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("title and artist share a column, and a track lies over the list", async ({ page }) => {
    await page.goto("/library?search=colibri");
    const row = grid(page).getByRole("row").nth(1);
    const box = async (column: string) =>
      (await row.locator(`[data-column=${column}]`).boundingBox()) ?? { x: 0, y: 0 };
    await expect(row).toContainText("Le Colibri");
    const [title, artist] = [await box("title"), await box("artist")];
    expect(title.x).toBe(artist.x);
    expect(title.y).toBeLessThan(artist.y);
    await row.tap();
    await expect(panel(page).getByRole("heading", { level: 2 })).toHaveText("Le Colibri");
    const over = await panel(page).boundingBox();
    expect(over).toEqual({ x: 0, y: 0, width: 360, height: 740 });
    await expect(page.locator("html")).toHaveCSS("overflow", "hidden");
    await panel(page).getByRole("button", { name: "Close" }).tap();
    await expect(panel(page)).toBeHidden();
  });
});
