import { createHmac, createSecretKey, randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { sampleOrder } from '../../src/domain/events/samples.ts';

const KEY = Buffer.alloc(32, 7);
/** The secret that the shop of a bench signs with. */
export const SECRET = `whsec_${KEY.toString('base64')}`;
// Made once: Node takes six times as long for a signature whose key it has to make first.
const SIGNING_KEY = createSecretKey(KEY);

/** How much is written at once, in messages. */
const CHUNK = 1_000;
const ORDER = '{order}';
const USER = '{user}';

const STREET = { city: 'Taipei', state: '', postal_code: '100', country: 'Taiwan' };

/** An order of three products, about 2 KB, its total as the shop counted it. */
export function orderOf(orderId: string, customer: string) {
  const email = `${customer}@example.com`;
  return sampleOrder({
    order_id: orderId,
    customer: { user_id: customer, email, first_name: 'Iam', last_name: 'Robot4' },
    description: 'Please ring twice.',
    billing_address: { street: ['No. 1, Sec. 1, Zhongshan Road', 'Floor 2'], ...STREET },
    shipping_address: { street: ['No. 7, Lane 12, Section 2, Heping East Road'], ...STREET },
    groups: [{ name: 'Day trips', description: '', lines: LINES }],
    promotions: [],
    totals: { total_amount: '6566.7' },
  });
}

/** 2 × (2700 − 10), 450 and 3 × 120 less a tenth: with 5 % of tax 6461.7. */
const LINES = [
  line('1', 'MISM01040500000282', 'Tea tour in the hills of Maokong', {
    type: 'Service',
    quantity: '2',
    cost: '2000',
    list_price: '2700',
    discount: { type: 'Amount', value: '10' },
  }),
  line('2', 'MISM01040500000283', 'Tea set for two, celadon', { quantity: '1', list_price: '450' }),
  line('3', 'MISM01040500000284', 'Oolong, roasted, 150 g', {
    quantity: '3',
    list_price: '120',
    discount: { type: 'Percentage', value: '10' },
  }),
];

function line(line_id: string, sku: string, name: string, figures: object): object {
  const shop = 'https://shop.example.com';
  const shown = { url: `${shop}/products/${sku}`, image: `${shop}/images/${sku}/large.jpg` };
  return { line_id, sku, name, description: `${name}, as shown`, category: 'E', vat_rate: '5', ...shown, ...figures };
}

/** A file of signed requests, each to be sent once. */
export interface MessageFile {
  readonly path: string;
  /** How many requests it holds. */
  readonly count: number;
}

/**
 * Writes signed orders of as many customers to a file, as whole HTTP requests: the length of each as a line, then its bytes. They are
 * signed now, and so good for 300 seconds.
 * @param url where they go to, such as `http://127.0.0.1:3000`.
 */
export async function writeMessages(file: string, url: string, count: number): Promise<MessageFile> {
  const { host } = new URL(url);
  const run = randomUUID().slice(0, 8);
  const template = JSON.stringify(orderOf(ORDER, USER)).split(/(?=\{(?:order|user)\})|(?<=\{(?:order|user)\})/);
  const now = Math.floor(Date.now() / 1000);
  const output = await open(file, 'w');
  try {
    for (let from = 0; from < count; from += CHUNK) {
      const length = Math.min(CHUNK, count - from);
      const numbers = Array.from({ length }, (_, index) => `${run}-${from + index}`);
      const requests = numbers.map((number) => {
        const names = new Map([
          [ORDER, `O-${number}`],
          [USER, `u-${number}`],
        ]);
        const body = template.map((part) => names.get(part) ?? part).join('');
        return requestOf(host, body, signatureOf(now, body));
      });
      await output.write(requests.map((request) => `${Buffer.byteLength(request)}\n${request}`).join(''));
    }
  } finally {
    await output.close();
  }
  return { path: file, count };
}

/** The headers of a message with an id of its own; `seconds` since 1970. */
export function signatureOf(seconds: number, body: string): Record<string, string> {
  const id = `msg_${randomUUID()}`;
  const signature = createHmac('sha256', SIGNING_KEY).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}

/** A whole HTTP request with the headers that a shop sends, and others. */
export function requestOf(host: string, body: string, more: Readonly<Record<string, string>>): string {
  const headers = {
    host,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'shop/1.0',
    ...more,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /webhooks/orders HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}
