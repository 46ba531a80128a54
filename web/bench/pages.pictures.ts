// The pictures of the README: every page in both themes, on the demo library. `make pictures` makes them anew.
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { choose, expect, test } from "../tests/page";
import { demoPhoto, REPOSITORY } from "../tests/product";

/** How each page comes to look as it is shown. */
const PAGES: Record<string, (page: Page) => Promise<void>> = {
  home: async (page) => {
    await page.goto("/?audio=required");
    await choose(page, demoPhoto("sunset_4"));
    const first = page.getByRole("article").first();
    await first.getByRole("button", { name: /^Play/ }).click();
    await expect(first).toHaveAttribute("data-state", "playing");
    await page.waitForTimeout(3000);
  },
  library: async (page) => {
    const { rows } = await (await page.request.get("/api/v1/tracks?search=morgen&limit=1")).json();
    await page.goto(`/library?track=${rows[0].id}`);
    await expect(page.getByRole("grid")).toBeVisible();
  },
  look: async (page) => {
    await page.goto("/look");
    await choose(page, demoPhoto("sunset_4"));
    await expect(page.getByRole("list").first()).toBeVisible();
  },
  evaluation: async (page) => {
    await page.goto("/evaluation");
    await expect(page.getByRole("table").first()).toBeVisible();
  },
  story: async (page) => {
    await page.goto("/?audio=required");
    await choose(page, demoPhoto("sunset_4"));
    await page
      .getByRole("article")
      .first()
      .getByRole("button", { name: /with your photo$/ })
      .click();
    await page.waitForTimeout(4000);
  },
};

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 860 }, reducedMotion: "reduce" });

    for (const [name, open] of Object.entries(PAGES)) {
      test(name, async ({ page }) => {
        await open(page);
        await page.waitForLoadState("networkidle").catch(() => {});
        await page.waitForTimeout(500);
        await page.screenshot({
          path: join(REPOSITORY, `docs/pages/${name}-${colorScheme}.jpg`),
          type: "jpeg",
          quality: 75,
        });
      });
    }
  });
}
