// What a program that speaks ACP asks permission for: of which kinds the tool call is, and every path that it names. A
// request may leave out what the updates of the same call have said before, so both count: the one never hides the other.

import { inside, isLine, type Line, listIn, textIn } from '../providers/printed.ts';

export type PermissionRequest = {
  title: string;
  /** As the request and the updates before it call it; none if neither did. */
  kinds: string[];
  paths: string[];
  /** It names more than was read. */
  more: boolean;
  input: Line;
  options: { id: string; kind: string }[];
};

type Call = { title: string; kinds: Set<string>; paths: Set<string>; more: boolean; input: Line };

const MOST_CALLS = 20_000;
const MOST_PATHS = 200;
const DEEPEST = 6;

export type RequestReader = {
  /** An update of the session, which may be about a tool call. */
  update(update: unknown): void;
  /** The parameters of `session/request_permission`. */
  request(params: unknown): PermissionRequest;
};

export function requestReader(): RequestReader {
  const calls = new Map<string, Call>();

  return {
    update(update) {
      if (!isLine(update) || (update.sessionUpdate !== 'tool_call' && update.sessionUpdate !== 'tool_call_update')) return;
      const id = textIn(update, 'toolCallId') ?? '';
      if (id === '') return;
      // A new call, even under a name that one before it had.
      const before = update.sessionUpdate === 'tool_call' ? undefined : calls.get(id);
      if (calls.has(id) || calls.size < MOST_CALLS) calls.set(id, withMore(before, update));
    },
    request(params) {
      const given = isLine(params) ? params : {};
      const toolCall = inside(given, 'toolCall');
      const id = textIn(toolCall, 'toolCallId') ?? '';
      const { title, kinds, paths, more, input } = withMore(calls.get(id), toolCall);
      const options = listIn(given, 'options')
        .filter(isLine)
        .flatMap((it) => {
          const [optionId, kind] = [textIn(it, 'optionId'), textIn(it, 'kind')];
          return optionId === undefined || kind === undefined ? [] : [{ id: optionId, kind }];
        });
      // With more calls than any session has, this one may not have been kept.
      return { title, kinds: [...kinds], paths: [...paths], more: more || (calls.size >= MOST_CALLS && !calls.has(id)), input, options };
    },
  };
}

function withMore(before: Call | undefined, said: Line): Call {
  const kind = textIn(said, 'kind');
  const found = [...pathsIn(listIn(said, 'locations'), 0), ...pathsIn(listIn(said, 'content'), 0), ...pathsIn(said.rawInput, 0)];
  const paths = new Set([...(before?.paths ?? []), ...found.filter((it) => it !== undefined)]);
  return {
    title: textIn(said, 'title') ?? before?.title ?? '',
    kinds: new Set([...(before?.kinds ?? []), ...(kind === undefined ? [] : [kind])]),
    paths: new Set([...paths].slice(0, MOST_PATHS)),
    more: before?.more === true || paths.size > MOST_PATHS || found.includes(undefined),
    input: isLine(said.rawInput) ? said.rawInput : (before?.input ?? {}),
  };
}

/** Names of the arguments that programs give paths in, without capitals, `_` and `-`. */
const PATH_KEYS = new Set([
  ...['path', 'paths', 'abspath', 'absolutepath', 'oldpath', 'newpath', 'sourcepath', 'targetpath', 'notebookpath', 'dirpath', 'uri'],
  ...['file', 'files', 'filename', 'filepath', 'filepaths', 'oldfile', 'newfile', 'sourcefile', 'targetfile', 'cwd', 'workdir'],
  ...['dir', 'directory', 'directories', 'folder', 'parentdir', 'workingdirectory', 'source', 'destination', 'target'],
]);
/** What is text, even if it begins like a path. */
const TEXT_KEYS = new Set([
  'pattern',
  'query',
  'regex',
  'glob',
  'content',
  'contents',
  'text',
  'oldtext',
  'newtext',
  'oldstring',
  'newstring',
  'command',
  'cmd',
  'argv',
  'args',
  'description',
  'prompt',
  'title',
  'url',
]);

const plainKey = (key: string): string => key.toLowerCase().replace(/[_-]/g, '');

/** Every path that stands somewhere in it; `undefined` where it is too deep to be read. */
function pathsIn(value: unknown, depth: number): (string | undefined)[] {
  if (typeof value !== 'object' || value === null) return [];
  if (depth > DEEPEST) return [undefined];
  if (Array.isArray(value)) return value.flatMap((it) => pathsIn(it, depth + 1));
  return Object.entries(value).flatMap(([key, it]) => {
    const texts = typeof it === 'string' ? [it] : Array.isArray(it) ? it.filter((one) => typeof one === 'string') : [];
    const name = plainKey(key);
    const named = PATH_KEYS.has(name) ? texts : TEXT_KEYS.has(name) ? [] : texts.filter(isAbsolutePath);
    return [...named.filter((one) => one !== ''), ...pathsIn(it, depth + 1)];
  });
}

/** Under any name: a text of one line that begins like a path of the machine. */
const isAbsolutePath = (text: string): boolean => /^(\/|~|file:)[^\n]{0,4096}$/.test(text);
