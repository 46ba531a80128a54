import "@fontsource-variable/manrope";
import "@fontsource-variable/newsreader";
import "@fontsource-variable/newsreader/wght-italic.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { en } from "@/words/en";

export const metadata: Metadata = {
  title: en.title,
  description: en.description,
  manifest: "/manifest.webmanifest",
  icons: { icon: "/icon.svg", apple: "/icon-512.png" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    // The colours and the language that were chosen before are set by what the browser remembers.
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* Before anything is drawn: colours that change afterwards would flash. */}
        <script src="/colours.js" />
      </head>
      <body>{children}</body>
    </html>
  );
}
