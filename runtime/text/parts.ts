// A long text in parts, for whoever does something with each that takes its time: no character is parted.

export function* partsOf(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; ) {
    // Two halves of one character belong together.
    const isSplit = (text.codePointAt(at + length - 1) ?? 0) > 0xffff;
    const end = at + length + (isSplit ? 1 : 0);
    yield text.slice(at, end);
    at = end;
  }
}
