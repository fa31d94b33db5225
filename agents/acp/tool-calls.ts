// What a program that speaks the Agent Client Protocol reads and searches: its tool calls, told one update at a time, each
// counted once it is completed.

import type { SeenLook } from '../../validators/looks/receipt.ts';
import { looksOfCommand } from '../looks/command-line.ts';
import { searchIn } from '../looks/search.ts';
import { inside, isLine, type Line, listIn, textIn } from '../providers/printed.ts';

type ToolCall = { kind: string; locations: string[]; input: Line };

/** More calls than any session has. */
const MOST_CALLS = 20_000;

/** Takes the updates of a session, one after the other; gives the looks of a call when that is completed. */
export function toolCallReader(): (update: unknown) => SeenLook[] {
  const calls = new Map<string, ToolCall>();
  return (update) => {
    if (!isLine(update)) return [];
    const type = update.sessionUpdate;
    const id = textIn(update, 'toolCallId');
    if ((type !== 'tool_call' && type !== 'tool_call_update') || id === undefined) return [];
    if (!calls.has(id) && calls.size >= MOST_CALLS) return [];
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
    return update.status === 'completed' ? looksOf(call) : [];
  };
}

function looksOf({ kind, locations, input }: ToolCall): SeenLook[] {
  const path = textIn(input, 'path') ?? textIn(input, 'filePath') ?? textIn(input, 'file_path') ?? textIn(input, 'abs_path');
  switch (kind) {
    case 'read':
      return (locations.length > 0 ? locations : path === undefined ? [] : [path]).map((it) => ({ path: it, how: 'read' }));
    case 'search':
      // `glob` finds names only, and has no text that it searches for.
      if (textIn(input, 'pattern') === undefined && textIn(input, 'query') === undefined) return [];
      return searchIn(path ?? locations[0], textIn(input, 'include') ?? textIn(input, 'glob'));
    case 'execute': {
      const command =
        textIn(input, 'command') ??
        listIn(input, 'command')
          .filter((it) => typeof it === 'string')
          .join(' ');
      return looksOfCommand(command, textIn(input, 'workdir') ?? textIn(input, 'cwd') ?? '');
    }
    default:
      return [];
  }
}
