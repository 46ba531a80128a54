import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "@/report/report";
import { expect, test, violations } from "./page";
import { REPOSITORY } from "./product";

async function report(): Promise<Report> {
  return JSON.parse(await readFile(join(REPOSITORY, "evaluation/report/report.json"), "utf8"));
}

test("the report's figures are shown, each in its row and column", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "How good it is" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("How good it is");
  for (const { title, tables } of (await report()).experiments) {
    await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible();
    for (const table of tables) {
      const shown = page.getByRole("table", { name: table.title, exact: true });
      const texts = await shown.getByRole("row").allInnerTexts();
      expect(texts).toHaveLength(table.rows.length + 1);
      for (const [place, { name, cells }] of table.rows.entries()) {
        expect(texts[place + 1]).toContain(name.replaceAll("*", ""));
        for (const cell of cells)
          if (cell) expect(texts[place + 1]).toContain(cell.value.toFixed(3));
      }
    }
  }
});

test("every plot of the report is there", async ({ page }) => {
  await page.goto("/evaluation");
  const titles = (await report()).experiments.flatMap(({ plots }) =>
    plots.map(({ title }) => title),
  );
  for (const title of titles) {
    const plot = page.getByRole("img", { name: `A plot: ${title}`, exact: true });
    await plot.scrollIntoViewIfNeeded();
    await expect
      .poll(() => plot.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(100);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`${colorScheme}, on a phone`, () => {
    test.use({ colorScheme, viewport: { width: 360, height: 740 } });

    test("the report is in nobody's way", async ({ page }) => {
      await page.goto("/evaluation?tongue=vi");
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Tốt đến đâu");
      expect(await violations(page)).toEqual([]);
      const wider = () => document.documentElement.scrollWidth - window.innerWidth;
      expect(await page.evaluate(wider)).toBe(0);
    });
  });
}
