import type { SuiteCrmConfig } from '../../config/config.ts';
import { reasonOf } from '../../database/errors.ts';
import { parseHttpDate } from '../../domain/http-date.ts';
import { type Finding, topic } from '../finding.ts';

const CLOCK = topic('SuiteCRM clock');
const NOTABLE_S = 30;
/** What Standard Webhooks lets a timestamp be off. */
const WEBHOOK_WINDOW_S = 300;

/** Compares our clock with the Date header of the CRM, which is exact to a second. Needs no login. */
export async function checkClock(config: SuiteCrmConfig, now: () => number): Promise<Finding[]> {
  let date: Date | null;
  const before = now();
  try {
    // Not a route, so that it is answered before anything is looked up.
    const answer = await fetch(`${config.url}/Api/V8/`, {
      redirect: 'manual',
      headers: { accept: 'application/json', 'cache-control': 'no-cache' },
      signal: AbortSignal.timeout(config.timeoutMs),
    });
    date = parseHttpDate(answer.headers.get('date') ?? '');
    await answer.body?.cancel();
  } catch (error) {
    return [CLOCK.warning(`The CRM's clock could not be read: ${causeOf(error)}`, 'Check SUITECRM_URL')];
  }
  if (date === null) {
    const advice = 'Compare the clocks of both machines by hand; a proxy may have removed the header';
    return [CLOCK.warning('The CRM tells no time: its answers have no Date header', advice)];
  }
  return [judge(Math.round(((before + now()) / 2 - date.getTime()) / 1000))];
}

function judge(aheadS: number): Finding {
  if (Math.abs(aheadS) <= NOTABLE_S) return CLOCK.ok(`The clocks of this machine and of the CRM agree`);
  const what = `The clock of this machine is ${Math.abs(aheadS)} s ${aheadS > 0 ? 'ahead of' : 'behind'} the CRM's`;
  const advice = 'Set the clock that is wrong by NTP';
  if (Math.abs(aheadS) <= WEBHOOK_WINDOW_S) return CLOCK.warning(what, advice);
  const effect = 'a webhook signed more than 5 minutes off our clock is refused';
  return CLOCK.error(`${what}; ${effect}`, advice);
}

function causeOf(error: unknown): string {
  return reasonOf(error instanceof Error && error.cause !== undefined ? error.cause : error);
}
