import { expect, onTestFinished, test } from 'vitest';
import { AlertNotTaken, createAlertPost } from '../../src/alerts/post-alert.ts';
import { createSuiteCrm } from '../../src/crm/suitecrm/client.ts';
import { createWooApi } from '../../src/shops/woocommerce/api.ts';
import { CONFIG, context, failureOf } from '../support/crm/test-crm.ts';
import { startSelfSigned } from '../support/http/self-signed.ts';
import { SECRET } from '../support/service.ts';

const UNTRUSTED = expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT');

test('no credentials, no record and no alert go to a server whose certificate nobody vouches for', async () => {
  const { url, asked } = await startSelfSigned();
  const crm = createSuiteCrm({ ...CONFIG, url });
  const shop = createWooApi(
    { url, key: 'ck_1', secret: 'cs_1', catchUpMs: 600_000 },
    { shop: 'blog', timeoutMs: 5_000, clock: () => 0 },
  );
  const alerts = createAlertPost({ url, secret: SECRET }, 5_000);
  onTestFinished(async () => {
    await Promise.all([crm.close(), shop.close(), alerts.close()]);
  });
  expect(await failureOf(crm.find('Leads', 'a', context()))).toMatchObject({ message: UNTRUSTED });
  expect(await failureOf(shop.refundsOf('1', null))).toMatchObject({ message: UNTRUSTED });
  const message = { id: 'a', body: '{}', sentAt: new Date(), signal: new AbortController().signal };
  const refused = await failureOf(alerts.post(message));
  expect(refused).toBeInstanceOf(AlertNotTaken);
  expect(refused).toMatchObject({ message: UNTRUSTED });
  expect(asked).toEqual([]);
});
