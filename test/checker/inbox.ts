// Checks the inbox: every dropped file was accepted or rejected, and none was lost or left half processed. An accepted file is stored
// under the id of its run, byte for byte.

import { basename, join, parse } from 'node:path';
import { fieldsOf, textOf } from './canonical.ts';
import { digestAt, isDraft, namesIn, type Say } from './findings.ts';
import type { Fact, Journal } from './journal.ts';

const SHELVED = /^(r-[a-z2-7]{6,26})\.(.+)$/s;
/** `r-k3f7qa.g1.approve`, a second one with its number. */
const ANSWER = /^(g[1-9]\d*)( \(\d+\))?\.([a-z-]+)$/;
const OURS: ReadonlySet<string> = new Set(['.claimed', 'accepted', 'rejected']);
const UNFINISHED = /^\.|~$|^#.*#$|^4913$|\.(tmp|part|partial|swp|swx|crdownload|download|lock)$/i;

export function checkInbox(roots: readonly string[], { streams }: Journal, say: Say): void {
  const [folder = '', ...others] = roots.map((root) => join(root, 'inbox'));
  for (const name of namesIn(folder)) {
    if (!OURS.has(name) && !UNFINISHED.test(name)) say(`inbox: ${name} was never taken`);
  }
  for (const name of namesIn(join(folder, '.claimed'))) say(`inbox: ${name} was claimed and never dealt with`);

  /** Run → names of what became it. */
  const accepted = new Map<string, string[]>();
  for (const name of namesIn(join(folder, 'accepted'))) {
    const [, run = '', dropped = ''] = SHELVED.exec(name) ?? [];
    const created = streams.get(`run/${run}`)?.[0];
    const [, gate, , answer] = ANSWER.exec(dropped) ?? [];
    if (gate !== undefined) {
      if (!isAnswered(streams.get(`run/${run}`) ?? [], `${run}.${gate}`, answer))
        say(`inbox: ${name} was accepted, and the gate knows no such answer`);
      continue;
    }
    if (created === undefined) {
      say(`inbox: ${name} was accepted, and no run came of it`);
      continue;
    }
    accepted.set(run, [...(accepted.get(run) ?? []), dropped]);
    if (digestAt(join(folder, 'accepted', name)) !== created.payload.text) say(`inbox: accepted/${name} is not what ${run} was made of`);
  }
  for (const name of others.flatMap((it) => namesIn(join(it, 'accepted')))) {
    const [, run = '', dropped = ''] = SHELVED.exec(name) ?? [];
    accepted.set(run, [...(accepted.get(run) ?? []), dropped]);
  }
  checkOrigins(streams, accepted, say);

  const rejected = namesIn(join(folder, 'rejected')).filter((name) => !isDraft(name));
  for (const name of rejected) {
    if (name.endsWith('.error.txt')) {
      if (!rejected.includes(name.slice(0, -'.error.txt'.length))) say(`inbox: rejected/${name} explains a file that is not there`);
    } else if (!rejected.includes(`${name}.error.txt`)) say(`inbox: rejected/${name} has no explanation`);
  }
}

const isAnswered = (facts: readonly Fact[], gate: string, answer: string | undefined): boolean =>
  facts.some(({ type, payload }) => type === 'gate.answered' && payload.gate === gate && payload.answer === answer);

/** Every run that was dropped has its drop, once: others of the same content that joined it had names or times of their own. */
function checkOrigins(streams: Journal['streams'], accepted: ReadonlyMap<string, readonly string[]>, say: Say): void {
  for (const [stream, [created]] of streams) {
    const origin = fieldsOf(created?.payload.origin);
    if (stream === 'house' || origin.kind !== 'drop') continue;
    const run = stream.slice('run/'.length);
    const dropped = basename(textOf(origin.path));
    if (!(accepted.get(run) ?? []).some((it) => it === dropped || isCopy(it, dropped) || isCut(it, dropped)))
      say(`inbox: ${run} was dropped as ${dropped}, which is lost`);
  }
}

/** `look (2).md` is another `look.md`. */
function isCopy(name: string, of: string): boolean {
  const { name: stem, ext } = parse(of);
  const inner = name.startsWith(`${stem} (`) && name.endsWith(`)${ext}`) ? name.slice(stem.length + 2, name.length - ext.length - 1) : '';
  return /^\d+$/.test(inner);
}

/** A name too long to be kept on the shelf lacks its middle: `beginning….md`. */
function isCut(name: string, of: string): boolean {
  const at = name.lastIndexOf('…');
  const ending = name.slice(at + 1).replace(/^ \(\d+\)/, '');
  return at > 0 && Buffer.byteLength(of) > Buffer.byteLength(name) && of.startsWith(name.slice(0, at)) && of.endsWith(ending);
}
