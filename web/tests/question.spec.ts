import { answerTo, ask, choose, expect, lastForm, lastPhotos, test } from "./page";

test("the words of a caption can be changed, and Enter asks with them", async ({ page }) => {
  const seen = await ask(page, ["sunset_4"]);
  const caption = page.getByLabel("What the photo shows");
  await caption.fill("a storm over the sea");
  const said = await answerTo(page, () => caption.press("Enter"));
  expect((await lastForm(page)).caption).toEqual(["a storm over the sea"]);
  expect(said.recommendations).not.toEqual(seen.recommendations);
  await answerTo(page, () => page.getByRole("button", { name: /^What was seen/ }).click());
  expect((await lastForm(page)).caption).toBeUndefined();
  await expect(caption).toHaveValue(seen.sight.caption);
});

test("the point on the plane of feelings moves with keys and with the pointer", async ({
  page,
}) => {
  const { target } = await ask(page, ["sunset_4"]);
  const point = page.getByRole("slider", { name: "Feeling to look for" });
  await point.focus();
  const moved = await answerTo(page, () => page.keyboard.press("ArrowLeft"));
  expect(moved.target.valence).toBeCloseTo(target.valence - 0.1, 1);
  const field = await page.locator("svg", { has: point }).boundingBox();
  if (!field) throw new Error("the plane is to be seen");
  const dragged = await answerTo(page, async () => {
    await page.mouse.move(field.x + field.width / 2, field.y + field.height / 2);
    await page.mouse.down();
    await page.mouse.move(field.x + field.width / 4, field.y + (3 * field.height) / 4, {
      steps: 4,
    });
    await page.mouse.up();
  });
  expect(dragged.target.valence).toBeLessThan(-0.4);
  expect(dragged.target.arousal).toBeLessThan(-0.4);
  await answerTo(page, () => page.getByRole("button", { name: "As the photo feels" }).click());
  expect((await lastForm(page)).valence).toBeUndefined();
});

test("filters and words to steer by are in the address, and the photo is not", async ({ page }) => {
  await ask(page, ["sunset_4"]);
  await page.getByRole("button", { name: "Mood" }).click();
  await answerTo(page, () => page.getByRole("button", { name: "calm", exact: true }).click());
  await page.getByLabel("More of").fill("piano, not fast");
  await answerTo(page, () => page.getByLabel("More of").press("Enter"));
  await page.getByLabel("Less of").fill("winter");
  const answer = await answerTo(page, () => page.getByLabel("Less of").press("Enter"));
  const expected = { mood: ["calm"], more: ["piano, not fast"], less: ["winter"], tongue: ["en"] };
  expect(await lastForm(page)).toEqual(expected);
  const query = Object.fromEntries(new URL(page.url()).searchParams);
  expect(query).toEqual({ mood: "calm", more: "piano, not fast", less: "winter" });
  for (const { passage } of answer.recommendations) expect(passage.feeling.moods).toContain("calm");

  const shared = new URL(page.url()).search;
  await ask(page, ["sunset_4"], shared);
  expect(await lastForm(page)).toEqual(expected);
  await answerTo(page, () => page.getByRole("button", { name: "Clear all" }).click());
  expect(new URL(page.url()).search).toBe("");
});

test("what can be chosen is what the library has", async ({ page }) => {
  await ask(page, ["sunset_4"]);
  const offered = async (name: string) => {
    const menu = page.getByRole("button", { name, exact: true });
    await menu.click();
    const chips = page.locator("#filter-options").getByRole("button");
    await expect(chips.first()).toBeVisible();
    const names = await chips.allTextContents();
    await menu.click();
    return names;
  };
  expect((await offered("Language")).slice(0, 4)).toEqual([
    "German",
    "English",
    "French",
    "Vietnamese",
  ]);
  expect(await offered("Genre")).toContain("lied");
  expect(await offered("Era")).toEqual(["before 1950", "2000s", "2010s"]);
});

