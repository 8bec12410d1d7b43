import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signatureHeaders } from '../../src/webhooks/sign-request.ts';
import { createVerifier, SignatureError } from '../../src/webhooks/verify-signature.ts';

const NOW = new Date('2024-05-01T12:00:00Z');
const KEYS = [Buffer.alloc(32, 1), Buffer.alloc(24, 2), Buffer.alloc(64, 3)];
const BODY = Buffer.from('{"type":"order.paid","é":"😀"}');
const secret = (key: Uint8Array) => `whsec_${Buffer.from(key).toString('base64')}`;
const secondsAway = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

const [KEY = Buffer.alloc(0)] = KEYS;
const signed = (overrides: Record<string, string | undefined> = {}) => ({
  ...signatureHeaders(secret(KEY), 'msg_1', NOW, BODY),
  ...overrides,
});
const verify = (headers: Record<string, string | undefined>, body: Uint8Array = BODY) =>
  createVerifier(KEYS)(headers, body, NOW);

function flipBit(bytes: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
}

test('the example of the Standard Webhooks libraries is accepted', () => {
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  };
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const body = Buffer.from('{"test": 2432232314}');
  expect(createVerifier([key])(headers, body, new Date(1_614_265_330_000))).toBe('msg_p5jXN8AQM9LWM0D4loKWxJek');
});

test('any of several keys may have signed', () => {
  for (const key of KEYS) expect(verify(signatureHeaders(secret(key), 'msg_1', NOW, BODY))).toBe('msg_1');
});

test('the order of signatures does not matter, nor do those of other versions', () => {
  const good = signatureHeaders(secret(KEY), 'msg_1', NOW, BODY)['webhook-signature'];
  const others = ['v1a,bm90IG91cnM=', 'v2,x', `v1,${'A'.repeat(43)}=`, 'v1,', 'v1,????', 'garbage'];
  fc.assert(
    fc.property(fc.shuffledSubarray([good, ...others], { minLength: 7 }), (list) => {
      expect(verify(signed({ 'webhook-signature': list.join(' ') }))).toBe('msg_1');
    }),
  );
});

test('at most 32 signatures are looked at', () => {
  const good = signed()['webhook-signature'];
  const noise = `v1,${'A'.repeat(43)}= `;
  expect(verify(signed({ 'webhook-signature': `${noise.repeat(31)}${good}` }))).toBe('msg_1');
  expect(() => verify(signed({ 'webhook-signature': `${noise.repeat(32)}${good}` }))).toThrow('No v1 signature');
});

test('a flipped bit anywhere in the body is noticed', () => {
  fc.assert(
    fc.property(fc.nat(BODY.length * 8 - 1), (bit) => {
      expect(() => verify(signed(), flipBit(BODY, bit))).toThrow('No v1 signature');
    }),
  );
});

test.each(['webhook-id', 'webhook-timestamp'] as const)('a flipped bit anywhere in %s is noticed', (name) => {
  const value = Buffer.from(signed()[name]);
  fc.assert(
    fc.property(fc.nat(value.length * 8 - 1), (bit) => {
      expect(() => verify(signed({ [name]: flipBit(value, bit).toString('latin1') }))).toThrow(SignatureError);
    }),
  );
});

test('a flipped bit anywhere in the signature is noticed', () => {
  const signature = Buffer.from(signed()['webhook-signature'].slice(3), 'base64');
  fc.assert(
    fc.property(fc.nat(signature.length * 8 - 1), (bit) => {
      const wrong = flipBit(signature, bit);
      expect(() => verify(signed({ 'webhook-signature': `v1,${wrong.toString('base64')}` }))).toThrow(
        'No v1 signature',
      );
    }),
  );
});

test.each([
  ['webhook-id', undefined, 'signature_header_missing'],
  ['webhook-timestamp', '', 'signature_header_missing'],
  ['webhook-signature', undefined, 'signature_header_missing'],
  ['webhook-id', 'has a space', 'signature_header_malformed'],
  ['webhook-id', 'x'.repeat(256), 'signature_header_malformed'],
  ['webhook-timestamp', '12.5', 'signature_header_malformed'],
  ['webhook-timestamp', '-5', 'signature_header_malformed'],
  ['webhook-timestamp', '2024-05-01T12:00:00Z', 'signature_header_malformed'],
  ['webhook-signature', 'v2,abc', 'signature_header_malformed'],
  ['webhook-signature', 'v1,c2hvcnQ=', 'signature_mismatch'],
])('%s = %j: %s', (name, value, code) => {
  expect(() => verify(signed({ [name]: value }))).toThrow(expect.objectContaining({ code }));
});

test('five minutes off is taken either way, a second more is not', () => {
  const at = (seconds: number) => signatureHeaders(secret(KEY), 'msg_1', secondsAway(seconds), BODY);
  expect(verify(at(-300))).toBe('msg_1');
  expect(verify(at(300))).toBe('msg_1');
  expect(() => verify(at(-301))).toThrow(expect.objectContaining({ code: 'signature_too_old' }));
  expect(() => verify(at(301))).toThrow(expect.objectContaining({ code: 'signature_too_new' }));
  expect(() => verify(at(365 * 86_400))).toThrow(expect.objectContaining({ code: 'signature_too_new' }));
});

test('without keys nothing is accepted', () => {
  expect(() => createVerifier([])(signed(), BODY, NOW)).toThrow(
    expect.objectContaining({ code: 'signature_mismatch' }),
  );
});
