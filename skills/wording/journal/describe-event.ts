// One short sentence for each event, for the end of a report and for readers of a journal. If the event is unknown or its contents
// cannot be read, the sentence says so.

import { RUN_EVENTS, type RunEventType } from '../../phases/events.ts';
import { cut, oneLine } from '../plain-text.ts';
import { sayEvent } from './say-event.ts';

export type JournalEvent = { seq: number; at: string; type: string; payload: unknown };

export function describeEvent({ type, payload }: { type: string; payload: unknown }): string {
  if (!isRunEventType(type)) return `Unknown event of a newer version: ${cut(oneLine(type), 60)}.`;
  const parsed = RUN_EVENTS[type].safeParse(payload);
  const said = parsed.success ? sayEvent({ type, payload: parsed.data }) : undefined;
  return said ?? `An event of type ${type} whose contents cannot be read.`;
}

function isRunEventType(type: string): type is RunEventType {
  return Object.hasOwn(RUN_EVENTS, type);
}
