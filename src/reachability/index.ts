export type {
  Cause,
  Diff,
  DiffRow,
  Exposure,
  Hop,
  Packet,
  Party,
  Query,
  Reach,
  ServiceRange,
  Verdict,
  Witness,
} from './answer.ts';
