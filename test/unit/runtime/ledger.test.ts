// The SQLite ledger keeps the contract of every ledger.

import { ledgerContract } from './ledger-contract.ts';
import { openFixture } from './ledger-fixture.ts';

ledgerContract('SQLite', openFixture);
