// Writes the types of the API from openapi.json, which a test holds to what the server says of itself:
// to client/src/schema.ts.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const file = new URL("../client/src/schema.ts", import.meta.url);
const document = JSON.parse(await readFile(new URL("../openapi.json", import.meta.url), "utf8"));
const blob = ts.factory.createTypeReferenceNode("Blob");
const types = await openapiTS(document, {
  // Bytes of a form are a Blob here; the document can only call them a string.
  transform: (schema) => (schema.format === "binary" ? blob : undefined),
});
await writeFile(file, astToString(types));
