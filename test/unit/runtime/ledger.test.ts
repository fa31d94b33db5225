// The SQLite ledger keeps the contract of every ledger.

import { ledgerContract } from './ledger-contract.ts';
import { openStage } from './ledger-stage.ts';

ledgerContract('SQLite', openStage);
