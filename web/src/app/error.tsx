"use client";

import { useWords } from "@/words/tongue";

/** Stands in for a page that broke. */
export default function Broken({ reset }: { reset: () => void }) {
  const words = useWords();
  return (
    <main className="alone">
      <h1>{words.broken}</h1>
      <button type="button" className="button main" onClick={reset}>
        {words.again}
      </button>
    </main>
  );
}
