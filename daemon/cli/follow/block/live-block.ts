// The display of a followed run on a terminal: a block that redraws itself.

import { hideDeep } from '../../../../runtime/secrets/deep.ts';
import { viewRun } from '../../../lead/run/view-run.ts';
import { progressLines } from '../../../projections/progress-lines.ts';
import { liveRun } from '../../screens/live-run.ts';
import type { Context } from '../../words/command.ts';
import type { Display } from '../follow-run.ts';
import { blockOn } from './redraw.ts';

export function liveBlock(context: Context): Display {
  const block = blockOn(process.stdout);
  let newest = '';
  return {
    hasClock: true,
    async see(events, run) {
      newest = context.hide(events.flatMap(progressLines).at(-1) ?? newest);
      const phrase = newest.slice(newest.indexOf('PROGRESS:'));
      const { width, color } = context.screen;
      block.draw(
        liveRun(hideDeep(viewRun(await run.state()), context.hide), phrase, Date.now(), {
          width: width - 1,
          color,
          height: process.stdout.rows || 24,
        }).map(context.clean),
      );
    },
    tell(line) {
      block.clear();
      context.tell(line);
    },
    close: block.close,
  };
}
