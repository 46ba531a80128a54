import { join } from "node:path";
import { Product, REPOSITORY } from "./product";

/** Takes the demo library in, once, and serves it until the last test is over. */
export default async function setup(): Promise<() => Promise<void>> {
  const product = await Product.make();
  console.log("Taking the demo library in…");
  await product.ingest(join(REPOSITORY, "demo/music"));
  const server = await product.serve();
  process.env.VIBELENS_ADDRESS = server.address;
  return async () => {
    await server.end();
    await product.remove();
  };
}
