// Long lists: what is drawn of them, what is asked for, and what is remembered.
import type { Page, Route } from "@playwright/test";
import type { Row } from "@/api/client";
import { parseListing, putListing } from "@/library/listing";
import { type Part, Rows } from "@/library/rows";
import { pagesOf, placeAfter, revealed, spanOf } from "@/library/view";
import { written } from "@/library/written";
import { Recent } from "@/recent";
import { expect, test, violations } from "./page";

const COUNT = 100_000;

test("what is drawn is what is seen and a little around it", () => {
  const cases = [
    { name: "at the top", at: [0, 480, 48, COUNT], span: [0, 18] },
    { name: "in the middle", at: [48_000, 480, 48, COUNT], span: [992, 1018] },
    { name: "at the end", at: [48 * COUNT - 480, 480, 48, COUNT], span: [COUNT - 18, COUNT] },
    { name: "a short list", at: [0, 480, 48, 3], span: [0, 3] },
    { name: "a list that became shorter", at: [48_000, 480, 48, 3], span: [3, 3] },
    { name: "before anything is measured", at: [0, 0, 0, COUNT], span: [0, 0] },
  ] as const;
  for (const { name, at, span } of cases) {
    const [top, height, row, count] = at;
    const { first, end } = spanOf(top, height, row, count);
    expect([first, end], name).toEqual(span);
  }
});

test("a span lies on all pages that it touches", () => {
  expect(pagesOf({ first: 0, end: 0 }, 100)).toEqual([]);
  expect(pagesOf({ first: 0, end: 100 }, 100)).toEqual([0]);
  expect(pagesOf({ first: 99, end: 201 }, 100)).toEqual([0, 1, 2]);
});

test("keys lead through the list, and never out of it", () => {
  const cases = [
    ["ArrowDown", 5, 6],
    ["ArrowDown", 99, 99],
    ["ArrowUp", 0, 0],
    ["PageDown", 5, 14],
    ["PageUp", 5, 0],
    ["Home", 50, 0],
    ["End", 50, 99],
    ["a", 50, undefined],
  ] as const;
  for (const [key, from, to] of cases) expect(placeAfter(key, from, 100, 10), key).toBe(to);
});

test("a row is revealed by scrolling as little as possible", () => {
  expect(revealed(5, 0, 480, 48), "it is seen").toBe(0);
  expect(revealed(10, 0, 480, 48), "it is just below").toBe(48);
  expect(revealed(2, 480, 480, 48), "it is above").toBe(96);
});

test("what was longest not in use is forgotten", () => {
  const recent = new Recent<number, string>(2);
  recent.put(1, "one");
  recent.put(2, "two");
  recent.touch(1);
  recent.put(3, "three");
  expect(recent.keys()).toEqual([1, 3]);
  expect([recent.peek(1), recent.peek(2)]).toEqual(["one", undefined]);
});

test("one page is asked for at a time, and only what is seen last", async () => {
  const asked: number[] = [];
  const answers: (() => void)[] = [];
  const rows = new Rows<number>(
    (offset, limit) =>
      new Promise<Part<number>>((resolve) => {
        asked.push(offset);
        const part = Array.from({ length: limit }, (_, step) => offset + step);
        answers.push(() => resolve({ total: COUNT, rows: part }));
      }),
  );
  for (let first = 0; first < 5000; first += 50) rows.want({ first, end: first + 20 });
  expect(asked).toEqual([0]);
  answers.shift()?.();
  await expect.poll(() => asked).toEqual([0, 4900]);
  answers.shift()?.();
  await expect.poll(() => rows.at(4960)).toBe(4960);
  expect([rows.total, rows.at(1000)]).toEqual([COUNT, undefined]);
  rows.renew();
  expect(asked, "what changed is asked for again").toEqual([0, 4900, 4900]);
  expect(rows.at(4960), "and stays until it comes").toBe(4960);
});

test("trouble stops the list until somebody tries again", async () => {
  let asked = 0;
  const rows = new Rows<number>(async () => {
    asked += 1;
    if (asked === 1) throw new TypeError("no network");
    return { total: 1, rows: [7] };
  });
  rows.want({ first: 0, end: 1 });
  await expect.poll(() => rows.trouble?.kind).toBe("gone");
  rows.want({ first: 0, end: 1 });
  expect(asked).toBe(1);
  rows.again();
  await expect.poll(() => rows.at(0)).toBe(7);
});

