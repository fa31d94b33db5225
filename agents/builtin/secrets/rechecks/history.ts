// Re-checks by history: which commit introduced a conflict marker, and how long a promise has existed.

import { cut } from '../../../../contracts/cut.ts';
import { heads, judgePlaces } from '../../judge-places.ts';
import { lineOf } from '../../reading/formats/entries.ts';
import type { Recheck } from '../../rule.ts';

const CONFLICT_METHOD = 'Asked history which commit brought the marker in, and counted the three markers line by line';

export const conflictRecheck: Recheck = {
  category: 'slips/conflict-block',
  method: CONFLICT_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(CONFLICT_METHOD, heads(claimed), async (place) => {
      const lines = ((await repo.text(place.path)) ?? '').split('\n').map((it) => it.replace(/\r$/, ''));
      const from = (place.line ?? 1) - 1;
      const opens = lines[from] ?? '';
      if (!opens.startsWith('<<<<<<< ')) return { holds: false, why: 'the line does not begin with the opening marker' };
      const middle = lines.findIndex((it, index) => index > from && it === '=======');
      const end = lines.findIndex((it, index) => index > middle && it.startsWith('>>>>>>> '));
      const again = lines.findIndex((it, index) => index > from && it.startsWith('<<<<<<< '));
      if (middle < 0 || end < 0 || (again >= 0 && again < end)) return { holds: false, why: 'the three markers do not follow each other' };
      const both = [lines.slice(from + 1, middle).join('\n'), lines.slice(middle + 1, end).join('\n')];
      if (both[0] === both[1]) return { holds: 'unknown', why: 'both sides are the same text' };
      const brought = await repo.introduced(place.path, opens);
      return {
        holds: true,
        why: `${middle - from - 1} lines against ${end - middle - 1}${brought ? `, brought in by ${brought.commit.slice(0, 10)} of ${brought.date.slice(0, 10)} (“${cut(brought.subject, 100)}”)` : ''}`,
      };
    }),
};

const PROMISE_METHOD = 'Asked history since when the sentence has stood, and what the version file said then and says now';

export const promiseRecheck: Recheck = {
  category: 'slips/promise-due',
  method: PROMISE_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(PROMISE_METHOD, heads(claimed), async (place) => {
      const line = (await lineOf(repo, place)).trim();
      const due = /due at (\S+)$/.exec(claimed.title)?.[1] ?? /\b(20\d\d-\d\d(?:-\d\d)?|\d+\.\d+(?:\.\d+)?)\b/.exec(line)?.[1];
      if (line === '' || due === undefined) return { holds: 'unknown', why: 'the line names no date and no version' };
      const written = await repo.introduced(place.path, line);
      if (written === undefined) return { holds: 'unknown', why: 'history does not tell when the sentence came' };
      const since = `it has stood since ${written.commit.slice(0, 10)} of ${written.date.slice(0, 10)}`;
      if (/^20\d\d-/.test(due)) {
        if (repo.date.slice(0, due.length) <= due)
          return { holds: false, why: `${due} has not come: the commit under examination is of ${repo.date.slice(0, 10)}` };
        return written.date.slice(0, due.length) > due
          ? { holds: 'unknown', why: `${since}, later than the date it names` }
          : { holds: true, why: `${since}, and ${due} has passed` };
      }
      const file = /\b([\w./-]+) says that the project is at ([\w.+-]+)/.exec(claimed.claim);
      const then = file?.[1] === undefined ? undefined : await repo.textAt(written.commit, file[1]);
      const now = file?.[2]?.replace(/\.$/, '');
      if (now === undefined || then === undefined) return { holds: 'unknown', why: `${since}; what the version was then cannot be read` };
      const was = /\d+\.\d+(?:\.\d+)?/.exec(versionLine(then))?.[0];
      if (was === undefined) return { holds: 'unknown', why: `${since}; the version file of then names no version` };
      if (before(now, due)) return { holds: false, why: `the project is at ${now}, and ${due} is yet to come` };
      return before(was, due)
        ? { holds: true, why: `${since}, when the project was at ${was}; now it is at ${now}` }
        : { holds: 'unknown', why: `${since}, when the project was at ${was} already: ${due} may be another program's version` };
    }),
};

const versionLine = (text: string): string => text.split('\n').find((it) => /version/i.test(it) && /\d+\.\d+/.test(it)) ?? text;

function before(a: string, b: string): boolean {
  const [left, right] = [a, b].map((it) => it.split(/[.+-]/).map(Number));
  for (let i = 0; i < 3; i++) {
    const [x, y] = [left?.[i] ?? 0, right?.[i] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}
