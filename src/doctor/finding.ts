/** `error`: events will fail over it. `warning`: some may, or it could not be looked at. */
export type Severity = 'ok' | 'warning' | 'error';

/** One thing that was looked at. Holds no secret and no personal data. */
export interface Finding {
  /** What it belongs to; findings of one topic stand together. */
  readonly topic: string;
  readonly severity: Severity;
  readonly what: string;
  /** What to do about it; null where nothing is to be done. */
  readonly advice: string | null;
}

/** Makes the findings of one topic. */
export interface Topic {
  ok(what: string): Finding;
  warning(what: string, advice: string): Finding;
  error(what: string, advice: string): Finding;
}

export function topic(name: string): Topic {
  const finding = (severity: Severity) => (what: string, advice: string) => ({ topic: name, severity, what, advice });
  return {
    ok: (what) => ({ topic: name, severity: 'ok', what, advice: null }),
    warning: finding('warning'),
    error: finding('error'),
  };
}
