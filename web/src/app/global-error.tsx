"use client";

import { en } from "@/words/en";

/** Stands in for a page that broke so early that nothing of it is left. */
export default function Broken() {
  return (
    <html lang="en">
      <body>
        <h1>{en.broken}</h1>
        <a href="/">{en.again}</a>
      </body>
    </html>
  );
}
