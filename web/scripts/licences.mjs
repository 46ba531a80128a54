// Says what of others is in the page, and under which terms: licences.txt. What is in it, the source maps
// of the build know; they are deleted afterwards, since nobody is to load them.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const MODULES = "node_modules/";
/** What Next.js brings along of other packages lies here, each with its own terms. */
const BROUGHT = "next/dist/compiled/";
const TEXT = /^(?:licen[cs]e|copying)(?:\.(?:md|txt))?$/i;
const CHUNK = /_next\/static\/chunks\/.*\.(?:js|css)$/;
const MAPPED = /\n?(?:\/\/|\/\*)# sourceMappingURL=\S+?\.map(?:\*\/)?\s*$/;

/**
 * Writes licences.txt into the folder of the export. Fails if there is a package without a text, or a chunk
 * without a source map.
 * @param {string} out the folder of the export
 * @param {string[]} files all files in it
 * @param {string} web the folder that node_modules is in
 */
export async function licences(out, files, web) {
  const maps = files.filter((file) => file.endsWith(".map"));
  const folders = new Set();
  for (const map of maps) {
    for (const source of sources(JSON.parse(await readFile(map, "utf8")))) {
      const folder = folderOf(source);
      if (folder) folders.add(folder);
    }
  }
  const texts = await Promise.all([...folders].sort().map((folder) => text(web, folder)));
  if (texts.length === 0) throw new Error("no package is in the page: there are no source maps");
  await writeFile(join(out, "licences.txt"), `${HEAD}\n${texts.join("\n")}`);
  for (const chunk of files.filter((file) => CHUNK.test(file))) await unmap(chunk);
  for (const map of maps) await rm(map);
}

const HEAD = `What this page is made of, besides VibeLens itself (Apache-2.0), and the terms of each.
`;

/** The files that a chunk was made of. */
function sources({ sources: plain = [], sections = [] }) {
  return [...plain, ...sections.flatMap(({ map }) => sources(map))];
}

/** The folder of the package that a file is of, in node_modules; nothing for files of our own. */
function folderOf(source) {
  const path = source.split(MODULES).at(-1);
  // The runtime that joins the chunks is part of Next.js, too.
  if (source.includes("[turbopack]")) return "next";
  if (!source.includes(MODULES)) return undefined;
  const start = path.startsWith(BROUGHT) ? BROUGHT : "";
  const [scope, name] = path.slice(start.length).split("/");
  return start + (scope.startsWith("@") ? `${scope}/${name}` : scope);
}

async function text(web, folder) {
  const path = join(web, MODULES, folder);
  const described = JSON.parse(await readFile(join(path, "package.json"), "utf8"));
  const file = (await readdir(path)).find((name) => TEXT.test(name));
  if (!file) throw new Error(`${folder} is in the page, and has no text of its licence`);
  const terms = (await readFile(join(path, file), "utf8")).trim();
  return `${"=".repeat(80)}\n${title(folder, described)}\n\n${terms}\n`;
}

/** What a package is called, with its version, where it is not Next.js that has chosen one. */
function title(folder, { version, license }) {
  if (folder.startsWith(BROUGHT)) return `${folder.slice(BROUGHT.length)}, as Next.js brings it`;
  return `${folder} ${version} (${license})`;
}

/** Takes away where a chunk's source map was. */
async function unmap(chunk) {
  const content = await readFile(chunk, "utf8");
  if (!MAPPED.test(content)) throw new Error(`nothing says what ${chunk} is made of`);
  await writeFile(chunk, content.replace(MAPPED, "\n"));
}
