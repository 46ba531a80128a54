// The page for whoever comes: small screens, slow lines, other eyes.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { answerTo, ask, choose, everywhere, expect, test, violations } from "./page";
import { demoPhoto, REPOSITORY } from "./product";

everywhere("nothing is in anyone's way", async (page, tongue) => {
  await page.goto(`/?tongue=${tongue}`);
  await expect(page.locator("html")).toHaveAttribute("lang", tongue);
  expect(await violations(page)).toEqual([]);
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles(join(REPOSITORY, "demo/photos/sunset_4.jpg"));
  await expect(page.getByRole("article").first()).toBeVisible();
  await page.getByRole("button", { expanded: false }).first().click();
  await page.getByRole("article").getByRole("button").nth(1).click();
  expect(await violations(page)).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test("the camera is offered, and nothing is wider than the screen", async ({ page }) => {
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await page.goto("/");
    await expect(page.getByText("Take a photo")).toBeVisible();
    await expect(page.locator("input[capture=environment]")).toHaveCount(1);
    expect(await overflow()).toBe(0);
    await ask(page, ["thunderstorm_5", "sunset_4", "city_1"]);
    await page.locator("summary").tap();
    await page.getByRole("button", { name: "Language" }).tap();
    await page
      .getByRole("button", { name: /^Never offer/ })
      .first()
      .tap();
    await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
    expect(await overflow()).toBe(0);
  });

  test("what is touched is large enough for a finger", async ({ page }) => {
    await ask(page, ["sunset_4"]);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll("button, label.button, input[type=range], summary")]
        .map((element) => ({ name: element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => 0 < box.width && (box.width < 24 || box.height < 24))
        .map(({ name, box }) => `${name}: ${box.width} × ${box.height}`),
    );
    expect(small).toEqual([]);
  });
});

test.describe("with a pointer", () => {
  test("no camera is offered", async ({ page }) => {
    await page.goto("/");
    await expect(page.getByText("Choose photos")).toBeVisible();
    await expect(page.getByText("Take a photo")).toBeHidden();
  });
});

interface Painted {
  /** When the largest thing was painted, in milliseconds. */
  largest: number;
  /** How much things jumped. */
  shift: number;
}

/** Watches what the browser paints from the start. */
function watchPaint(): void {
  const painted: Painted = { largest: 0, shift: 0 };
  Object.assign(window, { painted });
  const watch = (type: string, look: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(look)).observe({
      type,
      buffered: true,
    });
  watch("largest-contentful-paint", ({ startTime }) => {
    painted.largest = startTime;
  });
  watch("layout-shift", (entry) => {
    painted.shift += (entry as PerformanceEntry & { value: number }).value;
  });
}

for (const viewport of [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
]) {
  test.describe(`${viewport.width} wide, with a processor four times as slow`, () => {
    test.use({ viewport });

    test("the page is there soon, and nothing jumps when the songs come", async ({ page }) => {
      const painted = () =>
        page.evaluate(() => (window as unknown as { painted: Painted }).painted);
      const session = await page.context().newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      await page.addInitScript(watchPaint);
      await page.goto("/", { waitUntil: "networkidle" });
      const { largest } = await painted();
      console.log(`  largest paint after ${Math.round(largest)} ms`);
      expect(largest).toBeGreaterThan(0);
      expect(largest).toBeLessThanOrEqual(1500);
      await answerTo(page, () => choose(page, demoPhoto("sunset_4")));
      await expect(page.getByRole("article").first()).toBeVisible();
      const { shift } = await painted();
      console.log(`  layout shift ${shift.toFixed(3)}`);
      expect(shift).toBeLessThanOrEqual(0.05);
    });
  });
}

test("the first visit loads at most 200 KB of JavaScript, as it is sent", async ({ page }) => {
  const out = join(REPOSITORY, "web/out");
  const html = await readFile(join(out, "index.html"), "utf8");
  const scripts = html.matchAll(/<script[^>]*\ssrc="([^"]+)"[^>]*>/g);
  const listed = Array.from(scripts, ([, path]) => path ?? "");
  const loaded: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") loaded.push(new URL(request.url()).pathname);
  });
  await page.goto("/", { waitUntil: "networkidle" });
  const sizes = await Promise.all(
    [...new Set([...listed, ...loaded])].map(
      async (path) => gzipSync(await readFile(join(out, path))).length,
    ),
  );
  const kilobytes = sizes.reduce((sum, size) => sum + size, 0) / 1024;
  console.log(`  first load: ${kilobytes.toFixed(1)} KB of JavaScript in ${sizes.length} files`);
  expect(sizes.length).toBeGreaterThan(3);
  expect(kilobytes).toBeLessThanOrEqual(200);
});
