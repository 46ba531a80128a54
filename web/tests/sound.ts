import type { Page } from "@playwright/test";

/** Where the audio element that plays is, and how many play. */
export function heard(page: Page) {
  return page.evaluate(() => {
    const playing = [...document.querySelectorAll("audio")].filter((audio) => !audio.paused);
    return {
      count: playing.length,
      src: playing[0]?.currentSrc ?? "",
      at: playing[0]?.currentTime ?? -1,
    };
  });
}
