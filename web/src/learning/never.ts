// The tracks that are never to be offered again. Only this browser knows them: they are a part of every
// question.
import { useMemo } from "react";
import { keep, kept, useKept } from "@/kept";

function parse(text: string | undefined): string[] {
  return text?.split(",").filter(Boolean) ?? [];
}

export function neverAgain(): string[] {
  return parse(kept("never"));
}

export function forbid(track: string): void {
  keep("never", [...new Set([...neverAgain(), track])].join(","));
}

export function allow(track: string): void {
  keep(
    "never",
    neverAgain()
      .filter((other) => other !== track)
      .join(",") || undefined,
  );
}

export function allowAll(): void {
  keep("never", undefined);
}

export function useNever(): string[] {
  const text = useKept("never");
  return useMemo(() => parse(text), [text]);
}
