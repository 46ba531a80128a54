// The map of the library, the photo on it, and how well the library answers photos.

import type { Locator, Page } from "@playwright/test";
import type { Answer, LibraryMap, Mood, Playable, Survey } from "@/api/client";
import { type Groups, groupsOf, none, rest } from "@/look/groups";
import { passageAt, pointsOf } from "@/look/points";
import { HOME, moved, type Place, placeOf, pointAt, zoomed } from "@/look/view";
import { answerTo, choose, everywhere, expect, onEmpty, retell, test, violations } from "./page";
import { demoPhoto } from "./product";
import { heard } from "./sound";

const MAP = "**/api/v1/map";

/** Opens the page and gives what it was told once its points are drawn. */
async function open(page: Page, query = ""): Promise<LibraryMap> {
  const told = page.waitForResponse(MAP);
  await page.goto(`/look${query}`);
  const map = (await told).json();
  await expect(page.locator("canvas[data-points]")).toBeVisible();
  await field(page).evaluate((map) => map.scrollIntoView({ block: "center" }));
  return map;
}

function field(page: Page): Locator {
  return page.getByRole("application");
}

/** Where a point is on the screen, as long as all of the map is seen. */
async function screenOf(page: Page, map: LibraryMap, point: number): Promise<Place> {
  const box = await field(page).boundingBox();
  if (!box) throw new Error("there is no map");
  const { valence, arousal } = pointsOf(map);
  const feeling = { valence: valence[point] ?? 0, arousal: arousal[point] ?? 0 };
  const { x, y } = placeOf(feeling, HOME, box);
  return { x: box.x + x, y: box.y + y };
}

/** The points, those that are farthest from all others first. */
function lonely(map: LibraryMap): number[] {
  const { valence, arousal, count } = pointsOf(map);
  const all = [...Array(count).keys()];
  const nearest = (point: number) =>
    Math.min(
      ...all
        .filter((other) => other !== point)
        .map((other) =>
          Math.hypot(
            (valence[other] ?? 0) - (valence[point] ?? 0),
            (arousal[other] ?? 0) - (arousal[point] ?? 0),
          ),
        ),
    );
  const room = new Map(all.map((point) => [point, nearest(point)]));
  return all.sort((a, b) => (room.get(b) ?? 0) - (room.get(a) ?? 0));
}

async function passageOf(page: Page, map: LibraryMap, point: number): Promise<Playable> {
  const [track, number] = passageAt(map, point);
  return (await page.request.get(`/api/v1/tracks/${track}/passages/${number}`)).json();
}

/** How many pixels of the map are not what most are. */
async function drawn(page: Page): Promise<number> {
  return page.locator("canvas[data-points]").evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
    const pixels = new Uint32Array(data?.buffer ?? new ArrayBuffer(0));
    return pixels.filter((pixel) => pixel !== pixels[0]).length;
  });
}

/** The colour of the map's pixel at a place on the screen. */
async function pixelAt(page: Page, { x, y }: Place): Promise<number[]> {
  const canvas = page.locator("canvas[data-points]");
  return canvas.evaluate(
    (canvas: HTMLCanvasElement, [x, y]) => {
      const { left, top } = canvas.getBoundingClientRect();
      const data = canvas.getContext("2d")?.getImageData(x - left, y - top, 1, 1).data;
      return [...(data ?? [])];
    },
    [x, y] as const,
  );
}

test("every passage of the library is a point where it feels", async ({ page }) => {
  const map = await open(page);
  const ready = await (await page.request.get("/readyz")).json();
  expect(map.passages.track.length).toBe(ready.passages);
  await expect(page.locator(`canvas[data-points="${ready.passages}"]`)).toBeVisible();
  await expect(page.getByText(`${ready.passages} of ${map.tracks.id.length} songs`)).toBeVisible();
  const ground = await pixelAt(page, await screenOf(page, map, -1));
  for (const point of lonely(map).slice(0, 20)) {
    expect(await pixelAt(page, await screenOf(page, map, point))).not.toEqual(ground);
  }
});