test("as many songs come as are asked for, and the address says so", async ({ page }) => {
  const count = page.getByLabel("How many songs");
  expect((await ask(page, ["sunset_4"])).recommendations).toHaveLength(8);
  await expect(count).toHaveValue("8");
  expect(await lastForm(page)).toEqual({ tongue: ["en"] });

  const more = await answerTo(page, () => count.selectOption("10"));
  expect(more.recommendations).toHaveLength(10);
  expect((await lastForm(page)).limit).toEqual(["10"]);
  expect(new URL(page.url()).search).toBe("?songs=10");

  await answerTo(page, () => page.getByRole("button", { name: "No explicit words" }).click());
  await answerTo(page, () => page.getByRole("button", { name: "Clear all" }).click());
  await expect(count, "it is no filter").toHaveValue("10");
  await answerTo(page, () => count.selectOption("8"));
  expect(new URL(page.url()).search, "the usual number needs no words").toBe("");

  expect((await ask(page, ["sunset_4"], "?songs=5")).recommendations).toHaveLength(5);
  await ask(page, ["sunset_4"], "?songs=50");
  await expect(count, "what cannot be asked for is not").toHaveValue("8");
});

test("several photos are one question, and one of them can be taken back", async ({ page }) => {
  const answer = await ask(page, ["sunset_4", "beach_1"]);
  expect(answer.photos).toHaveLength(2);
  expect(await lastPhotos(page)).toHaveLength(2);
  await answerTo(page, () => page.getByRole("button", { name: "Remove photo 1" }).click());
  expect(await lastPhotos(page)).toHaveLength(1);
});

test("a photo that is dropped or pasted is made small before it is sent", async ({ page }) => {
  for (const [name, carrier] of [
    ["drop", "dataTransfer"],
    ["paste", "clipboardData"],
  ] as const) {
    await page.goto("/");
    await expect(page.getByText("Drop photos here")).toBeVisible();
    await answerTo(page, () =>
      page.evaluate(
        async ([name, carrier]) => {
          const canvas = Object.assign(document.createElement("canvas"), {
            width: 2400,
            height: 1200,
          });
          canvas.getContext("2d")?.fillRect(300, 300, 900, 500);
          const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
          const data = new DataTransfer();
          data.items.add(new File([blob ?? ""], "large.png", { type: "image/png" }));
          const event = name === "drop" ? DragEvent : ClipboardEvent;
          window.dispatchEvent(new event(name, { [carrier]: data, cancelable: true }));
        },
        [name, carrier] as const,
      ),
    );
    expect(await lastPhotos(page)).toEqual([["image/jpeg", 1024, 512]]);
  }
});

test("the page and its reasons speak Vietnamese when they are told to, and stay with it", async ({
  page,
}) => {
  await ask(page, ["sunset_4"]);
  const answer = await answerTo(page, () =>
    page.getByRole("button", { name: "Tiếng Việt" }).click(),
  );
  expect((await lastForm(page)).tongue).toEqual(["vi"]);
  await expect(page.locator("html")).toHaveAttribute("lang", "vi");
  await expect(page.getByText("Kéo điểm này")).toBeVisible();
  await expect(page.getByRole("article").first()).toContainText(
    answer.recommendations[0]?.why ?? "",
  );
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Bức ảnh của bạn nghe như bài hát nào?",
  );
});

test("colours that were chosen are there before anything is drawn", async ({ page }) => {
  await page.goto("/");
  const choice = page.getByRole("button", { name: /^Colours/ });
  await choice.click();
  await choice.click();
  await expect(choice).toHaveAccessibleName("Colours: dark");
  const dark = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await dark()).toBe("dark");
  await page.goto("/", { waitUntil: "commit" });
  await page.waitForSelector("h1");
  expect(await dark()).toBe("dark");
});

test("the same file can be chosen again", async ({ page }) => {
  await ask(page, ["sunset_4"]);
  const again = await answerTo(page, () => choose(page, "../demo/photos/sunset_4.jpg"));
  expect(again.sight.caption).not.toBe("");
});
