// Splits a long text into parts for code that spends time on each; no character is split.

export function* partsOf(text: string, length: number): Generator<string> {
  for (let at = 0; at < text.length; ) {
    // Do not separate the two halves of a surrogate pair.
    const isSplit = (text.codePointAt(at + length - 1) ?? 0) > 0xffff;
    const end = at + length + (isSplit ? 1 : 0);
    yield text.slice(at, end);
    at = end;
  }
}
