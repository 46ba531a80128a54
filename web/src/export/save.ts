/** Has the browser save a text as a file. */
export function save(name: string, type: string, content: string): void {
  saveFile(name, new Blob([content], { type }));
}

/** Has the browser save a file. */
export function saveFile(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by the next turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(address));
}
