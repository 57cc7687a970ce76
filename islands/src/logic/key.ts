// Which command a key press means.

/** The key's name; while Hangul is being typed (ㅓ, Process) the Latin letter on the same key. */
export function keyName({ key, code, shiftKey }: Pick<KeyboardEvent, "key" | "code" | "shiftKey">): string {
  const foreign = key === "Process" || key === "Unidentified" || (key.length === 1 && key > "\u007f");
  if (!foreign) return key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  if (code === "Slash") return shiftKey ? "?" : "/";
  return key;
}
