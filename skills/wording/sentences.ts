// Building blocks for the sentences that describe events, and the one below the words of an agent.

import { firstCharacters } from '../../contracts/cut.ts';
import type { Say } from '../report-writer/language/english.ts';

/** A reason may be a word or a whole sentence; the full stop is added by the line. */
export const because = (text: string | undefined): string => (text === undefined || text === '' ? '' : `: ${text.replace(/\.+$/, '')}`);

/** A dispatch or a gate without its run. */
export const local = (id: string): string => id.slice(id.indexOf('.') + 1);

/** A value of a PROGRESS line, as one word. */
export const word = (text: string): string => firstCharacters(text.replace(/\s+/g, '_'), 80);

/** The PROGRESS lines of workers who are asked at the same time. */
export const teamLines = (team: readonly string[]): string[] =>
  team.length === 0 ? [] : [`phase-2-prompts preparing ${team.length} worker prompts`, `phase-3-team-create team=${team.join(',')}`];

/** Below the words of an agent in a report, wherever they stand. */
export const wordsOf = (seat: string, refs: string, say: Say): string =>
  say('Words of {seat}, about {refs}; Muster checked that this exists, not that the words are true.', { seat, refs });
