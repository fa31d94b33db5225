// A verdict accepts what somebody is shown to have opened: what nobody opened is a condition, and so is what is only claimed.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';

const accepted = suite<{ fixture: CliFixture }>('accepted as seen');
accepted.before.each((context) => {
  context.fixture = openCliFixture();
});
accepted.after.each(({ fixture }) => fixture.clear());

const SHOP = {
  'cart.js': 'export const total = (items) => items.length;\n',
  'src/pay.js': 'export const pay = () => true;\n',
  'src/refund.js': 'export const refund = () => false;\n',
};

const unwrapped = (text: string): string => text.replace(/\s+/g, ' ');

accepted('work is accepted if all of it was opened; what is left out is a condition, and a claim is called one', async ({ fixture }) => {
  const project = fixture.project('shop', SHOP);
  const verified = async (agent: string, more = '') => {
    const input = fixture.task(project, [agent], `type: final-verification\n${more}`, 'Is the sum right?');
    const { code, out } = await fixture.muster(['run', '-'], { input });
    return { code, out: unwrapped(out) };
  };
  fixture.agent('some', 'claims.mjs', '[]', 'MUSTER-LOOKED cart.js');
  const some = await verified('some');
  assert.is(some.code, 6, some.out);
  assert.match(some.out, 'Accepted on conditions, 2 conditions. No blocker was found.');
  assert.match(some.out, 'condition scope: no worker that can judge them has opened 2 of the 3 files in the scope');
  fixture.agent('claims', 'claims.mjs', '[{"path":"cart.js"}]');
  const claimed = await verified('claims', 'scope: [cart.js]\n');
  assert.is(claimed.code, 6, claimed.out);
  assert.match(claimed.out, 'Accepted on conditions, 1 condition. No blocker was found.');
  assert.match(claimed.out, 'Judged by claims, with 1 of 1 files opened. What claims opened is claimed, not witnessed.');
  assert.match(claimed.out, 'condition scope: that claims opened the file in the scope is claimed, not witnessed');
  assert.is((await verified('some', 'scope: [cart.js]\n')).code, 6, 'what a command prints about itself is claimed, too');
});

accepted('a line of each file that only it has shows that a command opened them, and then the work is accepted', async ({ fixture }) => {
  const project = fixture.project('shop', SHOP);
  const quoting = (quotes: Record<string, string>, ...lines: string[]) => {
    fixture.agent('quotes', 'claims.mjs', JSON.stringify(Object.entries(quotes).map(([path, quote]) => ({ path, quote }))), ...lines);
    const input = fixture.task(
      project,
      ['quotes'],
      'type: final-verification\nscope: [cart.js, src/pay.js]\n',
      'Is `export const pay` right?',
    );
    return fixture.muster(['run', '-'], { input });
  };
  const [cart, pay] = ['cart.js', 'src/pay.js'].map((it) => SHOP[it as keyof typeof SHOP].trim());
  const all = { 'cart.js': cart ?? '', 'src/pay.js': pay ?? '' };
  for (const lines of [[], ['MUSTER-LOOKED cart.js']]) {
    const whole = await quoting(all, ...lines);
    assert.is(whole.code, 0, whole.out);
    assert.match(unwrapped(whole.out), 'Accepted. There is no objection to the work. Judged by quotes, with 2 of 2 files opened.');
  }
  for (const other of [pay ?? '', 'export const nothing = here;', 'export const pay']) {
    const half = await quoting({ ...all, 'cart.js': other });
    assert.is(half.code, 6, `${other}: ${half.out}`);
    assert.match(unwrapped(half.out), 'is claimed, not witnessed');
  }
});

accepted.run();
