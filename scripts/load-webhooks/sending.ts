export const SECRET = 'a webhook secret for one run only';

/** What to send, and where. */
export interface Sending {
  readonly url: string;
  readonly installation: number;
  readonly seconds: number;
  /** Webhooks a second. */
  readonly rate: number;
}

export interface Outcome {
  readonly guids: readonly string[];
  /** Milliseconds of each request. */
  readonly latencies: number[];
  /** HTTP statuses and how often each came; 0: no answer. */
  readonly answers: readonly (readonly [status: number, count: number])[];
  readonly requests: number;
  /** Seconds until the last answer. */
  readonly sent: number;
}
