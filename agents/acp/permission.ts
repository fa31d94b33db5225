// What a program that speaks ACP may do when it asks: read and write where it was sent to, and nowhere else. A
// request that names no place is granted; it is kept to these folders by the program's own rules, or by none.

import { isAbsolute, relative, resolve } from 'node:path';

export type PermissionRequest = {
  toolCall?: { title?: string; kind?: string; locations?: { path?: string }[]; rawInput?: unknown };
  options?: { optionId?: string; kind?: string }[];
};

export type Ruling = { granted: boolean; optionId: string | undefined; outside: string | undefined };

export function ruleOn({ toolCall, options = [] }: PermissionRequest, folders: readonly string[]): Ruling {
  const outside = placesOf(toolCall).find((path) => !folders.some((folder) => isWithin(path, folder)));
  const kinds = outside === undefined ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always'];
  const chosen = kinds.flatMap((kind) => options.filter((it) => it.kind === kind)).at(0);
  return { granted: outside === undefined && chosen !== undefined, optionId: chosen?.optionId, outside };
}

const PLACES = ['filePath', 'file_path', 'path', 'filepath', 'parentDir'];

function placesOf(toolCall: PermissionRequest['toolCall']): string[] {
  const raw = toolCall?.rawInput;
  const input: Record<string, unknown> = typeof raw === 'object' && raw !== null ? { ...raw } : {};
  const named = [...(toolCall?.locations ?? []).map((it) => it.path), ...PLACES.map((it) => input[it])];
  return named.filter((it): it is string => typeof it === 'string' && it !== '');
}

/** A relative path is one of where it stands, which is its own folder. */
function isWithin(path: string, folder: string): boolean {
  if (!isAbsolute(path)) return !path.split('/').includes('..');
  const way = relative(folder, resolve(path));
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
