import { answerTo, ask, expect, lastForm, test } from "./page";
import { heard } from "./sound";

test("a photo brings songs, each with its passage, its line and the reason", async ({ page }) => {
  const answer = await ask(page, ["sunset_4"]);
  await expect(page.getByLabel("What the photo shows")).toHaveValue(answer.sight.caption);
  for (const { label } of answer.sight.tags) {
    await expect(
      page.getByRole("list", { name: "Seen in it" }).getByText(label, { exact: true }),
    ).toBeVisible();
  }
  expect(answer.recommendations.length).toBeGreaterThanOrEqual(5);
  for (const [place, { track, line, why }] of answer.recommendations.entries()) {
    const card = page.getByRole("article").nth(place);
    await expect(card.getByRole("heading")).toHaveText(track.title);
    await expect(card).toContainText(why);
    if (line) await expect(card.locator("[data-matched=true]")).toHaveText(line);
  }
  expect(await lastForm(page)).toEqual({ tongue: ["en"] });
});

test("exactly the passage is played, one at a time", async ({ page }) => {
  const { recommendations } = await ask(page, ["sunset_4"]);
  const [first, second] = recommendations.filter(({ track }) => track.has_audio);
  if (!first || !second) throw new Error("the demo library has songs to play");
  const { start_s: start, end_s: end } = first.passage;
  const loaded = page
    .locator("audio")
    .evaluateAll((all) => all.map((one) => (one as HTMLAudioElement).src));
  expect((await loaded).join(), "the first one is loaded before it is asked for").toContain(
    first.track.id,
  );
  await page.getByRole("button", { name: `Play the passage of ${first.track.title}` }).click();
  await expect.poll(async () => (await heard(page)).at).toBeGreaterThan(start ?? 0);
  const { src, at, count } = await heard(page);
  expect([count, src.includes(first.track.id)]).toEqual([1, true]);
  expect(at).toBeLessThanOrEqual(end ?? 0);

  await page.getByRole("button", { name: `Play the passage of ${second.track.title}` }).click();
  await expect.poll(async () => (await heard(page)).src).toContain(second.track.id);
  await expect.poll(async () => (await heard(page)).count).toBe(1);
});

test("a passage ends where it ends, and a place in it can be chosen", async ({ page }) => {
  const { recommendations } = await ask(page, ["sunset_4"]);
  const song = recommendations.find(({ track }) => track.has_audio);
  if (!song) throw new Error("the demo library has songs to play");
  const [start, end] = [song.passage.start_s ?? 0, song.passage.end_s ?? 0];
  const card = page.getByRole("article").filter({ hasText: song.track.title }).first();
  const place = card.getByRole("slider");
  await place.fill(String(song.track.duration_s));
  expect(Number(await place.inputValue()), "beyond the passage there is no place").toBeLessThan(
    end,
  );
  await place.fill("0");
  expect(Number(await place.inputValue())).toBeCloseTo(start, 0);
  await place.fill((end - 1.5).toFixed(1));
  await card.getByRole("button", { name: /^Play/ }).click();
  await expect.poll(async () => (await heard(page)).at).toBeGreaterThan(end - 1.5);
  await expect(card).toHaveAttribute("data-state", "ended");
  const left = await page.evaluate(
    (id) =>
      [...document.querySelectorAll("audio")].find((audio) => audio.src.includes(id))?.currentTime,
    song.track.id,
  );
  expect(left).toBeGreaterThanOrEqual(end);
  expect(left, "not more than one look at the clock too far").toBeLessThan(end + 0.5);
});

