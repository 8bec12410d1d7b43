import { expect, it } from 'vitest';
import { type Played, shellLines, Walk } from '../support/readme-walk.ts';

const CLI = 'npm run cli -- ';
const REASON = 'the role may edit invoices again';
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A line of the documents, and what they say of it. */
type Step = readonly [line: string, check?: (played: Played, walk: Walk) => void];

const SENT: Step[1] = ({ code, output }) =>
  expect([code, output]).toEqual([0, expect.stringContaining('accepted: event ')]);
const DENIED: Step = [
  '# in the terminal of the simulator: deny AOS_Invoices',
  ({ output }) => expect(output).toContain('no right to AOS_Invoices'),
];
const ALLOWED: Step = [
  '# in the terminal of the simulator: allow',
  ({ output }) => expect(output).toContain('all rights again'),
];
const SEND_ORDER: Step = [`${CLI}send order`, SENT];

const RUN_IT: readonly Step[] = [
  ['npm ci'],
  ['cp .env.example .env', succeeded],
  ['cp business-units.example.json business-units.json', succeeded],
  ['npm run simulator -- --port 8080 --ikcrm-port 8081 --console'],
  [
    '# put the lines that it prints for .env at the end of .env',
    ({ output }) => expect(output).toMatch(/^WEBHOOK_SECRETS=whsec_/),
  ],
  ['npm start', ({ output }) => expect(output).toContain('The embedded PostgreSQL is a beta build')],
  [
    `${CLI}doctor`,
    ({ code, output }) => {
      expect([code, output]).toEqual([0, expect.stringContaining('\n0 errors, ')]);
      expect(output).toContain('The embedded PostgreSQL is a beta build');
      expect(output).not.toContain('are refused');
    },
  ],
  [`${CLI}send registration`, SENT],
  [`${CLI}send customer-update`, SENT],
  SEND_ORDER,
  [`${CLI}send order-update`, SENT],
  [`${CLI}send refund`, SENT],
  [`${CLI}send product`, SENT],
  [`${CLI}send contract-products`, SENT],
  [`${CLI}events list`, ({ output }) => expect(statusesIn(output)).toEqual(Array(7).fill('done'))],
];

const MEND: readonly Step[] = [
  DENIED,
  SEND_ORDER,
  [`${CLI}events groups`, ({ output }) => expect(output).toContain('invoice')],
  [
    `${CLI}events list --status dead`,
    ({ output }, walk) => {
      expect(statusesIn(output)).toEqual(['dead']);
      expect(output).toContain('permanent: invoice');
      walk.ids.set('event', new RegExp(`^${UUID}`, 'm').exec(output)?.[0] ?? '');
    },
  ],
  [
    `${CLI}events show <event>`,
    ({ output }) => {
      expect(output).toMatch(/^error +permanent at "invoice": /m);
      expect(output).toMatch(/ done +contact +Contacts /);
      expect(output).toMatch(/ failed +invoice +AOS_Invoices /);
    },
  ],
  [`${CLI}events plan <event>`, ({ output }) => expect(output).toMatch(/POST +AOS_Invoices +invoice /)],
  ALLOWED,
  [`${CLI}events replay <event> --reason "${REASON}"`, ({ output }) => expect(output).toContain('is in line again')],
  [
    `${CLI}events show <event>`,
    ({ output }) => {
      expect(output).toMatch(/^status +done$/m);
      // What was done before the failure was done once.
      expect(output).toMatch(/ done +contact +Contacts +\S+$/m);
      expect(output).toMatch(/ done +invoice +AOS_Invoices +\S+ +2 tries$/m);
    },
  ],
  [
    `${CLI}audit`,
    ({ output }, walk) => expect(output).toMatch(new RegExp(`me +event\\.replay +${walk.ids.get('event')} +${REASON}`)),
  ],
];

const START = `${CLI}replays start --name invoices --reason "${REASON}" --from 6h`;
const MANY: readonly Step[] = [
  DENIED,
  SEND_ORDER,
  SEND_ORDER,
  ALLOWED,
  [
    `${START} --dry-run`,
    ({ output }) =>
      expect([output, statusesIn(output)]).toEqual([
        expect.stringContaining('2 events would be replayed'),
        ['dead', 'dead'],
      ]),
  ],
  [
    START,
    ({ output }, walk) => {
      expect(output).toContain(' of 2 events has started');
      walk.ids.set('replay', new RegExp(`Replay (${UUID}) of`).exec(output)?.[1] ?? '');
    },
  ],
  [
    `${CLI}replays show <replay> --watch`,
    ({ code, output }) =>
      expect([code, output]).toEqual([0, expect.stringMatching(/2 of 2 done, 0 failed, 0 to go\n$/)]),
  ],
];

// The blocks are written for a POSIX shell.
it.skipIf(process.platform === 'win32')('whoever follows the README from its top gets what it says', async () => {
  const lines = [
    ...(await shellLines('README.md', ['Run it', 'Mend and replay'])),
    ...(await shellLines('docs/operations.md', ['Bulk replays'])),
  ];
  const steps = [...RUN_IT, ...MEND, ...MANY];
  expect(lines).toEqual(steps.map(([line]) => line));
  await using walk = await Walk.begin();
  for (const [line, check] of steps) {
    const played = await walk.play(line);
    check?.(played, walk);
  }
  expect(new Set(await walk.end())).toEqual(new Set([0]));
});

function succeeded({ code, output }: Played): void {
  expect([code, output]).toEqual([0, '']);
}

/** The statuses in a table of events, from its first row on. */
function statusesIn(output: string): string[] {
  return [...output.matchAll(new RegExp(`^${UUID}  \\S+ \\S+  (\\w+) `, 'gm'))].map(([, status = '']) => status);
}
