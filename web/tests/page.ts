// The page as tests see it: what it asks is remembered, and whatever goes wrong behind its back is a
// failure.
import { test as base, expect, type Page } from "@playwright/test";
import axe from "axe-core";
import type { Answer } from "@/api/client";
import { demoPhoto, Product, type Server } from "./product";

interface Fixtures {
  /** Where the server is. */
  address: string;
  /** Who else may be asked: origins. */
  others: string[];
  /** What the console may say all the same. */
  mayFail: RegExp | undefined;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
  address: async ({}, use) => use(process.env.VIBELENS_ADDRESS ?? ""),
  baseURL: async ({ address }, use) => use(address),
  others: [[], { option: true }],
  mayFail: [undefined, { option: true }],
  page: async ({ page, address, others, mayFail }, use) => {
    const wrong: string[] = [];
    const allowed = [new URL(address).origin, ...others];
    page.on("console", (message) => {
      const quiet = message.type() === "log" || message.type() === "info";
      if (!quiet && !mayFail?.test(message.text())) wrong.push(message.text());
    });
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      const local = protocol === "blob:" || protocol === "data:";
      if (!local && !allowed.includes(origin)) wrong.push(request.url());
    });
    await page.addInitScript(rememberForms);
    await use(page);
    expect(wrong, "nothing is wrong in the console, and nobody else is asked").toEqual([]);
  },
});

export { expect };

/** For tests of a library that has no songs; they may end its server. */
export const onEmpty = test.extend<{ server: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
  server: async ({}, use) => {
    const product = await Product.make();
    const server = await product.serve();
    await use(server);
    await server.end();
    await product.remove();
  },
  address: async ({ server }, use) => use(server.address),
});

/** A test in light and in dark, in English on a wide screen and in Vietnamese on a narrow one. */
export function everywhere(
  title: string,
  check: (page: Page, tongue: "en" | "vi") => Promise<void>,
): void {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const [tongue, viewport] of [
      ["en", { width: 1280, height: 900 }],
      ["vi", { width: 360, height: 740 }],
    ] as const) {
      test.describe(`${colorScheme}, ${tongue}, ${viewport.width} wide`, () => {
        test.use({ colorScheme, viewport, reducedMotion: "reduce" });
        test(title, ({ page }) => check(page, tongue));
      });
    }
  }
}

declare global {
  interface Window {
    /** The forms that were sent, the oldest first. */
    sent: Promise<FormData>[];
  }
}

/** Keeps a copy of every form that the page sends: the browser does not tell of those with files. */
function rememberForms(): void {
  window.sent = [];
  const real = window.fetch;
  window.fetch = (input, init) => {
    if (input instanceof Request && input.url.endsWith("/recommendations")) {
      window.sent.push(input.clone().formData());
    }
    return real(input, init);
  };
}

/** The text fields of the last form that was sent. */
export async function lastForm(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(async () => {
    const fields: Record<string, string[]> = {};
    for (const [name, value] of (await window.sent.at(-1)) ?? []) {
      if (typeof value === "string") fields[name] = [...(fields[name] ?? []), value];
    }
    return fields;
  });
}

/** The type and sides of the photos in the last form that was sent. */
export async function lastPhotos(
  page: Page,
): Promise<[type: string, width: number, height: number][]> {
  return page.evaluate(async () => {
    const photos = (await window.sent.at(-1))?.getAll("image") as Blob[];
    const sized = photos.map(async (photo): Promise<[string, number, number]> => {
      const { width, height } = await createImageBitmap(photo);
      return [photo.type, width, height];
    });
    return Promise.all(sized);
  });
}

/** The next answer that the page gets, after `doing`. */
export async function answerTo(page: Page, doing: () => Promise<unknown>): Promise<Answer> {
  const answered = page.waitForResponse(
    (response) => response.url().endsWith("/recommendations") && response.status() === 200,
  );
  await doing();
  return (await answered).json();
}

/** Opens the page and chooses demo photos; gives the answer once its songs are there. */
export async function ask(page: Page, photos: string[], query = ""): Promise<Answer> {
  await page.goto(`/${query}`);
  const answer = await answerTo(page, () => choose(page, photos.map(demoPhoto)));
  await expect(page.getByRole("article")).toHaveCount(answer.recommendations.length);
  return answer;
}

export async function choose(
  page: Page,
  files: Parameters<Page["setInputFiles"]>[1],
): Promise<void> {
  await page.getByLabel(/Choose photos|Other photos/).setInputFiles(files);
}

/** Lets the page hear other things of the songs than the server says. */
export async function retell(page: Page, change: (answer: Answer) => void): Promise<void> {
  await page.route("**/api/v1/recommendations", async (route) => {
    const response = await route.fetch();
    const answer: Answer = await response.json();
    change(answer);
    await route.fulfill({ response, json: answer });
  });
}

/** What the rules of WCAG 2.2 AA find wrong with the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (window as unknown as { axe: typeof axe }).axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