test("keys move in the list, play, like and skip", async ({ page }) => {
  await ask(page, ["beach_1"], "?audio=required");
  const cards = page.getByRole("article");
  await cards.nth(0).getByRole("button", { name: /^Play/ }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(cards.nth(1).getByRole("button", { name: /^Play/ })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(cards.nth(1)).toHaveAttribute("data-state", "playing");
  await page.keyboard.press("Space");
  await expect(cards.nth(1)).toHaveAttribute("data-state", "paused");
  await page.keyboard.press("l");
  await expect(cards.nth(1).getByRole("button", { name: /^I like/ })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await page.keyboard.press("s");
  await expect(cards.nth(1).getByRole("button", { name: /^Skip/ })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(cards.nth(2).getByRole("button", { name: /^Play/ })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(cards.nth(1).getByRole("button", { name: /^Play/ })).toBeFocused();
});

test("space plays and pauses wherever nothing else takes it, and left and right move", async ({
  page,
}) => {
  const { recommendations } = await ask(page, ["beach_1"], "?audio=required");
  const cards = page.getByRole("article");
  const leave = () => page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await leave();
  await page.keyboard.press("Space");
  await expect(cards.nth(0)).toHaveAttribute("data-state", "playing");
  expect(await page.evaluate(() => scrollY), "the page stays where it is").toBe(0);
  await page.keyboard.press("Space");
  await expect(cards.nth(0)).toHaveAttribute("data-state", "paused");

  await page.keyboard.press("ArrowRight");
  await expect(cards.nth(1).getByRole("button", { name: /^Play/ })).toBeFocused();
  await page.keyboard.press("Space");
  await expect(cards.nth(1)).toHaveAttribute("data-state", "playing");
  await leave();
  await page.keyboard.press("ArrowRight");
  await expect(cards.nth(2), "the next one plays on").toHaveAttribute("data-state", "playing");
  await leave();
  await page.keyboard.press("Space");
  await expect(cards.nth(2), "it is the song in hand that pauses").toHaveAttribute(
    "data-state",
    "paused",
  );

  const caption = page.getByLabel("What the photo shows");
  await caption.press("End");
  await caption.press("Space");
  await expect(cards.nth(2)).toHaveAttribute("data-state", "paused");
  await leave();
  await page.keyboard.press("l");
  const { title } = recommendations[2]?.track ?? { title: "" };
  await expect(
    page.getByRole("button", { name: `I like ${title}` }),
    "letters count in the list alone",
  ).toHaveAttribute("aria-pressed", "false");
});

test("nobody has a profile before they say what they like, and all of it can be forgotten", async ({
  page,
  request,
}) => {
  const { recommendations } = await ask(page, ["beach_1"]);
  const kept = () => page.evaluate(() => localStorage.getItem("vibelens.profile"));
  expect(await kept()).toBeNull();
  const learnt = page.waitForResponse((response) => response.url().endsWith("/feedback"));
  await page.getByRole("button", { name: `I like ${recommendations[0]?.track.title}` }).click();
  expect((await learnt).status()).toBe(204);
  const id = await kept();
  const known = await (await request.get(`/api/v1/profiles/${id}`)).json();
  expect(known.counts).toMatchObject({ like: 1, play: 0, dislike: 0 });
  expect(known.events[0].track).toBe(recommendations[0]?.track.id);

  await page.getByRole("button", { name: "Stop and forget me" }).click();
  await expect(page.getByText("All that was learnt is deleted.")).toBeVisible();
  expect(await kept()).toBeNull();
  expect((await request.get(`/api/v1/profiles/${id}`)).status()).toBe(404);
});

test("a song that is never to be offered is gone, from later lists, too, until that is undone", async ({
  page,
}) => {
  const { recommendations } = await ask(page, ["beach_1"]);
  const first = recommendations[0]?.track;
  if (!first) throw new Error("there are songs");
  const card = page
    .getByRole("article")
    .filter({ has: page.getByRole("heading", { name: first.title, exact: true }) });
  const learnt = page.waitForResponse((response) => response.url().endsWith("/feedback"));
  await page.getByRole("button", { name: `Never offer ${first.title} again` }).click();
  await expect(card).toHaveCount(0);
  expect((await learnt).status()).toBe(204);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(card).toHaveCount(1);
  await page.getByRole("button", { name: `Never offer ${first.title} again` }).click();
  const next = await answerTo(page, () =>
    page.getByRole("button", { name: "Only what plays" }).click(),
  );
  expect((await lastForm(page)).never_track).toEqual([first.id]);
  expect(next.recommendations.map(({ track }) => track.id)).not.toContain(first.id);
});

test("a track is drawn as loud as it is, with its passage marked", async ({ page, request }) => {
  const { recommendations } = await ask(page, ["sunset_4"], "?audio=required");
  const place = recommendations.findIndex(({ passage }) => !passage.approximate);
  const song = recommendations[place];
  if (!song) throw new Error("there are songs whose times are known");
  const waveform = await (await request.get(`/api/v1/tracks/${song.track.id}/waveform`)).json();
  const drawn = page.getByRole("article").nth(place).locator("svg[viewBox^='0 -1']");
  await expect(drawn).toHaveCount(3);
  const bars = (await drawn.first().locator("path").getAttribute("d"))?.match(/M/g)?.length ?? 0;
  const together = Math.ceil(waveform.levels.length / 120);
  expect(bars).toBe(Math.ceil(waveform.levels.length / together));
  const share = (second: number) => (100 * second) / (song.track.duration_s ?? 1);
  const clip = await drawn.nth(1).evaluate((svg) => getComputedStyle(svg).clipPath);
  const [right, left] = [...clip.matchAll(/([\d.]+)%/g)].map(([, number]) => Number(number));
  expect(left).toBeCloseTo(share(song.passage.start_s ?? 0), 1);
  expect(right).toBeCloseTo(100 - share(song.passage.end_s ?? 0), 1);
});

test("a track that cannot be drawn is a line that plays all the same", async ({ page }) => {
  await page.route("**/waveform", (route) => route.fulfill({ status: 200, body: "not JSON" }));
  await ask(page, ["sunset_4"], "?audio=required");
  const card = page.getByRole("article").first();
  await card.getByRole("button", { name: /^Play/ }).click();
  await expect(card).toHaveAttribute("data-state", "playing");
  await expect(card.locator("svg[viewBox^='0 -1']")).toHaveCount(0);
});
