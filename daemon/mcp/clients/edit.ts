// A change of a text in one place, which can be taken back to the byte.

/** `text` takes the place of `length` characters at `offset`. */
export type Edit = { offset: number; length: number; text: string };

export function applied(text: string, edits: readonly Edit[]): string {
  let result = text;
  // From the end on, so that no edit moves the place of another.
  for (const { offset, length, text: fresh } of [...edits].sort((a, b) => b.offset - a.offset))
    result = result.slice(0, offset) + fresh + result.slice(offset + length);
  return result;
}

/** What takes `edits` back, once they have been made in `text`. */
export function inverse(text: string, edits: readonly Edit[]): Edit[] {
  let moved = 0;
  return [...edits]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, length, text: fresh }) => {
      const back = { offset: offset + moved, length: fresh.length, text: text.slice(offset, offset + length) };
      moved += fresh.length - length;
      return back;
    });
}
