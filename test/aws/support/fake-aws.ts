import nock from 'nock';

/** One request as AWS's query protocol carries it. */
interface AwsRequest {
  readonly service: string;
  readonly region: string;
  readonly action: string;
  readonly parameters: URLSearchParams;
  /** The access key that signed it. */
  readonly accessKeyId: string;
}

/** Answers a request with a status and XML; `undefined` leaves it to the next handler. */
export type Handler = (request: AwsRequest) => { readonly status: number; readonly xml: string } | undefined;

const EC2_NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** A successful EC2 answer around the inner XML. */
export function ec2(action: string, inner = ''): { status: number; xml: string } {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="${EC2_NAMESPACE}"><requestId>r-1</requestId>${inner}</${action}Response>`;
  return { status: 200, xml };
}

/** An EC2 error, in its own envelope. */
export function ec2Error(code: string, message: string, status = 400): { status: number; xml: string } {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`;
  return { status, xml };
}

/** A successful answer of a query-protocol service: ELBv2, STS. */
export function query(action: string, namespace: string, inner = ''): { status: number; xml: string } {
  const xml = `<${action}Response xmlns="${namespace}"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, xml };
}

export const ELBV2 = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
const STS = 'https://sts.amazonaws.com/doc/2011-06-15/';

export function queryError(code: string, message: string, status = 400): { status: number; xml: string } {
  const xml = `<ErrorResponse xmlns="${STS}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`;
  return { status, xml };
}

/** Credentials number `n`, which expire when told. */
export function assumedRole(n: number, expiration: string): { status: number; xml: string } {
  return query(
    'AssumeRole',
    STS,
    `<Credentials><AccessKeyId>ASIASESSION${n}</AccessKeyId><SecretAccessKey>secret${n}</SecretAccessKey><SessionToken>token${n}</SessionToken><Expiration>${expiration}</Expiration></Credentials>
     <AssumedRoleUser><AssumedRoleId>AROA:sallyport</AssumedRoleId><Arn>arn:aws:sts::123456789012:assumed-role/R/sallyport</Arn></AssumedRoleUser>`,
  );
}

export interface FakeAws {
  readonly requests: AwsRequest[];
  /** Requests of one action, in the order they came. */
  readonly of: (action: string) => AwsRequest[];
}

/** Answers every AWS endpoint on the wire: by the handlers, else with an empty success. No other host is reachable. */
export function fakeAws(...handlers: readonly Handler[]): FakeAws {
  const requests: AwsRequest[] = [];
  nock.disableNetConnect();
  nock(/^https:\/\/[a-z0-9-]+\.[a-z0-9-]+\.amazonaws\.com/)
    .persist()
    .post('/')
    .reply(function (_uri, body) {
      const [service = '', region = ''] = String(this.req.headers['host']).split('.');
      const parameters = new URLSearchParams(typeof body === 'string' ? body : (body as Record<string, string>));
      const authorization = String(this.req.headers['authorization']);
      const request = {
        service,
        region,
        action: parameters.get('Action') ?? '',
        parameters,
        accessKeyId: /Credential=([^/]+)/.exec(authorization)?.[1] ?? '',
      };
      requests.push(request);
      for (const handler of handlers) {
        const answer = handler(request);
        if (answer) return [answer.status, answer.xml, { 'content-type': 'text/xml' }];
      }
      const { status, xml } = byDefault(request);
      return [status, xml, { 'content-type': 'text/xml' }];
    });
  return { requests, of: (action) => requests.filter((request) => request.action === action) };
}

function byDefault({ service, action }: AwsRequest): { status: number; xml: string } {
  if (service === 'sts') return assumedRole(1, '2035-01-01T01:00:00Z');
  return service === 'ec2' ? ec2(action) : query(action, ELBV2);
}

/** Retries what the SDK would retry, so many times, without waiting. */
export function retryAtOnce(most = 5) {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (
      used: { getRetryCount(): number },
      { errorType }: { readonly errorType: string },
    ) => {
      if (errorType === 'CLIENT_ERROR' || used.getRetryCount() >= most) throw new Error('no more retries');
      return token(used.getRetryCount() + 1);
    },
    recordSuccess: () => undefined,
  };
}
