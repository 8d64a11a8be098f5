import { TCP, UDP } from '../../network/index.ts';

/** The transport protocols a listener or target group protocol runs over. */
export function transports(protocol: string): readonly number[] {
  switch (protocol) {
    case 'UDP':
    case 'QUIC':
      return [UDP];
    case 'TCP_UDP':
    case 'TCP_QUIC':
      return [TCP, UDP];
    default:
      return [TCP];
  }
}
