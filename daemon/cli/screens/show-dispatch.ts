// `muster show d3`: one dispatch, its attempts, and where its files are.

import { localOf } from '../../../contracts/ids.ts';
import type { AttemptView, DispatchView } from '../../../contracts/run/run-view.ts';
import type { SeatLooks } from '../../../contracts/work/receipt.ts';
import type { RunFolder } from '../../../runtime/home.ts';
import { flagText } from '../../../skills/wording/flags.ts';
import { lookWords, WHY_INCONCLUSIVE } from '../../../skills/wording/looks.ts';
import { between, bytes, clockTime, duration } from '../../../skills/wording/numbers.ts';
import { oneLine } from '../../../skills/wording/plain-text.ts';
import { knownUsage } from '../../../skills/wording/usage-sum.ts';
import { costOf, costWords, whatOf } from '../../../skills/wording/workers.ts';
import { joinedLines, labelled } from './lines/layout.ts';
import { paintFor, type Screen } from './lines/paint.ts';

const LABEL = 13;

/** `isThere`: whether a file still exists. */
export function showDispatch(
  dispatch: DispatchView,
  folder: RunFolder,
  isThere: (path: string) => boolean,
  look: SeatLooks | undefined,
  { color, width, ends }: Screen,
): string {
  const file = (path: string, about = '') => `${path}${about}${isThere(path) ? '' : ', no longer there'}`;
  const paint = paintFor(color);
  const part = labelled(LABEL, width, paint.bold);
  const { prompt, result } = dispatch;
  const name = localOf(dispatch.id);
  const own = folder.results(name);
  return joinedLines(ends, [
    `${paint.bold(dispatch.id)}  ${oneLine(dispatch.seat)}, ${whatOf(dispatch)}`,
    '',
    ...part('State', [dispatch.status === null ? dispatch.state : `${dispatch.status}${reason(dispatch.reason, dispatch.detail)}`]),
    ...part('Asked about', [dispatch.findings.join(', ')]),
    ...dispatch.attempts.flatMap((it) => part(`Attempt ${it.attempt}`, [attemptLine(it)])),
    ...part('Prompt', prompt ? [file(prompt.path, ` (${bytes(prompt.bytes)}, sha256 ${prompt.digest.slice(0, 12)}…)`)] : []),
    ...part('Result', result ? [file(own.result, ` (${bytes(result.bytes)})`)] : []),
    ...part('It says', result ? [result.summary, result.coverage ?? ''] : []),
    ...part(
      'Looked',
      look ? [...(look.inconclusive ? [`inconclusive: it ${WHY_INCONCLUSIVE[look.inconclusive]}`] : []), lookWords(look)] : [],
    ),
    ...part('Flags', [flagText(result?.flags ?? [])]),
    // Not every worker writes heartbeats.
    ...part('Heartbeats', [own.beat].filter(isThere)),
    ...part('Transcripts', dispatch.attempts.map((it) => folder.transcript(name, it.attempt)).filter(isThere)),
  ]);
}

function attemptLine(it: AttemptView): string {
  const when = it.startedAt === null ? 'not started' : `from ${clockTime(it.startedAt)}, ${duration(between(it.startedAt, it.endedAt))}`;
  const end = it.end === null ? '' : `; ended by ${it.end.by}, ${it.end.signal ?? `code ${it.end.code ?? 'unknown'}`}`;
  const usage = knownUsage(it);
  const cost = usage === null ? '' : `; cost ${costWords(costOf([usage]))}`;
  return `${it.kind}, ${it.state}${reason(it.reason, it.detail)}; ${when}${it.pid === null ? '' : `, pid ${it.pid}`}${end}${cost}`;
}

const reason = (why: string | null, detail: string): string =>
  why === null || why === '' ? '' : ` (${[why, detail].filter((it) => it !== '').join(': ')})`;
