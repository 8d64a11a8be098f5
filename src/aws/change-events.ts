import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

/** The calls that may change who can reach what within a Region: those EventBridge is asked to tell of. */
export const CHANGE_EVENTS: readonly string[] = [
  ...['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress'],
  ...['RevokeSecurityGroupEgress', 'ModifySecurityGroupRules', 'CreateSecurityGroup', 'DeleteSecurityGroup'],
  ...['CreateNetworkAclEntry', 'ReplaceNetworkAclEntry', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclAssociation'],
  ...['CreateRoute', 'ReplaceRoute', 'DeleteRoute', 'AssociateRouteTable', 'ReplaceRouteTableAssociation'],
  ...['CreateNetworkInterface', 'DeleteNetworkInterface', 'ModifyNetworkInterfaceAttribute', 'RunInstances'],
  ...['AssociateAddress', 'DisassociateAddress', 'AttachInternetGateway', 'DetachInternetGateway'],
];

/** Something changed in a Region. */
export interface ChangeEvent {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** CloudTrail's record of the call. */
  readonly record: unknown;
}

/** Reads an event as EventBridge puts it into the queue; undefined for anything else, also for calls that failed. */
export function parseChangeEvent(body: string): ChangeEvent | undefined {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isObject(event)) return undefined;
  const { account, region, detail } = event;
  if (typeof account !== 'string' || !/^\d{12}$/.test(account)) return undefined;
  if (typeof region !== 'string' || !isObject(detail)) return undefined;
  const { eventName, errorCode } = detail;
  if (typeof eventName !== 'string' || !CHANGE_EVENTS.includes(eventName) || errorCode !== undefined) return undefined;
  return { account, region, record: detail };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface ChangeQueue {
  /** URL of the SQS queue; its Region is part of it. */
  readonly url: string;
  /** A rejection leaves the messages in the queue, which delivers them again. */
  readonly handle: (events: readonly ChangeEvent[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Milliseconds until the queue is asked again after an error. Default 10 s. */
  readonly pause?: number;
}

/** Receives until stopped. @returns how to stop: resolves once no message is being handled */
export function receiveChanges({ url, handle, onError, pause = 10_000 }: ChangeQueue): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(url)?.[1];
  const client = new SQSClient({ ...(region !== undefined && { region }) });
  const receive = async () => {
    const request = new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 });
    const { Messages = [] } = await client.send(request, { abortSignal: signal });
    if (Messages.length === 0) return;
    const events = Messages.flatMap(({ Body = '' }) => parseChangeEvent(Body) ?? []);
    if (events.length > 0) await handle(events);
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: Messages.flatMap(entryOf) }));
  };
  const run = async () => {
    while (!signal.aborted)
      try {
        await receive();
      } catch (error) {
        if (signal.aborted) break;
        onError(error);
        await waitFor(pause, signal);
      }
    client.destroy();
  };
  const running = run();
  return () => {
    stopping.abort();
    return running;
  };
}

function entryOf({ ReceiptHandle }: Message, index: number) {
  return ReceiptHandle === undefined ? [] : [{ Id: String(index), ReceiptHandle }];
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end, { once: true });
  });
}
