import { useMemo, useSyncExternalStore } from "react";
import { useTheme } from "@/components/Header";
import type { Colour } from "./raster";

const DARK = "(prefers-color-scheme: dark)";

/** Whether the page is light or dark, be it chosen or the system's. */
export function useScheme(): "light" | "dark" {
  const theme = useTheme();
  const dark = useSyncExternalStore(
    subscribe,
    () => window.matchMedia(DARK).matches,
    () => false,
  );
  if (theme !== "system") return theme;
  return dark ? "dark" : "light";
}

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(DARK);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** What colours of CSS are in numbers, in the page's present scheme. */
export function useColours(colours: string[]): Colour[] {
  const scheme = useScheme();
  return useMemo(() => numbersOf(colours, scheme), [colours, scheme]);
}

/** Lets the browser say what a colour is, and then draw it: it knows all ways to write one. */
function numbersOf(colours: string[], scheme: string): Colour[] {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.colorScheme = scheme;
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const numbers = colours.map((colour): Colour => {
    probe.style.color = colour;
    if (!context) return [0, 0, 0];
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  });
  probe.remove();
  return numbers;
}
