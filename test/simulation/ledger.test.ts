// The ledger of the simulated world keeps the contract of every ledger; else what it shows of the lead would be
// shown of a ledger that nobody has.

import { ledgerContract } from '../unit/runtime/ledger/contract.ts';
import { stories } from '../unit/runtime/ledger/ledger-fixture.ts';
import { simLedger } from './world/records/ledger.ts';

ledgerContract('the simulated world', () => {
  const kept = simLedger(stories);
  return { open: async () => kept.open(), clear: async () => {} };
});
