// The client as a project of somebody else has it: packed, unpacked beside what it depends on, imported.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base, expect } from "@playwright/test";
import { demoPhoto, REPOSITORY } from "./product";

const WEB = join(REPOSITORY, "web");
const run = promisify(execFile);

const ASKS = `
  import { openAsBlob } from "node:fs";
  import { audioUrl, createClient, ProblemError, recommend } from "@vibelens/client";

  const [, , endpoint, photo] = process.argv;
  const client = createClient({ endpoint });
  const { data: moods } = await client.GET("/api/v1/moods");
  const image = [await openAsBlob(photo)];
  const { recommendations } = await recommend(client, { image, limit: 5 });
  const { track } = recommendations.find(({ track }) => track.has_audio);
  const audio = await fetch(audioUrl({ endpoint }, track.id), { headers: { range: "bytes=0-9" } });
  const refused = await recommend(client, { image: [new Blob(["no photo"])] }).catch((error) => error);
  console.log(JSON.stringify({
    moods: moods.length,
    songs: recommendations.length,
    audio: audio.status,
    refused: [refused instanceof ProblemError, refused.status],
  }));
`;

const TYPED = `
  import { createClient, type Recommendation, recommend } from "@vibelens/client";

  const client = createClient({ endpoint: "http://127.0.0.1", key: "a key" });
  export const song: Promise<Recommendation | undefined> = recommend(client, { image: [] }).then(
    ({ recommendations }) => recommendations[0],
  );
  export const id: Promise<string | undefined> = song.then((song) => song?.track.id);
  // @ts-expect-error There is no such path.
  void client.GET("/api/v1/nothing");
  // @ts-expect-error A limit is a number.
  void recommend(client, { image: [], limit: "five" });
`;

const test = base.extend<{ project: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
  project: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "vibelens-client-"));
    await unpack(folder);
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

/** Packs the client, and puts it into the folder as npm would, without asking a registry. */
async function unpack(folder: string): Promise<void> {
  const pack = ["pack", "--workspace", "client", "--pack-destination", folder];
  await run("npm", pack, { cwd: WEB });
  const modules = join(folder, "node_modules");
  const client = join(modules, "@vibelens/client");
  await mkdir(client, { recursive: true });
  const tarball = join(folder, "vibelens-client-0.1.0.tgz");
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", client]);
  for (const name of ["openapi-fetch", "openapi-typescript-helpers"]) {
    await symlink(join(WEB, "node_modules", name), join(modules, name));
  }
}

test("the packed client asks the server", async ({ project }) => {
  const script = join(project, "asks.mjs");
  await writeFile(script, ASKS);
  const asked = [script, process.env.VIBELENS_ADDRESS ?? "", demoPhoto("sunset_4")];
  const { stdout } = await run(process.execPath, asked);
  expect(JSON.parse(stdout)).toEqual({ moods: 16, songs: 5, audio: 206, refused: [true, 415] });
});

test("the packed client knows its types", async ({ project }) => {
  const script = join(project, "typed.mts");
  await writeFile(script, TYPED);
  const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"];
  const compiler = join(WEB, "node_modules/typescript/bin/tsc");
  const checked = run(process.execPath, [compiler, ...options, script], { cwd: project });
  await expect(checked.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stdout: "" });
});
