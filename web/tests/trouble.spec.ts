// What a person reads when something goes wrong, and what can be done then.
import type { Page } from "@playwright/test";
import { answerTo, ask, choose, expect, onEmpty, test } from "./page";
import { demoPhoto } from "./product";

const QUESTION = "**/api/v1/recommendations";

/** What the page says is wrong. */
function notice(page: Page) {
  return page.getByRole("main").getByRole("alert");
}

// The browser itself writes of answers that are no success.
test.use({ mayFail: /Failed to load resource/ });

test.describe("the real server", () => {
  test("a file that is no photo", async ({ page }) => {
    await page.goto("/");
    await choose(page, {
      name: "notes.jpg",
      mimeType: "image/jpeg",
      buffer: Buffer.from("not a photo at all"),
    });
    await expect(page.getByText("This kind of file cannot be read.")).toBeVisible();
    await answerTo(page, () => choose(page, demoPhoto("beach_1")));
    await expect(page.getByText("This kind of file cannot be read.")).toBeHidden();
  });

  test("a file that is no picture is not even sent", async ({ page }) => {
    await page.goto("/");
    await choose(page, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") });
    await expect(page.getByText("This kind of file cannot be read.")).toBeVisible();
    expect(await page.evaluate(() => window.sent.length)).toBe(0);
  });

  test("a photo that is too large", async ({ page }) => {
    await page.goto("/");
    const buffer = Buffer.alloc(20 * 1024 * 1024 + 1, 0xff);
    await choose(page, { name: "enormous.heic", mimeType: "image/heic", buffer });
    await expect(page.getByText("The photo is too large.")).toBeVisible();
  });

  test("filters that leave nothing, and how to loosen them", async ({ page }) => {
    await page.goto("/?language=ko&era=1960s");
    await choose(page, demoPhoto("beach_1"));
    await expect(page.getByText("No song is left.")).toBeVisible();
    await answerTo(page, () => notice(page).getByRole("button", { name: "Clear all" }).click());
    await expect(page.getByText("No song is left.")).toBeHidden();
    await expect(page.getByRole("article").first()).toBeVisible();
  });

  test("a filter that the server does not know", async ({ page }) => {
    await page.goto("/?mood=green");
    await choose(page, demoPhoto("beach_1"));
    await expect(notice(page)).toContainText("there is no mood `green`");
    await answerTo(page, () => notice(page).getByRole("button", { name: "Clear all" }).click());
    await expect(page.getByRole("article").first()).toBeVisible();
  });

  test("no good match: the server's own advice", async ({ page }) => {
    const { advice } = await ask(page, ["city_1"], "?mood=calm&language=ja");
    expect(advice).toContain("No good match");
    await expect(page.getByText(advice ?? "")).toBeVisible();
    await answerTo(page, () =>
      page.getByRole("status").getByRole("button", { name: "Clear all" }).click(),
    );
    await expect(page.getByText(advice ?? "")).toBeHidden();
  });
});

onEmpty("an empty library, and then a server that is gone", async ({ page, server }) => {
  await page.goto("/");
  await choose(page, demoPhoto("beach_1"));
  await expect(page.getByText("The library is empty.")).toBeVisible();
  await expect(notice(page)).toContainText("vibelens ingest");
  await server.end();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("The server does not answer.")).toBeVisible();
  await expect(notice(page)).toContainText("vibelens serve");
});

test.describe("a server that says", () => {
  const problem = (status: number, headers = {}) => ({
    status,
    headers: { "content-type": "application/problem+json", ...headers },
    body: JSON.stringify({
      type: "/problems/made-up",
      status,
      detail: "made up",
      hint: "made up, too",
    }),
  });

  for (const [status, words] of [
    [429, "That was too often."],
    [500, "Something went wrong on the server."],
    [503, "The server is busy."],
  ] as const) {
    test(`${status}: words, and then another try`, async ({ page }) => {
      await page.goto("/");
      await page.route(QUESTION, (route) => route.fulfill(problem(status)));
      await choose(page, demoPhoto("beach_1"));
      await expect(page.getByText(words)).toBeVisible();
      await expect(notice(page)).toContainText("made up, too");
      await page.unroute(QUESTION);
      await answerTo(page, () => page.getByRole("button", { name: "Try again" }).click());
      await expect(page.getByText(words)).toBeHidden();
      await expect(page.getByRole("article").first()).toBeVisible();
    });
  }

  test("503 and when to come back is asked again by itself", async ({ page }) => {
    await page.goto("/");
    let refused = 0;
    await page.route(QUESTION, (route) => {
      refused += 1;
      return refused <= 2 ? route.fulfill(problem(503, { "retry-after": "1" })) : route.continue();
    });
    await answerTo(page, () => choose(page, demoPhoto("beach_1")));
    await expect(page.getByRole("article").first()).toBeVisible();
    expect(refused).toBe(3);
  });
});

test("what could not be told at first is asked for again", async ({ page }) => {
  let asked = 0;
  let away = true;
  await page.route("**/api/v1/moods", (route) => {
    asked += 1;
    return away ? route.fulfill({ status: 503 }) : route.continue();
  });
  await ask(page, ["beach_1"]);
  await expect.poll(() => asked).toBeGreaterThan(0);
  const plane = page.locator("svg").filter({ hasText: "Feeling to look for" });
  await expect(plane).not.toContainText("hopeful");
  away = false;
  await answerTo(page, () => choose(page, demoPhoto("sunset_4")));
  await expect(plane).toContainText("hopeful");
});

test("a song whose audio fails says so, and the next one plays", async ({ page }) => {
  const { recommendations } = await ask(page, ["beach_1"], "?audio=required");
  const lost = recommendations[2]?.track;
  await page.route(`**/tracks/${lost?.id}/audio`, (route) => route.fulfill({ status: 404 }));
  const cards = page.getByRole("article");
  await cards.nth(2).getByRole("button", { name: /^Play/ }).click();
  await expect(cards.nth(2).getByRole("alert")).toContainText("This song cannot be played.");
  await cards.nth(3).getByRole("button", { name: /^Play/ }).click();
  await expect(cards.nth(3)).toHaveAttribute("data-state", "playing");
});

test("what could not be learnt is said", async ({ page }) => {
  await ask(page, ["beach_1"]);
  await page.route("**/api/v1/feedback", (route) => route.fulfill({ status: 404, body: "{}" }));
  await page
    .getByRole("button", { name: /^I like/ })
    .first()
    .click();
  await expect(page.getByText("That could not be learnt.")).toBeVisible();
});
