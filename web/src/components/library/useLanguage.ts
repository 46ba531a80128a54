import { useMemo } from "react";
import { useTongue } from "@/words/tongue";

/** What a language is called, by its code. */
export function useLanguage(): (code: string) => string {
  const tongue = useTongue();
  return useMemo(() => {
    const names = new Intl.DisplayNames([tongue], { type: "language", fallback: "code" });
    return (code) => names.of(code) ?? code;
  }, [tongue]);
}
