// Decides whether to check out the base while it is still being captured: only if a checkout will
// probably be needed, and the captured base will probably be the commit that is checked out now.

import type { Base } from '../../../contracts/run/base.ts';
import { failpoint } from '../../../runtime/failpoints.ts';
import type { RunFolder } from '../../../runtime/home.ts';
import type { Expected } from '../../../runtime/workspace/capture/capture.ts';
import { LARGE_INDEX } from '../../../runtime/workspace/checkout/kept/kept-trees.ts';
import type { RunRequest } from '../../../skills/run/effect.ts';
import { sharedTree } from '../../../skills/run/workplaces/read-only-tree.ts';
import { beginAhead, endAhead } from '../attempt/ahead.ts';
import type { EffectContext } from '../effect-context.ts';
import { seatsRequestedBy } from '../house/consent.ts';

const MOST_KNOWN = 256;

/** Repositories that had uncommitted changes the last time, and so probably still have some. */
const changing = new Set<string>();

export type TreeAhead = {
  expects(what: Expected): void;
  /** Reports what was captured, or that nothing was. */
  settle(base?: Base): Promise<void>;
};

export function treeAhead(run: string, asked: RunRequest, context: EffectContext): TreeAhead {
  const { workspace, files } = context;
  const folder = context.home.run(run);
  let expected: Expected | undefined;
  let captured: Base | 'nothing' | undefined;
  let begun: string | undefined;
  let deciding: Promise<void> | undefined;

  async function begin({ gitDir, commit }: Expected): Promise<void> {
    const path = await placeFor(commit, asked, folder, context);
    // By now the base may be known to be a different commit.
    if (path === undefined || captured === 'nothing' || (captured && captured.commit !== commit)) return;
    begun = path;
    beginAhead(workspace, path, async (signal) => {
      await files.privateFolder(folder.workplaces);
      failpoint('ahead.begun');
      const { violation } = await workspace.checkoutFor({ base: { gitDir, commit }, path, signal, mayGo: async () => false });
      failpoint('ahead.made');
      return violation === undefined;
    });
  }

  return {
    expects(what) {
      if (what.indexBytes < LARGE_INDEX) return;
      expected = what;
      // Errors are reported when the checkout is needed.
      if (!changing.has(what.gitDir)) deciding = begin(what).catch(() => undefined);
    },
    async settle(base) {
      captured = base ?? 'nothing';
      if (!expected) return;
      // Nothing may begin after the capture, when the run may be over.
      await deciding;
      remember(expected, base);
      if (begun === undefined || base?.commit === expected.commit) return;
      await endAhead(workspace, folder.workplaces);
      // If it is complete, it only has to be brought up to what was captured.
      await workspace.keepFrom(folder.workplaces);
      await Promise.all(['', '.seal', '.making', '.making.seal'].map((it) => workspace.discard(`${begun}${it}`)));
    },
  };
}

function remember({ gitDir, commit }: Expected, base: Base | undefined): void {
  changing.delete(gitDir);
  if (base && base.commit !== commit) changing.add(gitDir);
  const [oldest] = changing;
  if (changing.size > MOST_KNOWN && oldest !== undefined) changing.delete(oldest);
}

/** Where the first worker that needs a checkout will look for it; undefined if none here will. */
async function placeFor(commit: string, asked: RunRequest, folder: RunFolder, context: EffectContext): Promise<string | undefined> {
  const { agents, workspace, elsewhere, shareBase } = context;
  if (elsewhere || shareBase || (asked.task.reuse ?? asked.config.reuse) === 'all') return undefined;
  const { wishes } = await seatsRequestedBy(asked, context);
  const first = wishes
    .filter((it) => it.role !== 'executor')
    .map((it) => ({ seat: it.seat, place: agents.provider(it.definition.provider)?.workplace }))
    .find((it) => it.place === 'checkout' || it.place === 'shared');
  if (!first) return undefined;
  const own = folder.workplace(first.seat);
  const isShared = first.place === 'shared' || (await workspace.mayBeLayers(own));
  return isShared ? folder.sharedTree(sharedTree({ commit }, [])) : own;
}
