// The SQLite ledger keeps the contract of every ledger.

import { ledgerContract } from './contract.ts';
import { openFixture } from './ledger-fixture.ts';

ledgerContract('SQLite', openFixture);
