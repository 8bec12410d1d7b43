import type { JournaledCall, SuiteCrmFaultAction } from '../simulator/suitecrm/index.ts';

/** The name of an article whose lines the CRM refuses for good: an order that has one dies after its invoice stands. */
export const REFUSED_ARTICLE = 'refused by the CRM';

/** What the CRM does to a line of that article, in the storm and in quiet. */
export function refusedAlways({ method, module, path, body }: JournaledCall): SuiteCrmFaultAction | undefined {
  const isLine = method === 'POST' && module === 'AOS_Products_Quotes' && path.endsWith('/module');
  return isLine && JSON.stringify(body).includes(REFUSED_ARTICLE) ? { kind: 'access-denied' } : undefined;
}