test("colours tell moods, genres and languages apart, and some can be seen alone", async ({
  page,
}) => {
  const map = await open(page);
  const all = await drawn(page);
  const legend = page.getByRole("group", { name: "Show only" });
  for (const [kind, known] of [
    ["Mood", "nostalgic"],
    ["Genre", "lied"],
    ["Language", "Vietnamese"],
  ] as const) {
    await page.getByRole("button", { name: kind, exact: true }).click();
    await expect(legend.getByRole("button", { name: known })).toBeVisible();
    const counts = await legend.locator("small").allTextContents();
    const sum = counts.map(Number).reduce((sum, count) => sum + count, 0);
    expect(sum, kind).toBe(map.passages.track.length);
    expect(counts.length).toBeLessThanOrEqual(kind === "Mood" ? 16 : 10);
  }
  await legend.getByRole("button", { name: "Vietnamese" }).click();
  const vietnamese = await drawn(page);
  expect(vietnamese).toBeLessThan(all / 2);
  expect(vietnamese).toBeGreaterThan(0);
  await legend.getByRole("button", { name: "German" }).click();
  expect(await drawn(page)).toBeGreaterThan(vietnamese);
  await legend.getByRole("button", { name: "Show all" }).click();
  await expect(legend.getByRole("button", { pressed: true })).toHaveCount(0);
});

test("a mouse over a point is told the song", async ({ page }) => {
  const map = await open(page);
  const [point = 0] = lonely(map);
  const { track, passage } = await passageOf(page, map, point);
  const { x, y } = await screenOf(page, map, point);
  await page.mouse.move(x + 2, y - 1);
  const tip = page.getByRole("tooltip");
  await expect(tip).toContainText(track.title);
  await expect(tip).toContainText(track.artist);
  await expect(tip).toContainText(passage.feeling.moods[0] ?? "");
  await page.mouse.move(x + 60, y - 200);
  await expect(tip).toBeHidden();
});

test("a point plays exactly its passage, and then another one of the same song", async ({
  page,
}) => {
  const map = await open(page);
  const playing = () =>
    page.evaluate(() => {
      const [audio, ...others] = [...document.querySelectorAll("audio")].filter((a) => !a.paused);
      return others.length === 0 ? (audio?.currentTime ?? -1) : -1;
    });
  const { tracks, passages } = map;
  const songs = new Map<number, number[]>();
  for (const point of lonely(map).slice(0, 80)) {
    const track = passages.track[point] ?? -1;
    songs.set(track, [...(songs.get(track) ?? []), point]);
  }
  const several = [...songs.values()].filter((points) => points.length > 1);
  expect(several.length, "of some songs two points stand alone").toBeGreaterThan(0);
  for (const points of several) {
    const heard = await passageOf(page, map, points[0] ?? 0);
    if (!heard.track.has_audio || heard.passage.approximate) continue;
    for (const point of points.slice(0, 2)) {
      const { track, passage } = await passageOf(page, map, point);
      const { x, y } = await screenOf(page, map, point);
      await page.mouse.click(x, y);
      const card = page.getByRole("article", { name: track.title });
      if (passage.text) await expect(card.locator("blockquote")).toHaveText(passage.text);
      await card.getByRole("button", { name: /^Play/ }).click();
      const [from, to] = [passage.start_s ?? 0, passage.end_s ?? 0];
      await expect.poll(playing).toBeGreaterThan(from);
      expect(await playing()).toBeLessThan(to);
    }
    await page.getByRole("button", { name: /^Pause/ }).click();
    await expect.poll(playing).toBe(-1);
    return;
  }
  throw new Error(`nothing of ${tracks.id.length} songs could be played`);
});

/** Two points that stand alone and are passages of one song. */
async function pair(page: Page, map: LibraryMap): Promise<[number, number]> {
  const first = new Map<number, number>();
  for (const point of lonely(map).slice(0, 80)) {
    const track = map.passages.track[point] ?? -1;
    const other = first.get(track);
    if (other === undefined) first.set(track, point);
    else if ((await passageOf(page, map, point)).track.has_audio) return [other, point];
  }
  throw new Error("of no song two points stand alone");
}

