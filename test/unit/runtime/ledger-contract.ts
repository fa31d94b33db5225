// What every keeper of a ledger promises, tried through the interface and nothing else. A keeper's own test
// file calls this with a way to open its ledger, again and again, each time as another process would.

import { suite } from 'uvu';
import { commits } from './ledger-contract/commits.ts';
import { consumers } from './ledger-contract/consumers.ts';
import { rivals } from './ledger-contract/rivals.ts';
import type { ContractContext, Keeper } from './ledger-stage.ts';

export function ledgerContract(keeperName: string, makeKeeper: () => Keeper): void {
  const test = suite<ContractContext>(`a ledger kept by ${keeperName}`);
  test.before.each(async (context) => {
    context.keeper = makeKeeper();
    context.ledger = await context.keeper.open();
  });
  test.after.each(({ keeper }) => keeper.clear());
  commits(test);
  rivals(test, makeKeeper);
  consumers(test);
  test.run();
}
