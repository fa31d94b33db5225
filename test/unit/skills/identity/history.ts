// A generated history: files of functions with defects, which are edited, moved, renamed, split and fixed. It knows at every moment where
// each defect really is.

type Fn = { name: string; body: string[] };

export type CodeHistory = {
  files: () => Record<string, string>;
  /** Where each defect is that has not been fixed. */
  places: () => Map<string, { path: string; line: number }>;
  step(): string;
};

const DEFECTS = [
  'const total = price * amount + tax;',
  'cache.set(key, await load(key));',
  'return rows.map((it) => it.id);',
  'retry(send, 3);',
];

export function makeHistory(seed: number): CodeHistory {
  const random = rolling(seed);
  const pick = <T>(all: readonly T[]): T => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  let named = 0;
  const word = () => `w${Math.floor(random() * 1e6).toString(36)}`;
  /** A defect carries its name in the model only: the text of several is the same. */
  const defects = new Map<Fn, Map<number, string>>();
  const fn = (): Fn => {
    named += 1;
    const it: Fn = {
      name: `work${named}`,
      body: Array.from({ length: 3 + Math.floor(random() * 4) }, () => `const ${word()} = ${word()}(${word()});`),
    };
    const own = new Map<number, string>();
    if (random() < 0.7) {
      const at = Math.floor(random() * it.body.length);
      it.body[at] = pick(DEFECTS);
      own.set(at, `defect-${named}`);
    }
    defects.set(it, own);
    return it;
  };
  const files = new Map<string, Fn[]>();
  for (let n = 1; n <= 4; n++) files.set(`src/file${n}.ts`, Array.from({ length: 5 }, fn));

  const text = (fns: readonly Fn[]): string =>
    fns.map((it) => `function ${it.name}() {\n${it.body.map((line) => `  ${line}\n`).join('')}}\n`).join('\n');
  const shift = (it: Fn, from: number, by: number): void => {
    const own = defects.get(it) ?? new Map<number, string>();
    defects.set(it, new Map([...own].map(([at, id]) => [at >= from ? at + by : at, id])));
  };

  const STEPS: Record<string, () => void> = {
    'a line more': () => {
      const it = pick(pick([...files.values()]));
      const at = Math.floor(random() * (it.body.length + 1));
      it.body.splice(at, 0, `log(${word()});`);
      shift(it, at, 1);
    },
    'a line changed': () => {
      const it = pick(pick([...files.values()]));
      const at = Math.floor(random() * it.body.length);
      if (!defects.get(it)?.has(at)) it.body[at] = `const ${word()} = ${word()};`;
    },
    'a function more': () => {
      const all = pick([...files.values()]);
      all.splice(Math.floor(random() * all.length), 0, fn());
    },
    'a function moved': () => {
      const all = pick([...files.values()]);
      const [it] = all.splice(Math.floor(random() * all.length), 1);
      if (it) all.splice(Math.floor(random() * (all.length + 1)), 0, it);
    },
    'a file renamed': () => {
      const [path, all] = pick([...files]);
      files.delete(path);
      files.set(`lib/${word()}.ts`, all);
    },
    'a file split': () => {
      const [path, all] = pick([...files]);
      const half = Math.floor(all.length / 2);
      if (half < 1) return;
      files.set(path, all.slice(0, half));
      files.set(`src/${word()}.ts`, all.slice(half));
    },
    'a defect fixed': () => {
      const it = pick(pick([...files.values()]));
      const [at] = [...(defects.get(it)?.keys() ?? [])];
      if (at === undefined) return;
      defects.get(it)?.delete(at);
      it.body[at] = `const ${word()} = checked(${word()});`;
    },
  };

  return {
    files: () => Object.fromEntries([...files].map(([path, all]) => [path, text(all)])),
    places() {
      const places = new Map<string, { path: string; line: number }>();
      for (const [path, all] of files) {
        let line = 1;
        for (const it of all) {
          for (const [at, id] of defects.get(it) ?? []) places.set(id, { path, line: line + 1 + at });
          line += it.body.length + 3;
        }
      }
      return places;
    },
    step() {
      const name = pick(Object.keys(STEPS));
      STEPS[name]?.();
      return name;
    },
  };
}

function rolling(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
