import { useEffect } from "react";
import type { Feeling } from "@/api/client";
import { hueOf, OWN_HUE } from "@/colour";
import { useTongue } from "@/words/tongue";
import { useTheme } from "./Header";

/** Keeps what is not part of the page's body in step: its title, its language, its colours, and the hue of
 * the feeling that is looked for. */
export function useDocument(title: string, feeling?: Feeling): void {
  const tongue = useTongue();
  const theme = useTheme();
  useEffect(() => {
    const root = document.documentElement;
    root.lang = tongue;
    document.title = title;
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    root.style.setProperty("--hue", String(feeling ? hueOf(feeling) : OWN_HUE));
  }, [tongue, title, theme, feeling]);
}