test("only what is shown is heard", async ({ page }) => {
  const map = await open(page);
  const [one, other] = await pair(page, map);
  const listed = await passageOf(page, map, one);
  const chosen = await passageOf(page, map, other);
  await retell(page, ({ recommendations: [first] }) => Object.assign(first ?? {}, listed));
  const list = page.getByRole("list", { name: "Songs" });
  const count = async () => (await heard(page)).count;
  const play = async () => {
    await list.getByRole("button", { name: `Play the passage of ${listed.track.title}` }).click();
    await expect.poll(count).toBe(1);
  };
  const point = async (at: number) => {
    const { x, y } = await screenOf(page, map, at);
    await page.mouse.click(x, y);
  };

  await answerTo(page, () => choose(page, demoPhoto("sunset_4")));
  await play();
  await point(other);
  const card = page.getByRole("article", { name: chosen.track.title });
  await expect(card).toBeVisible();
  expect(await count(), "what is listed plays on").toBe(1);
  const { start_s: from, end_s: to } = chosen.passage;
  await card.getByRole("slider").fill((((from ?? 0) + (to ?? 0)) / 2).toFixed(1));
  await expect.poll(count, "another passage of the song is in hand").toBe(0);
  await card.getByRole("button", { name: /^Play/ }).click();
  await expect.poll(count).toBe(1);
  await point(one);
  await expect.poll(count, "another point is chosen").toBe(0);
  await point(other);
  await play();
  await page.unroute("**/api/v1/recommendations");
  await answerTo(page, () => choose(page, demoPhoto("beach_1")));
  await expect.poll(count, "another photo is shown").toBe(0);
});

test("wheel, drag and buttons move the map, and lead back", async ({ page }) => {
  const map = await open(page);
  const [point = 0] = lonely(map);
  const at = await screenOf(page, map, point);
  const before = await pixelAt(page, at);
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, -600);
  await expect(field(page)).toHaveAttribute("data-home", "false");
  expect(await pixelAt(page, at), "what is under the pointer stays there").toEqual(before);
  await page.mouse.down();
  await page.mouse.move(at.x + 60, at.y + 40, { steps: 4 });
  await page.mouse.up();
  expect(await pixelAt(page, { x: at.x + 60, y: at.y + 40 })).toEqual(before);
  await expect(page.getByText("Choose a point"), "moving is not choosing").toBeVisible();
  await page.getByRole("button", { name: "Show all of the map" }).click();
  await expect(field(page)).toHaveAttribute("data-home", "true");
  expect(await pixelAt(page, at)).toEqual(before);
});

test("keys move the map and choose a passage", async ({ page }) => {
  await open(page);
  await field(page).focus();
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowDown");
  await expect(field(page)).toHaveAttribute("data-home", "false");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Passage" }).getByRole("article")).toBeVisible();
  await page.keyboard.press("0");
  await expect(field(page)).toHaveAttribute("data-home", "true");
});

test("a photo lies where it feels, joined to the songs it finds", async ({ page }) => {
  await open(page);
  const answer: Answer = await answerTo(page, () => choose(page, demoPhoto("sunset_4")));
  const songs = answer.recommendations;
  const marks = page.locator("[data-photo]");
  await expect(marks.locator("image")).toHaveAttribute("href", /^blob:/);
  await expect(marks.getByText(/^\d+$/)).toHaveCount(songs.length);
  const list = page.getByRole("list", { name: "Songs" });
  await expect(list.getByRole("listitem")).toHaveCount(songs.length);
  const box = await field(page).boundingBox();
  const expected = placeOf(answer.target, HOME, box ?? { width: 0, height: 0 });
  const image = await marks.locator("image").boundingBox();
  expect(image && image.x + image.width / 2 - (box?.x ?? 0)).toBeCloseTo(expected.x, -0.5);
  expect(image && image.y + image.height / 2 - (box?.y ?? 0)).toBeCloseTo(expected.y, -0.5);
  await list.getByRole("listitem").first().hover();
  await expect(marks.locator("[data-on=true]")).toHaveCount(2);
  const first = songs.find(({ track }) => track.has_audio)?.track.title ?? "";
  await list.getByRole("button", { name: first }).click();
  await expect(list.getByRole("button", { name: `Pause ${first}` })).toBeVisible();
});

test("the figures are the server's, each with what it means", async ({ page }) => {
  const map = await open(page);
  const survey: Survey = await (await page.request.get("/api/v1/survey")).json();
  const figures = page.getByRole("region", { name: "How well the library answers photos" });
  const percent = new Intl.NumberFormat("en", { style: "percent", maximumSignificantDigits: 2 });
  await expect(figures).toContainText(percent.format(survey.reach));
  await expect(figures).toContainText(percent.format(survey.hubs));
  await expect(figures).toContainText(`of ${survey.songs} songs`);
  for (const { track, photos } of survey.most) {
    const row = figures.getByRole("listitem").filter({ hasText: track.title }).first();
    await expect(row).toContainText(`${photos} of ${survey.photos}`);
  }
  const enough = map.moods.filter(({ songs }) => songs >= 10).length;
  await expect(figures).toContainText(`${enough} of ${map.moods.length}`);
  const table = page.getByRole("table");
  for (const { name, songs, passages } of map.moods) {
    const row = table.getByRole("row").filter({ has: page.getByText(name, { exact: true }) });
    await expect(row.getByRole("cell").first()).toHaveText(String(songs));
    await expect(row.getByRole("cell").nth(1)).toHaveText(String(passages));
  }
});

