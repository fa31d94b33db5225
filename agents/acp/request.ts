// What a program that speaks ACP requests permission for: the kinds of the tool call, and every path that it names. A request may
// leave out what earlier updates of the same call said, so both count, and neither hides the other.

import { inside, isLine, type Line, listIn, textIn } from '../providers/printed.ts';

export type PermissionRequest = {
  title: string;
  /** According to the request and the earlier updates; empty if neither says. */
  kinds: string[];
  paths: string[];
  /** It names more paths than were read. */
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
      // A new call, even if its id was used before.
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
      // With more calls than any real session has, this one may not have been kept.
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

/** Names of arguments with which programs pass paths; lower case, without `_` and `-`. */
const PATH_KEYS = new Set([
  ...['path', 'paths', 'abspath', 'absolutepath', 'oldpath', 'newpath', 'sourcepath', 'targetpath', 'notebookpath', 'dirpath', 'uri'],
  ...['file', 'files', 'filename', 'filepath', 'filepaths', 'oldfile', 'newfile', 'sourcefile', 'targetfile', 'cwd', 'workdir'],
  ...['dir', 'directory', 'directories', 'folder', 'parentdir', 'workingdirectory', 'source', 'destination', 'target'],
]);
/** Arguments that are text, even if they start like a path. */
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

/** Every path anywhere in it; `undefined` marks a value that is nested too deeply. */
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

/** Under any name: a single-line text that starts like an absolute path. */
const isAbsolutePath = (text: string): boolean => /^(\/|~|file:)[^\n]{0,4096}$/.test(text);
