// Makes what `next build` exported fit for a strict Content-Security-Policy, and ready to be sent:
// inline scripts move, in their order, into files that are named after their content; a page with an
// inline style or handler is refused; what only browsers without modules would load is left out; the fonts
// that every page begins with are asked for at once; licences.txt says what of others is in it; and what
// compresses well is compressed beside itself.
import { createHash } from "node:crypto";
import { cp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { licences } from "./licences.mjs";

const WEB = fileURLToPath(new URL("../", import.meta.url));
const OUT = join(WEB, "out/");
/** The plots of the report, which the page of the evaluation shows. */
const PLOTS = fileURLToPath(new URL("../../evaluation/report/plots/", import.meta.url));
/** Scripts that follow each other directly become one file. */
const INLINE = /(?:<script(?: id="[^"]*")?>(?:(?!<\/script>)[\s\S])*<\/script>)+/g;
const ONE = /<script(?: id="[^"]*")?>((?:(?!<\/script>)[\s\S])*)<\/script>/g;
const FORBIDDEN = /<style|<[^>]+\s(?:style|on[a-z]+)=|<script(?![^>]*\ssrc=)/;
/** Polyfills for browsers that could not show the page anyway: its colours alone need newer ones. */
const FOR_OLD_BROWSERS =
  /<script src="(\/_next\/static\/chunks\/[^"]+\.js)" noModule=""><\/script>/g;
const FIRST_FONTS = /^(?:manrope|newsreader)-latin-wght-normal\..*woff2$/;
const COMPRESSIBLE = /\.(?:html|js|css|svg|txt|json|webmanifest)$/;

const fonts = await files(FIRST_FONTS);
if (fonts.length !== 2) throw new Error(`of two fonts there are ${fonts.length}`);
await cp(PLOTS, join(OUT, "evaluation"), { recursive: true });
for (const file of await files(/\.html$/)) await modernise(file);
await licences(OUT, await files(/./), WEB);
for (const file of await files(/\.html$/)) {
  await externalise(file);
  await preload(file);
}
for (const file of await files(COMPRESSIBLE)) await compress(file);
// Make compares the folder's own time.
await utimes(OUT, new Date(), new Date());

async function files(name) {
  const entries = await readdir(OUT, { recursive: true, withFileTypes: true });
  const wanted = entries.filter((entry) => entry.isFile() && name.test(entry.name));
  return wanted.map((entry) => join(entry.parentPath, entry.name));
}

async function modernise(file) {
  const page = await readFile(file, "utf8");
  for (const [, script] of page.matchAll(FOR_OLD_BROWSERS)) {
    await rm(join(OUT, script), { force: true });
  }
  await writeFile(file, page.replace(FOR_OLD_BROWSERS, ""));
}

async function externalise(file) {
  const page = await readFile(file, "utf8");
  const scripts = new Map();
  const moved = page.replace(INLINE, (run) => {
    const code = Array.from(run.matchAll(ONE), ([, code]) => code).join(";\n");
    const name = `_next/static/inline-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.js`;
    scripts.set(name, code);
    return `<script src="/${name}"></script>`;
  });
  const left = moved.match(FORBIDDEN);
  if (left)
    throw new Error(
      `${file} has what the policy forbids: ${moved.slice(left.index, left.index + 200)}`,
    );
  for (const [name, code] of scripts) await writeFile(OUT + name, code);
  await writeFile(file, moved);
}

/** A font that comes after the first paint would make the page jump. */
async function preload(file) {
  const page = await readFile(file, "utf8");
  const link = (font) =>
    `<link rel="preload" as="font" type="font/woff2" crossorigin="" href="/${relative(OUT, font)}"/>`;
  await writeFile(file, page.replace("<head>", `<head>${fonts.map(link).join("")}`));
}

async function compress(file) {
  const content = await readFile(file);
  const compressed = gzipSync(content, { level: 9 });
  if (compressed.length < 0.9 * content.length) await writeFile(`${file}.gz`, compressed);
}
