import { stat } from 'node:fs/promises';
import { isMissing } from '../errors.ts';

/** Whether there is something of that name, even if we may not look at it. */
export async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}
