import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";

/** Where `next dev` finds the API: what `make serve` listens at. */
const SERVER = "http://127.0.0.1:8080";

const always: NextConfig = {
  reactStrictMode: true,
  turbopack: { root: import.meta.dirname },
  // For the build alone, which reads in them what the page is made of.
  productionBrowserSourceMaps: true,
};

/** Static files, which the binary holds; while it is worked on, a server that hands the API on. */
export default function config(phase: string): NextConfig {
  if (phase !== PHASE_DEVELOPMENT_SERVER) return { ...always, output: "export", generateBuildId };
  const rewrites = async () =>
    ["/api/:path*", "/readyz"].map((source) => ({ source, destination: `${SERVER}${source}` }));
  return { ...always, rewrites };
}

/** Names a build after its sources: the same page is the same files. */
function generateBuildId(): string {
  const entries = ["src", "client/src"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }),
  );
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  const hash = createHash("sha256");
  for (const path of ["package-lock.json", ...paths]) hash.update(path).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}
