// The receipt of a worker: what its result claims to have looked at, what its sessions show that it
// did, and how much of both is in the base.

import { localOf } from '../../../contracts/ids.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { ClaimedLook, Receipt } from '../../../contracts/work/receipt.ts';
import type { KnownLooks, LooksOrder } from '../../../skills/run/effect.ts';
import { collapsed, plainPath } from '../../../validators/evidence/normal.ts';
import { receiptSteps, type SeenLook } from '../../../validators/looks/receipt.ts';
import { readResultSteps } from '../../../validators/result/read-result.ts';
import type { EffectContext } from '../effect-context.ts';

/** Read from the end of each session's output. */
const OUTPUT_CAP = 16 * 1024 * 1024;

export type Quotes = {
  /** Files from which its findings quote what is there. */
  found: readonly string[];
  /** The path of the file if it has this text and the worker was not shown it. */
  lookUp(path: string, quote: string): Promise<string | undefined>;
};

/** The accepted answer of a worker. */
type Answer = { run: string; dispatch: string; base: Base; quotes: Quotes; looks: LooksOrder | KnownLooks };

export async function receiptFor(
  { run, dispatch, base, quotes, looks }: Answer,
  context: EffectContext,
  signal: AbortSignal,
): Promise<Receipt> {
  if ('known' in looks) return looks.known;
  const { result, expected, attempts, provider: name, argv, root, scope } = looks;
  const read = await context.inSlices(readResultSteps(await context.objects.get(result), expected));
  const claimed = read.kind === 'valid' ? read.result.looked : [];
  const provider = context.agents.provider(name);
  const transcripts = attempts.map((it) => context.home.run(run).transcript(localOf(dispatch), it));
  const { seen, whole } = await looksPrinted(transcripts, provider, context);
  const quoted = [...quotes.found, ...(await quotedFrom(claimed, root, quotes, context))];
  const files = await context.workspace.scopeFiles(base, scope, signal);
  const witnessed = provider?.looksAreItsOwn?.(argv) !== true;
  return context.inSlices(receiptSteps({ claimed, quoted, seen, whole, witnessed, trusted: provider?.tellsLooks === true, root }, files));
}

/** The looks that a worker's sessions show, if its program's output can show any. */
async function looksPrinted(
  transcripts: readonly string[],
  provider: ReturnType<EffectContext['agents']['provider']>,
  context: EffectContext,
): Promise<{ seen: SeenLook[] | undefined; whole: boolean }> {
  if (!provider?.looks) return { seen: undefined, whole: true };
  let seen: SeenLook[] | undefined;
  let whole = true;
  for (const transcript of transcripts) {
    const output = context.files.printed(transcript, OUTPUT_CAP);
    const printed = provider.looks(output);
    const size = Buffer.byteLength(output);
    if (size >= context.config.transcriptBytes || size >= OUTPUT_CAP || provider.looksPartly?.(output)) whole = false;
    if (printed) seen = [...(seen ?? []), ...printed];
    await context.turn();
  }
  return { seen, whole };
}

/** Looked up before other work gets its turn. */
const AT_A_TIME = 20;

/** Files that it claims to have opened, with a line of each. A line that is given for two files may be in any. */
async function quotedFrom(claimed: readonly ClaimedLook[], root: string | null, quotes: Quotes, context: EffectContext): Promise<string[]> {
  const given = claimed.flatMap(({ path, quote }) =>
    path === undefined || quote === undefined
      ? []
      : [{ path: root !== null && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path, quote }],
  );
  const byQuote = Map.groupBy(given, ({ quote }) => collapsed(quote));
  const files: string[] = [];
  let n = 0;
  for (const [quote, some] of byQuote) {
    if (++n % AT_A_TIME === 0) await context.turn();
    const [one, ...others] = new Set(some.map(({ path }) => plainPath(path)));
    const found = one === undefined || others.length > 0 ? undefined : await quotes.lookUp(one, quote);
    if (found !== undefined) files.push(found);
  }
  return files;
}