test("the address says what is listed, and nothing that goes without saying", () => {
  const query = new URLSearchParams("tongue=vi");
  putListing(query, parseListing(""));
  expect(query.toString()).toBe("tongue=vi");
  const listing = { ...parseListing(""), search: "sông", sort: "year", descending: true } as const;
  putListing(query, { ...listing, only: "silent", list: "refused", track: "1" });
  expect(parseListing(query.toString())).toEqual({
    ...listing,
    only: "silent",
    list: "refused",
    track: "1",
  });
  expect(parseListing("sort=colour&only=all")).toEqual(parseListing(""));
});

test("words are written with their times", () => {
  const stanzas = [
    [
      { text: "one", start_s: 65.2 },
      { text: "two", start_s: null },
    ],
    [{ text: "three" }],
  ];
  expect(written(stanzas)).toBe("[01:05.20]one\ntwo\n\nthree");
  expect(written([[{ text: "late", start_s: 119.999 }]])).toBe("[02:00.00]late");
});

function madeUp(place: number): Row {
  return {
    id: place.toString(16).padStart(32, "0"),
    title: `Song ${place + 1}`,
    artist: `Artist ${place % 997}`,
    album: "An album",
    genres: [],
    year: 1950 + (place % 70),
    language: "en",
    duration_s: 60 + (place % 200),
    explicit: false,
    passages: 4,
    words: "lrc",
    set_aside: 0,
  };
}

/** Answers for a library of a hundred thousand songs; gives the offsets that were asked for. */
async function enormous(page: Page): Promise<number[]> {
  const asked: number[] = [];
  const answer = (route: Route) => {
    const query = new URL(route.request().url()).searchParams;
    const offset = Number(query.get("offset"));
    asked.push(offset);
    const length = Math.min(Number(query.get("limit")), COUNT - offset);
    const rows = Array.from({ length }, (_, step) => madeUp(offset + step));
    return route.fulfill({ json: { total: COUNT, rows } satisfies Part<Row> });
  };
  await page.route(/\/api\/v1\/tracks\?/, answer);
  return asked;
}

/** How often the list is scrolled on its way from the first to the last row. */
const STEPS = 200;

test("a hundred thousand songs: few are drawn, few are asked for, and the last one is there", async ({
  page,
}) => {
  const asked = await enormous(page);
  await page.goto("/library");
  const grid = page.getByRole("grid", { name: "Songs" });
  await expect(grid.getByText("Song 1", { exact: true })).toBeVisible();
  await expect(grid).toHaveAttribute("aria-rowcount", String(COUNT + 1));
  const drawn = () => grid.getByRole("row").count();
  expect(await drawn()).toBeLessThan(60);

  await grid.evaluate(async (element, steps) => {
    for (let step = 1; step <= steps; step += 1) {
      element.scrollTop = (step / steps) * element.scrollHeight;
      await new Promise(requestAnimationFrame);
    }
  }, STEPS);
  const last = grid.getByRole("row", { name: `Song ${COUNT}` });
  await expect(last).toBeVisible();
  await expect(last).toHaveAttribute("aria-rowindex", String(COUNT + 1));
  expect(await drawn()).toBeLessThan(60);
  console.log(`  ${asked.length} requests while ${COUNT / 100} pages went by`);
  // What is seen after a step lies on two pages at most.
  expect(asked.length, "pages that went by are not asked for").toBeLessThan(2 * STEPS + 20);
  expect(await violations(page)).toEqual([]);
});

test("keys go through a hundred thousand songs", async ({ page }) => {
  const asked = await enormous(page);
  await page.goto("/library");
  const grid = page.getByRole("grid", { name: "Songs" });
  const active = () =>
    grid.evaluate((element) => {
      const id = element.getAttribute("aria-activedescendant");
      return id && document.getElementById(id)?.textContent;
    });
  await expect(grid.getByText("Song 1", { exact: true })).toBeVisible();
  await grid.focus();
  await page.keyboard.press("ArrowDown");
  await expect.poll(active).toMatch(/^Song 1Artist 0/);
  await page.keyboard.press("End");
  await expect.poll(active).toMatch(/^Song 100000Artist/);
  await page.keyboard.press("PageUp");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await expect.poll(active).toMatch(/^Song 2Artist 1/);
  expect(asked.length).toBeLessThan(10);
});
