/** One sample of Prometheus' text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The metrics that a service shows. */
export interface Scrape {
  readonly status: number;
  readonly contentType: string | null;
  readonly samples: readonly Sample[];
  /** Names that have a line of help. */
  readonly explained: ReadonlySet<string>;
}

const SAMPLE = /^(\w+)(?:\{(.*)\})? (\S+)$/;

/** Asks a running service for its metrics. */
export async function scrape(url: string): Promise<Scrape> {
  const answer = await fetch(`${url}/metrics`);
  const lines = (await answer.text()).split('\n');
  return {
    status: answer.status,
    contentType: answer.headers.get('content-type'),
    samples: lines.filter((line) => line !== '' && !line.startsWith('#')).map(readSample),
    explained: new Set(lines.flatMap((line) => /^# HELP (\w+) \S/.exec(line)?.[1] ?? [])),
  };
}

/** The value of the sample with these labels; null = there is none. */
export function sampleValue(
  { samples }: Scrape,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | null {
  const found = samples.filter(
    (sample) =>
      sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
}

function readSample(line: string): Sample {
  const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === '') throw new TypeError(`This is no sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', text = '']) => [label, text] as const);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}
