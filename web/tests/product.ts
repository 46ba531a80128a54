// The program under test: libraries of their own, and servers that are ended with their tests.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export const REPOSITORY = resolve(import.meta.dirname, "../..");

const PROGRAM = process.env.VIBELENS ?? join(REPOSITORY, "target/debug/vibelens");

export function demoPhoto(name: string): string {
  return join(REPOSITORY, "demo/photos", `${name}.jpg`);
}

/** A library in a temporary folder. */
export class Product {
  static async make(): Promise<Product> {
    return new Product(await mkdtemp(join(tmpdir(), "vibelens-page-")));
  }

  private constructor(private readonly folder: string) {}

  /** A folder of its own for music. */
  get music(): string {
    return join(this.folder, "music");
  }

  /** Takes a folder of music into the library. */
  async ingest(music = this.music): Promise<void> {
    const [code] = await once(this.run(["ingest", music]), "exit");
    if (code !== 0) throw new Error(`vibelens ingest ended with ${code}`);
  }

  /** Serves on a free port, with these variables. */
  async serve(variables: Record<string, string> = {}): Promise<Server> {
    const process = this.run(["serve", "--listen", "127.0.0.1:0"], variables);
    if (!process.stdout) throw new Error("the server has no output");
    for await (const line of createInterface(process.stdout)) {
      const address = line.match(/^listening on (.+)$/)?.[1];
      if (address) return new Server(process, address);
    }
    throw new Error("the server ended before it listened");
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private run(commands: string[], variables: Record<string, string> = {}): ChildProcess {
    const { folder } = this;
    const own = { VIBELENS_DATA: join(folder, "data"), RUST_LOG: "warn" };
    const env = { ...process.env, ...own, ...variables };
    return spawn(PROGRAM, commands, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  }
}

export class Server {
  constructor(
    private readonly process: ChildProcess,
    readonly address: string,
  ) {}

  async end(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill();
    await once(this.process, "exit");
  }
}
