// A site of its own that embeds the picker, under a strict Content-Security-Policy: it serves the demo page,
// and hands what is asked below /music/ on to a VibeLens server. Pages may ask that server themselves, too, if
// it lets them: `?endpoint=http://127.0.0.1:8080`.
// `node demo/serve.mjs [the address of that server]` serves on http://127.0.0.1:8090.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { pathToFileURL } from "node:url";

const policy = (api) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${api}`,
    // A picker with a key plays what it fetched, from a blob.
    `media-src 'self' ${api} blob:`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");

const HTML = "text/html; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const FILES = {
  "/": ["index.html", HTML],
  "/demo.css": ["demo.css", "text/css; charset=utf-8"],
  "/demo.js": ["demo.js", SCRIPT],
  "/vibelens-picker.js": ["../dist/vibelens-picker.js", SCRIPT],
};

/**
 * Serves the site on 127.0.0.1, with the API of the VibeLens server at `api`.
 * @param {string} api
 * @param {number} port any free one if it is 0
 */
export async function serve(api, port) {
  const server = createServer((asked, answer) => {
    if (asked.url?.startsWith("/music/")) proxy(api, asked, answer);
    else void file(api, asked, answer);
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function proxy(api, asked, answer) {
  const url = new URL(asked.url.slice("/music".length), api);
  const headers = { ...asked.headers, host: url.host };
  const handed = request(url, { method: asked.method, headers }, (given) => {
    answer.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(answer);
  });
  handed.on("error", () => answer.writeHead(502).end());
  // Whoever does not wait for the answer any more ends the question, too.
  answer.on("close", () => handed.destroy());
  asked.pipe(handed);
}

async function file(api, asked, answer) {
  const { pathname } = new URL(asked.url, "http://site");
  const [name, type] = FILES[pathname] ?? [];
  if (!name) return answer.writeHead(404).end();
  const content = await readFile(new URL(name, import.meta.url));
  const headers = { "content-type": type, "content-security-policy": policy(api) };
  answer.writeHead(200, headers).end(content);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [, , api = "http://127.0.0.1:8080"] = process.argv;
  await serve(api, 8090);
  console.log(`http://127.0.0.1:8090, with the songs of ${api}`);
}
