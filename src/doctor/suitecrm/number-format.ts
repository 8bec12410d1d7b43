import { AccessDenied } from '../../crm/errors.ts';
import { UnknownModule } from '../../crm/suitecrm/errors.ts';
import { isPlainNumber } from '../../domain/plain-number.ts';
import { topic } from '../finding.ts';
import type { CheckedRecord } from './crm-reader.ts';
import { type Check, type Examination, orRefusal } from './examination.ts';
import { moduleNeeds } from './requirements.ts';

const NUMBERS = topic('SuiteCRM number format');

/**
 * Whether amounts come back as plain numbers. The profile of the API user cannot be read by the API. With other separators
 * SuiteCRM takes the text "378.500000" for 378500000; we send JSON numbers, which it takes as they are. What it shows is
 * read as it stands: an amount or a rate with a comma could not be used.
 */
export const checkNumberFormat: Check = async (examination) =>
  await orRefusal(NUMBERS, async () => {
    let seen = 0;
    const foreign: string[] = [];
    for (const { module, amounts } of moduleNeeds()) {
      const record = await seenRecord(examination, module);
      const texts = amounts.map((field) => [field, record?.attributes[field] ?? ''] as const);
      seen += texts.filter(([, text]) => text !== '').length;
      foreign.push(
        ...texts.filter(([, text]) => text !== '' && !isPlainNumber(text)).map(([field]) => `${module}.${field}`),
      );
    }
    if (foreign.length > 0) {
      const what = `Amounts come with other separators than a point (${foreign.join(', ')}): they cannot be read back`;
      return [NUMBERS.error(what, 'Set the API user\'s profile to "1,000.00": thousands "," and decimals "."')];
    }
    if (seen > 0) return [NUMBERS.ok(`Amounts come back as plain numbers (${seen} seen)`)];
    const advice =
      'Set the API user\'s profile to thousands "," and decimals ".", and run the doctor again after an order';
    return [NUMBERS.warning('No amount in the CRM to see the number format on', advice)];
  });

async function seenRecord({ sample }: Examination, module: string): Promise<CheckedRecord | null> {
  try {
    return await sample(module);
  } catch (error) {
    // Told with the modules.
    if (error instanceof UnknownModule || error instanceof AccessDenied) return null;
    throw error;
  }
}
