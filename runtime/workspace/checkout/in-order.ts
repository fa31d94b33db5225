// The order in which the large checkouts of a run are made: the first one alone, so that its worker starts as early as possible,
// then two at a time, first come first served. More at once would only make all of them late.

const AT_ONCE = 2;

type Line = { working: number; waiting: (() => void)[]; made: number };

const lines = new Map<string, Line>();

/** `of` identifies the run: different runs do not wait for each other. */
export async function inOrder<T>(of: string, make: () => Promise<T>): Promise<T> {
  const line = lines.get(of) ?? { working: 0, waiting: [], made: 0 };
  lines.set(of, line);
  if (line.working >= room(line)) await new Promise<void>((resolve) => line.waiting.push(resolve));
  else line.working += 1;
  try {
    return await make();
  } finally {
    line.working -= 1;
    line.made += 1;
    while (line.waiting.length > 0 && line.working < room(line)) {
      line.working += 1;
      line.waiting.shift()?.();
    }
    if (line.working === 0) lines.delete(of);
  }
}

const room = ({ made }: Line): number => (made === 0 ? 1 : AT_ONCE);
