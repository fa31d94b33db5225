// While a followed run needs a person: shows the question in full, with the commands that answer it,
// and on a terminal also asks it. An answer given elsewhere meanwhile closes the question.

import { createInterface } from 'node:readline/promises';
import { failureOf } from '../../../contracts/errors.ts';
import type { Gate } from '../../../contracts/run/gate.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { hideDeep } from '../../../runtime/secrets/deep.ts';
import { giveOrder } from '../daemon/ask-daemon.ts';
import { type GateView, isOpenGate } from '../named/find-gate.ts';
import type { Context } from '../words/command.ts';
import { errorLine } from '../words/error-line.ts';
import { ringFor } from './bell.ts';
import type { Display } from './follow-run.ts';
import { choiceOf, choices, unclearWords } from './gate-choice.ts';

type OpenQuestion = { gate: string; closing: AbortController };

/** `asks`: whether a person is at the terminal and can be asked. */
export function withGateQuestions(display: Display, asks: boolean, context: Context): Display {
  const shown = new Set<string>();
  let open: OpenQuestion | undefined;
  let everAsked = false;

  async function show(view: RunView, it: GateView): Promise<void> {
    shown.add(it.gate.id);
    const [{ gatesScreen }, { planAsked }] = await Promise.all([import('../screens/gates-screen.ts'), import('../screens/plan-asked.ts')]);
    const line = { view, it, byFile: false };
    display.tell(`\n${planAsked([line], context.screen)}${gatesScreen([line], context.home.inbox, Date.now(), context.screen)}`.trimEnd());
  }

  function begin(gate: Gate): void {
    const asking = { gate: gate.id, closing: new AbortController() };
    open = asking;
    void askOne(gate, asking.closing.signal, context)
      .then((says) => display.tell(says))
      // Closed because it was answered elsewhere, or because following has ended.
      .catch((error: unknown) => (asking.closing.signal.aborted ? undefined : display.tell(errorLine(failureOf(error)))))
      .finally(() => {
        if (open === asking) open = undefined;
      });
  }

  return {
    ...(display.hasClock ? { hasClock: true } : {}),
    async see(events, run) {
      everAsked ||= events.some(({ type }) => type.startsWith('gate.'));
      const changed = events.some(({ type }) => type.startsWith('gate.') || type.startsWith('run.'));
      if (everAsked && changed) {
        // Loaded on demand: showing a gate needs the rules of a run, and most runs have no gate.
        const { viewRun } = await import('../../lead/run/view-run.ts');
        const view = hideDeep(viewRun(await run.state()), context.hide);
        const waiting = view.gates.filter(isOpenGate);
        if (open && !waiting.some(({ gate }) => gate.id === open?.gate)) open.closing.abort();
        const fresh = waiting.filter(({ gate }) => !shown.has(gate.id));
        // Removes the live block and restores the cursor before reading input.
        if (fresh.length > 0) display.close();
        for (const it of fresh) await show(view, it);
        if (fresh.length > 0) await ringFor('gate', context);
        const [first] = fresh;
        if (asks && first && (!open || open.closing.signal.aborted)) begin(first.gate);
      }
      // Drawing would overwrite the line that is being typed.
      if (!open) await display.see(events, run);
    },
    tell: display.tell,
    close() {
      open?.closing.abort();
      display.close();
    },
  };
}

/** Returns a sentence about the outcome. */
async function askOne(gate: Gate, closed: AbortSignal, context: Context): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C means the same here as everywhere while a run is followed.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const left = new AbortController();
  lines.once('close', () => left.abort());
  const signal = AbortSignal.any([closed, left.signal]);
  const ask = (question: string): Promise<string> => lines.question(context.clean(question), { signal });
  const later = `muster: ${gate.id} stays open; to answer it later: muster approvals ${gate.id}`;
  try {
    for (;;) {
      const typed = await ask(`\n${choices(gate)}: `);
      const choice = choiceOf(typed, gate);
      if (choice === 'unclear') {
        context.tell(unclearWords(typed, gate));
        continue;
      }
      if (choice === 'later') return later;
      const { answer, needs } = choice;
      const comment = (await ask(needs ?? 'A comment, or Enter for none: ')).trim();
      if (needs !== undefined && comment === '') {
        context.tell(`muster: ${answer} needs words; nothing was answered`);
        continue;
      }
      try {
        const run = gate.id.slice(0, gate.id.indexOf('.'));
        await giveOrder(context, {
          kind: 'answer',
          run,
          gate: gate.id,
          answer,
          shown: gate.shown,
          ...(comment === '' ? {} : { comment }),
        });
        return `muster: ${gate.id}: ${answer}`;
      } catch (error) {
        context.tell(errorLine(failureOf(error)));
      }
    }
  } catch (error) {
    if (closed.aborted || !left.signal.aborted) throw error;
    return later;
  } finally {
    lines.close();
  }
}