everywhere("nothing of the map is in anyone's way", async (page, tongue) => {
  await open(page, `?tongue=${tongue}`);
  await expect(page.getByText(/^\d+[.,]?\d*\s?%$/)).toHaveCount(2);
  expect(await violations(page)).toEqual([]);
  await field(page).focus();
  await page.keyboard.press("Enter");
  await answerTo(page, () =>
    page.locator("input[type=file]").first().setInputFiles(demoPhoto("sunset_4")),
  );
  await expect(page.locator("[data-photo]")).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("a tap chooses, two fingers zoom, nothing is wider than the screen, and all is large enough", async ({
    page,
  }) => {
    const map = await open(page);
    const [point = 0] = lonely(map);
    const { track } = await passageOf(page, map, point);
    await field(page).scrollIntoViewIfNeeded();
    const { x, y } = await screenOf(page, map, point);
    await page.touchscreen.tap(x, y);
    await expect(page.getByRole("article", { name: track.title })).toBeVisible();
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBe(0);
    const session = await page.context().newCDPSession(page);
    const fingers = async (type: "touchStart" | "touchMove" | "touchEnd", apart: number) => {
      const touchPoints = [-apart, apart].map((right) => ({ x: 180 + right, y }));
      await session.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchEnd" ? [] : touchPoints,
      });
    };
    await fingers("touchStart", 30);
    for (const apart of [40, 60, 80]) await fingers("touchMove", apart);
    await fingers("touchEnd", 80);
    await expect(field(page), "two fingers come nearer").toHaveAttribute("data-home", "false");
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, label.button, input[type=range]")]
        .map((element) => ({ name: element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => 0 < box.width && (box.width < 24 || box.height < 24))
        .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`),
    );
    expect(small).toEqual([]);
  });
});

/** A library that is made up: `count` passages of a fifth as many songs, most of them near the middle. */
function madeUp(count: number): LibraryMap {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const coordinate = () => Math.round(700 * (random() + random() + random() - 1.5));
  const column = (make: (place: number) => number) =>
    Array.from({ length: count }, (_, n) => make(n));
  const songs = [...Array(count / 5).keys()];
  return {
    genres: Array.from({ length: 12 }, (_, genre) => `genre ${genre}`),
    languages: ["en", "vi", "de"],
    tracks: {
      id: songs.map((song) => song.toString(16).padStart(32, "0")),
      genre: songs.map((song) => (song % 14 < 12 ? song % 14 : null)),
      language: songs.map((song) => (song % 4 < 3 ? song % 4 : null)),
    },
    passages: {
      track: column((point) => Math.floor(point / 5)),
      number: column((point) => point % 5),
      valence: column(coordinate),
      arousal: column(coordinate),
    },
    moods: [{ name: "calm", songs: songs.length, passages: count }],
  };
}

const FRAMES = 120;
/** What fifty frames a second leave for each, in milliseconds. */
const FRAME = 20;

test("a hundred thousand points are drawn fifty times a second while the map is moved", async ({
  page,
}) => {
  const map = madeUp(100_000);
  await page.route(MAP, (route) => route.fulfill({ json: map }));
  await open(page);
  await page.getByRole("button", { name: "Genre", exact: true }).click();
  const measured = page.evaluate(
    (frames) =>
      new Promise<{ drawn: number[]; between: number[] }>((resolve) => {
        const [drawn, between]: [number[], number[]] = [[], []];
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntriesByName("map drawn")) drawn.push(duration);
        });
        observer.observe({ type: "measure" });
        let last = performance.now();
        const element = document.querySelector("[role=application]");
        const { left, top } = element?.getBoundingClientRect() ?? { left: 0, top: 0 };
        const send = (type: string, step: number) =>
          element?.dispatchEvent(
            new PointerEvent(type, {
              bubbles: true,
              pointerId: 1,
              pointerType: "mouse",
              clientX: left + 300 + 80 * Math.sin(step / 10),
              clientY: top + 300 + 80 * Math.cos(step / 13),
            }),
          );
        if (element) element.setPointerCapture = () => {};
        element?.dispatchEvent(new WheelEvent("wheel", { deltaY: -150, cancelable: true }));
        send("pointerdown", 0);
        const step = (count: number) => {
          const now = performance.now();
          if (count > 1) between.push(now - last);
          last = now;
          if (count > frames) setTimeout(() => resolve({ drawn, between }), 100);
          else {
            send("pointermove", count);
            requestAnimationFrame(() => step(count + 1));
          }
        };
        requestAnimationFrame(() => step(1));
      }),
    FRAMES,
  );
  const { drawn, between } = await measured;
  const median = (times: number[]) => times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
  console.log(
    `  100,000 points: ${median(drawn).toFixed(1)} ms a picture, ${median(between).toFixed(1)} ms from frame to frame`,
  );
  expect(drawn.length).toBeGreaterThanOrEqual(FRAMES);
  expect(median(drawn)).toBeLessThanOrEqual(FRAME);
});

test.describe("the view", () => {
  const size = { width: 700, height: 500 };

  test("what is under a pointer stays there, however near it comes", () => {
    const place = { x: 420, y: 190 };
    let view = HOME;
    for (const factor of [1.5, 3, 0.4, 50, 0.2]) {
      const before = pointAt(place, view, size);
      view = zoomed(view, factor, place, size);
      const after = placeOf(before, view, size);
      expect(after.x).toBeCloseTo(place.x, 6);
      expect(after.y).toBeCloseTo(place.y, 6);
    }
  });

  test("the plane cannot be lost", () => {
    expect(moved(HOME, { x: 0, y: 0 }, { x: 300, y: 300 }, size)).toEqual(HOME);
    expect(zoomed(HOME, 0.1, { x: 10, y: 10 }, size)).toEqual(HOME);
    const near = moved({ ...HOME, zoom: 4 }, { x: 0, y: 0 }, { x: -9000, y: 9000 }, size);
    expect(near).toEqual({ valence: 0.75, arousal: 0.75, zoom: 4 });
  });
});

test.describe("groups", () => {
  const moods: Mood[] = [
    { name: "calm", valence: 0.45, arousal: -0.6, radius: 0.4 },
    { name: "angry", valence: -0.7, arousal: 0.75, radius: 0.4 },
  ];

  function counted({ all, of }: Groups): [name: string | symbol, count: number][] {
    expect([...of].every((group) => all[group])).toBe(true);
    return all.map(({ name, count }) => [name, count]);
  }

  test("the eight most frequent genres have colours of their own, the rest and none share", () => {
    const map = madeUp(700);
    const groups = groupsOf("genre", map, pointsOf(map), moods);
    const counts = counted(groups);
    expect(counts.length).toBe(10);
    expect(counts.slice(0, 8)).toEqual([...Array(8).keys()].map((n) => [`genre ${n}`, 50]));
    expect(counts.slice(8)).toEqual([
      [rest, 200],
      [none, 100],
    ]);
    expect(new Set(groups.all.map(({ colour }) => colour)).size).toBe(10);
  });

  test("a point has the mood whose middle is nearest", () => {
    const map = madeUp(5);
    map.passages.valence = [450, -600, 0, 1000, -1000];
    map.passages.arousal = [-600, 700, -50, -1000, 1000];
    expect(counted(groupsOf("mood", map, pointsOf(map), moods))).toEqual([
      ["calm", 3],
      ["angry", 2],
    ]);
  });
});

test.describe("what goes wrong", () => {
  // The browser itself writes of answers that are no success.
  test.use({ mayFail: /Failed to load resource/ });

  test("a survey that takes long is asked for again", async ({ page }) => {
    let asked = 0;
    await page.route("**/api/v1/survey", (route) => {
      asked += 1;
      const headers = { "retry-after": "1", "content-type": "application/problem+json" };
      return asked <= 2 ? route.fulfill({ status: 503, headers, body: "{}" }) : route.continue();
    });
    await open(page);
    await expect(page.getByText("The library is asked by many photos.").first()).toBeVisible();
    await expect(page.getByText("typical photos")).toBeVisible();
    expect(asked).toBe(3);
  });

  test("a passage that is gone says so", async ({ page }) => {
    await page.route("**/passages/*", (route) => route.abort());
    await open(page);
    await field(page).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("The server does not answer.")).toBeVisible();
  });

  onEmpty("an empty library, and then a server that is gone", async ({ page, server }) => {
    await page.goto("/look");
    await expect(page.getByText("The library is empty.")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("vibelens ingest");
    await server.end();
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByText("The server does not answer.")).toBeVisible();
  });
});
