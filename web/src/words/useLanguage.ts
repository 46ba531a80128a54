import { useMemo } from "react";
import { useTongue } from "./tongue";

/** What a language is called, by its code. */
export function useLanguage(): (code: string) => string {
  const tongue = useTongue();
  return useMemo(() => {
    const names = new Intl.DisplayNames([tongue], { type: "language" });
    return (code) => names.of(code) ?? code;
  }, [tongue]);
}
