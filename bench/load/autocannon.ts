import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { percentile } from '../report/statistics.ts';
import { RAN_OUT } from './result.ts';

// Where there is no wrk: sends each request of a file once and prints what came of it as one line of JSON.
// The file holds the length of each request as a line, then its bytes.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, connections: { type: 'string' } },
});
const [url = '', file = ''] = positionals;
const bytes = readFileSync(file);
const [NEWLINE, HEAD_END] = [0x0a, '\r\n\r\n'];
let at = 0;

const times: number[] = [];
const result = await new Promise<autocannon.Result>((resolve, reject) => {
  const options: autocannon.Options = {
    url,
    connections: Number(values.connections),
    duration: Number(values.seconds),
    requests: [{ setupRequest: (request) => ({ ...request, ...nextRequest() }) }],
  };
  const running = autocannon(options, (error: unknown, ended) => {
    if (error === null || error === undefined) resolve(ended);
    else reject(error);
  });
  running.on('response', (_client, _status, _bytes, ms) => times.push(ms));
});
const found = {
  requests: times.length,
  seconds: result.duration,
  p50Ms: times.length === 0 ? 0 : percentile(times, 0.5),
  p99Ms: times.length === 0 ? 0 : percentile(times, 0.99),
  refused: result.non2xx,
  socketErrors: result.errors,
};
process.stdout.write(`RESULT ${JSON.stringify(found)}\n`);

function nextRequest(): Pick<autocannon.Request, 'method' | 'path' | 'headers'> & { readonly body: Buffer } {
  if (at >= bytes.length) {
    process.stderr.write('all messages are sent before the time is over\n');
    process.exit(RAN_OUT);
  }
  const from = bytes.indexOf(NEWLINE, at) + 1;
  const end = from + Number(bytes.toString('latin1', at, from - 1));
  at = end;
  const bodyAt = bytes.indexOf(HEAD_END, from) + HEAD_END.length;
  const [line = '', ...lines] = bytes.toString('latin1', from, bodyAt - HEAD_END.length).split('\r\n');
  const [, path = '/'] = line.split(' ');
  // autocannon says the length by itself.
  const own = lines.filter((header) => !header.startsWith('content-length'));
  const headers = Object.fromEntries(own.map((header) => header.split(': ')));
  return { method: 'POST', path, headers, body: bytes.subarray(bodyAt, end) };
}
