import type { Metadata } from "next";
import { Frame } from "@/components/Frame";
import { Library } from "@/components/library/Library";
import { en } from "@/words/en";

export const metadata: Metadata = { title: `${en.library} – ${en.title}` };

/** What the library holds, how it was understood, and what could not be used. */
export default function Page() {
  return (
    <Frame name="library">
      <Library />
    </Frame>
  );
}
