// What a program that speaks the Agent Client Protocol reads and searches, from the updates about its tool calls; each counts once
// it is completed. A call that does not say what it touches may have looked at anything.

import type { SeenLook } from '../../validators/looks/receipt.ts';
import { looksOfCommand } from '../looks/command-line.ts';
import { searchIn } from '../looks/search.ts';
import { inside, isLine, type Line, listIn, textIn } from '../providers/printed.ts';

type ToolCall = { kind: string; locations: string[]; input: Line };

/** More calls than any real session has. */
const MOST_CALLS = 20_000;

export type CallLooks = { looks: SeenLook[]; unclear: boolean };

const NO_LOOK: CallLooks = { looks: [], unclear: false };

/** Takes the updates of a session in order; returns the looks of a call when it is completed. */
export function toolCallReader(): (update: unknown) => CallLooks {
  const calls = new Map<string, ToolCall>();
  return (update) => {
    if (!isLine(update)) return NO_LOOK;
    const type = update.sessionUpdate;
    const id = textIn(update, 'toolCallId');
    if ((type !== 'tool_call' && type !== 'tool_call_update') || id === undefined) return NO_LOOK;
    if (!calls.has(id) && calls.size >= MOST_CALLS) return { looks: [], unclear: true };
    const before = calls.get(id) ?? { kind: '', locations: [], input: {} };
    const named = listIn(update, 'locations')
      .filter(isLine)
      .flatMap((it) => textIn(it, 'path') ?? []);
    const call = {
      kind: textIn(update, 'kind') ?? before.kind,
      locations: named.length > 0 ? named : before.locations,
      input: isLine(update.rawInput) ? inside(update, 'rawInput') : before.input,
    };
    calls.set(id, call);
    return update.status === 'completed' ? { looks: looksOf(call), unclear: isUnclear(call) } : NO_LOOK;
  };
}

const pathOf = (input: Line): string | undefined =>
  textIn(input, 'path') ?? textIn(input, 'filePath') ?? textIn(input, 'file_path') ?? textIn(input, 'abs_path');

const commandOf = (input: Line): string =>
  textIn(input, 'command') ??
  listIn(input, 'command')
    .filter((it) => typeof it === 'string')
    .join(' ');

/** Kinds of calls that show no file of the base, whatever their arguments. */
const BLIND = new Set(['edit', 'delete', 'move', 'think', 'fetch', 'switch_mode']);

function isUnclear({ kind, locations, input }: ToolCall): boolean {
  switch (kind) {
    case 'read':
      return locations.length === 0 && pathOf(input) === undefined;
    case 'search':
      return Object.keys(input).length === 0;
    case 'execute':
      return commandOf(input) === '';
    default:
      return !BLIND.has(kind);
  }
}

function looksOf({ kind, locations, input }: ToolCall): SeenLook[] {
  const path = pathOf(input);
  switch (kind) {
    case 'read':
      return (locations.length > 0 ? locations : path === undefined ? [] : [path]).map((it) => ({ path: it, how: 'read' }));
    case 'search':
      // `glob` only finds names and has no text to search for.
      if (textIn(input, 'pattern') === undefined && textIn(input, 'query') === undefined) return [];
      return searchIn(path ?? locations[0], textIn(input, 'include') ?? textIn(input, 'glob'));
    case 'execute':
      return looksOfCommand(commandOf(input), textIn(input, 'workdir') ?? textIn(input, 'cwd') ?? '');
    default:
      return [];
  }
}
