/** The few members of an HTTP answer that matter here. */
interface Answer {
  body?: unknown;
}

/** An answer whose XML stops before its end. The SDK's parser takes it for a short list: complete, but wrong. */
class TruncatedAnswerError extends Error {
  override readonly name = 'TruncatedAnswer';
  /** Read by the SDK's retry middleware: asking again may help. */
  readonly $retryable = {};
}

/**
 * Reads an answer to its end before it is parsed.
 * @throws TruncatedAnswerError when the connection ended early, or the XML's root element is not closed
 */
export async function readWhole(answer: Answer): Promise<void> {
  const { body } = answer;
  if (!isStream(body)) return;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) chunks.push(Buffer.from(chunk));
  } catch (cause) {
    throw new TruncatedAnswerError('the connection ended before the answer did', { cause });
  }
  const whole = Buffer.concat(chunks);
  // The SDK reads bytes as well as it reads a stream.
  answer.body = new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength);
  if (isCutShort(whole)) throw new TruncatedAnswerError('the XML of the answer is cut short');
}

/** Only the ends are looked at: an answer may hold many megabytes. */
function isCutShort(body: Buffer): boolean {
  const head = body.subarray(0, 1024).toString('latin1').trimStart();
  if (!head.startsWith('<')) return false;
  const root = /^(?:<\?[^>]*\?>\s*)?<([\w:.-]+)/.exec(head)?.[1];
  if (root === undefined) return true;
  const tail = body
    .subarray(-(root.length + 64))
    .toString('latin1')
    .trimEnd();
  return !tail.endsWith(`</${root}>`) && !new RegExp(`<${root}[^>]*/>$`).test(tail);
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body && !(body instanceof Uint8Array);
}
