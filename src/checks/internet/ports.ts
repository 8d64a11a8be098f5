import type { TCP, UDP } from '../../network/index.ts';
import { NO_SERVICES, type ServiceSet, serviceSet, unionServices } from '../engine.ts';

/** Single ports by protocol as one set. */
export function watchPorts(lists: readonly (readonly [typeof TCP | typeof UDP, readonly number[]])[]): ServiceSet {
  return lists
    .flatMap(([protocol, ports]) => ports.map((port) => serviceSet({ protocol, ports: [port, port] })))
    .reduce(unionServices, NO_SERVICES);
}
