export interface Memory {
  /** Notes and prints what is resident now; `rest` where no work is under way. */
  note(what: string, state?: 'busy' | 'rest'): void;
  /** Why memory is not flat, if it is not. */
  verdict(): readonly string[];
}

/**
 * Megabytes of growth that a run may show. The heap and the embedded database grow to what a peak needs and give little back, so what
 * counts is rest against rest. The first peak may cost 400: 200 for the bodies that are read at the same time (`body.ts`) and as much
 * for their rows and jobs. After it the same work must fit in what is there; 100 is the heap's own breathing between collections,
 * which a leak of 20 kB a webhook passes within a run of 60 s at 100 a second.
 */
const FIRST_PEAK = 400;
const AFTERWARDS = 100;

/** @param resident megabytes */
export function createMemory(resident: () => number): Memory {
  const atRest: number[] = [];
  return {
    note(what, state = 'busy') {
      const megabytes = Math.round(resident());
      if (state === 'rest') atRest.push(megabytes);
      console.log(`soak: ${what}: ${megabytes} MB resident`);
    },
    verdict() {
      const [before = 0, peak = before] = atRest;
      const last = atRest.at(-1) ?? peak;
      return [
        ...(peak - before > FIRST_PEAK ? [`the first peak cost ${peak - before} MB, more than ${FIRST_PEAK}`] : []),
        ...(last - peak > AFTERWARDS ? [`memory grew by ${last - peak} MB afterwards, more than ${AFTERWARDS}`] : []),
      ];
    },
  };
}
