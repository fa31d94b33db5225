// JSON with the place of every value, comments and trailing commas borne with (tsconfig, bun.lock, VS Code):
// a finding must name the line, which `JSON.parse` throws away. Duplicate keys are all kept.

export type JsonMember = { key: string; keyStart: number; value: JsonNode };
export type JsonNode =
  | { kind: 'object'; start: number; end: number; members: JsonMember[] }
  | { kind: 'array'; start: number; end: number; items: JsonNode[] }
  | { kind: 'string'; start: number; end: number; value: string }
  | { kind: 'other'; start: number; end: number; value: number | boolean | null };

/** Undefined when the text is not JSON even by this lenient reading. */
export function parseJson(text: string): JsonNode | undefined {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  let failed = false;

  const space = (): void => {
    for (;;) {
      while (/\s/.test(text[at] ?? '')) at++;
      if (text.startsWith('//', at)) {
        const end = text.indexOf('\n', at);
        at = end === -1 ? text.length : end;
      } else if (text.startsWith('/*', at)) {
        const end = text.indexOf('*/', at + 2);
        at = end === -1 ? text.length : end + 2;
      } else return;
    }
  };
  const string = (): { start: number; end: number; value: string } | undefined => {
    const start = at;
    for (at++; at < text.length; at++) {
      if (text[at] === '\\') at++;
      else if (text[at] === '"' || text[at] === '\n') break;
    }
    at++;
    try {
      return { start, end: at, value: JSON.parse(text.slice(start, at)) as string };
    } catch {
      failed = true;
      return undefined;
    }
  };
  const value = (depth: number): JsonNode | undefined => {
    space();
    const start = at;
    const c = text[at];
    if (depth > 200 || c === undefined) {
      failed = true;
    } else if (c === '"') {
      const read = string();
      if (read) return { kind: 'string', ...read };
    } else if (c === '{') {
      return object(start, depth);
    } else if (c === '[') {
      return array(start, depth);
    } else {
      const word = /^[-+\w.]+/.exec(text.slice(at, at + 40))?.[0] ?? '';
      at += word.length;
      try {
        return { kind: 'other', start, end: at, value: JSON.parse(word) as number | boolean | null };
      } catch {
        failed = true;
      }
    }
    return undefined;
  };
  const object = (start: number, depth: number): JsonNode | undefined => {
    const members: JsonMember[] = [];
    at++;
    for (;;) {
      space();
      if (text[at] === '}') {
        at++;
        return { kind: 'object', start, end: at, members };
      }
      const key = text[at] === '"' ? string() : undefined;
      space();
      if (key === undefined || text[at] !== ':') {
        failed = true;
        return undefined;
      }
      at++;
      const member = value(depth + 1);
      if (member === undefined) return undefined;
      members.push({ key: key.value, keyStart: key.start, value: member });
      space();
      if (text[at] === ',') at++;
      else if (text[at] !== '}') {
        failed = true;
        return undefined;
      }
    }
  };
  const array = (start: number, depth: number): JsonNode | undefined => {
    const items: JsonNode[] = [];
    at++;
    for (;;) {
      space();
      if (text[at] === ']') {
        at++;
        return { kind: 'array', start, end: at, items };
      }
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      space();
      if (text[at] === ',') at++;
      else if (text[at] !== ']') {
        failed = true;
        return undefined;
      }
    }
  };

  const root = value(0);
  space();
  return failed || at < text.length ? undefined : root;
}

/** The member under a path of keys; the last of duplicates, as every JSON reader takes it. */
export function memberAt(node: JsonNode | undefined, ...path: string[]): JsonMember | undefined {
  let found: JsonMember | undefined;
  let inside = node;
  for (const key of path) {
    found = inside?.kind === 'object' ? inside.members.findLast((it) => it.key === key) : undefined;
    if (found === undefined) return undefined;
    inside = found.value;
  }
  return found;
}

export const textAt = (node: JsonNode | undefined, ...path: string[]): string | undefined => {
  const value = memberAt(node, ...path)?.value;
  return value?.kind === 'string' ? value.value : undefined;
};

export const membersAt = (node: JsonNode | undefined, ...path: string[]): readonly JsonMember[] => {
  const value = path.length === 0 ? node : memberAt(node, ...path)?.value;
  return value?.kind === 'object' ? value.members : [];
};

export const itemsAt = (node: JsonNode | undefined, ...path: string[]): readonly JsonNode[] => {
  const value = path.length === 0 ? node : memberAt(node, ...path)?.value;
  return value?.kind === 'array' ? value.items : [];
};

/** Every string value within, with its place. */
export function stringsIn(node: JsonNode | undefined): { value: string; start: number }[] {
  switch (node?.kind) {
    case 'string':
      return [{ value: node.value, start: node.start }];
    case 'array':
      return node.items.flatMap(stringsIn);
    case 'object':
      return node.members.flatMap((it) => stringsIn(it.value));
    default:
      return [];
  }
}
