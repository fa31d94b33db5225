// The contract of every ledger, tested through its interface alone. The test file of an implementation calls this with a way to open its
// ledger, again and again, each time as another process would.

import { suite } from 'uvu';
import { commits } from './contract/commits.ts';
import { consumers } from './contract/consumers.ts';
import { rivals } from './contract/rivals.ts';
import type { ContractContext, Keeper } from './ledger-fixture.ts';

/** Whether what is given in one tick is done in the order in which it was given, over all streams. */
export type Pace = 'in ticks' | 'one by one';

export function ledgerContract(keeperName: string, makeKeeper: () => Keeper, pace: Pace = 'in ticks', over?: () => Promise<void>): void {
  const test = suite<ContractContext>(`a ledger kept by ${keeperName}`);
  test.before.each(async (context) => {
    context.keeper = makeKeeper();
    context.ledger = await context.keeper.open();
  });
  test.after.each(({ keeper }) => keeper.clear());
  if (over) test.after(over);
  commits(test);
  rivals(test, makeKeeper, pace);
  consumers(test);
  test.run();
}
