// The picker on a site that asks a VibeLens server on another origin itself: no proxy stands between.
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { serve } from "../picker/demo/serve.mjs";
import { answerTo, expect, test as onPage } from "./page";
import { demoPhoto, Product, REPOSITORY, type Server } from "./product";

interface Elsewhere {
  /** Whether the server lets the site ask. */
  allowed: boolean;
  /** Where the site is. */
  site: string;
  server: Server;
}

const test = onPage.extend<Elsewhere>({
  allowed: [true, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
  site: async ({}, use) => {
    // The server must know where the site is, and so begins after it: until then its port can be any.
    const site = await serve("http://127.0.0.1:*", 0);
    await use(`http://127.0.0.1:${(site.address() as AddressInfo).port}`);
    site.closeAllConnections();
    site.close();
  },
  server: async ({ allowed, site }, use) => {
    const product = await Product.make();
    await product.ingest(join(REPOSITORY, "demo/music/Claude Debussy"));
    const server = await product.serve({ VIBELENS_ORIGINS: allowed ? site : "" });
    await use(server);
    await server.end();
    await product.remove();
  },
  address: async ({ site }, use) => use(site),
  others: async ({ server }, use) => use([server.address]),
});

test("songs are found, played and chosen there, with a key, too", async ({ page, server }) => {
  await page.goto(`/?endpoint=${server.address}`);
  const choose = () => page.getByLabel(/^Choose (a|another) photo/);
  const found = () => answerTo(page, () => choose().setInputFiles(demoPhoto("sunset_4")));
  const song = page.getByRole("list", { name: "Songs" }).getByRole("listitem").first();
  for (const key of ["", "open sesame"]) {
    await page.locator("vibelens-picker").evaluate((picker, key) => {
      if (key) picker.setAttribute("key", key);
    }, key);
    const { recommendations } = await found();
    await expect(song).toContainText(recommendations[0]?.track.title ?? "nothing");
    await song.getByRole("button", { name: /^Play/ }).click();
    await expect(song).toHaveAttribute("data-state", "playing");
    await song.getByRole("button", { name: /^Choose/ }).click();
    await expect(page.locator("#events")).toContainText("vibelens-select:");
  }
});

/** Asks a server for what it refuses; gives what the picker says of that. */
async function refused(page: Page, server: Server): Promise<Locator> {
  await page.goto(`/?endpoint=${server.address}&limit=50`);
  await page.getByLabel("Choose a photo").setInputFiles(demoPhoto("sunset_4"));
  return page.locator("vibelens-picker").getByRole("alert").first();
}

test.describe("what goes wrong", () => {
  // The browser itself writes of answers that are no success.
  test.use({ mayFail: /CORS policy|Failed to load resource/ });

  test("is said in the server's own words", async ({ page, server }) => {
    await expect(await refused(page, server)).toContainText("limit 50 is not in 5 to 10");
  });

  test.describe("at a server that does not know the site", () => {
    test.use({ allowed: false });

    test("is not told, as nothing is", async ({ page, server }) => {
      await expect(await refused(page, server)).toContainText("does not answer");
    });
  });
});
