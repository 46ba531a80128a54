import type { Metadata } from "next";
import { Frame } from "@/components/Frame";
import { Look } from "@/components/Look";
import { en } from "@/words/en";

export const metadata: Metadata = { title: `${en.look} – ${en.title}` };

/** The library at a glance. */
export default function Page() {
  return (
    <Frame name="look">
      <Look />
    </Frame>
  );
}
